//! E-mail by SMTP: plain text, one recipient, the same Message-ID however often it is tried.

use super::{
    Fault, Parcel,
    settings::{Mail, Tls},
};
use jiff::Timestamp;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{authentication::Credentials, extension::ClientId},
};
use std::time::{Duration, SystemTime};

/// How long one conversation with the server may take.
const WITHIN: Duration = Duration::from_secs(30);
/// SMTP's answers that no later try will change: the mailbox or its address is wrong (RFC 5321 section 4.2.3, RFC 7504). Others,
/// also those about our own login, may pass.
const FINAL: [u16; 5] = [550, 551, 552, 553, 556];

/// The way to the SMTP server.
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
    /// The name that recipients read beside the address.
    name: String,
}

impl Post {
    /// # Errors
    /// When the server's name cannot be used for TLS, or the address is none.
    pub fn open(settings: &Mail, name: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        type Smtp = AsyncSmtpTransport<Tokio1Executor>;
        let builder = match settings.tls {
            Tls::FromTheStart => Smtp::relay(&settings.host)?,
            Tls::StartTls => Smtp::starttls_relay(&settings.host)?,
            Tls::None => Smtp::builder_dangerous(&settings.host),
        };
        let from: Address = settings.from.parse()?;
        let hello = ClientId::Domain(from.domain().to_owned());
        let mut builder = builder.port(settings.port).timeout(Some(WITHIN)).hello_name(hello);
        if let Some((user, password)) = &settings.login {
            builder = builder.credentials(Credentials::new(user.clone(), password.0.clone()));
        }
        Ok(Self { transport: builder.build(), from, name: name.to_owned() })
    }

    pub(super) async fn send(&self, to: &str, parcel: &Parcel<'_>, now: Timestamp) -> Result<(), Fault> {
        let to: Address = to.parse().map_err(|_| Fault::Final("bad_address"))?;
        let message = Message::builder()
            .from(Mailbox::new(Some(self.name.clone()), self.from.clone()))
            .to(Mailbox::new(None, to))
            .subject(parcel.text.subject.clone())
            .message_id(Some(format!("<{}@{}>", parcel.key, self.from.domain())))
            .date(SystemTime::from(now))
            // No automatic reply answers this (RFC 3834).
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(parcel.text.mail.clone())
            .map_err(|_| Fault::Final("bad_message"))?;
        // The server's own words may repeat the address: only the code is kept.
        let sending = tokio::time::timeout(WITHIN, self.transport.send(message)).await;
        sending.map_err(|_| Fault::Later("timeout"))?.map(|_| ()).map_err(|error| match error.status().map(u16::from) {
            Some(code) if FINAL.contains(&code) => Fault::Final("rejected"),
            Some(530 | 534 | 535 | 538) => Fault::Later("login_refused"),
            Some(_) => Fault::Later("not_accepted"),
            None if error.is_timeout() => Fault::Later("timeout"),
            None if error.is_tls() => Fault::Later("tls"),
            None => Fault::Later("unreachable"),
        })
    }
}
