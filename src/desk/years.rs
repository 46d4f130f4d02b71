//! A book that goes by years: the page of it that the address asks for, and a tab for each year.

use super::session::Session;
use crate::{
    api::{self, Failure},
    i18n::{Key, t, texts, ts},
    ui::{Button, Notice, Tab, Tabs, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use motcua_contract::{Endpoint, NoBody};

/// The year and the number to go on from, in the address.
const YEAR: &str = "nam";
const AFTER: &str = "sau";

/// What an address asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub year: Option<i16>,
    pub after: Option<u64>,
}

impl Asked {
    /// The address of this part of the book that lies at `path`.
    pub fn address(self, path: &str) -> String {
        let parts =
            [self.year.map(|year| format!("{YEAR}={year}")), self.after.map(|after| format!("{AFTER}={after}"))];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let sign = if parts.is_empty() { "" } else { "?" };
        format!("{path}{sign}{}", parts.join("&"))
    }

    fn query(self) -> Vec<(&'static str, String)> {
        let year = self.year.map(|year| ("year", year.to_string()));
        let after = self.after.map(|after| ("after", after.to_string()));
        year.into_iter().chain(after).collect()
    }
}

/// The page of the book that is shown.
pub struct Book<R: Send + Sync + 'static> {
    pub asked: Memo<Asked>,
    pub page: RwSignal<Option<R>>,
    pub failure: RwSignal<Option<Failure>>,
    load: Callback<Asked>,
}

impl<R: Send + Sync + 'static> Clone for Book<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Send + Sync + 'static> Copy for Book<R> {}

impl<R: Send + Sync + 'static> Book<R> {
    /// Loads what the address asks for, and anew when that changes or somebody signs in again. A late answer never stands in place
    /// of a newer one.
    pub fn open<E: Endpoint<Body = NoBody, Reply = R> + 'static>() -> Self {
        let session = Session::get();
        let parts = use_query_map();
        let asked = Memo::new(move |_| {
            parts.with(|parts| Asked {
                year: parts.get(YEAR).and_then(|year| year.parse().ok()),
                after: parts.get(AFTER).and_then(|after| after.parse().ok()),
            })
        });
        let page = RwSignal::new(None::<R>);
        let failure = RwSignal::new(None::<Failure>);
        let turn = StoredValue::new(0_u32);
        let load = Callback::new(move |asked: Asked| {
            let Some(now) = turn.try_update_value(|turn| {
                *turn += 1;
                *turn
            }) else {
                return;
            };
            failure.set(None);
            spawn_local(async move {
                let query = asked.query();
                let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let answer = api::call::<E>(&[], &query, None, &[]).await;
                if turn.try_get_value() != Some(now) {
                    return;
                }
                match answer {
                    Ok(found) => page.set(Some(found)),
                    Err(problem) => {
                        session.ended(&problem);
                        failure.set(Some(problem));
                    }
                }
            });
        });
        Effect::new(move |_| {
            session.renewed.track();
            load.run(asked.get());
        });
        Self { asked, page, failure, load }
    }

    /// What went wrong with loading, and the way to try again.
    pub fn trouble(self) -> impl IntoView {
        move || {
            self.failure.get().map(|problem| {
                view! {
                    <Notice tone=Tone::Warning>
                        <p>{move || t(api::words(&problem))}</p>
                        <Button on_press=move |()| {
                            self.load.run(self.asked.get_untracked());
                        }>{ts(texts::common::ACTION_RETRY)}</Button>
                    </Notice>
                }
            })
        }
    }

    /// A tab for each year, where there are several. `of` gives the years that have lines and the one that is shown.
    pub fn tabs(
        self,
        path: &'static str,
        label: Key,
        of: impl Fn(&R) -> (&[i16], i16) + Send + Sync + 'static,
    ) -> impl IntoView {
        let items = Signal::derive(move || {
            self.page.with(|page| {
                let Some((years, shown)) = page.as_ref().map(&of) else { return Vec::new() };
                tabs(path, years, shown)
            })
        });
        let several = Memo::new(move |_| items.with(|items| items.len() > 1));
        move || several.get().then(|| view! { <Tabs label=ts(label) items=items /> })
    }
}

/// The newest year first; the shown one is among them even where it has no lines.
fn tabs(path: &str, years: &[i16], shown: i16) -> Vec<Tab> {
    let mut years: Vec<i16> = years.iter().copied().chain([shown]).collect();
    years.sort_unstable();
    years.dedup();
    let tab = |year: i16| Tab {
        href: Asked { year: Some(year), after: None }.address(path),
        label: year.to_string(),
        count: None,
        current: year == shown,
    };
    years.into_iter().rev().map(tab).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_a_year_has_an_address() {
        assert_eq!(Asked::default().address("/desk/so"), "/desk/so");
        assert_eq!(Asked { year: Some(2026), after: Some(100) }.address("/desk/so"), "/desk/so?nam=2026&sau=100");
    }

    #[test]
    fn the_shown_year_has_a_tab() {
        let labels: Vec<(String, bool)> =
            tabs("/", &[2024, 2025], 2026).into_iter().map(|tab| (tab.label, tab.current)).collect();
        assert_eq!(labels, [("2026".into(), true), ("2025".into(), false), ("2024".into(), false)]);
    }
}
