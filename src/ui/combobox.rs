//! Choosing one of very many by typing: wards, countries. The pattern of WAI-ARIA, found without accents.

use super::{Choice, Wiring, words};
use leptos::prelude::*;
use motcua_domain::text::fold;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

/// Lines shown at once; more are found by typing on.
const MOST_LINES: usize = 50;

/// A box to type in, with the matching choices under it. What is typed and not chosen is not an answer.
#[component]
pub fn Combobox(
    #[prop(into)] options: Signal<Vec<Choice>>,
    /// The chosen value; empty while nothing is chosen.
    #[prop(into)]
    value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] label: Option<Signal<String>>,
) -> impl IntoView {
    let wiring = Wiring::of(id);
    let words = words();
    let field = StoredValue::new(wiring.id.clone());
    let list_id = format!("{}-list", wiring.id);
    let controls = list_id.clone();
    let (open, set_open) = signal(false);
    let (active, set_active) = signal(0_usize);
    // While typing, what is typed; otherwise the chosen label.
    let (typed, set_typed) = signal(None::<String>);
    let chosen = Memo::new(move |_| {
        let value = value.get();
        options.with(|options| options.iter().find(|option| option.value == value).map(|option| option.label.clone()))
    });
    let shown = move || typed.get().or_else(|| chosen.get()).unwrap_or_default();
    let folded = Memo::new(move |_| {
        options.with(|options| options.iter().map(|o| fold(&format!("{} {}", o.label, o.search))).collect::<Vec<_>>())
    });
    let matches = Memo::new(move |_| {
        let query = fold(&typed.get().unwrap_or_default());
        let hits = folded.with(|folded| {
            let hit =
                |(index, text): (usize, &String)| text.contains(&query).then_some((!text.starts_with(&query), index));
            let mut hits: Vec<_> = folded.iter().enumerate().filter_map(hit).collect();
            hits.sort_unstable();
            hits
        });
        options.with(|options| {
            hits.iter().take(MOST_LINES).filter_map(|(_, index)| options.get(*index).cloned()).collect::<Vec<Choice>>()
        })
    });
    let line_id = move |index: usize| format!("{}-line-{index}", field.get_value());
    let choose = move |option: &Choice| {
        set_typed.set(None);
        set_open.set(false);
        on_change.run(option.value.clone());
    };
    let show_active = move |index: usize| {
        set_active.set(index);
        let line = document().get_element_by_id(&line_id(index)).and_then(|line| line.dyn_into::<HtmlElement>().ok());
        if let Some(line) = line
            && let Some(list) = line.parent_element()
        {
            let (top, bottom) = (line.offset_top(), line.offset_top() + line.offset_height());
            if top < list.scroll_top() {
                list.set_scroll_top(top);
            } else if bottom > list.scroll_top() + list.client_height() {
                list.set_scroll_top(bottom - list.client_height());
            }
        }
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        let last = matches.with_untracked(Vec::len).saturating_sub(1);
        let at = active.get_untracked().min(last);
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if !open.get_untracked() => {
                event.prevent_default();
                set_active.set(0);
                set_open.set(true);
            }
            "ArrowDown" => {
                event.prevent_default();
                show_active(if at == last { 0 } else { at + 1 });
            }
            "ArrowUp" => {
                event.prevent_default();
                show_active(if at == 0 { last } else { at - 1 });
            }
            "Enter" if open.get_untracked() => {
                event.prevent_default();
                if let Some(option) = matches.with_untracked(|matches| matches.get(at).cloned()) {
                    choose(&option);
                }
            }
            "Escape" if open.get_untracked() => {
                event.prevent_default();
                event.stop_propagation();
                set_typed.set(None);
                set_open.set(false);
            }
            _ => {}
        }
    };
    let leave = move |_| {
        // Typed out in full is as good as chosen; emptied is no answer.
        if let Some(text) = typed.get_untracked() {
            let exact =
                options.with_untracked(|options| options.iter().find(|o| fold(&o.label) == fold(&text)).cloned());
            match exact {
                Some(option) => choose(&option),
                None if text.trim().is_empty() => on_change.run(String::new()),
                None => {}
            }
        }
        set_typed.set(None);
        set_open.set(false);
    };
    let lines = move || {
        let found = matches.get();
        if found.is_empty() {
            return view! { <li class="combobox-nothing" role="presentation">{words.nothing_found}</li> }.into_any();
        }
        found
            .into_iter()
            .enumerate()
            .map(|(index, option)| {
                let picked = option.clone();
                let key = option.value.clone();
                view! {
                    <li
                        class="combobox-line"
                        class:is-active=move || active.get() == index
                        id=line_id(index)
                        role="option"
                        aria-selected=move || if value.with(|value| *value == key) { "true" } else { "false" }
                        // Before the box loses the focus, which would close the list.
                        on:pointerdown=move |event| event.prevent_default()
                        on:click=move |_| choose(&picked)
                    >
                        {option.label}
                        {option.note.map(|note| view! { <span class="choice-note">{note}</span> })}
                    </li>
                }
            })
            .collect_view()
            .into_any()
    };
    view! {
        <div class="combobox">
            <input
                class="input"
                id=wiring.id.clone()
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-autocomplete="list"
                aria-haspopup="listbox"
                aria-controls=controls
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-activedescendant=move || (open.get() && matches.with(|m| !m.is_empty())).then(|| line_id(active.get()))
                aria-describedby=wiring.described_by
                aria-invalid=wiring.aria_invalid()
                aria-label=move || label.map(|label| label.get())
                prop:value=shown
                on:input=move |event| {
                    set_typed.set(Some(event_target_value(&event)));
                    set_active.set(0);
                    set_open.set(true);
                }
                on:click=move |_| set_open.set(true)
                on:keydown=key
                on:blur=leave
            />
            <ul class="combobox-list" id=list_id role="listbox" aria-labelledby=wiring.label_id hidden=move || !open.get()>
                {move || open.get().then(lines)}
            </ul>
        </div>
    }
}
