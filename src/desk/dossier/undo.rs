//! Taking back the last act, as long as that is possible; the button says how long.

use super::open::Open;
use crate::{
    i18n::{texts, tf, ts},
    ui::{Button, Icon, Sign},
};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};
use motcua_contract::desk::DeskCommand;
use std::time::Duration;

/// `9:05`.
fn left(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// The button, with the time that is left.
#[component]
pub fn UndoButton() -> impl IntoView {
    let open = Open::get();
    let seconds = RwSignal::new(0_i64);
    let look = move || {
        let left = open.undo_until().map_or(0, |until| open.seconds_until(until));
        if seconds.try_get_untracked() != Some(left) {
            seconds.try_set(left.max(0));
        }
    };
    Effect::new(move |_| look());
    if let Ok(handle) = set_interval_with_handle(move || untrack(look), Duration::from_secs(1)) {
        on_cleanup(move || handle.clear());
    }
    let possible = Memo::new(move |_| seconds.get() > 0);
    let press = move |()| open.command(DeskCommand::Undo {}, texts::counter::DONE_UNDO);
    move || {
        possible.get().then(|| {
            view! {
                <p class="undo-line">
                    <Button busy=open.busy disabled=open.settling on_press=press id="undo" shortcut="u">
                        <Icon sign=Sign::Back />
                        <span>{ts(texts::counter::UNDO_DO)}</span>
                    </Button>
                    <span class="small muted">
                        {move || tf(texts::counter::UNDO_LEFT, &[("time", &left(seconds.get()))])}
                    </span>
                </p>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn time_left_reads_as_minutes_and_seconds() {
        assert_eq!(super::left(545), "9:05");
        assert_eq!(super::left(59), "0:59");
    }
}
