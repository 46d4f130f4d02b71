//! The receipt: what the office has, until when, and the code that follows it. Saved as a picture, or printed.

use super::{
    pieces::{back, waiting},
    route::{Route, use_title},
    track,
    world::world,
};
use crate::{
    device::{download_blob, store::SavedReceipt},
    fields::local_words,
    i18n::{Language, language, say, t, tf, ts},
    texts::{citizen as w, common as c},
    ui::{Button, ButtonKind, EmptyState, LinkButton, Notice, QUIET, QrCode, SummaryList, SummaryRow, Tone, modules},
};
use jiff::civil::DateTime;
use leptos::prelude::*;
use motcua_domain::deadline::local;
use qrcode::Color;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

#[component]
pub fn ReceiptPage(code: String) -> impl IntoView {
    let world = world();
    let saved = {
        let code = code.clone();
        Memo::new(move |_| {
            world
                .receipts
                .with(|all| all.as_ref().map(|all| all.iter().find(|saved| saved.receipt.code == code).cloned()))
        })
    };
    move || match saved.get() {
        None => waiting(),
        Some(Some(saved)) => view! { <Page saved=saved /> }.into_any(),
        Some(None) => {
            use_title(ts(w::RECEIPT_TITLE));
            view! {
                {back(&Route::Track)}
                <h1>{say(w::RECEIPT_TITLE)}</h1>
                <EmptyState title=ts(w::RECEIPT_NOT_HERE) text=ts(w::RECEIPT_NOT_HERE_TEXT)>
                    <LinkButton href=Route::Track.href()>{say(w::FOOTER_TRACK)}</LinkButton>
                </EmptyState>
            }
            .into_any()
        }
    }
}

/// The name of the procedure of a receipt in the language in use.
#[must_use]
pub fn procedure_name(saved: &SavedReceipt) -> String {
    match language() {
        Language::Vi => saved.procedure_name_vi.clone(),
        Language::En => saved.procedure_name_en.clone(),
    }
}

#[component]
fn Page(saved: SavedReceipt) -> impl IntoView {
    let world = world();
    use_title(ts(w::RECEIPT_TITLE));
    let receipt = saved.receipt.clone();
    world.want_procedure(&receipt.procedure, false);
    let link = Memo::new({
        let (code, secret) = (receipt.code.clone(), receipt.secret.clone());
        move |_| {
            let public = world.office.with(|office| office.here().map(|office| office.public_url.clone()));
            let base = public
                .filter(|url| !url.is_empty())
                .unwrap_or_else(|| window().location().origin().unwrap_or_default());
            [base.trim_end_matches('/'), &track::address(&code, Some(&secret))].concat()
        }
    });
    let received = local(receipt.received_at);
    let rows = {
        let saved = saved.clone();
        Signal::derive(move || rows(&saved, received))
    };
    let papers = {
        let receipt = receipt.clone();
        Signal::derive(move || {
            let words = world.procedure(&receipt.procedure);
            let lines = receipt.papers.iter().map(|paper| {
                let named = words.here().map(|words| words.get(&["paper.", &paper.paper, ".label"].concat()));
                SummaryRow {
                    key: named.unwrap_or_else(|| paper.paper.clone()),
                    value: tf(c::VALUE_PAGES, &[("count", &paper.pages.to_string())]),
                    ..SummaryRow::default()
                }
            });
            lines.collect::<Vec<_>>()
        })
    };
    let none = receipt.papers.is_empty();
    let office = move || world.office.with(|office| office.here().map(|o| (o.name.clone(), o.counter.clone())));
    let for_picture = saved.clone();
    let failed = RwSignal::new(false);
    let save = Callback::new(move |()| {
        let office = untrack(office).map(|(name, _)| name).unwrap_or_default();
        failed.set(!save_picture(&for_picture, &office, &link.get_untracked()));
    });
    let print = Callback::new(|()| {
        // A browser without printing does nothing.
        let _ = window().print();
    });
    let follow = track::address(&receipt.code, None);
    view! {
        {back(&Route::Track)}
        <h1>{say(w::RECEIPT_TITLE)}</h1>
        <Notice tone=Tone::Success title=ts(w::RECEIPT_DONE)>
            <p>{say(w::RECEIPT_NEXT)}</p>
        </Notice>
        <div class="card receipt" id="receipt">
            {move || {
                office()
                    .map(|(name, counter)| {
                        view! {
                            <p lang="vi">
                                <strong>{name}</strong>
                                <br />
                                {counter}
                            </p>
                        }
                    })
            }}
            <p class="small muted">{say(w::RECEIPT_CODE)}</p>
            <p class="receipt-code mono" id="dossier-code">{receipt.code.clone()}</p>
            <SummaryList rows=rows />
            <h2>{say(w::RECEIPT_PAPERS)}</h2>
            {if none {
                view! { <p>{say(w::PAPERS_NONE)}</p> }.into_any()
            } else {
                view! { <SummaryList rows=papers /> }.into_any()
            }}
            <div class="qr">
                <QrCode text=link label=ts(w::RECEIPT_QR_LABEL) />
                <p class="small">{say(w::RECEIPT_QR)}</p>
                <p class="small">
                    {say(w::RECEIPT_SECRET_CODE)}
                    ": "
                    <span class="mono break-anywhere" id="receipt-secret">{receipt.secret.clone()}</span>
                </p>
            </div>
        </div>
        <p class="narrow">{say(w::RECEIPT_SECRET)}</p>
        <div class="actions no-print">
            <Button kind=ButtonKind::Primary on_press=save>{say(w::RECEIPT_SAVE)}</Button>
            <Button on_press=print>{say(w::RECEIPT_PRINT)}</Button>
            <LinkButton href=follow>{say(w::RECEIPT_FOLLOW)}</LinkButton>
        </div>
        <Show when=move || failed.get()>
            <Notice tone=Tone::Warning alert=true><p>{say(w::RECEIPT_NOT_SAVED)}</p></Notice>
        </Show>
    }
}

fn due_words(due: Option<DateTime>) -> String {
    due.map_or_else(|| t(w::TIME_UNSTATED).to_owned(), local_words)
}

fn rows(saved: &SavedReceipt, received: DateTime) -> Vec<SummaryRow> {
    let row = |key, value: String| SummaryRow { key: t(key).to_owned(), value, ..SummaryRow::default() };
    vec![
        row(w::RECEIPT_PROCEDURE, procedure_name(saved)),
        row(w::RECEIPT_RECEIVED, local_words(received)),
        row(w::RECEIPT_DUE, due_words(saved.receipt.due)),
    ]
}

const WIDTH: u32 = 800;
const HEIGHT: u32 = 1160;

/// Draws the receipt and hands it to the browser as a file; `false` where that is not possible.
fn save_picture(saved: &SavedReceipt, office: &str, link: &str) -> bool {
    draw(saved, office, link)
        .is_some_and(|png| download_blob(&["bien-nhan-", &saved.receipt.code, ".png"].concat(), &png, "image/png"))
}

fn draw(saved: &SavedReceipt, office: &str, link: &str) -> Option<Vec<u8>> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(WIDTH);
    canvas.set_height(HEIGHT);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, f64::from(WIDTH), f64::from(HEIGHT));
    context.set_fill_style_str("#000");
    let mut y = 60.0;
    let mut line = |text: &str, font: &str, step: f64| {
        context.set_font(font);
        for part in wrap(text, 52) {
            // A font that fails to draw is replaced by the browser.
            let _ = context.fill_text(&part, 40.0, y);
            y += step;
        }
    };
    line(office, "26px sans-serif", 34.0);
    line(t(w::RECEIPT_TITLE), "bold 34px sans-serif", 54.0);
    line(&saved.receipt.code, "bold 42px monospace", 62.0);
    for row in rows(saved, local(saved.receipt.received_at)) {
        line(&row.key, "22px sans-serif", 32.0);
        line(&row.value, "bold 28px sans-serif", 44.0);
    }
    let (dark, width) = modules(link)?;
    let cell = (520 / (width + 2 * QUIET)).max(2);
    let left = (WIDTH as usize - cell * width) / 2;
    let top = y as usize + 20;
    for (at, color) in dark.iter().enumerate() {
        if *color == Color::Dark {
            let (x, y) = (left + at % width * cell, top + at / width * cell);
            context.fill_rect(x as f64, y as f64, cell as f64, cell as f64);
        }
    }
    y = (top + width * cell + 50) as f64;
    context.set_font("22px sans-serif");
    for part in wrap(t(w::RECEIPT_QR), 60) {
        let _ = context.fill_text(&part, 40.0, y);
        y += 30.0;
    }
    let data = canvas.to_data_url().ok()?;
    let binary = window().atob(data.split_once(',')?.1).ok()?;
    Some(binary.chars().map(|c| c as u8).collect())
}

/// Lines of at most so many characters, broken between words.
fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut().filter(|line| line.chars().count() + word.chars().count() < most) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("đăng ký khai sinh", 8), ["đăng ký", "khai", "sinh"]);
        assert!(wrap("", 8).is_empty());
    }
}
