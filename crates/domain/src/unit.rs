//! 单位: the tenants of the one system, and what parts they play.

use crate::policy::{Place, Placed};
use crate::region::Region;

vocabulary! {
    /// What a unit does in the system; one unit may play several parts.
    pub enum UnitPart {
        Issuing = "issuing", "颁发单位", "Issuing unit";
        Using = "using", "用证单位", "Using unit";
        Manager = "manager", "证照管理单位", "Manager of certificates";
    }
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
