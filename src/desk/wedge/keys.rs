//! The detector on the page's keys: before every other listener, so that a scanned line reaches nobody else.
//!
//! The first strokes of a line look like typing. In a field they are let through, and the field gets its old value back
//! once the line is sure; anywhere else they are held for the blink it takes, so that no shortcut acts on them.

use super::{Detector, Pause, QUIET, Stroke, Verdict};
use leptos::prelude::*;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    AddEventListenerOptions, Event, EventTarget, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
    KeyboardEvent,
};

/// How long strokes may still wait behind a timer.
const LAST_TURN: Duration = Duration::from_millis(15);

type Handler = Rc<dyn Fn(&str) -> bool>;

thread_local! {
    static HANDLERS: RefCell<Vec<(u32, Handler)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
    static WATCH: RefCell<Option<Watch>> = const { RefCell::new(None) };
}

/// Listens to scanned lines while the calling component lives. The newest listener hears a line first; `act` answers
/// whether the line was for it, else the one before is asked.
pub fn listen(act: impl Fn(&str) -> bool + 'static) {
    let number = NEXT.get();
    NEXT.set(number.wrapping_add(1));
    HANDLERS.with_borrow_mut(|handlers| handlers.push((number, Rc::new(act))));
    on_cleanup(move || HANDLERS.with_borrow_mut(|handlers| handlers.retain(|(other, _)| *other != number)));
    WATCH.with_borrow_mut(|watch| {
        watch.get_or_insert_with(Watch::start);
    });
}

/// Asks the listeners, newest first.
fn hand_out(line: &str) {
    // A copy: a listener may open a page, and that adds and removes listeners.
    let handlers: Vec<Handler> = HANDLERS.with_borrow(|all| all.iter().rev().map(|(_, act)| act.clone()).collect());
    for act in handlers {
        if act(line) {
            return;
        }
    }
}

/// The state of the page's keys.
#[derive(Default)]
struct State {
    detector: Detector,
    /// Strokes outside fields that wait, with what they were for.
    held: Vec<(EventTarget, KeyboardEvent)>,
    field: Option<Before>,
    /// The last key was let through and its `keypress` says the same again.
    said: bool,
    alarm: Option<TimeoutHandle>,
}

/// A field as it was before the row that waits.
struct Before {
    target: EventTarget,
    value: String,
    selection: Option<(u32, u32)>,
}

struct Watch {
    _down: Closure<dyn Fn(KeyboardEvent)>,
    _press: Closure<dyn Fn(KeyboardEvent)>,
}

impl Watch {
    fn start() -> Self {
        let state = Rc::new(RefCell::new(State::default()));
        let (downs, presses) = (state.clone(), state);
        let down = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            if HANDLERS.with_borrow(Vec::is_empty) || !event.is_trusted() {
                return;
            }
            let key = event.key();
            let stroke = stroke(&event, &key);
            downs.borrow_mut().said = matches!(stroke, Stroke::Text(_));
            judge(&downs, stroke, &event);
        });
        // A letter without a key of its own (Alt codes, drivers that send characters) comes only here.
        let press = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            let said = std::mem::take(&mut presses.borrow_mut().said);
            let key = event.key();
            if said || key.chars().count() != 1 || HANDLERS.with_borrow(Vec::is_empty) || !event.is_trusted() {
                return;
            }
            judge(&presses, Stroke::Text(&key), &event);
        });
        let window = window();
        let options = AddEventListenerOptions::new();
        options.set_capture(true);
        for (name, listener) in [("keydown", &down), ("keypress", &press)] {
            // A live window refuses no listener.
            let _ = window.add_event_listener_with_callback_and_add_event_listener_options(
                name,
                listener.as_ref().unchecked_ref(),
                &options,
            );
        }
        Self { _down: down, _press: press }
    }
}

/// What a key means to the detector.
fn stroke<'a>(event: &KeyboardEvent, key: &'a str) -> Stroke<'a> {
    let chord = event.ctrl_key() || event.meta_key();
    if event.is_composing() || event.repeat() {
        return Stroke::Other;
    }
    match key {
        "Enter" | "Tab" if !chord && !event.alt_key() => Stroke::End,
        "Shift" | "Alt" | "AltGraph" | "Control" | "CapsLock" | "NumLock" | "Unidentified" => Stroke::Neutral,
        _ if event.alt_key() && !chord && event.code().starts_with("Numpad") => Stroke::Neutral,
        // AltGr is Ctrl and Alt to Windows.
        _ if (chord && !event.alt_key()) || (event.alt_key() && !chord) => Stroke::Other,
        _ if is_letter(key) => Stroke::Text(key),
        _ => Stroke::Other,
    }
}

/// One letter, whatever marks it carries; the names of keys are longer and plain ASCII.
fn is_letter(key: &str) -> bool {
    let mut letters = key.chars();
    letters.next().is_some_and(|first| letters.clone().next().is_none() || !first.is_ascii_alphanumeric())
        || (!key.is_ascii() && key.chars().count() <= 4)
}

fn judge(state: &Rc<RefCell<State>>, stroke: Stroke<'_>, event: &KeyboardEvent) {
    let at = event.time_stamp();
    pause(state, at);
    let verdict = state.borrow_mut().detector.stroke(stroke, at);
    match verdict {
        Verdict::Leave => release(state),
        Verdict::Wait { first } => {
            let target = event.target();
            let field = target.as_ref().filter(|target| is_field(target)).cloned();
            if first {
                release(state);
                state.borrow_mut().field = field.clone().map(Before::of);
            }
            if let (None, Some(target)) = (field, target) {
                swallow(event);
                state.borrow_mut().held.push((target, event.clone()));
            }
            watch_for_quiet(state);
        }
        Verdict::Take => {
            swallow(event);
            take_back(state);
            watch_for_quiet(state);
        }
        Verdict::Scan(line) => {
            swallow(event);
            take_back(state);
            hand_out(&line);
        }
    }
}

fn swallow(event: &KeyboardEvent) {
    event.prevent_default();
    event.stop_immediate_propagation();
}

/// What a pause until `at` ended.
fn pause(state: &Rc<RefCell<State>>, at: f64) {
    let ended = state.borrow_mut().detector.quiet(at);
    match ended {
        Pause::Nothing => {}
        Pause::Release => release(state),
        Pause::GiveBack(text) => give_back(&text),
        Pause::Scan(line) => hand_out(&line),
    }
}

fn watch_for_quiet(state: &Rc<RefCell<State>>) {
    let later = state.clone();
    // A busy page runs its timers before strokes that wait already: they get a turn before the pause counts.
    let look = move || {
        let last = later.clone();
        set_alarm(&later, LAST_TURN, move || {
            let now = Event::new("now").map_or(f64::MAX, |event| event.time_stamp());
            pause(&last, now);
        });
    };
    set_alarm(state, Duration::from_millis(QUIET.unsigned_abs().into()), look);
}

/// Does something after a time, unless something else is asked for before.
fn set_alarm(state: &Rc<RefCell<State>>, after: Duration, act: impl FnOnce() + 'static) {
    let alarm = set_timeout_with_handle(act, after).ok();
    let before = std::mem::replace(&mut state.borrow_mut().alarm, alarm);
    if let Some(before) = before {
        before.clear();
    }
}

/// The strokes that waited are a person's: those that were held go on to where they were meant for.
fn release(state: &Rc<RefCell<State>>) {
    let held = {
        let mut state = state.borrow_mut();
        state.field = None;
        std::mem::take(&mut state.held)
    };
    for (target, event) in held {
        // An event says all that a new one of its kind asks for. It is not trusted, so that it is not held again.
        let again = window()
            .get("KeyboardEvent")
            .and_then(|kind| kind.dyn_into::<js_sys::Function>().ok())
            .and_then(|kind| js_sys::Reflect::construct(&kind, &js_sys::Array::of2(&"keydown".into(), &event)).ok())
            .and_then(|again| again.dyn_into::<Event>().ok());
        if let Some(again) = again {
            // What had the focus may have gone in that blink, as a dialog that was being closed: then the page has it.
            let gone = target.dyn_ref::<web_sys::Node>().is_some_and(|node| !node.is_connected());
            let here = || document().active_element().map_or_else(|| document().into(), EventTarget::from);
            let target = if gone { here() } else { target };
            // Cancelled by a shortcut that took it: nothing else was to happen.
            let _ = target.dispatch_event(&again);
        }
    }
}

/// The strokes that waited are a scanner's: what of them stands in the field goes.
fn take_back(state: &Rc<RefCell<State>>) {
    let before = {
        let mut state = state.borrow_mut();
        state.held.clear();
        state.field.take()
    };
    if let Some(before) = before {
        before.restore();
    }
}

/// Whether keys write or choose in it.
fn is_field(target: &EventTarget) -> bool {
    let Some(element) = target.dyn_ref::<HtmlElement>() else { return false };
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => target.dyn_ref::<HtmlInputElement>().is_some_and(|input| {
            !matches!(input.type_().as_str(), "checkbox" | "radio" | "button" | "submit" | "file" | "range" | "color")
        }),
        _ => element.is_content_editable(),
    }
}

fn value_of(target: &EventTarget) -> Option<(String, Option<(u32, u32)>)> {
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        // Dates and numbers have no selection and say so by an exception.
        let selection = input.selection_start().ok().flatten().zip(input.selection_end().ok().flatten());
        Some((input.value(), selection))
    } else if let Some(area) = target.dyn_ref::<HtmlTextAreaElement>() {
        Some((area.value(), area.selection_start().ok().flatten().zip(area.selection_end().ok().flatten())))
    } else {
        target.dyn_ref::<HtmlSelectElement>().map(|select| (select.value(), None))
    }
}

/// Sets a field as if it had been typed: the page hears of it.
fn set_value(target: &EventTarget, value: &str, selection: Option<(u32, u32)>) {
    let heard = if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        input.set_value(value);
        if let Some((from, to)) = selection {
            // Only kinds without a selection refuse, and they gave none.
            let _ = input.set_selection_range(from, to);
        }
        &["input"][..]
    } else if let Some(area) = target.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(value);
        if let Some((from, to)) = selection {
            let _ = area.set_selection_range(from, to);
        }
        &["input"][..]
    } else if let Some(select) = target.dyn_ref::<HtmlSelectElement>() {
        select.set_value(value);
        &["input", "change"][..]
    } else {
        return;
    };
    for name in heard {
        if let Ok(event) = Event::new(name) {
            // Bubbles, as the page's listeners stand at its root; one without would not be heard.
            event.init_event_with_bubbles(name, true);
            let _ = target.dispatch_event(&event);
        }
    }
}

impl Before {
    fn of(target: EventTarget) -> Self {
        let (value, selection) = value_of(&target).unwrap_or_default();
        Self { target, value, selection }
    }

    fn restore(self) {
        if value_of(&self.target).is_some_and(|(value, _)| value != self.value) {
            set_value(&self.target, &self.value, self.selection);
        }
    }
}

/// Writes into the focused field what was kept from it.
fn give_back(text: &str) {
    let Some(target) = document().active_element().map(EventTarget::from).filter(is_field) else { return };
    let Some((value, selection)) = value_of(&target) else { return };
    if target.dyn_ref::<HtmlSelectElement>().is_some() {
        return;
    }
    // Selections count UTF-16 units.
    let units: Vec<u16> = value.encode_utf16().collect();
    let (from, to) = selection.map_or((units.len(), units.len()), |(from, to)| (from as usize, to as usize));
    let added: Vec<u16> = text.encode_utf16().collect();
    let parts = [units.get(..from).unwrap_or(&units), &added, units.get(to..).unwrap_or_default()].concat();
    let caret = u32::try_from(from + added.len()).ok();
    set_value(&target, &String::from_utf16_lossy(&parts), selection.and(caret).map(|caret| (caret, caret)));
}
