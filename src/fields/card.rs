//! What of an ID card goes into which field: the same at the phone and at the desk.

use super::{Env, Wording, date_words};
use crate::{i18n::Language, texts};
use leptos::prelude::*;
use motcua_domain::{
    citizen_card::{CitizenCard, issuing_place},
    date::PartialDate,
    form::{CardPart, Field, Kind, Value},
    place::{Address, Gazetteer},
    procedure::Procedure,
};

/// The fields of a section that an ID card fills, of pages shown or not: a name may show the rest.
pub fn card_fields<'a>(procedure: &'a Procedure, section: &'a str) -> impl Iterator<Item = &'a Field> {
    let pages = procedure.pages.iter().filter(move |page| page.section == section);
    pages.flat_map(|page| &page.fields).filter(|field| field.card.is_some())
}

/// The address of a card in today's names, as far as understood; wards are fetched where the province is known.
pub async fn card_address(env: Env, text: &str) -> Address {
    let province = Gazetteer::new().recognise(text).address.province;
    env.fetch_wards(&province).await;
    env.places.with_untracked(|places| places.recognise(text)).address
}

/// What of a card goes into a field.
#[must_use]
pub fn card_value(field: &Field, card: &CitizenCard, address: &Address) -> Option<Value> {
    let value = match (field.card?, &field.kind) {
        (CardPart::Name, _) => Value::Text(card.name.clone()),
        (CardPart::Number, _) => Value::Text(card.number.clone()),
        (CardPart::OldNumber, _) => Value::Text(card.old_number.clone()?),
        (CardPart::BirthDate, _) => Value::Date(PartialDate::Full(card.birth_date)),
        (CardPart::IssueDate, _) => Value::Date(PartialDate::Full(card.issued?)),
        (CardPart::Sex, Kind::Choice { options }) => {
            let sex = card.sex.as_str();
            Value::Text(options.iter().find(|option| option.as_str() == sex)?.clone())
        }
        (CardPart::Sex, _) => return None,
        (CardPart::Address, Kind::Address { .. }) => Value::Address(address.clone()),
        (CardPart::Address, _) => Value::Text(card.address.clone()),
        (CardPart::IssuePlace, Kind::Choice { options }) => {
            let place = issuing_place(card.issued?).as_str();
            Value::Text(options.iter().find(|option| option.as_str() == place)?.clone())
        }
        (CardPart::IssuePlace, _) => {
            let key = texts::scan::find_issuer(issuing_place(card.issued?).as_str())?;
            Value::Text(key.words(Language::Vi).to_owned())
        }
    };
    (!value.is_empty()).then_some(value)
}

/// What of a card would go into a field, as one reads it.
#[must_use]
pub fn card_words(wording: &Wording, field: &Field, card: &CitizenCard) -> Option<String> {
    let address = Address { line: card.address.clone(), ..Address::default() };
    Some(match card_value(field, card, &address)? {
        Value::Text(text) if field.card == Some(CardPart::Sex) => wording.option(field, &text),
        Value::Text(text) => text,
        Value::Date(date) => date_words(date),
        Value::Address(address) => address.line,
        _ => return None,
    })
}
