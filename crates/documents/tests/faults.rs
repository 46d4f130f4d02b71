//! What is missing or wrong is refused with a code; what people type is printed as it stands.

use crate::sample::CODES;
use crate::tools::File;
use motcua_documents::{Fault, Press, data::*};
use serde_json::{Value, json};
use std::{fs, thread};

fn render(press: &Press, template: &str, data: &Value) -> Result<Vec<u8>, Fault> {
    press.render(template, data, "2026-11-23T02:00:00Z".parse().unwrap())
}

/// Takes the value at a path (`dossier.requester.name`, `reasons.0.text`) out of the data.
fn remove(data: &mut Value, path: &str) -> bool {
    let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
    let at = if parent.is_empty() { String::new() } else { format!("/{}", parent.replace('.', "/")) };
    let Some(parent) = data.pointer_mut(&at) else { return false };
    parent.as_object_mut().is_some_and(|fields| fields.remove(key).is_some())
}

/// The paths to everything in the data that can be missing; of lists, the first item speaks for all.
fn paths(data: &Value, prefix: &str, into: &mut Vec<String>) {
    let join = |key: &str| if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") };
    match data {
        Value::Object(fields) => {
            for (key, value) in fields {
                into.push(join(key));
                paths(value, &join(key), into);
            }
        }
        Value::Array(items) => items.first().into_iter().for_each(|item| paths(item, &join("0"), into)),
        _ => {}
    }
}

/// What a template must have, and so what its absence is called.
const NEEDED: &[(&str, &[(&str, &str)])] = &[
    (
        "receipt",
        &[
            ("dossier.code", "dossier.code"),
            ("dossier.requester.name", "dossier.requester.name"),
            ("dossier.received", "dossier.received"),
            ("dossier.sets", "dossier.sets"),
            ("dossier.papers.0.name", "name"),
            ("office.name", "office.name"),
            ("office.place", "office.place"),
            ("issued", "issued"),
        ],
    ),
    ("supplement", &[("reasons", "reasons"), ("reasons.0.text", "text"), ("signer", "signer"), ("issued", "issued")]),
    ("refusal", &[("reasons", "reasons"), ("dossier.procedure_code", "dossier.procedure_code")]),
    ("extension", &[("reason", "reason"), ("old_due", "old_due"), ("new_due", "new_due")]),
    ("stop", &[("reason", "reason"), ("dossier.requester.name", "dossier.requester.name")]),
    ("control", &[("steps", "steps"), ("steps.0.at", "at"), ("steps.0.what", "what"), ("steps.0.from", "from")]),
    ("register", &[("year", "year"), ("rows.0.serial", "serial"), ("rows.0.requester.name", "requester.name")]),
    ("cashbook", &[("day", "day"), ("total", "total"), ("rows.0.reference", "reference"), ("rows.0.amount", "amount")]),
    ("poster", &[("procedure", "procedure"), ("link", "link"), ("printed", "printed")]),
    ("board", &[("items", "items"), ("items.0.name", "name"), ("printed", "printed")]),
    ("checklist", &[("procedure", "procedure"), ("printed", "printed")]),
    ("result", &[("title", "title"), ("paragraphs", "paragraphs")]),
    ("ticket", &[("number", "number"), ("taken", "taken")]),
];

#[test]
fn a_missing_value_is_refused_by_its_name() {
    let press = crate::sample::press();
    let papers = crate::sample::office_papers(true);
    for (template, keys) in NEEDED {
        let (_, data) = papers.iter().find(|(name, _)| name == template).unwrap();
        for (path, key) in *keys {
            let mut holed = data.clone();
            assert!(remove(&mut holed, path), "{template} has no {path}");
            let missing = Err(Fault::ValueMissing { key: (*key).to_owned() });
            assert_eq!(render(&press, &format!("papers/{template}"), &holed), missing, "{template} without {path}");
        }
    }
    // Empty is missing too.
    let (_, data) = &papers[0];
    let mut empty = data.clone();
    empty["dossier"]["requester"]["name"] = json!("");
    assert_eq!(
        render(&press, "papers/receipt", &empty),
        Err(Fault::ValueMissing { key: "dossier.requester.name".into() })
    );
}

#[test]
fn an_application_form_misses_no_answer_that_was_required() {
    let (press, lists) = (crate::sample::press(), crate::sample::Lists::new());
    for code in CODES {
        let form = serde_json::to_value(crate::sample::form(code, true, 1, &lists)).unwrap();
        let template = press.form_of(code);
        let mut refused = 0;
        for (at, (id, answer)) in form["answers"].as_object().unwrap().iter().enumerate() {
            // An optional answer costs a whole paper each: every fourth will do.
            if answer.get("raw").is_none() || (answer["required"] == false && at % 4 > 0) {
                continue;
            }
            let mut holed = form.clone();
            holed["answers"][id].as_object_mut().unwrap().remove("raw");
            match render(&press, &template, &holed) {
                Err(Fault::ValueMissing { key }) => {
                    assert!(key.starts_with(&format!("answers.{id}")), "{code}: {key} for {id}");
                    assert!(answer["required"] == true, "{code}: {id} is optional");
                    refused += 1;
                }
                other => drop(other.unwrap_or_else(|fault| panic!("{code} without {id}: {fault}"))),
            }
        }
        assert!(refused >= 5, "{code} refuses only {refused}");
    }
}

#[test]
fn whatever_is_missing_there_is_a_paper_or_a_coded_refusal() {
    let press = &crate::sample::press();
    let papers = &crate::sample::office_papers(true);
    // Two threads: this is the longest test of the crate.
    thread::scope(|scope| {
        for half in 0..2 {
            scope.spawn(move || {
                for (template, data) in papers.iter().skip(half).step_by(2) {
                    let mut data = data.clone();
                    if let Some(rows) = data["rows"].as_array_mut() {
                        rows.truncate(2);
                    }
                    let mut all = Vec::new();
                    paths(&data, "", &mut all);
                    // Of what lies deeper, each paper does without another third: most of it is shared by all of them.
                    let mine = |at: usize, path: &str| !path.contains('.') || at % 3 == template.len() % 3;
                    let all = all.into_iter().enumerate().filter(|(at, path)| mine(*at, path)).map(|(_, path)| path);
                    for path in all {
                        let mut holed = data.clone();
                        remove(&mut holed, &path);
                        if let Err(fault @ Fault::TemplateBroken { .. }) =
                            render(press, &format!("papers/{template}"), &holed)
                        {
                            panic!("{template} without {path}: {fault}");
                        }
                    }
                }
            });
        }
    });
}

#[test]
fn codes_are_stable() {
    let press = Press::new().unwrap();
    let unknown = render(&press, "papers/nothing", &json!({})).unwrap_err();
    assert_eq!(
        (unknown.code(), unknown.to_string().as_str()),
        ("template_unknown", "template_unknown: papers/nothing")
    );
    for name in ["", "..", "../../etc/passwd", "papers/receipt.typ", "/papers/receipt"] {
        assert_eq!(render(&press, name, &json!({})).unwrap_err().code(), "template_unknown", "{name}");
    }
    assert_eq!(render(&press, "papers/receipt", &json!({})).unwrap_err().code(), "value_missing");
    assert_eq!(render(&press, "papers/receipt", &json!([1, 2])).unwrap_err().code(), "value_missing");
    let broken = Press::new().unwrap().with_template("papers/mine", "#let x = (".into()).err().unwrap();
    assert_eq!(broken.code(), "template_broken");
}

#[test]
fn a_template_of_ones_own_needs_no_rust() {
    let folder = std::env::temp_dir().join(format!("motcua-templates-{}", std::process::id()));
    fs::create_dir_all(folder.join("9.000001")).unwrap();
    let own = "#import \"/papers/forms.typ\": *\n#show: form.with(\"Đơn riêng\")\n#row([Tên], \"requester_name\")\n";
    fs::write(folder.join("9.000001/form.typ"), own).unwrap();
    let press = crate::sample::press().with_directory("procedures", &folder).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(press.form_of("9.000001"), "procedures/9.000001/form");
    assert_eq!(press.form_of("9.000002"), "papers/form");
    let form = crate::sample::form("1.001193", true, 1, &crate::sample::Lists::new());
    let form = ApplicationForm { procedure_code: "9.000001".into(), ..form };
    let pdf = press.print(&form, "2026-11-23T02:00:00Z".parse().unwrap()).unwrap();
    assert!(File::new(&pdf).text().contains("ĐƠN RIÊNG"));
    // One that reads the disk, the network or a field that is not there gets nothing.
    for (text, code) in [
        ("#read(\"/etc/passwd\")", "template_broken"),
        ("#read(\"../../Cargo.toml\")", "template_broken"),
        ("#import \"@preview/tablex:0.0.8\": *", "template_broken"),
        ("#import \"/papers/forms.typ\": *\n#a(\"requester_nmae\")", "value_missing"),
        ("#let f(n) = f(n + 1)\n#f(0)", "template_broken"),
        ("#while true {}", "template_broken"),
        ("#set text(lang: \"vi\")\nno title", "template_broken"),
    ] {
        let press = press.clone().with_template("papers/own", text.into()).unwrap();
        let fault = render(&press, "papers/own", &serde_json::to_value(&form).unwrap()).unwrap_err();
        assert_eq!(fault.code(), code, "{text}: {fault}");
    }
}

#[test]
fn what_people_type_is_text_and_nothing_else() {
    let press = crate::sample::press();
    let typed = [
        (
            "#panic(\"x\") $x^2$ *đậm* _nghiêng_ @ref <label> \\ //x",
            "#panic(\"x\") $x^2$ *đậm* _nghiêng_ @ref <label> \\ //x",
        ),
        ("value_missing:abc", "value_missing:abc"),
        ("Cảm ơn 😀 日本", "Cảm ơn □ □□"),
        ("<svg onload=1>ế", "<svg onload=1>ế"),
        ("a\u{202E}b\u{0}c\td", "abc d"),
    ];
    for (given, printed) in typed {
        let mut receipt = Receipt {
            office: crate::sample::office(false),
            dossier: crate::sample::dossier(false),
            issued: crate::sample::moment(23, 9, 0),
            ..Receipt::default()
        };
        receipt.dossier.content = Some(given.to_owned());
        let pdf = press.print(&receipt, "2026-11-23T02:00:00Z".parse().unwrap());
        let text = File::new(&pdf.unwrap_or_else(|fault| panic!("{given}: {fault}"))).text();
        assert!(text.contains(printed), "{given}: {text}");
    }
    // Words longer than the page, and texts longer than a page, stay on paper.
    let mut receipt = Receipt {
        office: crate::sample::office(false),
        dossier: crate::sample::dossier(false),
        issued: crate::sample::moment(23, 9, 0),
        ..Receipt::default()
    };
    receipt.dossier.requester.name = "Ế".repeat(2000);
    receipt.dossier.content = Some("một dòng\n".repeat(300));
    let pdf = press.print(&receipt, "2026-11-23T02:00:00Z".parse().unwrap()).unwrap();
    assert!(File::new(&pdf).pages() > 3);
}

#[test]
fn a_press_is_shared_between_threads() {
    let press = crate::sample::press();
    let papers = crate::sample::office_papers(true);
    let (_, data) = &papers[0];
    let alone = render(&press, "papers/receipt", data).unwrap();
    thread::scope(|scope| {
        let jobs: Vec<_> = (0..4).map(|_| scope.spawn(|| render(&press, "papers/receipt", data).unwrap())).collect();
        for job in jobs {
            assert!(job.join().unwrap() == alone);
        }
    });
}
