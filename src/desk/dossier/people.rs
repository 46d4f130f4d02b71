//! Giving the work to a colleague, and asking one for an opinion.

use super::{open::Open, reason::CancelButton, typed::Typed};
use crate::{
    desk::{
        colleagues::{colleagues, has},
        session::Who,
    },
    i18n::{t, texts, ts},
    ui::{Button, ButtonKind, Choice, FormGroup, Select, TextArea, focus_id},
};
use leptos::prelude::*;
use motcua_contract::{accounts::Colleague, desk::DeskCommand};
use motcua_domain::staff::{Duty, Role};

fn role_words(role: Role) -> &'static str {
    texts::counter::find_role(role.as_str()).map_or(role.as_str(), t)
}

/// `Lê Thị Sáu (cán bộ chuyên môn)`.
fn named(colleague: &Colleague) -> String {
    let roles: Vec<&str> = colleague.roles.iter().map(|role| role_words(*role)).collect();
    format!("{} ({})", colleague.name, roles.join(", "))
}

/// Those of the field first: they are meant most often.
fn sorted(mut list: Vec<Colleague>, field: &str) -> Vec<Choice> {
    let far = |colleague: &Colleague| {
        (!colleague.fields.iter().any(|own| own == field), !colleague.roles.contains(&Role::Officer))
    };
    list.sort_by(|one, other| far(one).cmp(&far(other)).then_with(|| one.name.cmp(&other.name)));
    list.iter().map(|colleague| Choice::new(&colleague.id, named(colleague))).collect()
}

/// Colleagues with a duty, without oneself.
fn choices(duty: Duty) -> Signal<Vec<Choice>> {
    let (open, everybody) = (Open::get(), colleagues());
    Signal::derive(move || {
        let own = open.session.who.with(|who| match who {
            Who::Somebody(staff) => Some(staff.id.clone()),
            _ => None,
        });
        let field = open.judge(|_, _, case| case.field.clone());
        let fitting = |colleague: &&Colleague| has(colleague, duty) && Some(&colleague.id) != own.as_ref();
        sorted(everybody.with(|all| all.iter().filter(fitting).cloned().collect()), &field)
    })
}

/// Choosing a colleague, in both forms.
#[component]
fn PickColleague(duty: Duty, tried: ReadSignal<bool>) -> impl IntoView {
    let open = Open::get();
    let Typed { colleague, .. } = open.typed;
    let options = choices(duty);
    let error = Signal::derive(move || {
        (tried.get() && colleague.with(String::is_empty)).then(|| t(texts::counter::COLLEAGUE_MISSING).to_owned())
    });
    let hint = Signal::derive(move || {
        let assignee = open.read(|dossier| dossier.assignee.as_ref().and_then(|id| dossier.staff.get(id).cloned()));
        assignee.map(|name| crate::i18n::tf(texts::counter::ASSIGNED_NOW, &[("name", &name)]))
    });
    view! {
        <FormGroup id="colleague" label=ts(texts::counter::COLLEAGUE_LABEL) hint=hint error=error>
            <Select options=options value=colleague on_change=move |id| colleague.set(id) />
        </FormGroup>
    }
}

/// Gives the work to somebody.
#[component]
pub fn AssignForm() -> impl IntoView {
    let open = Open::get();
    let Typed { colleague, note, .. } = open.typed;
    let (tried, set_tried) = signal(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        set_tried.set(true);
        let to = colleague.get_untracked();
        if to.is_empty() {
            focus_id("colleague");
        } else {
            let note = note.get_untracked().trim().to_owned();
            open.command(DeskCommand::Assign { to, note }, texts::counter::DONE_ASSIGN);
        }
    };
    view! {
        <form on:submit=submit novalidate>
            <PickColleague duty=Duty::Process tried=tried />
            <FormGroup id="assign-note" label=ts(texts::counter::ASSIGN_NOTE) optional=true>
                <TextArea value=note on_input=move |text| note.set(text) rows=2 max=1000 />
            </FormGroup>
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=open.busy>{ts(texts::counter::ASSIGN_SUBMIT)}</Button>
                <CancelButton />
            </div>
        </form>
    }
}

/// Asks somebody for an opinion.
#[component]
pub fn AskForm() -> impl IntoView {
    let open = Open::get();
    let Typed { colleague, reason, .. } = open.typed;
    let (tried, set_tried) = signal(false);
    let error = Signal::derive(move || {
        (tried.get() && reason.with(|text| text.trim().is_empty()))
            .then(|| t(texts::counter::QUESTION_MISSING).to_owned())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        set_tried.set(true);
        let (of, question) = (colleague.get_untracked(), reason.get_untracked().trim().to_owned());
        if of.is_empty() {
            focus_id("colleague");
        } else if question.is_empty() {
            focus_id("question");
        } else {
            open.command(DeskCommand::AskOpinion { of, question }, texts::counter::DONE_ASK);
        }
    };
    view! {
        <form on:submit=submit novalidate>
            <PickColleague duty=Duty::Advise tried=tried />
            <FormGroup id="question" label=ts(texts::counter::QUESTION_LABEL) error=error>
                <TextArea value=reason on_input=move |text| reason.set(text) rows=3 max=1000 />
            </FormGroup>
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=open.busy>{ts(texts::counter::ASK_SUBMIT)}</Button>
                <CancelButton />
            </div>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_of_the_field_stand_first() {
        let somebody = |id: &str, role: Role, fields: &[&str]| Colleague {
            id: id.into(),
            name: id.into(),
            roles: vec![role],
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        };
        let list = vec![
            somebody("leader", Role::Leader, &[]),
            somebody("other", Role::Officer, &["chung_thuc"]),
            somebody("own", Role::Officer, &["ho_tich"]),
        ];
        let order: Vec<String> = sorted(list, "ho_tich").into_iter().map(|choice| choice.value).collect();
        assert_eq!(order, ["own", "other", "leader"]);
    }
}
