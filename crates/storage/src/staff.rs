//! Staff accounts and their sessions.
//!
//! What ends a session for good (disabled, another password, a sixth sign-in) deletes it in the same transaction.

use crate::{
    Result, Store, StoreError,
    audit::{self, Act, By},
};
use motcua_domain::staff::Role;
use sqlx::{FromRow, Row, sqlite::SqliteRow};

/// An account.
#[derive(Clone, Debug)]
pub struct Account {
    pub id: String,
    pub user: String,
    pub name: String,
    /// Argon2id, PHC form.
    pub password: String,
    pub roles: Vec<Role>,
    /// Fields of procedures that an officer works on.
    pub fields: Vec<String>,
    pub disabled: bool,
    /// The password was made by somebody else.
    pub must_change: bool,
}

impl FromRow<'_, SqliteRow> for Account {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let list = |column: &str| -> sqlx::Result<Vec<String>> {
            let text: String = row.try_get(column)?;
            serde_json::from_str(&text).map_err(|error| sqlx::Error::Decode(error.into()))
        };
        Ok(Self {
            id: row.try_get("id")?,
            user: row.try_get("user_name")?,
            name: row.try_get("name")?,
            password: row.try_get("password")?,
            // A role that this version does not know gives nothing.
            roles: list("roles")?.iter().filter_map(|role| Role::parse(role)).collect(),
            fields: list("fields")?,
            disabled: row.try_get::<i64, _>("disabled")? != 0,
            must_change: row.try_get::<i64, _>("must_change")? != 0,
        })
    }
}

/// The columns of an account.
const COLUMNS: &str = "id, user_name, name, password, roles, fields, disabled, must_change";
/// How many sessions an account may have; the one that was opened first makes room.
pub const SESSIONS: i64 = 5;

/// What an administrator decides about an account.
#[derive(Clone, Debug)]
pub struct AccountChange {
    pub name: String,
    pub roles: Vec<Role>,
    pub fields: Vec<String>,
    pub disabled: bool,
}

/// How a change of an account went.
#[derive(Clone, Debug)]
pub enum Changed {
    Done(Account),
    /// Nobody would be left who manages accounts: nothing was changed.
    LastAdministrator,
}

impl Store {
    /// Makes an account. Answers whether the user name was free.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn create_account(&self, account: &Account, by: By<'_>) -> Result<bool> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query(
            "INSERT INTO staff (id, user_name, name, password, roles, fields, disabled, must_change, created_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (user_name) DO NOTHING",
        )
        .bind(&account.id)
        .bind(&account.user)
        .bind(&account.name)
        .bind(&account.password)
        .bind(serde_json::to_string(&account.roles)?)
        .bind(serde_json::to_string(&account.fields)?)
        .bind(i64::from(account.disabled))
        .bind(i64::from(account.must_change))
        .bind(by.at_ms)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        audit::put(&mut tx, &Act::on("account_made", Some(&account.id), by)).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Changes an account. Its sessions end when it is disabled.
    ///
    /// # Errors
    /// `NotFound`, or when the database cannot.
    pub async fn change_account(&self, id: &str, change: &AccountChange, by: By<'_>) -> Result<Changed> {
        let mut tx = self.db.begin().await?;
        let sql = format!(
            "UPDATE staff SET name = $2, roles = $3, fields = $4, disabled = $5 WHERE id = $1 RETURNING {COLUMNS}"
        );
        let account: Option<Account> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(id)
            .bind(&change.name)
            .bind(serde_json::to_string(&change.roles)?)
            .bind(serde_json::to_string(&change.fields)?)
            .bind(i64::from(change.disabled))
            .fetch_optional(&mut *tx)
            .await?;
        let account = account.ok_or(StoreError::NotFound)?;
        // Asked after the change, inside it: two administrators cannot take each other away at once. The desk's roles are
        // a JSON list of plain words.
        let left: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM staff WHERE disabled = 0 AND roles LIKE '%\"administrator\"%'")
                .fetch_one(&mut *tx)
                .await?;
        if left == 0 {
            tx.rollback().await?;
            return Ok(Changed::LastAdministrator);
        }
        if change.disabled {
            sqlx::query("DELETE FROM sessions WHERE staff = $1").bind(id).execute(&mut *tx).await?;
        }
        let kind = if change.disabled { "account_disabled" } else { "account_changed" };
        audit::put(&mut tx, &Act::on(kind, Some(id), by)).await?;
        tx.commit().await?;
        Ok(Changed::Done(account))
    }

    /// Gives an account another password. All its sessions end, except the one that is `kept`.
    ///
    /// # Errors
    /// `NotFound`, or when the database cannot.
    pub async fn set_password(
        &self,
        id: &str,
        password: &str,
        must_change: bool,
        kept: Option<&str>,
        by: By<'_>,
    ) -> Result<Account> {
        let mut tx = self.db.begin().await?;
        let sql = format!("UPDATE staff SET password = $2, must_change = $3 WHERE id = $1 RETURNING {COLUMNS}");
        let account: Option<Account> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(id)
            .bind(password)
            .bind(i64::from(must_change))
            .fetch_optional(&mut *tx)
            .await?;
        let account = account.ok_or(StoreError::NotFound)?;
        sqlx::query("DELETE FROM sessions WHERE staff = $1 AND token_hash <> $2")
            .bind(id)
            .bind(kept.unwrap_or_default())
            .execute(&mut *tx)
            .await?;
        audit::put(&mut tx, &Act::on("password_set", Some(id), by)).await?;
        tx.commit().await?;
        Ok(account)
    }

    /// Every account, by name; disabled ones too.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        let sql = format!("SELECT {COLUMNS} FROM staff ORDER BY name, user_name");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(&self.db.read).await?)
    }

    /// An account, also a disabled one.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn account(&self, id: &str) -> Result<Option<Account>> {
        let sql = format!("SELECT {COLUMNS} FROM staff WHERE id = $1");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(&self.db.read).await?)
    }

    /// Makes an account, or gives the one with this user name another password and name. Returns its id.
    /// Sessions of an account whose password changed end.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn put_account(&self, account: &Account, now_ms: i64) -> Result<String> {
        let mut tx = self.db.begin().await?;
        let id: String = sqlx::query_scalar(
            "INSERT INTO staff (id, user_name, name, password, roles, fields, must_change, created_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (user_name) DO UPDATE SET name = excluded.name, password = excluded.password,
               roles = excluded.roles, fields = excluded.fields, must_change = excluded.must_change, disabled = 0
             RETURNING id",
        )
        .bind(&account.id)
        .bind(&account.user)
        .bind(&account.name)
        .bind(&account.password)
        .bind(serde_json::to_string(&account.roles)?)
        .bind(serde_json::to_string(&account.fields)?)
        .bind(i64::from(account.must_change))
        .bind(now_ms)
        .fetch_one(&mut *tx)
        .await?;
        sqlx::query("DELETE FROM sessions WHERE staff = $1").bind(&id).execute(&mut *tx).await?;
        audit::put(&mut tx, &Act::on("account_put", Some(&id), By::operator(now_ms))).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The account with this user name, unless it is disabled.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn account_by_user(&self, user: &str) -> Result<Option<Account>> {
        let sql = format!("SELECT {COLUMNS} FROM staff WHERE user_name = $1 AND disabled = 0");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(user).fetch_optional(&self.db.read).await?)
    }

    /// Whether a user name is in use, by a disabled account too.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn user_known(&self, user: &str) -> Result<bool> {
        let id: Option<String> = sqlx::query_scalar("SELECT id FROM staff WHERE user_name = $1")
            .bind(user)
            .fetch_optional(&self.db.read)
            .await?;
        Ok(id.is_some())
    }

    /// The name of an account, disabled ones too: histories name them for ever.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn account_name(&self, id: &str) -> Result<Option<String>> {
        Ok(sqlx::query_scalar("SELECT name FROM staff WHERE id = $1").bind(id).fetch_optional(&self.db.read).await?)
    }

    /// Opens a session and forgets those that are over, and the account's oldest beyond [`SESSIONS`].
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn open_session(&self, token_hash: &str, staff: &str, now_ms: i64, oldest_ms: i64) -> Result<()> {
        let mut tx = self.db.begin().await?;
        sqlx::query("DELETE FROM sessions WHERE created_ms < $1").bind(oldest_ms).execute(&mut *tx).await?;
        sqlx::query("INSERT INTO sessions (token_hash, staff, created_ms, seen_ms) VALUES ($1, $2, $3, $3)")
            .bind(token_hash)
            .bind(staff)
            .bind(now_ms)
            .execute(&mut *tx)
            .await?;
        // Those opened in the same millisecond are told apart by their place in the table.
        sqlx::query(
            "DELETE FROM sessions WHERE staff = $1 AND token_hash IN
               (SELECT token_hash FROM sessions WHERE staff = $1 ORDER BY created_ms DESC, rowid DESC
                LIMIT -1 OFFSET $2)",
        )
        .bind(staff)
        .bind(SESSIONS)
        .execute(&mut *tx)
        .await?;
        audit::put(&mut tx, &Act::on("signed_in", Some(staff), By::staff(staff, now_ms))).await?;
        tx.commit().await
    }

    /// The account of a session that was opened after `oldest_ms` and used after `idle_ms`; with `touch`, marks it as used.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn session(
        &self,
        token_hash: &str,
        limits: SessionLimits,
        now_ms: i64,
        touch: bool,
    ) -> Result<Option<Account>> {
        let row = sqlx::query(
            "SELECT s.*, e.seen_ms
             FROM sessions e JOIN staff s ON s.id = e.staff
             WHERE e.token_hash = $1 AND e.created_ms >= $2 AND e.seen_ms >= $3 AND s.disabled = 0",
        )
        .bind(token_hash)
        .bind(limits.oldest_ms)
        .bind(limits.idle_ms)
        .fetch_optional(&self.db.read)
        .await?;
        let Some(row) = row else { return Ok(None) };
        // Not every request is a write: a minute's exactness is enough for an idle time.
        if touch && row.try_get::<i64, _>("seen_ms")? + 60_000 < now_ms {
            match self.touch_session(token_hash, now_ms).await {
                // Reading goes on while nothing can be written.
                Ok(()) | Err(StoreError::Full) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Some(Account::from_row(&row)?))
    }

    async fn touch_session(&self, token_hash: &str, now_ms: i64) -> Result<()> {
        let mut tx = self.db.begin().await?;
        sqlx::query("UPDATE sessions SET seen_ms = $2 WHERE token_hash = $1")
            .bind(token_hash)
            .bind(now_ms)
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn close_session(&self, token_hash: &str, now_ms: i64) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let staff: Option<String> = sqlx::query_scalar("DELETE FROM sessions WHERE token_hash = $1 RETURNING staff")
            .bind(token_hash)
            .fetch_optional(&mut *tx)
            .await?;
        let Some(staff) = staff else { return tx.rollback().await };
        audit::put(&mut tx, &Act::on("signed_out", Some(&staff), By::staff(&staff, now_ms))).await?;
        tx.commit().await
    }
}

/// A session opened before `oldest_ms` or last used before `idle_ms` is over.
#[derive(Clone, Copy, Debug)]
pub struct SessionLimits {
    pub oldest_ms: i64,
    pub idle_ms: i64,
}
