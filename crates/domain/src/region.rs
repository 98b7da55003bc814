//! 区划 (region): regions and how they contain each other (GB/T 2260).
//!
//! The six digits of a code say where a region lies: two for the province, two for the city, two for the
//! district. Which codes exist, and their names, are dated data (decision 0017): `rules/regions.txt` is
//! part of the release, and a city can put newer versions in force.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::dated::{DataFault, data_lines};
use crate::refusal::{Code, Refusal};

/// The table that is part of the release.
pub const TEXT: &str = include_str!("../../../rules/regions.txt");

/// The code of a region: six digits, of a province, a city or a district.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Region(String);

impl Region {
    /// Reads a code. Whether such a region exists is checked by [`Regions::find`].
    ///
    /// # Errors
    /// The text does not consist of six digits.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Refusal::new(Code::RegionUnknown).with("value", text))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `other` is this region or lies in it.
    pub fn contains(&self, other: &Region) -> bool {
        let own = match (self.0.ends_with("0000"), self.0.ends_with("00")) {
            (true, _) => 2,
            (false, true) => 4,
            (false, false) => 6,
        };
        other.0.get(..own) == self.0.get(..own)
    }

    /// The code of the region that contains this one; `None` for a province.
    fn parent(&self) -> Option<String> {
        let at = |digits: usize| self.0.get(..digits).unwrap_or_default();
        match (self.0.ends_with("0000"), self.0.ends_with("00")) {
            (true, _) => None,
            (false, true) => Some(format!("{}0000", at(2))),
            (false, false) => Some(format!("{}00", at(4))),
        }
    }
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionEntry {
    pub region: Region,
    pub name: String,
    /// `province`, `city` or `district`.
    pub level: String,
    /// Whether the code is assigned by the table, because GB/T 2260 has none for functional areas.
    pub local: bool,
}

/// The table of the regions that exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Regions(Vec<RegionEntry>);

impl Regions {
    /// The table that is part of the release.
    ///
    /// # Errors
    /// As for [`Regions::parse`]. A test of this crate reads the table, so no tested build fails here.
    pub fn embedded() -> Result<Self, DataFault> {
        Self::parse(TEXT)
    }

    /// Reads lines of the form `CODE NAME PARENT LEVEL [local]`; the parent of a province is `-`.
    ///
    /// # Errors
    /// The first line that has another form, repeats a code, or names another parent than its code does.
    pub fn parse(text: &str) -> Result<Self, DataFault> {
        let mut entries: Vec<RegionEntry> = Vec::new();
        let mut codes = HashSet::new();
        for (line, text) in data_lines(text) {
            let fault = |why: &str| DataFault { line, why: why.to_owned() };
            let words: Vec<&str> = text.split_whitespace().collect();
            let [code, name, parent, level, rest @ ..] = words.as_slice() else {
                return Err(fault("expected CODE NAME PARENT LEVEL [local]"));
            };
            let region = Region::parse(code).map_err(|_| fault("a code must have six digits"))?;
            if region.parent().as_deref().unwrap_or("-") != *parent {
                return Err(fault("the parent does not agree with the code"));
            }
            if *parent != "-" && !codes.contains(*parent) {
                return Err(fault("the parent must be on a line above"));
            }
            if !codes.insert(*code) {
                return Err(fault("the code occurs twice"));
            }
            let (name, level) = ((*name).to_owned(), (*level).to_owned());
            entries.push(RegionEntry {
                region,
                name,
                level,
                local: rest.first() == Some(&"local"),
            });
        }
        match entries.is_empty() {
            true => Err(DataFault { line: 1, why: "there is no region in it".to_owned() }),
            false => Ok(Self(entries)),
        }
    }

    pub fn entries(&self) -> &[RegionEntry] {
        &self.0
    }

    /// The entry of a region.
    ///
    /// # Errors
    /// [`Code::RegionUnknown`] if the table does not have it.
    pub fn find(&self, region: &Region) -> Result<&RegionEntry, Refusal> {
        let found = self.0.iter().find(|entry| entry.region == *region);
        found.ok_or_else(|| Refusal::new(Code::RegionUnknown).with("value", region.as_str()))
    }

    /// The name of a region, or its code if the table does not have it.
    pub fn name(&self, region: &Region) -> String {
        self.find(region).map_or_else(|_| region.0.clone(), |entry| entry.name.clone())
    }
}

/// Whether a resident identity number may begin with these two digits: the provinces of GB/T 2260 and,
/// for residence permits, 81 (Hong Kong), 82 (Macao) and 83 (Taiwan).
pub fn is_province_prefix(prefix: &str) -> bool {
    matches!(
        prefix.parse::<u8>(),
        Ok(11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(text: &str) -> Region {
        Region::parse(text).unwrap()
    }

    #[test]
    fn a_district_lies_in_its_city_and_nowhere_else() {
        let (province, city) = (region("440000"), region("440300"));
        let (nanshan, futian) = (region("440305"), region("440304"));
        assert!(city.contains(&nanshan) && city.contains(&city) && province.contains(&nanshan));
        assert!(
            !nanshan.contains(&futian) && !nanshan.contains(&city) && !city.contains(&province)
        );
        assert!(!city.contains(&region("440103")), "a district of another city");
        assert!(!region("440310").contains(&futian), "a district code may end in one zero");
        for wrong in ["", "4403", "44030x", "４４０３００"] {
            assert_eq!(Region::parse(wrong).unwrap_err().code(), Code::RegionUnknown, "{wrong}");
        }
    }

    #[test]
    fn the_table_of_the_release_has_names_and_local_codes() {
        let regions = Regions::embedded().unwrap();
        assert!(regions.entries().len() > 30);
        assert_eq!(regions.name(&region("440305")), "南山区");
        assert_eq!(regions.find(&region("999999")).unwrap_err().code(), Code::RegionUnknown);
        assert!(
            regions.entries().iter().any(|entry| entry.local),
            "functional areas have local codes"
        );
    }

    #[test]
    fn a_line_that_contradicts_its_code_is_reported_with_its_number() {
        let fault = |text: &str| Regions::parse(text).unwrap_err();
        let head = "440000 广东省 - province\n";
        assert_eq!(fault("440000 广东省").line, 1);
        assert_eq!(fault(&format!("{head}{head}")).why, "the code occurs twice");
        assert_eq!(fault(&format!("{head}440305 南山区 440300 district")).line, 2);
        assert_eq!(fault(&format!("{head}440300 深圳市 - city")).line, 2);
    }
}
