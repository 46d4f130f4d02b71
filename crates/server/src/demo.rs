//! The demonstration: accounts that anybody may know. They are made only when the demonstration is asked for.

use crate::{api::session::account_name, passwords, secrets};
use jiff::Timestamp;
use motcua_domain::staff::Role;
use motcua_storage::{Store, staff::Account};
use serde::Deserialize;
use std::error::Error;

const ACCOUNTS: &str = include_str!("../demo/accounts.toml");

/// An account with its password, of the demonstration or of the command line.
#[derive(Clone, Debug, Deserialize)]
pub struct DemoAccount {
    pub user: String,
    pub name: String,
    pub password: String,
    pub roles: Vec<Role>,
    #[serde(default)]
    pub fields: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    account: Vec<DemoAccount>,
}

/// The accounts of the demonstration.
///
/// # Errors
/// When the shipped file is broken.
pub fn accounts() -> Result<Vec<DemoAccount>, toml::de::Error> {
    Ok(toml::from_str::<File>(ACCOUNTS)?.account)
}

/// Makes the accounts that are not there yet.
///
/// # Errors
/// When they cannot be kept.
pub async fn prepare(store: &Store, now: Timestamp) -> Result<Vec<DemoAccount>, Box<dyn Error + Send + Sync>> {
    let accounts = accounts()?;
    for account in &accounts {
        // One that was disabled stays so.
        if !store.user_known(&account_name(&account.user)).await? {
            add(store, account, now).await?;
        }
    }
    Ok(accounts)
}

/// Makes an account, or gives it another name and password.
///
/// # Errors
/// When it cannot be kept.
pub async fn add(store: &Store, new: &DemoAccount, now: Timestamp) -> Result<String, Box<dyn Error + Send + Sync>> {
    let account = Account {
        id: secrets::new_id(now)?,
        user: account_name(&new.user),
        name: motcua_domain::text::nfc(&new.name),
        password: passwords::hash(&new.password)?,
        roles: new.roles.clone(),
        fields: new.fields.clone(),
        disabled: false,
        must_change: false,
    };
    Ok(store.put_account(&account, now.as_millisecond()).await?)
}
