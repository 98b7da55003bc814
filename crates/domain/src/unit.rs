//! 单位 (unit): the tenants of the platform and the parts that they play (Art. 4(3), 6).

use crate::policy::{Place, Placed};
use crate::region::Region;

vocabulary! {
    /// What a unit does on the platform. One unit may play several parts.
    pub enum UnitPart {
        Issuing = "issuing", "签发单位", "Issuing unit";
        Using = "using", "使用单位", "Using unit";
        Manager = "manager", "证照管理单位", "Managing unit";
    }
}

/// A unit. `code` is its unified social credit code.
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
