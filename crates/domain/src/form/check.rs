//! The check of answers against a procedure: the same on the phone and on the server.

use super::{
    answers::{Answers, Value},
    countries,
    field::{Field, Kind, Precision, Span},
};
use crate::{
    code::{Code, Finding},
    date::PartialDate,
    phone,
    place::{Address, Gazetteer},
    procedure::Procedure,
    text,
};
use jiff::civil::{Date, Time};

/// What a check needs to know of the world.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Today at UTC+7.
    pub today: Date,
    /// Wards of a province that is not loaded are not judged: the server has them all.
    pub places: &'a Gazetteer,
}

/// Nobody who needs a dossier was born earlier.
const EARLIEST_YEAR: i16 = 1880;
/// No appointment is made later than this many years ahead.
const LATEST_YEARS_AHEAD: i16 = 20;

/// Checks a whole dossier: every shown field, every paper of the case, the cross-field rules, and that nothing
/// unknown is in it. Findings come in the order in which things are asked. What does not show does not count: the
/// answers are [`prune`]d first, so that a stale answer cannot demand a paper.
#[must_use]
pub fn check(procedure: &Procedure, answers: &Answers, context: &Context<'_>) -> Vec<Finding> {
    let mut shown = answers.clone();
    prune(procedure, &mut shown);
    let answers = &shown;
    let mut findings = check_fields(&procedure.questions, answers, context);
    for page in procedure.pages.iter().filter(|page| page.shows(answers)) {
        findings.extend(check_fields(&page.fields, answers, context));
    }
    findings.extend(check_fields(&procedure.papers, answers, context));
    let visible = visible_ids(procedure, answers);
    for rule in &procedure.rules {
        // A rule over hidden fields has nothing to say.
        if rule.fields().iter().any(|field| visible.contains(field)) {
            findings.extend(
                rule.check(answers, context.today).filter(|new| !findings.iter().any(|f| f.field == new.field)),
            );
        }
    }
    for id in answers.values.keys() {
        if procedure.field(id).is_none() {
            findings.push(Finding::new(id.clone(), Code::UnknownField));
        }
    }
    findings
}

fn visible_ids<'a>(procedure: &'a Procedure, answers: &Answers) -> Vec<&'a str> {
    let pages = procedure.pages.iter().filter(|page| page.shows(answers)).flat_map(|page| &page.fields);
    procedure
        .questions
        .iter()
        .chain(pages)
        .chain(&procedure.papers)
        .filter(|field| field.shows(answers))
        .map(|field| field.id.as_str())
        .collect()
}

/// Drops the answers of fields that do not show, until nothing changes: an answer may hide a field that hid others.
pub fn prune(procedure: &Procedure, answers: &mut Answers) {
    loop {
        let visible = visible_ids(procedure, answers);
        let hidden: Vec<String> = answers.values.keys().filter(|id| !visible.contains(&id.as_str())).cloned().collect();
        let known: Vec<String> = hidden.into_iter().filter(|id| procedure.field(id).is_some()).collect();
        if known.is_empty() {
            return;
        }
        known.iter().for_each(|id| answers.clear(id));
    }
}

/// Checks some fields, those that show.
#[must_use]
pub fn check_fields(fields: &[Field], answers: &Answers, context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for field in fields.iter().filter(|field| field.shows(answers)) {
        check_field(field, answers, context, "", &mut findings);
    }
    findings
}

fn check_field(field: &Field, answers: &Answers, context: &Context<'_>, prefix: &str, into: &mut Vec<Finding>) {
    let path = format!("{prefix}{}", field.id);
    let Some(value) = answers.get(&field.id) else {
        if field.required(answers) && !matches!(field.kind, Kind::ShownPaper) {
            let code = if matches!(field.kind, Kind::Paper { .. }) { Code::MissingPaper } else { Code::Required };
            into.push(Finding::new(path, code));
        }
        return;
    };
    if let (Kind::Group { min, max, fields }, Value::Rows(rows)) = (&field.kind, value) {
        bounds(&path, rows.len(), *min, *max, into);
        for (index, row) in rows.iter().enumerate() {
            let inner = format!("{path}/{index}/");
            fields.iter().filter(|f| f.shows(row)).for_each(|f| check_field(f, row, context, &inner, into));
            for id in row.values.keys().filter(|id| !fields.iter().any(|f| &f.id == *id)) {
                into.push(Finding::new(format!("{inner}{id}"), Code::UnknownField));
            }
        }
    } else if let Err((code, limit)) = value_fits(&field.kind, value, context) {
        into.push(Finding { field: path, code, limit });
    }
}

fn bounds(path: &str, count: usize, min: u16, max: u16, into: &mut Vec<Finding>) {
    if count < usize::from(min) {
        into.push(Finding::new(path, Code::TooFew).with_limit(i64::from(min)));
    } else if count > usize::from(max) {
        into.push(Finding::new(path, Code::TooMany).with_limit(i64::from(max)));
    }
}

type Misfit = (Code, Option<i64>);

fn value_fits(kind: &Kind, value: &Value, context: &Context<'_>) -> Result<(), Misfit> {
    let plain = |code: Code| Err((code, None));
    match (kind, value) {
        (Kind::Text { max } | Kind::LongText { max }, Value::Text(text)) => length(text, *max),
        (Kind::PersonName, Value::Text(name)) => {
            length(name, 120)?;
            if text::is_person_name(name) { Ok(()) } else { plain(Code::NameHasOtherSigns) }
        }
        (Kind::Date { precision, span }, Value::Date(date)) => date_fits(*date, *precision, *span, context.today),
        (Kind::Time, Value::Time(text)) => {
            let shape = text.len() == 5 && text.as_bytes().get(2) == Some(&b':');
            if shape && text.parse::<Time>().is_ok() { Ok(()) } else { plain(Code::BadTime) }
        }
        (Kind::WholeNumber { min, max } | Kind::Money { min, max }, Value::Number(number)) => {
            if number < min {
                Err((Code::TooSmall, Some(*min)))
            } else if number > max {
                Err((Code::TooLarge, Some(*max)))
            } else {
                Ok(())
            }
        }
        (Kind::YesNo, Value::YesNo(_)) => Ok(()),
        (Kind::Choice { options } | Kind::Relation { options }, Value::Text(option)) => one_of(option, options),
        (Kind::Choices { options, min, max }, Value::Choices(chosen)) => {
            chosen.iter().try_for_each(|option| one_of(option, options))?;
            let mut distinct = chosen.clone();
            distinct.sort_unstable();
            distinct.dedup();
            if distinct.len() != chosen.len() {
                plain(Code::NotAnOption)
            } else if chosen.len() < usize::from(*min) {
                Err((Code::TooFew, Some(i64::from(*min))))
            } else if chosen.len() > usize::from(*max) {
                Err((Code::TooMany, Some(i64::from(*max))))
            } else {
                Ok(())
            }
        }
        (Kind::Address { as_written, place_only }, Value::Address(address)) => {
            address_fits(address, *as_written, *place_only, context.places)
        }
        (Kind::IdNumber { other_papers }, Value::Text(number)) => {
            let fits = is_citizen_number(number) || (*other_papers && is_other_paper_number(number));
            if fits { Ok(()) } else { plain(Code::BadIdNumber) }
        }
        (Kind::Phone, Value::Text(number)) => {
            if phone::is_phone(number) {
                Ok(())
            } else {
                plain(Code::BadPhone)
            }
        }
        (Kind::Email, Value::Text(address)) => {
            if is_email(address) {
                Ok(())
            } else {
                plain(Code::BadEmail)
            }
        }
        (Kind::Nationality, Value::Text(code)) => {
            if countries::is_country(code) {
                Ok(())
            } else {
                plain(Code::NotAnOption)
            }
        }
        (Kind::EthnicGroup, Value::Text(number)) => {
            let known = number.len() == 2 && number.parse::<u8>().is_ok_and(|n| (1..=54).contains(&n) || n == 99);
            if known { Ok(()) } else { plain(Code::NotAnOption) }
        }
        (Kind::Paper { max_pages, .. }, Value::Pages(pages)) => {
            let total: u64 = pages.iter().map(|page| u64::from(page.pages)).sum();
            let twice = pages.iter().enumerate().any(|(i, page)| pages[..i].iter().any(|p| p.upload == page.upload));
            if total > u64::from(*max_pages) {
                Err((Code::TooManyPages, Some(i64::from(*max_pages))))
            } else if twice {
                plain(Code::DuplicatePage)
            } else {
                Ok(())
            }
        }
        (Kind::ShownPaper, Value::YesNo(_)) => Ok(()),
        _ => plain(Code::WrongKind),
    }
}

fn length(text: &str, max: u16) -> Result<(), Misfit> {
    if text.chars().count() > usize::from(max) { Err((Code::TooLong, Some(i64::from(max)))) } else { Ok(()) }
}

fn one_of(option: &str, options: &[String]) -> Result<(), Misfit> {
    if options.iter().any(|o| o == option) { Ok(()) } else { Err((Code::NotAnOption, None)) }
}

fn date_fits(date: PartialDate, precision: Precision, span: Span, today: Date) -> Result<(), Misfit> {
    let precise = match date {
        PartialDate::Full(_) => true,
        PartialDate::Month(..) => precision != Precision::Full,
        PartialDate::Year(_) => precision == Precision::Year,
    };
    if !precise {
        return Err((Code::NeedsFullDate, None));
    }
    if date.last_day().year() < EARLIEST_YEAR {
        return Err((Code::TooLongAgo, Some(i64::from(EARLIEST_YEAR))));
    }
    if date.first_day().year() > today.year() + LATEST_YEARS_AHEAD {
        return Err((Code::BadDate, None));
    }
    match span {
        Span::Past if date.first_day() > today => Err((Code::FutureDate, None)),
        Span::Future if date.last_day() < today => Err((Code::PastDate, None)),
        _ => Ok(()),
    }
}

fn address_fits(address: &Address, as_written: bool, place_only: bool, places: &Gazetteer) -> Result<(), Misfit> {
    length(&address.line, 300)?;
    if address.province.is_empty() && address.ward.is_empty() && as_written {
        return Ok(());
    }
    if address.province.is_empty() || address.ward.is_empty() {
        return Err((Code::Required, None));
    }
    if !place_only && address.line.trim().is_empty() {
        return Err((Code::Required, None));
    }
    // None: the ward list of that province is not on this phone; the server will judge.
    if Gazetteer::province_name(&address.province).is_some()
        && places.ward_known(&address.province, &address.ward) != Some(false)
    {
        Ok(())
    } else {
        Err((Code::UnknownPlace, None))
    }
}

/// 12 digits (TT 59/2021/TT-BCA); its inner structure gives warnings elsewhere, never a refusal.
fn is_citizen_number(number: &str) -> bool {
    number.len() == 12 && number.bytes().all(|b| b.is_ascii_digit())
}

/// The old 9-digit CMND, or a passport: one or two capitals and 6 to 8 digits.
fn is_other_paper_number(number: &str) -> bool {
    let letters = number.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = &number[letters..];
    let all_digits = digits.bytes().all(|b| b.is_ascii_digit());
    all_digits && matches!((letters, digits.len()), (0, 9) | (1..=2, 6..=8))
}

/// The shape that mail servers accept in practice: one `@`, a dotted host, no spaces, at most 254 bytes (RFC 5321).
fn is_email(address: &str) -> bool {
    let Some((local, host)) = address.split_once('@') else { return false };
    let sane = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    address.len() <= 254
        && local.len() <= 64
        && sane(local)
        && sane(host)
        && host.contains('.')
        && !host.contains('@')
        && !address.chars().any(|c| c.is_whitespace() || c.is_control())
        && host.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.')
}
