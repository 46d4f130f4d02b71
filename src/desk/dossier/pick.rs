//! What may be named in a supplement request: the papers and the fields of the case, in the procedure's words.

use crate::fields::Wording;
use motcua_contract::desk::DeskDossier;
use motcua_domain::form::{Field, Kind};

/// Something to pick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub field: String,
    pub label: String,
}

/// Items under a heading. Papers have none: their heading is the app's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub title: Option<String>,
    pub items: Vec<Item>,
}

/// Papers that are handed in first, then the shown fields by section.
pub fn groups(dossier: &DeskDossier, wording: &Wording) -> Vec<Group> {
    let procedure = wording.procedure();
    let papers = procedure.papers_for(&dossier.answers).filter(|field| matches!(field.kind, Kind::Paper { .. }));
    let item = |field: &Field| Item { field: field.id.clone(), label: wording.label(field) };
    let mut groups = vec![Group { title: None, items: papers.map(item).collect() }];
    for page in procedure.pages_for(&dossier.answers) {
        let title = wording.get(&format!("section.{}", page.section));
        let shown = page.fields.iter().filter(|field| field.shows(&dossier.answers));
        let items: Vec<Item> = shown.filter(|field| !matches!(field.kind, Kind::ShownPaper)).map(item).collect();
        match groups.iter_mut().find(|group| group.title.as_ref() == Some(&title)) {
            Some(group) => group.items.extend(items),
            None => groups.push(Group { title: Some(title), items }),
        }
    }
    groups.retain(|group| !group.items.is_empty());
    groups
}
