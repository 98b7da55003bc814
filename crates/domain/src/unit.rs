//! 单位: the tenants of the one system, and what parts they play.

use serde::{Deserialize, Serialize};

use crate::policy::{Place, Placed};
use crate::region::Region;

/// What a unit does in the system; one unit may play several parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitPart {
    Issuing,
    Using,
    Manager,
}

/// 单位, named by its unified social credit code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub code: String,
    pub name: String,
    pub region: Region,
    pub parts: Vec<UnitPart>,
    pub active: bool,
}

impl Placed for Unit {
    fn place(&self) -> Option<Place> {
        Some(Place { unit: self.code.clone(), region: self.region.clone() })
    }
}
