//! Accounts of staff: who may sign in, as what. And the colleagues that work can be given to.

use crate::{NoBody, endpoint};
use motcua_domain::staff::Role;
use serde::{Deserialize, Serialize};

/// An account as its administrator sees it; never a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    pub id: String,
    pub user: String,
    pub name: String,
    pub roles: Vec<Role>,
    /// Fields of procedures that an officer works on.
    pub fields: Vec<String>,
    pub disabled: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Accounts {
    pub accounts: Vec<Account>,
}

/// A new account. Its first password is made by the server and shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAccount {
    pub user: String,
    pub name: String,
    pub roles: Vec<Role>,
    #[serde(default)]
    pub fields: Vec<String>,
}

/// What an administrator changes. Disabling ends the account's sessions at once; nobody disables or demotes themselves,
/// and the last administrator stays one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountChange {
    pub name: String,
    pub roles: Vec<Role>,
    pub fields: Vec<String>,
    pub disabled: bool,
}

/// A password that the server made: shown once, to be changed at the first sign-in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FirstPassword {
    pub account: Account,
    pub password: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordChange {
    pub old: String,
    pub new: String,
}

/// Somebody that work can be given to, or asked about a dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Colleague {
    pub id: String,
    pub name: String,
    pub roles: Vec<Role>,
    pub fields: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Colleagues {
    pub colleagues: Vec<Colleague>,
}

endpoint!(
    /// Every account, disabled ones too.
    ListAccounts, Get "/api/desk/accounts", Duty(Accounts), NoBody => Accounts
);
endpoint!(
    /// Makes an account.
    CreateAccount, Post "/api/desk/accounts", Duty(Accounts), NewAccount => FirstPassword
);
endpoint!(
    /// Changes an account.
    ChangeAccount, Put "/api/desk/accounts/{id}", Duty(Accounts), AccountChange => Account
);
endpoint!(
    /// Gives an account another first password; its sessions end.
    ResetPassword, Post "/api/desk/accounts/{id}/password", Duty(Accounts), NoBody => FirstPassword
);
endpoint!(
    /// Changes one's own password; one's other sessions end.
    ChangePassword, Post "/api/desk/password", Staff, PasswordChange => NoBody
);
endpoint!(
    /// Who works here (enabled accounts).
    ListColleagues, Get "/api/desk/colleagues", Staff, NoBody => Colleagues
);
