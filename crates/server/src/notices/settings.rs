//! Settings of the ways out: an SMTP server, an SMS gateway. Each is off until it is configured. Secrets come from the
//! environment or from a file of their own, never from a flag or the settings' file.

use clap::Args;
use hyper::Uri;
use serde::Deserialize;
use std::{
    fmt,
    net::IpAddr,
    path::{Path, PathBuf},
};

/// What may be said about e-mail.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct GivenMail {
    /// The SMTP server: smtps://host:465 (TLS), smtp://host:587 (STARTTLS) or smtp+plain://localhost:25. Without it no e-mail
    /// is sent
    #[arg(id = "mail-server", long = "mail-server", env = "MOTCUA_MAIL_SERVER", global = true)]
    pub server: Option<String>,
    /// The address that notices come from
    #[arg(id = "mail-from", long = "mail-from", env = "MOTCUA_MAIL_FROM", global = true)]
    pub from: Option<String>,
    /// What the SMTP server knows us as; the password stands in MOTCUA_MAIL_PASSWORD or in a file
    #[arg(id = "mail-user", long = "mail-user", env = "MOTCUA_MAIL_USER", global = true)]
    pub user: Option<String>,
    /// A file that holds the SMTP server's password
    #[arg(id = "mail-password-file", long = "mail-password-file", env = "MOTCUA_MAIL_PASSWORD_FILE", global = true)]
    pub password_file: Option<PathBuf>,
}

/// What may be said about text messages.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct GivenSms {
    /// The SMS gateway (docs/sms-gateway.md): https://host/path, or http:// in the office's own network. Without it no text
    /// message is sent
    #[arg(id = "sms-gateway", long = "sms-gateway", env = "MOTCUA_SMS_GATEWAY", global = true)]
    pub gateway: Option<String>,
    /// A file that holds the gateway's token; it may stand in MOTCUA_SMS_TOKEN instead
    #[arg(id = "sms-token-file", long = "sms-token-file", env = "MOTCUA_SMS_TOKEN_FILE", global = true)]
    pub token_file: Option<PathBuf>,
}

/// A password or token: no log shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// How the connection to the SMTP server is kept private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    FromTheStart,
    StartTls,
    /// For a server on the same machine.
    None,
}

/// E-mail, switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub from: String,
    pub login: Option<(String, Secret)>,
}

/// Text messages, switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sms {
    pub gateway: Uri,
    pub token: Secret,
}

impl GivenMail {
    /// Flags and environment before the file.
    #[must_use]
    pub fn or(self, file: Self) -> Self {
        Self {
            server: self.server.or(file.server),
            from: self.from.or(file.from),
            user: self.user.or(file.user),
            password_file: self.password_file.or(file.password_file),
        }
    }

    /// The settings as they count; none when no server is named.
    ///
    /// # Errors
    /// With the setting that makes no sense.
    pub fn settle(self, password: Option<String>) -> Result<Option<Mail>, String> {
        let Some(server) = self.server.filter(|server| !server.is_empty()) else { return Ok(None) };
        let wrong = |why: &str| format!("mail-server: {why}");
        let uri: Uri = server.parse().map_err(|_| wrong("not like smtps://host:465"))?;
        let (tls, port) = match uri.scheme_str() {
            Some("smtps") => (Tls::FromTheStart, 465),
            Some("smtp") => (Tls::StartTls, 587),
            Some("smtp+plain") => (Tls::None, 25),
            _ => return Err(wrong("begins with smtps://, smtp:// or smtp+plain://")),
        };
        let (host, port) = host_only(&uri, port).ok_or_else(|| wrong("a host and a port, and nothing else"))?;
        if tls == Tls::None && !is_near(&host) {
            return Err(wrong("smtp+plain:// is for this machine or the office's own network"));
        }
        let from = self.from.ok_or("mail-from: the address that notices come from is missing")?;
        from.parse::<lettre::Address>().map_err(|_| "mail-from: not an e-mail address")?;
        let password = secret(password, self.password_file.as_deref(), "mail-password-file")?;
        let login = match (self.user, password) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            (Some(_), None) => return Err("mail-user: set MOTCUA_MAIL_PASSWORD or mail-password-file too".to_owned()),
            (None, Some(_)) => return Err("mail-user: a password is set, but no user".to_owned()),
        };
        Ok(Some(Mail { host, port, tls, from, login }))
    }
}

impl GivenSms {
    /// Flags and environment before the file.
    #[must_use]
    pub fn or(self, file: Self) -> Self {
        Self { gateway: self.gateway.or(file.gateway), token_file: self.token_file.or(file.token_file) }
    }

    /// The settings as they count; none when no gateway is named.
    ///
    /// # Errors
    /// With the setting that makes no sense.
    pub fn settle(self, token: Option<String>) -> Result<Option<Sms>, String> {
        let Some(gateway) = self.gateway.filter(|gateway| !gateway.is_empty()) else { return Ok(None) };
        let wrong = |why: &str| format!("sms-gateway: {why}");
        let gateway: Uri = gateway.parse().map_err(|_| wrong("not like https://host/path"))?;
        let host = gateway.host().unwrap_or_default();
        if host.is_empty() || gateway.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err(wrong("a host, and no password in it"));
        }
        match gateway.scheme_str() {
            Some("https") => {}
            Some("http") if is_near(host) => {}
            _ => return Err(wrong("https://, or http:// within the office's own network")),
        }
        let token = secret(token, self.token_file.as_deref(), "sms-token-file")?
            .ok_or("sms-gateway: set MOTCUA_SMS_TOKEN or sms-token-file too")?;
        // It becomes a header.
        if !token.0.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("sms-token: only visible ASCII characters".to_owned());
        }
        Ok(Some(Sms { gateway, token }))
    }
}

/// A secret that was given, or that a file holds; an empty one is none.
///
/// # Errors
/// When the file cannot be read.
pub fn secret(given: Option<String>, file: Option<&Path>, name: &str) -> Result<Option<Secret>, String> {
    let text = match (given, file) {
        (Some(text), _) => text,
        (None, Some(path)) => {
            std::fs::read_to_string(path).map_err(|error| format!("{name}: {}: {error}", path.display()))?
        }
        (None, None) => return Ok(None),
    };
    Ok(Some(Secret(text.trim().to_owned())).filter(|secret| !secret.0.is_empty()))
}

fn host_only(uri: &Uri, port: u16) -> Option<(String, u16)> {
    let authority = uri.authority()?;
    let bare = !authority.as_str().contains('@') && matches!(uri.path(), "" | "/") && uri.query().is_none();
    let host = authority.host();
    (bare && !host.is_empty()).then(|| (host.to_owned(), authority.port_u16().unwrap_or(port)))
}

/// This machine, or an address that no router of the internet carries.
fn is_near(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match host.parse() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local(),
        Err(_) => host == "localhost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(server: &str) -> GivenMail {
        GivenMail { server: Some(server.into()), from: Some("motcua@example.org".into()), ..GivenMail::default() }
    }

    fn sms(gateway: &str) -> GivenSms {
        GivenSms { gateway: Some(gateway.into()), token_file: None }
    }

    #[test]
    fn nothing_is_on_until_it_is_configured() {
        assert_eq!(GivenMail::default().settle(Some("secret".into())), Ok(None));
        assert_eq!(GivenSms::default().settle(Some("secret".into())), Ok(None));
        assert_eq!(sms("").settle(None), Ok(None), "an empty variable is none");
    }

    #[test]
    fn servers_and_their_privacy() {
        let on = |given: GivenMail| given.settle(None).unwrap().unwrap();
        let plain = on(mail("smtp+plain://localhost:2525"));
        assert_eq!((plain.host.as_str(), plain.port, plain.tls), ("localhost", 2525, Tls::None));
        assert_eq!((on(mail("smtps://mail.example")).port, on(mail("smtp://mail.example")).tls), (465, Tls::StartTls));
        for wrong in
            ["mail.example", "http://a", "smtp://u:p@a", "smtps://a/b", "smtp+plain://mail.example", "smtps://"]
        {
            assert!(mail(wrong).settle(None).is_err(), "{wrong}");
        }
        assert!(GivenMail { from: None, ..mail("smtps://a") }.settle(None).is_err());
        assert!(GivenMail { from: Some("x".into()), ..mail("smtps://a") }.settle(None).is_err());
        let user = GivenMail { user: Some("u".into()), ..mail("smtps://a") };
        assert!(user.clone().settle(None).is_err(), "half a login");
        assert!(mail("smtps://a").settle(Some("p".into())).is_err(), "the other half");
        assert!(on_with(user).login.is_some());
        fn on_with(given: GivenMail) -> Mail {
            given.settle(Some("p".into())).unwrap().unwrap()
        }
    }

    #[test]
    fn a_gateway_needs_a_token_and_a_private_way() {
        let token = || Some("secret".to_owned());
        for fine in ["https://sms.example/send", "http://127.0.0.1:8080/", "http://192.168.1.9/sms", "http://[::1]:80/"]
        {
            assert!(sms(fine).settle(token()).unwrap().is_some(), "{fine}");
        }
        for wrong in ["http://sms.example/", "http://8.8.8.8/", "ftp://a/", "https://u:p@a/", "sms"] {
            assert!(sms(wrong).settle(token()).is_err(), "{wrong}");
        }
        assert!(sms("https://a/").settle(None).is_err());
        assert!(sms("https://a/").settle(Some("a\nb".into())).is_err());
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("token");
        std::fs::write(&file, "from-a-file\n").unwrap();
        let given = GivenSms { token_file: Some(file), ..sms("https://a/") };
        assert_eq!(given.clone().settle(None).unwrap().unwrap().token.0, "from-a-file");
        let missing = GivenSms { token_file: Some(dir.path().join("none")), ..sms("https://a/") };
        assert!(missing.settle(None).unwrap_err().contains("none"));
        let shown = format!("{:?}", given.settle(token()).unwrap());
        assert!(!shown.contains("secret") && shown.contains("Secret"), "{shown}");
    }
}
