//! 区划 (region): the table of regions and how they contain each other. The table is
//! `rules/regions.txt`, with the codes of GB/T 2260 and some local ones.

use serde::{Deserialize, Serialize};

use crate::refusal::{Code, Refusal};

const TABLE: &str = include_str!("../../../rules/regions.txt");

/// A region of the table, by its code of six digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Region(String);

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionEntry {
    pub code: String,
    pub name: String,
    /// Code of the region that contains this one; empty for a province.
    pub parent: String,
    pub level: String,
    /// Whether the code is assigned by this table, because GB/T 2260 has none for functional areas.
    pub local: bool,
}

impl Region {
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        match entry(text) {
            Some(entry) => Ok(Self(entry.code)),
            None => Err(Refusal::new(Code::RegionUnknown).with("value", text)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn name(&self) -> String {
        entry(&self.0).map_or_else(|| self.0.clone(), |entry| entry.name)
    }

    /// Whether `other` is this region or lies in it.
    pub fn contains(&self, other: &Region) -> bool {
        let mut code = other.0.clone();
        // The tree has three levels. The bound ends the loop even if a table had a cycle.
        for _ in 0..4 {
            if code == self.0 {
                return true;
            }
            match entry(&code) {
                Some(entry) if !entry.parent.is_empty() => code = entry.parent,
                Some(_) | None => return false,
            }
        }
        false
    }
}

/// All regions, in the order of the table.
pub fn regions() -> impl Iterator<Item = RegionEntry> {
    TABLE.lines().filter_map(read_line)
}

fn entry(code: &str) -> Option<RegionEntry> {
    regions().find(|entry| entry.code == code)
}

fn read_line(line: &str) -> Option<RegionEntry> {
    let mut words = line.split_whitespace();
    let code = words.next().filter(|code| code.len() == 6)?;
    let (name, parent, level) = (words.next()?, words.next()?, words.next()?);
    Some(RegionEntry {
        code: code.to_owned(),
        name: name.to_owned(),
        parent: if parent == "-" { String::new() } else { parent.to_owned() },
        level: level.to_owned(),
        local: words.next() == Some("local"),
    })
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

    #[test]
    fn a_district_lies_in_its_city_and_nowhere_else() {
        let city = Region::parse("440300").unwrap();
        let nanshan = Region::parse("440305").unwrap();
        let futian = Region::parse("440304").unwrap();
        assert!(city.contains(&nanshan) && city.contains(&city));
        assert!(!nanshan.contains(&futian) && !nanshan.contains(&city));
        assert_eq!(nanshan.name(), "南山区");
        assert_eq!(Region::parse("999999").unwrap_err().code(), Code::RegionUnknown);
    }

    #[test]
    fn every_parent_in_the_table_exists() {
        let codes: Vec<String> = regions().map(|entry| entry.code).collect();
        assert!(codes.len() > 30);
        for region in regions() {
            assert!(region.parent.is_empty() || codes.contains(&region.parent), "{region:?}");
        }
        assert!(regions().any(|region| region.local), "functional areas have local codes");
    }
}
