//! Application forms of the eight procedures with made-up answers, read from `procedures/` as the server reads them.

use super::{CODE, NAME, at, moment, office, root};
use motcua_documents::{
    answers::{self, Lexicon},
    data::ApplicationForm,
};
use motcua_domain::{
    example::{self, Example},
    form::Value,
    place::{Address, Gazetteer, all_wards_csv},
    procedure::{Procedure, Texts},
};
use std::{collections::HashMap, fs};

fn file(code: &str, name: &str) -> String {
    fs::read_to_string(root().join("procedures").join(code).join(name)).unwrap()
}

pub fn procedure(code: &str) -> Procedure {
    toml::from_str(&file(code, "procedure.toml")).unwrap()
}

pub fn texts(code: &str) -> Texts {
    let mut texts = Texts::new();
    flatten("", toml::from_str(&file(code, "vi.toml")).unwrap(), &mut texts);
    texts
}

/// As the server reads words: nested keys with dots, lists as lines.
fn flatten(prefix: &str, table: toml::Table, into: &mut Texts) {
    for (key, value) in table {
        let path = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(inner) => flatten(&path, inner, into),
            toml::Value::String(text) => drop(into.insert(path, text)),
            _ => {}
        }
    }
}

/// The lists of the server, as far as the examples need them.
pub struct Lists {
    countries: HashMap<String, String>,
    groups: HashMap<String, String>,
    places: Gazetteer,
}

impl Lists {
    pub fn new() -> Self {
        let csv = |name: &str| {
            let text = fs::read_to_string(root().join("crates/server/data").join(name)).unwrap();
            let pair =
                |line: &str| line.split_once(',').map(|(a, b)| (a.to_owned(), b.split(',').next().unwrap().to_owned()));
            text.lines().skip(1).filter_map(pair).collect()
        };
        let mut places = Gazetteer::new();
        Gazetteer::provinces().for_each(|it| places.add_wards(it.code, all_wards_csv(it.code).unwrap_or_default()));
        Self { countries: csv("countries.csv"), groups: csv("ethnic_groups.csv"), places }
    }
}

impl Lexicon for Lists {
    fn ethnic_group(&self, code: &str) -> Option<String> {
        self.groups.get(code).cloned()
    }

    fn country(&self, code: &str) -> Option<String> {
        self.countries.get(code).cloned()
    }

    fn address(&self, address: &Address) -> String {
        self.places.display(address)
    }
}

/// A procedure's form with made-up answers; another number makes other choices.
pub fn form(code: &str, full: bool, number: u32, lists: &Lists) -> ApplicationForm {
    let (procedure, texts) = (procedure(code), texts(code));
    let yes: Vec<(String, bool)> = procedure.fields().map(|field| (field.id.clone(), full)).collect();
    let case: Vec<(&str, bool)> =
        yes.iter().filter(|(id, _)| id != "abandoned").map(|(id, yes)| (id.as_str(), *yes)).collect();
    let example = Example { procedure: &procedure, case: &case, today: at(23, 0, 0).date(), number, optional: full };
    let mut given = example::answers(&example);
    given.set("requester_name", Value::Text(NAME.to_owned()));
    ApplicationForm {
        office: office(full),
        procedure_code: code.to_owned(),
        procedure: texts["name"].clone(),
        code: full.then(|| CODE.to_owned()),
        signed: if full { moment(23, 9, 0) } else { None },
        answers: answers::by_field(&procedure, &texts, &given, lists),
        sections: answers::by_section(&procedure, &texts, &given, lists),
        papers: answers::papers(&procedure, &texts, &given),
    }
}
