//! Who works here: those that work can be given to, or who can be asked about a dossier.

use super::session::Session;
use crate::api;
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::accounts::{Colleague, ListColleagues};
use motcua_domain::staff::{Duty, Person};

/// The colleagues, empty until they are here; asked for again after another sign-in.
pub fn colleagues() -> RwSignal<Vec<Colleague>> {
    let session = Session::get();
    let found = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        session.renewed.track();
        spawn_local(async move {
            match api::get::<ListColleagues>(&[], &[]).await {
                Ok(list) => {
                    // Nothing to tell a page that was left meanwhile.
                    let _ = found.try_set(list.colleagues);
                }
                Err(failure) => {
                    session.ended(&failure);
                }
            }
        });
    });
    found
}

/// Whether somebody has a duty at all.
pub fn has(colleague: &Colleague, duty: Duty) -> bool {
    Person { id: &colleague.id, roles: &colleague.roles, fields: &colleague.fields }.has(duty)
}
