//! A bank's statement: chosen, looked at, taken in. Nothing is kept before somebody saw what would become of it.

use super::{dong, money_words};
use crate::{
    api::{self, Failure},
    desk::session::Session,
    i18n::{t, texts, tf, ts},
    ui::{Button, ButtonKind, FileButton, Notice, Table, Tag, Tone, announce, focus_soon},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::payments::{ImportStatement, Imported, ImportedLine};
use motcua_domain::{code::Code, staff::Duty, words::date_vi};
use texts::money as w;
use web_sys::File;

/// Lines of the preview that are shown.
const SHOWN: usize = 50;

/// The form.
#[component]
pub fn Import(renewed: RwSignal<u32>) -> impl IntoView {
    let session = Session::get();
    let chosen = StoredValue::new_local(None::<File>);
    let name = RwSignal::new(String::new());
    let seen = RwSignal::new(None::<Imported>);
    let failure = RwSignal::new(None::<Failure>);
    let busy = RwSignal::new(false);
    let send = move |preview: bool| {
        let Some(file) = chosen.get_value() else { return };
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let query: &[(&str, &str)] = if preview { &[("preview", "true")] } else { &[] };
            let answer = api::send_file::<ImportStatement>(query, &file, "text/csv").await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(imported) => {
                    if !preview {
                        chosen.set_value(None);
                        renewed.update(|count| *count += 1);
                        announce(t(w::IMPORT_DONE));
                    }
                    seen.set(Some(imported));
                    focus_soon("import-result");
                }
                Err(problem) => {
                    session.ended(&problem);
                    seen.set(None);
                    failure.set(Some(problem));
                }
            }
        });
    };
    let picked = move |files: Vec<File>| {
        if let Some(file) = files.into_iter().next() {
            name.set(file.name());
            chosen.set_value(Some(file));
            seen.set(None);
            send(true);
        }
    };
    let trouble = move || failure.get().map(|failure| view! { <Refused failure=failure /> });
    let result = move || {
        seen.get().map(|imported| {
            let preview = imported.preview;
            view! {
                <div id="import-result" tabindex="-1">
                    <Seen imported=imported name=name />
                    {preview
                        .then(|| {
                            view! {
                                <div class="actions">
                                    <Button kind=ButtonKind::Primary busy=busy on_press=move |()| send(false)>
                                        {ts(w::IMPORT_KEEP)}
                                    </Button>
                                    <Button kind=ButtonKind::Quiet on_press=move |()| seen.set(None)>
                                        {ts(texts::common::ACTION_CANCEL)}
                                    </Button>
                                </div>
                            }
                        })}
                </div>
            }
        })
    };
    move || {
        session.has(Duty::Reconcile).then(|| {
            view! {
                <section class="card money-import" aria-labelledby="import-title">
                    <h2 id="import-title">{ts(w::IMPORT_TITLE)}</h2>
                    <p class="small">{ts(w::IMPORT_HINT)}</p>
                    <FileButton id="statement" label=ts(w::IMPORT_CHOOSE) accept=".csv,text/csv,text/plain" disabled=busy on_files=picked />
                    <div role="status">{move || busy.get().then(|| view! { <p class="muted">{ts(w::IMPORT_READING)}</p> })}</div>
                    {trouble}
                    {result}
                </section>
            }
        })
    }
}

/// Why a file is not taken, with the lines that cannot be read.
#[component]
fn Refused(failure: Failure) -> impl IntoView {
    let lines = match &failure {
        Failure::Refused(problem) => problem.findings.clone(),
        _ => Vec::new(),
    };
    let lines = lines
        .into_iter()
        .map(|finding| {
            let key = if finding.code == Code::BadDate { w::IMPORT_LINE_DATE } else { w::IMPORT_LINE_AMOUNT };
            view! { <li>{move || tf(key, &[("line", &finding.field)])}</li> }
        })
        .collect_view();
    view! {
        <Notice tone=Tone::Error alert=true>
            <p>{move || t(money_words(&failure))}</p>
            <ul>{lines}</ul>
        </Notice>
    }
}

/// What is in a file, and what became, or would become, of it.
#[component]
fn Seen(imported: Imported, name: RwSignal<String>) -> impl IntoView {
    let count = |outcome: &str| imported.lines.iter().filter(|line| line.outcome == outcome).count().to_string();
    let places = [
        ("count", imported.lines.len().to_string()),
        ("booked", count("booked")),
        ("open", count("open")),
        ("known", count("known")),
    ];
    let conflicts = imported.lines.iter().filter(|line| line.outcome == "conflict").count();
    let (preview, outgoing, other) = (imported.preview, imported.outgoing, imported.other);
    let summary = move || {
        let places: Vec<(&str, &str)> = places.iter().map(|(name, value)| (*name, value.as_str())).collect();
        tf(if preview { w::IMPORT_PREVIEW } else { w::IMPORT_RESULT }, &places)
    };
    let headings = Signal::derive(|| {
        [w::COLUMN_LINE, w::COLUMN_DAY, w::COLUMN_AMOUNT, w::COLUMN_TEXT, w::COLUMN_OUTCOME]
            .map(|key| t(key).to_owned())
            .to_vec()
    });
    let rows = imported.lines.into_iter().take(SHOWN).map(|line| view! { <Row line=line /> }).collect_view();
    view! {
        <h3>{move || if preview { tf(w::IMPORT_LOOK, &[("name", &name.get())]) } else { t(w::IMPORT_DONE).to_owned() }}</h3>
        <p>{summary}</p>
        {(conflicts > 0)
            .then(|| view! { <p>{move || tf(w::IMPORT_CONFLICTS, &[("count", &conflicts.to_string())])}</p> })}
        {(outgoing + other > 0)
            .then(|| {
                view! {
                    <p class="small muted">
                        {move || tf(w::IMPORT_SKIPPED, &[("outgoing", &outgoing.to_string()), ("other", &other.to_string())])}
                    </p>
                }
            })}
        <Table caption=ts(w::IMPORT_TITLE) headings=headings>{rows}</Table>
    }
}

#[component]
fn Row(line: ImportedLine) -> impl IntoView {
    let tone = match line.outcome.as_str() {
        "booked" => Tone::Success,
        "known" | "reversed" => Tone::Info,
        _ => Tone::Warning,
    };
    let words = w::find(&["outcome.", &line.outcome].concat()).unwrap_or(w::OUTCOME_OPEN);
    view! {
        <tr>
            <td data-label=ts(w::COLUMN_LINE)>{line.line}</td>
            <td data-label=ts(w::COLUMN_DAY)>{date_vi(line.day)}</td>
            <td data-label=ts(w::COLUMN_AMOUNT) class="cash-amount">{dong(line.amount)}</td>
            <td data-label=ts(w::COLUMN_TEXT) class="money-text small">{line.text}</td>
            <td data-label=ts(w::COLUMN_OUTCOME)>
                <Tag tone=tone text=ts(words) />
                {line.payment.map(|text| view! { <span class="mono small">" " {text}</span> })}
            </td>
        </tr>
    }
}
