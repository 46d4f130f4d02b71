//! Who is signed in. When a session ends under somebody's hands, the page stays and a dialog asks to sign in again.

use crate::api::{self, Failure};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    ProblemCode,
    desk::{Credentials, SignIn, SignOut, Staff, WhoAmI},
};
use motcua_domain::staff::{Duty, Matter, Person};

/// What is known about who sits here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Not asked yet.
    Unknown,
    Nobody,
    Somebody(Staff),
    /// The question failed.
    Failed(Failure),
}

/// As the policy asks.
fn person(staff: &Staff) -> Person<'_> {
    Person { id: &staff.id, roles: &staff.roles, fields: &staff.fields }
}

/// The session, for the whole app.
#[derive(Clone, Copy)]
pub struct Session {
    pub who: RwSignal<Who>,
    /// It ended while somebody works.
    pub expired: RwSignal<bool>,
    /// Counts sign-ins: pages ask again what they could not get.
    pub renewed: RwSignal<u32>,
}

impl Session {
    pub fn new() -> Self {
        Self { who: RwSignal::new(Who::Unknown), expired: RwSignal::new(false), renewed: RwSignal::new(0) }
    }

    /// The session of the app around.
    pub fn get() -> Self {
        use_context().unwrap_or_else(Self::new)
    }

    /// Whether whoever sits here may do this to some dossier or other; follows the session.
    pub fn has(self, duty: Duty) -> bool {
        self.who.with(|who| matches!(who, Who::Somebody(staff) if person(staff).has(duty)))
    }

    /// Whether whoever sits here may do this to this dossier; follows the session.
    pub fn may(self, duty: Duty, matter: Matter<'_>) -> bool {
        self.who.with(|who| matches!(who, Who::Somebody(staff) if person(staff).may(duty, matter)))
    }

    /// Reads something of whoever sits here, as the policy knows them; follows the session.
    pub fn person<T>(self, read: impl FnOnce(Person<'_>) -> T) -> Option<T> {
        self.who.with(|who| if let Who::Somebody(staff) = who { Some(read(person(staff))) } else { None })
    }

    /// Whether the password must be changed before anything else.
    pub fn must_change(self) -> bool {
        self.who.with(|who| matches!(who, Who::Somebody(staff) if staff.must_change_password))
    }

    /// The account's id; nothing while nobody sits here.
    pub fn id(self) -> Option<String> {
        self.who.with(|who| if let Who::Somebody(staff) = who { Some(staff.id.clone()) } else { None })
    }

    /// Asks the server who is signed in here.
    pub async fn ask(self) {
        let who = match api::get::<WhoAmI>(&[], &[]).await {
            Ok(staff) => Who::Somebody(staff),
            Err(failure) if failure.refused() == Some(ProblemCode::SignedOut) => Who::Nobody,
            Err(failure) => Who::Failed(failure),
        };
        self.who.set(who);
    }

    /// Signs in.
    ///
    /// # Errors
    /// Wrong name or password, too many tries, or no way to the server.
    pub async fn sign_in(self, user: String, password: String) -> Result<(), Failure> {
        let staff = api::send::<SignIn>(&[], &Credentials { user, password }, &[]).await?;
        self.who.set(Who::Somebody(staff));
        self.expired.set(false);
        self.renewed.update(|count| *count += 1);
        Ok(())
    }

    /// Signs out, here and on the server.
    ///
    /// # Errors
    /// The server was not reached: the session there is still open, and so the page says so.
    pub async fn sign_out(self) -> Result<(), Failure> {
        match api::get::<SignOut>(&[], &[]).await {
            Err(failure) if failure.refused() != Some(ProblemCode::SignedOut) => Err(failure),
            _ => {
                self.expired.set(false);
                self.who.set(Who::Nobody);
                Ok(())
            }
        }
    }

    /// Looks at a failure: an ended session opens the dialog. Answers whether it was that. A refusal for the role or the
    /// password means that the account was changed meanwhile: who sits here is asked anew.
    pub fn ended(self, failure: &Failure) -> bool {
        if matches!(failure.refused(), Some(ProblemCode::Forbidden | ProblemCode::PasswordToChange)) {
            spawn_local(async move {
                if let Ok(staff) = api::get::<WhoAmI>(&[], &[]).await {
                    self.who.set(Who::Somebody(staff));
                }
            });
        }
        let ended = failure.refused() == Some(ProblemCode::SignedOut);
        if ended {
            self.expired.set(true);
        }
        ended
    }
}
