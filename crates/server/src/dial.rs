//! Connections to others: plain or TLS, by what the address says. Text messages and buckets go through these.

use axum::http::Uri;
use hyper::rt;
use hyper_util::rt::TokioIo;
use std::{error::Error, sync::Arc};
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

/// What a connection is to hyper, TLS or not.
pub trait Line: rt::Read + rt::Write + Unpin + Send {}
impl<T: rt::Read + rt::Write + Unpin + Send> Line for T {}

/// Makes connections.
#[derive(Clone)]
pub struct Dialer {
    tls: TlsConnector,
}

/// Why there is no connection; a stable code.
pub type Unreached = &'static str;

impl Dialer {
    /// # Errors
    /// When there is no TLS.
    pub fn open() -> Result<Self, Box<dyn Error + Send + Sync>> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { tls: TlsConnector::from(Arc::new(config)) })
    }

    /// Connects to the host of an address.
    ///
    /// # Errors
    /// `unreachable`, `tls`.
    pub async fn connect(&self, uri: &Uri) -> Result<Box<dyn Line>, Unreached> {
        let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let secure = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let stream = TcpStream::connect((host, port)).await.map_err(|_| "unreachable")?;
        if !secure {
            return Ok(Box::new(TokioIo::new(stream)));
        }
        let name = ServerName::try_from(host.to_owned()).map_err(|_| "tls")?;
        let stream = self.tls.connect(name, stream).await.map_err(|_| "tls")?;
        Ok(Box::new(TokioIo::new(stream)))
    }
}
