//! Beginning a dossier by an address (`/nop/<code>/bat-dau`): a draft is made unless there is one, and its form opens.

use super::{
    draft::steps,
    pieces::{over_procedure, waiting},
    route::{Route, go_instead},
    world::world,
};
use crate::device::pwa;
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{Endpoint, public::GetProcedure};
use motcua_domain::form::Answers;

#[component]
pub fn Begin(code: String, page: String) -> impl IntoView {
    let world = world();
    pwa::warm(&[GetProcedure::path(&[&code])]);
    over_procedure(&code.clone(), move |wording| {
        let (code, page) = (code.clone(), page.clone());
        spawn_local(async move {
            let procedure = wording.procedure();
            let case = world.cases.with_untracked(|all| all.get(&code).cloned().unwrap_or_default());
            world.begin_kept(&code, &procedure.version.to_string(), case).await;
            let named = Route::Page { code: code.clone(), page: page.clone(), review: false };
            let first = steps(&code, procedure, &Answers::default()).into_iter().next();
            let tasks = Route::Tasks { code };
            // "Back" does not begin anew.
            go_instead(if page.is_empty() { first.as_ref().unwrap_or(&tasks) } else { &named });
        });
        waiting()
    })
}
