//! The address of the client, under which attempts at passwords are counted.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::State;
use crate::connections::ClientAddress;

/// The address of the client; empty if the server does not know it.
pub struct Address(pub String);

impl FromRequestParts<State> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Infallible> {
        let address = parts.extensions.get::<ClientAddress>().map(ToString::to_string);
        Ok(Self(address.unwrap_or_default()))
    }
}
