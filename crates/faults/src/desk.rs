//! A member of staff at the desk, as the demonstration's accounts allow.

use crate::{
    Outcome,
    http::{self, Answer, Ask},
    phone::read,
    said,
};
use motcua_contract::{
    Endpoint, VERSION, VERSION_HEADER,
    desk::{CommandDossier, Credentials, DeskCommand, DeskDossier, ListWork, OpenDossier, SignIn, WorkItem, WorkList},
};
use std::{net::SocketAddr, time::Duration};

/// An account of the demonstration: clerk and officer.
const USER: &str = "canbo";
const PASSWORD: &str = "motcua-demo";
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Somebody signed in.
#[derive(Clone, Debug)]
pub struct Desk {
    server: SocketAddr,
    cookie: String,
}

impl Desk {
    /// Signs in.
    ///
    /// # Errors
    /// When the server does not let them.
    pub async fn sign_in(server: SocketAddr) -> Outcome<Self> {
        let desk = Self { server, cookie: String::new() };
        let credentials = Credentials { user: USER.to_owned(), password: PASSWORD.to_owned() };
        let mut ask = Ask::new("POST", SignIn::PATH);
        ask.body = serde_json::to_vec(&credentials).map_err(said)?;
        let answer = desk.once(ask).await?;
        let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        if answer.ok() && !cookie.is_empty() {
            Ok(Self { server, cookie })
        } else {
            Err(format!("sign in: {} {}", answer.status, answer.code()))
        }
    }

    async fn once(&self, ask: Ask) -> Outcome<Answer> {
        let mut ask = ask.with("sec-fetch-site", "same-origin").with(VERSION_HEADER, VERSION.to_string());
        if !self.cookie.is_empty() {
            ask = ask.with("cookie", &self.cookie);
        }
        if !ask.body.is_empty() {
            ask = ask.with("content-type", "application/json");
        }
        http::ask(self.server, &ask, ANSWER_WITHIN).await
    }

    /// The first page of the work list.
    ///
    /// # Errors
    /// When it cannot be had.
    pub async fn list(&self) -> Outcome<(u16, Vec<WorkItem>)> {
        let answer = self.once(Ask::new("GET", ListWork::PATH)).await?;
        Ok((answer.status, read::<WorkList>(&answer).map_or_else(|_| Vec::new(), |list| list.items)))
    }

    /// A dossier as it stands.
    ///
    /// # Errors
    /// When it cannot be had.
    pub async fn open(&self, id: &str) -> Outcome<DeskDossier> {
        read(&self.once(Ask::new("GET", <OpenDossier as Endpoint>::path(&[id]))).await?)
    }

    /// Gives a command for a version of a dossier; without one the header is left out. Says the status.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn command(&self, id: &str, version: Option<u64>, command: &DeskCommand) -> Outcome<u16> {
        let mut ask = Ask::new("POST", <CommandDossier as Endpoint>::path(&[id]));
        if let Some(version) = version {
            ask = ask.with("if-match", format!("\"{version}\""));
        }
        ask.body = serde_json::to_vec(command).map_err(said)?;
        Ok(self.once(ask).await?.status)
    }
}
