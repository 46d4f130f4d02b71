//! Money at the desk: requests for fees to show and to print, what the bank reported, the cash register of a day.

mod cashbook;
mod import;
mod movements;
mod requests;
mod sheet;

use crate::{
    api::{self, Failure},
    desk::{frame, reference::Reference, routes},
    fields::dong,
    i18n::{Key, t, texts, ts},
    ui::{Tab, Tabs},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use motcua_contract::ProblemCode;
use motcua_domain::payment::{OTHER, fee_name};
use texts::money as w;

pub use cashbook::CashbookPage;
pub use sheet::PaymentPage;

/// The sentence of a refusal that concerns money.
pub fn money_words(failure: &Failure) -> Key {
    if let Failure::Refused(problem) = failure
        && matches!(problem.code, ProblemCode::PaymentRefused | ProblemCode::StatementRefused)
        && let Some(key) = problem.detail.as_deref().and_then(|detail| w::find(&["refusal.", detail].concat()))
    {
        return key;
    }
    api::words(failure)
}

/// An amount as it is typed: digits, whatever stands between them.
pub fn typed_amount(text: &str) -> Option<i64> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|amount| *amount > 0)
}

/// A kind of fee as people read it.
pub fn kind_words(key: &str) -> String {
    if key == "over" {
        return t(w::KIND_OVER).to_owned();
    }
    let (code, fee) = key.split_once('/').unwrap_or((key, OTHER));
    let reference = Reference::get();
    reference.load_procedure(code);
    let name = match reference.procedure(code) {
        Some(words) if fee != OTHER => fee_name(&words.get(&["fee.", fee].concat())).to_owned(),
        _ if fee == OTHER => t(w::KIND_OTHER).to_owned(),
        _ => fee.to_owned(),
    };
    [&name, " (", &reference.procedure_name(code), ")"].concat()
}

/// Which part of the page, in the address.
const PART: &str = "muc";

/// The parts of the page: name in the address, words.
const PARTS: [(&str, Key); 4] = [
    ("chua-khop", w::PART_OPEN),
    ("da-khop", w::PART_MATCHED),
    ("khong-phai", w::PART_FOREIGN),
    ("yeu-cau", w::PART_REQUESTS),
];

/// What the bank reported, and requests.
#[component]
pub fn MoneyPage() -> impl IntoView {
    let parts = use_query_map();
    let part = Memo::new(move |_| parts.with(|parts| parts.get(PART)).unwrap_or_else(|| PARTS[0].0.to_owned()));
    frame::title(w::TITLE);
    // How many movements wait, once it is known.
    let open = RwSignal::new(None::<u64>);
    let tabs = Signal::derive(move || {
        let tab = |(name, words): (&str, Key)| Tab {
            href: [routes::MONEY, "?", PART, "=", name].concat(),
            label: t(words).to_owned(),
            count: open.get().filter(|_| name == PARTS[0].0),
            current: part.get() == name,
        };
        PARTS.map(tab).to_vec()
    });
    // Counts up when a statement was taken in: the list is asked for again.
    let renewed = RwSignal::new(0_u32);
    view! {
        <h1 id="page-title" tabindex="-1">{ts(w::TITLE)}</h1>
        <p>{ts(w::INTRO)}</p>
        <import::Import renewed=renewed />
        <Tabs label=ts(w::PARTS) items=tabs />
        {move || match part.get().as_str() {
            "yeu-cau" => view! { <requests::Requests /> }.into_any(),
            "da-khop" => view! { <movements::Movements state="matched" renewed=renewed open=open /> }.into_any(),
            "khong-phai" => view! { <movements::Movements state="foreign" renewed=renewed open=open /> }.into_any(),
            _ => view! { <movements::Movements state="open" renewed=renewed open=open /> }.into_any(),
        }}
    }
}

/// An amount; what went out carries a minus.
pub fn signed(amount: i64) -> String {
    if amount < 0 { ["−", &dong(-amount)].concat() } else { dong(amount) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use motcua_contract::payments::{REFUSALS, STATEMENT_REFUSALS};
    use motcua_domain::payment::{Means, Refusal};

    #[test]
    fn every_refusal_has_its_sentence() {
        for code in REFUSALS.iter().chain(&STATEMENT_REFUSALS) {
            assert!(w::find(&format!("refusal.{code}")).is_some(), "{code}");
        }
        for refusal in Refusal::ALL {
            assert!(REFUSALS.contains(&refusal.as_str()), "{refusal:?} is on the wire");
        }
    }

    #[test]
    fn every_reason_and_outcome_has_its_words() {
        for why in ["none", "damaged", "several", "maybe_known", "released"] {
            assert!(w::find(&format!("why.{why}")).is_some(), "{why}");
        }
        for outcome in ["booked", "open", "known", "conflict", "reversed"] {
            assert!(w::find(&format!("outcome.{outcome}")).is_some(), "{outcome}");
        }
        for means in Means::ALL {
            assert!(w::find(&format!("means.{}", means.as_str())).is_some(), "{means:?}");
        }
    }

    #[test]
    fn amounts_are_read_as_they_are_typed() {
        assert_eq!(typed_amount("16.000"), Some(16_000));
        assert_eq!(typed_amount(" 8 000 đ"), Some(8_000));
        assert_eq!(typed_amount("0"), None);
        assert_eq!(typed_amount(""), None);
    }
}
