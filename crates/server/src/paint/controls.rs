//! Painted controls: boxes to type in and choices to tick, with the attributes that the program gives them.

use super::{Words, html::Html};
use motcua_contract::public::ProcedureBundle;
use motcua_domain::form::{Field, Kind, Page, Precision};

/// The title of a page with several fields, where it has one.
pub fn page_title<'a>(bundle: &'a ProcedureBundle, page: &Page) -> Option<&'a str> {
    let texts = bundle.texts.get("vi")?;
    let title = texts.get(&format!("page.{}.title", page.id)).or_else(|| texts.get(&format!("page.{}", page.id)));
    title.map(String::as_str).or_else(|| word(bundle, page.fields.first()?, "label"))
}

fn word<'a>(bundle: &'a ProcedureBundle, field: &Field, part: &str) -> Option<&'a str> {
    let texts = bundle.texts.get("vi")?;
    let home = |home: &str| texts.get(&format!("{home}.{}.{part}", field.id));
    home("field").or_else(|| home("question")).map(String::as_str).filter(|word| !word.is_empty())
}

/// A field with its label; nothing for kinds that need the program (addresses, long lists, rows) and for those that not every case asks.
/// `heading`: the only field of its page.
pub fn field(words: &Words, bundle: &ProcedureBundle, field: &Field, heading: bool) -> Option<Html> {
    if field.show_if.is_some() {
        return None;
    }
    let label = word(bundle, field, "label")?;
    let optional = (field.optional && !label.contains(words.say("common", "value.optional")))
        .then(|| format!(" ({})", words.say("common", "value.optional")));
    let hint = word(bundle, field, "hint").or_else(|| kind_hint(words, &field.kind));
    let id = format!("p-{}", field.id);
    let (control, group) = control(words, bundle, field, &id)?;
    let label = Html::new().text(label).piece(match &optional {
        Some(optional) => Html::new().element("span", &[("class", "optional")], optional),
        None => Html::new(),
    });
    let named = if group {
        Html::new().open("span", &[("class", "label")]).piece(label.clone()).close("span")
    } else {
        Html::new().open("label", &[("class", "label"), ("for", id.as_str())]).piece(label.clone()).close("label")
    };
    let title = Html::new().open("h1", &[("class", "label-heading")]);
    let named = match (heading, group) {
        (true, true) => title.piece(label).close("h1"),
        (true, false) => title.piece(named).close("h1"),
        _ => named,
    };
    let hint = hint.map_or_else(Html::new, |hint| Html::new().element("p", &[("class", "hint")], hint));
    let frame = Html::new();
    Some(if group {
        frame
            .open("fieldset", &[("class", "form-group")])
            .open("legend", &[])
            .piece(named)
            .close("legend")
            .piece(hint)
            .piece(control)
            .close("fieldset")
    } else {
        frame.open("div", &[("class", "form-group")]).piece(named).piece(hint).piece(control).close("div")
    })
}

fn kind_hint<'a>(words: &'a Words, kind: &Kind) -> Option<&'a str> {
    match kind {
        Kind::Date { precision: Precision::Year, .. } => Some(words.say("common", "field.year_only")),
        Kind::Date { precision: Precision::Month, .. } => Some(words.say("common", "field.month_only")),
        _ => None,
    }
}

/// The control, and whether it is several under one label.
fn control(words: &Words, bundle: &ProcedureBundle, field: &Field, id: &str) -> Option<(Html, bool)> {
    let line = |kind: &str, mode: &str, capitals: &str, max: u16, class: &str| {
        let max = max.to_string();
        let attributes = [
            ("class", class),
            ("id", id),
            ("type", kind),
            ("inputmode", mode),
            ("autocomplete", "off"),
            ("autocapitalize", capitals),
            ("spellcheck", "false"),
            ("maxlength", max.as_str()),
        ];
        Some((Html::new().open("input", &attributes), false))
    };
    match &field.kind {
        Kind::Text { max } => line("text", "text", "sentences", *max, "input"),
        Kind::PersonName => line("text", "text", "words", 120, "input"),
        Kind::IdNumber { .. } => line("text", "numeric", "characters", 20, "input input-width-20"),
        Kind::Phone => line("tel", "tel", "off", 20, "input input-width-20"),
        Kind::Email => line("email", "email", "off", 254, "input"),
        Kind::Date { .. } => Some((date(words, id), true)),
        Kind::Choice { options } if options.len() <= 8 => {
            let option = |option: &String| {
                let own = word(bundle, field, &format!("option.{option}"));
                (option.clone(), own.unwrap_or(words.say("common", &format!("value.{option}"))).to_owned())
            };
            Some((radios(id, "choices", &options.iter().map(option).collect::<Vec<_>>()), true))
        }
        Kind::YesNo => {
            let option = |option: &str| (option.to_owned(), words.say("common", &format!("value.{option}")).to_owned());
            Some((radios(id, "choices choices-inline", &[option("yes"), option("no")]), true))
        }
        _ => None,
    }
}

fn date(words: &Words, id: &str) -> Html {
    let part = |html: Html, (id, key, width): (String, &str, &str)| {
        let class = format!("input input-width-{width}");
        let attributes = [
            ("class", class.as_str()),
            ("id", id.as_str()),
            ("type", "text"),
            ("inputmode", "numeric"),
            ("maxlength", width),
            ("autocomplete", "off"),
        ];
        html.open("div", &[("class", "date-part")])
            .element("label", &[("for", id.as_str())], words.say("common", key))
            .open("input", &attributes)
            .close("div")
    };
    let parts = [
        (id.to_owned(), "field.day", "2"),
        (format!("{id}-month"), "field.month", "2"),
        (format!("{id}-year"), "field.year", "4"),
    ];
    parts.into_iter().fold(Html::new().open("div", &[("class", "date-input")]), part).close("div")
}

/// Choices; the first takes the field's id, as in the program.
fn radios(name: &str, class: &str, options: &[(String, String)]) -> Html {
    let one = |html: Html, (index, (value, label)): (usize, &(String, String))| {
        let id = if index == 0 { name.to_owned() } else { format!("{name}-{index}") };
        html.open("div", &[("class", "choice")])
            .open("input", &[("type", "radio"), ("id", id.as_str()), ("name", name), ("value", value)])
            .element("label", &[("for", id.as_str())], label)
            .close("div")
    };
    options.iter().enumerate().fold(Html::new().open("div", &[("class", class)]), one).close("div")
}
