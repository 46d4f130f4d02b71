//! The painted pages: the first one, a procedure, the pages of its form on which a dossier may be begun.

use super::{Words, controls, html::Html};
use crate::world::World;
use motcua_contract::{endpoint::encode, public::ProcedureBundle};
use motcua_domain::form::Field;

/// A page of a form as it is begun.
pub struct Begun {
    pub path: String,
    pub inside: Html,
}

/// Header, page and footer, as the program has them.
pub fn frame(words: &Words, world: &World, inside: Html) -> String {
    let office = &world.office;
    let dial = format!("tel:{}", office.phone.replace([' ', '.'], ""));
    Html::new()
        .element("a", &[("class", "skip-link"), ("href", "#p-main")], words.say("common", "app.skip"))
        .open("header", &[("class", "site-header")])
        .open("div", &[("class", "site-header-inner")])
        .open("a", &[("class", "site-name"), ("href", "/")])
        .open("span", &[])
        .text(words.say("common", "app.name"))
        .element("span", &[("class", "site-office")], &office.name)
        .close("span")
        .close("a")
        .close("div")
        .close("header")
        .open("main", &[("id", "p-main"), ("class", "page"), ("tabindex", "-1")])
        .piece(inside)
        .close("main")
        .open("footer", &[("class", "site-footer")])
        .open("div", &[])
        .element("p", &[], &format!("{}, {}", office.counter, office.address))
        .open("p", &[])
        .element("a", &[("href", &dial)], &words.fill("citizen", "footer.call", "phone", &office.phone))
        .close("p")
        .open("p", &[])
        .element("a", &[("href", "/theo-doi")], words.say("citizen", "footer.track"))
        .text(" · ")
        .element("a", &[("href", "/ve-ung-dung")], words.say("citizen", "footer.about"))
        .close("p")
        .element("p", &[("class", "small")], words.say("citizen", "footer.record"))
        .close("div")
        .close("footer")
        .finish()
}

/// The first page: search, scan, the fields. The search is an ordinary form until the program is here.
pub fn home(words: &Words, world: &World) -> Html {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for bundle in world.procedures.iter() {
        let field = bundle.procedure.field.as_str();
        match counts.iter_mut().find(|(other, _)| *other == field) {
            Some((_, count)) => *count += 1,
            None => counts.push((field, 1)),
        }
    }
    let link = |html: Html, (field, count): (&str, usize)| {
        let name = Some(words.say("common", &format!("domain.{field}"))).filter(|name| !name.is_empty());
        let href = format!("/thu-tuc?linh-vuc={}", encode(field));
        html.open("li", &[])
            .open("a", &[("class", "card field-link"), ("href", &href)])
            .element("strong", &[], name.unwrap_or(words.say("common", "domain.other")))
            .element(
                "span",
                &[("class", "small muted")],
                &words.fill("citizen", "browse.count", "count", &count.to_string()),
            )
            .close("a")
            .close("li")
    };
    let search = Html::new()
        .open("form", &[("role", "search"), ("class", "narrow"), ("action", "/thu-tuc")])
        .element("label", &[("class", "label"), ("for", "p-search")], words.say("citizen", "search.label"))
        .element("p", &[("class", "hint")], words.say("citizen", "search.hint"))
        .open("div", &[("class", "search-row")])
        .open(
            "input",
            &[
                ("class", "input"),
                ("id", "p-search"),
                ("name", "tim"),
                ("type", "search"),
                ("autocomplete", "off"),
                ("maxlength", "200"),
            ],
        )
        .open("button", &[("class", "button"), ("type", "submit")])
        .piece(sign())
        .text(words.say("citizen", "search.do"))
        .close("button")
        .close("div")
        .close("form");
    let fields = Html::new().open("ul", &[("class", "grid plain-list")]);
    Html::new()
        .element("h1", &[], words.say("citizen", "home.title"))
        .piece(search)
        .open("div", &[("class", "actions")])
        .open("a", &[("class", "button button-primary"), ("href", "/quet")])
        .piece(sign())
        .text(words.say("citizen", "home.scan"))
        .close("a")
        .close("div")
        .open("section", &[("class", "section")])
        .element("h2", &[], words.say("citizen", "home.browse"))
        .piece(counts.into_iter().fold(fields, link).close("ul"))
        .close("section")
}

/// A procedure: what does not depend on the case.
pub fn procedure(words: &Words, bundle: &ProcedureBundle) -> Html {
    let procedure = &bundle.procedure;
    let own = |key: &str| bundle.texts.get("vi").and_then(|texts| texts.get(key)).map_or("", String::as_str);
    let minutes = words.fill("citizen", "procedure.minutes", "minutes", &procedure.minutes.to_string());
    let begin = format!("/nop/{}/bat-dau", encode(&procedure.code));
    let head = Html::new()
        .piece(back(words, "/"))
        .element("p", &[("class", "small muted")], &words.fill("citizen", "procedure.code", "code", &procedure.code))
        .element("h1", &[], own("name"))
        .element("p", &[("class", "lead")], own("plain"))
        .open("div", &[("class", "actions")])
        .element("a", &[("class", "button button-primary"), ("href", &begin)], words.say("citizen", "procedure.start"))
        .close("div")
        .open("p", &[("class", "muted")])
        .piece(sign())
        .text(&format!(" {minutes}"))
        .close("p");
    let visit = Html::new()
        .open("div", &[("class", "notice notice-warning")])
        .piece(sign())
        .open("div", &[("class", "notice-body")])
        .element("p", &[], words.say("citizen", "procedure.visit"))
        .close("div")
        .close("div");
    let part = |title: &str, text: &str| {
        Html::new()
            .open("section", &[("class", "section")])
            .element("h2", &[], words.say("citizen", title))
            .element("p", &[("class", "pre-line")], text)
            .close("section")
    };
    head.piece(if procedure.visit_required { visit } else { Html::new() })
        .piece(part("procedure.who", own("who")))
        .piece(part("procedure.result", own("result")))
}

/// The pages on which a dossier of this procedure may be begun, `/nop/<code>/bat-dau/<page>`: those with controls that can be painted.
/// Without a page it begins at the first: the case questions where there are some.
pub fn begun(words: &Words, bundle: &ProcedureBundle) -> Vec<Begun> {
    let procedure = &bundle.procedure;
    let start = format!("/nop/{}/bat-dau", encode(&procedure.code));
    let always = |fields: &[Field]| fields.iter().filter(|field| field.show_if.is_none()).cloned().collect::<Vec<_>>();
    let questions = always(&procedure.questions);
    // A page that only some cases have is never the first.
    let pages = procedure.pages.iter().filter(|page| page.show_if.is_none());
    let pages: Vec<(&str, Vec<Field>, Option<&str>)> = pages
        .filter(|page| page.fields.iter().all(|field| field.show_if.is_none()))
        .map(|page| (page.id.as_str(), page.fields.clone(), controls::page_title(bundle, page)))
        .collect();
    let mut begun = Vec::new();
    let mut add = |path: String, fields: &[Field], title: Option<&str>| {
        begun.extend(form(words, bundle, fields, title).map(|inside| Begun { path, inside }));
    };
    if questions.is_empty() {
        if let Some((_, fields, title)) = pages.first() {
            add(start.clone(), fields, *title);
        }
    } else {
        add(start.clone(), &questions, Some(words.say("citizen", "procedure.case")));
    }
    for (id, fields, title) in &pages {
        add(format!("{start}/{}", encode(id)), fields, *title);
    }
    begun
}

/// A page of a form. No `<form>`: sent by the browser it could only lose what was typed.
fn form(words: &Words, bundle: &ProcedureBundle, fields: &[Field], title: Option<&str>) -> Option<Html> {
    let single = fields.len() == 1;
    let painted: Vec<Html> =
        fields.iter().map(|field| controls::field(words, bundle, field, single)).collect::<Option<_>>()?;
    let heading = title.filter(|_| !single).map_or_else(Html::new, |title| Html::new().element("h1", &[], title));
    let inside = Html::new()
        .piece(back(words, &format!("/tt/{}", encode(&bundle.procedure.code))))
        .piece(heading)
        .piece(painted.into_iter().fold(Html::new(), Html::piece))
        .open("div", &[("class", "actions")])
        .element(
            "button",
            &[("class", "button button-primary"), ("type", "button"), ("id", "p-next")],
            words.say("common", "action.next"),
        )
        .close("div");
    Some(inside)
}

fn back(words: &Words, href: &str) -> Html {
    Html::new()
        .open("a", &[("class", "back-link"), ("href", href)])
        .piece(sign())
        .text(words.say("common", "action.back"))
        .close("a")
}

/// The room of a sign, which the program draws.
fn sign() -> Html {
    Html::new().open("span", &[("class", "icon")]).close("span")
}
