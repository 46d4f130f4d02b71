//! The fields of an account: name, roles, fields of work. What the server found wrong stands beside each.

use super::{field_words, role_words};
use crate::{
    desk::reference::Reference,
    i18n::{Key, t, texts, ts},
    ui::{Checkboxes, Choice, FormGroup, TextInput},
};
use leptos::prelude::*;
use motcua_contract::Problem;
use motcua_domain::{code::Code, staff::Role};

/// The form's values, as typed.
#[derive(Clone, Copy)]
pub struct Typed {
    pub user: RwSignal<String>,
    pub name: RwSignal<String>,
    pub roles: RwSignal<Vec<Role>>,
    pub fields: RwSignal<Vec<String>>,
    /// What is wrong, by field.
    pub wrong: RwSignal<Vec<(String, Key)>>,
}

impl Typed {
    pub fn new(user: &str, name: &str, roles: &[Role], fields: &[String]) -> Self {
        Self {
            user: RwSignal::new(user.to_owned()),
            name: RwSignal::new(name.to_owned()),
            roles: RwSignal::new(roles.to_vec()),
            fields: RwSignal::new(fields.to_vec()),
            wrong: RwSignal::new(Vec::new()),
        }
    }

    /// Looks for what is missing; answers whether it can be sent.
    pub fn check(self, with_user: bool) -> bool {
        use texts::accounts as a;
        let missing = |value: RwSignal<String>| value.with_untracked(|text| text.trim().is_empty());
        let mut wrong = Vec::new();
        if missing(self.name) {
            wrong.push(("name".to_owned(), a::FORM_NAME_MISSING));
        }
        if with_user && missing(self.user) {
            wrong.push(("user".to_owned(), a::FORM_USER_MISSING));
        }
        if self.roles.with_untracked(Vec::is_empty) {
            wrong.push(("roles".to_owned(), a::FORM_ROLES_MISSING));
        }
        let fine = wrong.is_empty();
        self.wrong.set(wrong);
        fine
    }

    /// Takes over what the server found; answers whether there was something about a field.
    pub fn found(self, problem: &Problem) -> bool {
        let wrong: Vec<(String, Key)> =
            problem.findings.iter().map(|found| (found.field.clone(), words(&found.field, found.code))).collect();
        let any = !wrong.is_empty();
        self.wrong.set(wrong);
        any
    }

    /// The first field that is wrong.
    pub fn first_wrong(self) -> Option<String> {
        self.wrong.with_untracked(|wrong| wrong.first().map(|(field, _)| field.clone()))
    }
}

const fn no_key(code: Code) -> Key {
    use texts::accounts as a;
    match code {
        Code::TooLong => a::FORM_TOO_LONG,
        Code::NameHasOtherSigns => a::FORM_USER_SIGNS,
        Code::AtLeastOne => a::FORM_ROLES_MISSING,
        Code::NotAnOption => a::FORM_FIELDS_UNKNOWN,
        _ => a::FORM_NAME_MISSING,
    }
}

fn words(field: &str, code: Code) -> Key {
    if field == "user" && code == Code::Required { texts::accounts::FORM_USER_MISSING } else { no_key(code) }
}

/// The fields; `id` stands before each field's own.
#[component]
pub fn AccountFields(id: &'static str, typed: Typed, #[prop(optional)] with_user: bool) -> impl IntoView {
    use texts::accounts as a;
    let reference = Reference::get();
    let error = move |field: &'static str| {
        Signal::derive(move || {
            typed.wrong.with(|wrong| wrong.iter().find(|(name, _)| name == field).map(|(_, key)| t(*key).to_owned()))
        })
    };
    let hint = |key: Key| Signal::derive(move || Some(t(key).to_owned()));
    let roles = Signal::derive(|| {
        Role::ALL
            .into_iter()
            .map(|role| {
                let note = a::find(&format!("role_note.{}", role.as_str())).map(t).unwrap_or_default();
                Choice::new(role.as_str(), t(role_words(role))).note(note)
            })
            .collect::<Vec<_>>()
    });
    let chosen = Signal::derive(move || {
        typed.roles.with(|roles| roles.iter().map(|role| role.as_str().to_owned()).collect::<Vec<_>>())
    });
    let known = Signal::derive(move || {
        let mut fields: Vec<String> = reference.listed().into_iter().map(|(_, field)| field).collect();
        fields.sort_unstable();
        fields.dedup();
        // One that the catalogue lost stays visible, so that it can be taken away.
        fields.extend(typed.fields.get().into_iter().filter(|field| !fields.contains(field)).collect::<Vec<_>>());
        fields.into_iter().map(|field| Choice::new(field.clone(), field_words(&field))).collect::<Vec<_>>()
    });
    let choose_roles = move |values: Vec<String>| {
        typed.roles.set(values.iter().filter_map(|value| Role::parse(value)).collect());
    };
    let officer = Memo::new(move |_| typed.roles.with(|roles| roles.contains(&Role::Officer)));
    view! {
        <FormGroup id=format!("{id}-name") label=ts(a::FORM_NAME) hint=hint(a::FORM_NAME_HINT) error=error("name")>
            <TextInput value=typed.name on_input=move |text| typed.name.set(text) autocomplete="off" max=120 />
        </FormGroup>
        {with_user
            .then(|| {
                view! {
                    <FormGroup id=format!("{id}-user") label=ts(a::FORM_USER) hint=hint(a::FORM_USER_HINT) error=error("user")>
                        <TextInput
                            value=typed.user
                            on_input=move |text| typed.user.set(text)
                            autocomplete="off"
                            autocapitalize="none"
                            max=40
                        />
                    </FormGroup>
                }
            })}
        <FormGroup id=format!("{id}-roles") label=ts(a::FORM_ROLES) hint=hint(a::FORM_ROLES_HINT) error=error("roles") group=true>
            <Checkboxes
                options=roles
                value=chosen
                on_change=choose_roles
            />
        </FormGroup>
        {move || {
            officer
                .get()
                .then(|| {
                    view! {
                        <FormGroup
                            id=format!("{id}-fields")
                            label=ts(a::FORM_FIELDS)
                            hint=hint(a::FORM_FIELDS_HINT)
                            error=error("fields")
                            group=true
                        >
                            <Checkboxes options=known value=typed.fields on_change=move |values| typed.fields.set(values) />
                        </FormGroup>
                    }
                })
        }}
    }
}
