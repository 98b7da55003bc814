//! HTTP over TLS to services outside (decision 0015).

use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The authorities whose https servers are trusted. Government services have authorities of their own,
/// so the operator names them; there is no built-in list.
#[derive(Clone, Debug, Default)]
pub struct Authorities(Vec<Certificate<'static>>);

impl Authorities {
    /// Reads the X.509 certificates of a PEM text. Errors: it cannot be read, or has none.
    pub fn from_pem(pem: &str) -> Result<Self, String> {
        let mut found = Vec::new();
        for item in parse_pem(pem.as_bytes()) {
            if let PemItem::Certificate(one) = item.map_err(|error| error.to_string())? {
                found.push(one);
            }
        }
        if found.is_empty() {
            Err("the file contains no X.509 certificate".to_owned())
        } else {
            Ok(Self(found))
        }
    }
}

/// An HTTP client for one address. Errors: the address is neither http nor https, or it is https and no
/// authority is configured.
pub(crate) fn agent(url: &str, authorities: &Authorities) -> Result<Agent, String> {
    let secure = url.starts_with("https://");
    if !secure && !url.starts_with("http://") {
        return Err(format!("an address begins with http:// or https://: {url}"));
    }
    if secure && authorities.0.is_empty() {
        return Err(format!(
            "{url} needs outside.authorities: without it no https server is trusted"
        ));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(provider)
        .root_certs(RootCerts::Specific(Arc::new(authorities.0.clone())))
        .build();
    Ok(Agent::config_builder().timeout_global(Some(TIMEOUT)).tls_config(tls).build().into())
}

#[cfg(test)]
mod tests;
