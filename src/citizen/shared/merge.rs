//! Two hands on one draft, field by field: what the other end made comes in, what was made here goes out.
//!
//! `base` is what the server had when this phone last looked. What differs from it here is ours to send; what differs from
//! it there is theirs to take. Where both differ, the later entry wins: ours, since it is sent after theirs was there.

use crate::device::store::{Draft, Together};
use motcua_contract::drafts::{Author, SharedDraft};
use motcua_domain::form::{Answers, PageRef, Source, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What came of taking in the other end's entries.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// An entry waits until its field is left.
    pub held: bool,
    /// Files of this phone that the other end took out of the draft.
    pub dropped: Vec<String>,
}

/// The uploaded pages of this phone for a paper, in their order.
fn own_pages(draft: &Draft, paper: &str) -> Vec<PageRef> {
    let of_paper = draft.attachments.iter().filter(|attachment| attachment.paper == paper);
    of_paper
        .filter_map(|attachment| {
            Some(PageRef {
                upload: attachment.upload.clone()?,
                sha256: attachment.sha256.clone(),
                size: attachment.size,
                media_type: attachment.media_type.clone(),
                pages: attachment.pages.max(1),
            })
        })
        .collect()
}

/// What this phone says of a field. The pages of both ends stand in the order that the server knows, new ones behind.
fn said(draft: &Draft, base: &Answers, field: &str) -> Option<Value> {
    let own = own_pages(draft, field);
    let theirs = match draft.answers.get(field) {
        Some(Value::Pages(pages)) => pages.as_slice(),
        Some(value) => return Some(value.clone()),
        None => &[],
    };
    let known = base.get(field).map(Value::as_pages).unwrap_or_default();
    let mine = |page: &PageRef| own.iter().any(|own| own.upload == page.upload);
    let mut rest = own.iter();
    let mut pages = Vec::new();
    for page in known {
        if mine(page) {
            // The place of one of ours: whichever stands there now.
            pages.extend(rest.next().cloned());
        } else if theirs.iter().any(|other| other.upload == page.upload) {
            pages.push(page.clone());
        }
    }
    pages.extend(rest.cloned());
    pages.extend(theirs.iter().filter(|page| !known.iter().any(|other| other.upload == page.upload)).cloned());
    (!pages.is_empty()).then_some(Value::Pages(pages))
}

fn fields(draft: &Draft, base: &Answers) -> BTreeSet<String> {
    let papers = draft.attachments.iter().map(|attachment| &attachment.paper);
    draft.answers.values.keys().chain(base.values.keys()).chain(papers).cloned().collect()
}

/// Everything that this phone says.
#[must_use]
pub fn everything(draft: &Draft) -> Answers {
    let nothing = Answers::default();
    let mut all = Answers::default();
    for field in fields(draft, &nothing) {
        if let Some(value) = said(draft, &nothing, &field) {
            all.fill(&field, value, draft.answers.source(&field));
        }
    }
    all
}

/// What the server does not have yet.
#[must_use]
pub fn unsent(draft: &Draft) -> BTreeMap<String, Option<Value>> {
    let Some(together) = &draft.together else { return BTreeMap::new() };
    let base = &together.base;
    let differs = |field: String| {
        let value = said(draft, base, &field);
        (value.as_ref() != base.get(&field)).then_some((field, value))
    };
    fields(draft, base).into_iter().filter_map(differs).collect()
}

/// Takes in what the server has; `busy` says that somebody is at a field right now.
pub fn take(draft: &mut Draft, server: &SharedDraft, busy: impl Fn(&str) -> bool) -> Taken {
    let mut taken = Taken::default();
    let Some(mut together) = draft.together.take() else { return taken };
    let changed: BTreeSet<&String> = server.answers.values.keys().chain(together.base.values.keys()).collect();
    let changed: Vec<String> =
        changed.into_iter().filter(|field| server.answers.get(field) != together.base.get(field)).cloned().collect();
    for field in changed {
        let (new, old) = (server.answers.get(&field), together.base.get(&field));
        let paper = [new, old].iter().any(|value| matches!(value, Some(Value::Pages(_))));
        let clean = said(draft, &together.base, &field).as_ref() == old;
        if paper {
            let before = old.map(Value::as_pages).unwrap_or_default();
            take_pages(draft, &field, before, new.map(Value::as_pages).unwrap_or_default(), &mut taken);
        } else if clean && busy(&field) {
            taken.held = true;
            continue;
        } else if clean {
            put(&mut draft.answers, server, &field);
        }
        match new.cloned() {
            Some(value) => together.base.fill(&field, value, Source::Typed),
            None => together.base.clear(&field),
        }
    }
    together.seq = server.seq;
    together.staff.clone_from(&server.staff);
    draft.together = Some(together);
    taken
}

/// Takes one entry of the other end, with the mark of who made it.
fn put(answers: &mut Answers, server: &SharedDraft, field: &str) {
    match server.answers.get(field) {
        Some(value) => {
            let staff = matches!(server.authors.get(field), Some(Author::Staff { .. }));
            let source = if staff { Source::Staff } else { server.answers.source(field) };
            answers.fill(field, value.clone(), source);
        }
        None => answers.clear(field),
    }
}

/// Pages of both ends never displace each other: theirs are named, ours are put in the server's order, and one of ours that
/// was there and is no more was taken out at the other end.
fn take_pages(draft: &mut Draft, paper: &str, before: &[PageRef], now: &[PageRef], taken: &mut Taken) {
    let holds = |pages: &[PageRef], upload: &str| pages.iter().any(|page| page.upload == upload);
    draft.attachments.retain(|attachment| {
        let gone = attachment.paper == paper
            && attachment.upload.as_ref().is_some_and(|upload| holds(before, upload) && !holds(now, upload));
        if gone {
            taken.dropped.push(attachment.id.clone());
        }
        !gone
    });
    let place = |upload: Option<&String>| {
        upload.and_then(|upload| now.iter().position(|page| page.upload == *upload)).unwrap_or(usize::MAX)
    };
    // Stable: papers beside this one, and pages that are not there yet, keep their order.
    let mut own: Vec<_> = draft.attachments.iter().filter(|attachment| attachment.paper == paper).cloned().collect();
    own.sort_by_key(|attachment| place(attachment.upload.as_ref()));
    let mut own_again = own.iter();
    for slot in draft.attachments.iter_mut().filter(|attachment| attachment.paper == paper) {
        if let Some(next) = own_again.next() {
            slot.clone_from(next);
        }
    }
    let mine = |page: &&PageRef| own.iter().any(|attachment| attachment.upload.as_ref() == Some(&page.upload));
    let theirs: Vec<PageRef> = now.iter().filter(|page| !mine(page)).cloned().collect();
    if theirs.is_empty() {
        draft.answers.clear(paper);
    } else {
        draft.answers.fill(paper, Value::Pages(theirs), Source::Staff);
    }
}

/// Joins a draft of the server: its entries count first, what only this phone has is to be sent.
pub fn join(draft: &mut Draft, server: &SharedDraft) {
    for (field, value) in &server.answers.values {
        if !matches!(value, Value::Pages(_)) {
            put(&mut draft.answers, server, field);
        }
    }
    draft.version = server.version.to_string();
    draft.together = Some(Box::new(Together {
        id: server.id.clone(),
        number: server.number.clone(),
        seq: 0,
        base: Answers::default(),
        staff: None,
    }));
    // With an empty base every entry of the server is new; what was put above is the same on both ends already.
    take(draft, server, |_| false);
}

/// Goes on alone: pages of the desk stay at the desk.
pub fn part(draft: &mut Draft) {
    draft.together = None;
    let theirs: Vec<String> = draft
        .answers
        .values
        .iter()
        .filter(|(_, value)| matches!(value, Value::Pages(_)))
        .map(|(field, _)| field.clone())
        .collect();
    theirs.iter().for_each(|field| draft.answers.clear(field));
}
