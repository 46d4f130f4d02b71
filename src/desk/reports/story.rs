//! The paragraph of the yearly report, live: the words of the locales, and every number a link to its list.

use super::tables::Number;
use crate::{
    desk::reference::Reference,
    device::page::to_clipboard,
    i18n::{Key, language, t, texts, ts},
    ui::{Button, Icon, Sign, announce},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{register::Figure, reports::Report};
use motcua_domain::report::{self, paragraph::Value};

/// A sentence cut at its places: text, and the name of the place after it.
fn pieces(sentence: &str) -> Vec<(&str, Option<&str>)> {
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        pieces.push((before, Some(name)));
        rest = after;
    }
    pieces.push((rest, None));
    pieces
}

/// The paragraph as plain text, to be put into a report of the ward's own.
fn plain(report: &Report, unit: &str) -> String {
    let sentences = report::paragraph(|figure| report.count(figure.as_str()));
    let written = sentences.iter().filter_map(|sentence| {
        let key = texts::reports::find_paragraph(sentence.key)?;
        let values = sentence.written_vi(unit);
        let parts = pieces(key.words(language())).into_iter().map(|(before, place)| {
            let value = place.and_then(|name| values.iter().find(|(known, _)| *known == name));
            format!("{before}{}", value.map_or("", |(_, text)| text))
        });
        Some(parts.collect::<String>())
    });
    written.collect::<Vec<_>>().join(" ")
}

/// The paragraph.
#[component]
pub fn Story(report: Report) -> impl IntoView {
    let reference = Reference::get();
    let report = StoredValue::new(report);
    let unit = move || {
        reference.office.with(|office| office.as_ref().map(|office| office.counter.clone())).unwrap_or_default()
    };
    let copied = RwSignal::new(None::<Key>);
    let copy = move |()| {
        let text = report.with_value(|report| plain(report, &untrack(unit)));
        spawn_local(async move {
            let done = to_clipboard(&text).await;
            let words = if done { texts::reports::COPIED } else { texts::reports::NOT_COPIED };
            copied.try_set(Some(words));
            announce(t(words));
        });
    };
    let told = move || {
        let unit = unit();
        let sentences = report.with_value(|report| report::paragraph(|figure| report.count(figure.as_str())));
        let sentence = |sentence: report::Sentence| {
            let key = texts::reports::find_paragraph(sentence.key)?;
            let written = sentence.written_vi(&unit);
            let parts = pieces(key.words(language())).into_iter().map(|(before, place)| {
                let before = before.to_owned();
                let value = place.and_then(|name| {
                    let text = written.iter().find(|(known, _)| *known == name)?.1.clone();
                    let value = sentence.values.iter().find(|(known, _)| *known == name)?.1;
                    Some((value, text))
                });
                let value = value.map(|(value, text)| match value {
                    Value::Count(figure, _) => {
                        view! { <Linked report=report name=figure.as_str() text=text /> }.into_any()
                    }
                    Value::Rate(..) | Value::Unit => text.into_any(),
                });
                view! { {before}{value} }
            });
            Some(view! { {parts.collect_view()}" " })
        };
        sentences.into_iter().filter_map(sentence).collect_view()
    };
    view! {
        <section aria-labelledby="report-story">
            <h2 id="report-story">{ts(texts::reports::PARAGRAPH_TITLE)}</h2>
            <p class="report-story" data-testid="paragraph">{told}</p>
            <div class="actions">
                <Button on_press=copy>
                    <Icon sign=Sign::File />
                    {ts(texts::reports::COPY)}
                </Button>
            </div>
            {move || copied.get().map(|words| view! { <p class="muted">{t(words)}</p> })}
        </section>
    }
}

/// A number as the sentence writes it, with the list that it counts.
#[component]
fn Linked(report: StoredValue<Report>, name: &'static str, text: String) -> impl IntoView {
    let found = |report: &Report| report.figures.iter().find(|figure| figure.name == name).cloned();
    match report.with_value(found) {
        Some(figure) => view! { <Number figure=Figure { ..figure } text=text /> }.into_any(),
        None => text.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn a_sentence_is_cut_at_its_places() {
        assert_eq!(pieces("a {b} c."), [("a ", Some("b")), (" c.", None)]);
        assert_eq!(pieces("a"), [("a", None)]);
    }
}
