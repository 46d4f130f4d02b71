//! Accounts of staff as their administrator manages them, and the colleagues that work is given to.

use super::session::account_name;
use crate::{
    app::App,
    http::{Answer, Call, Reply},
    passwords,
    problem::Refusal,
};
use motcua_contract::{
    ProblemCode,
    accounts::{
        Account, Accounts, ChangeAccount, Colleague, Colleagues, CreateAccount, FirstPassword, ListAccounts,
        ListColleagues, ResetPassword,
    },
};
use motcua_domain::{
    code::{Code, Finding},
    staff::Role,
    text,
};
use motcua_storage::{
    audit::By,
    staff::{self, Changed},
};

/// Characters of a person's name, as in the forms.
const NAME_LENGTH: usize = 120;
/// Characters of a user name.
const USER_LENGTH: usize = 40;

pub async fn list(call: Call<ListAccounts>) -> Answer<ListAccounts> {
    let accounts = call.app.store.accounts().await?.iter().map(shown).collect();
    Ok(Reply::json(Accounts { accounts }))
}

pub async fn create(call: Call<CreateAccount>) -> Answer<CreateAccount> {
    let (app, new) = (&call.app, &call.body);
    let user = account_name(&new.user);
    let mut findings: Vec<Finding> = user_finding(&user, &new.user).into_iter().collect();
    let person = match checked(app, &new.name, &new.roles, &new.fields) {
        Ok(person) => person,
        Err(more) => {
            findings.extend(more);
            return Err(Refusal::invalid(findings));
        }
    };
    if !findings.is_empty() {
        return Err(Refusal::invalid(findings));
    }
    app.space_for_rows()?;
    let password = passwords::first()?;
    let account = staff::Account {
        id: app.id()?,
        user,
        name: person.name,
        password: app.passwords.hash(password.clone()).await?,
        roles: person.roles,
        fields: person.fields,
        disabled: false,
        must_change: true,
    };
    let by = By::staff(&call.staff()?.account.id, app.now().as_millisecond());
    if !app.store.create_account(&account, by).await? {
        return Err(ProblemCode::UserTaken.into());
    }
    tracing::info!(account = %account.id, by = %call.staff()?.account.id, "an account was made");
    Ok(Reply::json(FirstPassword { account: shown(&account), password }))
}

pub async fn change(call: Call<ChangeAccount>) -> Answer<ChangeAccount> {
    let (app, id, me) = (&call.app, call.segment(0), &call.staff()?.account);
    let body = &call.body;
    let person = checked(app, &body.name, &body.roles, &body.fields).map_err(Refusal::invalid)?;
    // Nobody locks themselves out by a slip of the hand; a colleague can.
    if id == me.id && (body.disabled || !person.roles.contains(&Role::Administrator)) {
        return Err(ProblemCode::AccountNeeded.into());
    }
    let change = staff::AccountChange { disabled: body.disabled, ..person };
    match app.store.change_account(id, &change, By::staff(&me.id, app.now().as_millisecond())).await? {
        Changed::LastAdministrator => Err(ProblemCode::AccountNeeded.into()),
        Changed::Done(account) => {
            tracing::info!(account = %account.id, by = %me.id, disabled = account.disabled, "an account was changed");
            Ok(Reply::json(shown(&account)))
        }
    }
}

pub async fn reset(call: Call<ResetPassword>) -> Answer<ResetPassword> {
    let (app, id, me) = (&call.app, call.segment(0), &call.staff()?.account);
    // One's own is changed with the old one in hand.
    if id == me.id {
        return Err(ProblemCode::AccountNeeded.into());
    }
    let password = passwords::first()?;
    let hash = app.passwords.hash(password.clone()).await?;
    let account = app.store.set_password(id, &hash, true, None, By::staff(&me.id, app.now().as_millisecond())).await?;
    tracing::info!(account = %account.id, by = %me.id, "a password was reset");
    Ok(Reply::json(FirstPassword { account: shown(&account), password }))
}

pub async fn colleagues(call: Call<ListColleagues>) -> Answer<ListColleagues> {
    let accounts = call.app.store.accounts().await?;
    let colleagues = accounts.into_iter().filter(|account| !account.disabled).map(|account| Colleague {
        id: account.id,
        name: account.name,
        roles: account.roles,
        fields: account.fields,
    });
    Ok(Reply::json(Colleagues { colleagues: colleagues.collect() }))
}

/// A user name is typed every morning: letters, digits and the signs that every keyboard has.
fn user_finding(user: &str, given: &str) -> Option<Finding> {
    if user.is_empty() {
        return Some(Finding::new("user", Code::Required));
    }
    if given.trim().chars().count() > USER_LENGTH {
        return Some(Finding::new("user", Code::TooLong).with_limit(USER_LENGTH as i64));
    }
    let plain = user.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '.' | '_' | '-' | '@'));
    (!plain).then(|| Finding::new("user", Code::NameHasOtherSigns))
}

/// What an account says about a person, as it is kept; every finding at once.
fn checked(app: &App, name: &str, roles: &[Role], fields: &[String]) -> Result<staff::AccountChange, Vec<Finding>> {
    let mut findings = Vec::new();
    let name = text::nfc(name);
    if name.is_empty() {
        findings.push(Finding::new("name", Code::Required));
    } else if name.chars().count() > NAME_LENGTH {
        findings.push(Finding::new("name", Code::TooLong).with_limit(NAME_LENGTH as i64));
    }
    let roles: Vec<Role> = Role::ALL.into_iter().filter(|role| roles.contains(role)).collect();
    if roles.is_empty() {
        findings.push(Finding::new("roles", Code::AtLeastOne));
    }
    let mut fields = fields.to_vec();
    fields.sort_unstable();
    fields.dedup();
    let known = |field: &String| app.world.procedures.iter().any(|bundle| bundle.procedure.field == *field);
    if !fields.iter().all(known) {
        findings.push(Finding::new("fields", Code::NotAnOption));
    }
    if findings.is_empty() { Ok(staff::AccountChange { name, roles, fields, disabled: false }) } else { Err(findings) }
}

fn shown(account: &staff::Account) -> Account {
    Account {
        id: account.id.clone(),
        user: account.user.clone(),
        name: account.name.clone(),
        roles: account.roles.clone(),
        fields: account.fields.clone(),
        disabled: account.disabled,
    }
}
