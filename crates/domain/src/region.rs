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
        let own = match self.level() {
            RegionLevel::Province => 2,
            RegionLevel::City => 4,
            RegionLevel::District => 6,
        };
        other.0.get(..own) == self.0.get(..own)
    }

    /// The first and the last code that lie in this region, for queries by range.
    pub fn bounds(&self) -> (String, String) {
        let own = match self.level() {
            RegionLevel::Province => 2,
            RegionLevel::City => 4,
            RegionLevel::District => 6,
        };
        let own = self.0.get(..own).unwrap_or_default();
        (format!("{own:0<6}"), format!("{own:9<6}"))
    }

    /// How large the region is, by its digits.
    pub fn level(&self) -> RegionLevel {
        match (self.0.ends_with("0000"), self.0.ends_with("00")) {
            (true, _) => RegionLevel::Province,
            (false, true) => RegionLevel::City,
            (false, false) => RegionLevel::District,
        }
    }

    /// The code of the region that contains this one; `None` for a province.
    fn parent(&self) -> Option<String> {
        let at = |digits: usize| self.0.get(..digits).unwrap_or_default();
        match self.level() {
            RegionLevel::Province => None,
            RegionLevel::City => Some(format!("{}0000", at(2))),
            RegionLevel::District => Some(format!("{}00", at(4))),
        }
    }
}

vocabulary! {
    /// How large a region is.
    pub enum RegionLevel {
        Province = "province", "省级", "Province";
        City = "city", "地级", "City";
        District = "district", "县级", "District";
    }
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionEntry {
    pub region: Region,
    pub name: String,
    /// Whether the code is assigned by the table, because GB/T 2260 has none for functional areas.
    pub local: bool,
    /// The year of the last official table with this code, if the region has been abolished.
    pub until: Option<u16>,
}

/// The table of the regions that exist and that existed, in the order of their codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Regions(Vec<RegionEntry>);

const LINE_FORM: &str = "expected CODE NAME, then nothing, local, or until YEAR";

impl Regions {
    /// The table that is part of the release.
    ///
    /// # Errors
    /// As for [`Regions::parse`]. A test of this crate reads the table, so no tested build fails here.
    pub fn embedded() -> Result<Self, DataFault> {
        Self::parse(TEXT)
    }

    /// Reads lines of the form `CODE NAME [local] [until YEAR]`. Tables of before version 0.6 have
    /// `CODE NAME PARENT LEVEL [local]`, with `-` as the parent of a province.
    ///
    /// # Errors
    /// The first line that has another form, repeats a code, names another parent than its code does, or lies
    /// in a province that the table does not have.
    pub fn parse(text: &str) -> Result<Self, DataFault> {
        let mut entries: Vec<RegionEntry> = Vec::new();
        let (mut codes, mut provinces) = (HashSet::new(), HashSet::new());
        let mut places: Vec<(usize, &str)> = Vec::new();
        for (line, text) in data_lines(text) {
            let entry = entry(text).map_err(|why| DataFault { line, why: why.to_owned() })?;
            let code = text.split_whitespace().next().unwrap_or_default();
            if !codes.insert(code) {
                return Err(DataFault { line, why: "the code occurs twice".to_owned() });
            }
            let province = code.get(..2).unwrap_or_default();
            if entry.region.level() == RegionLevel::Province {
                provinces.insert(province);
            }
            places.push((line, province));
            entries.push(entry);
        }
        if let Some((line, _)) = places.iter().find(|(_, province)| !provinces.contains(province)) {
            let why = "the table does not have the province of this code".to_owned();
            return Err(DataFault { line: *line, why });
        }
        entries.sort_by(|one, other| one.region.cmp(&other.region));
        match entries.is_empty() {
            true => Err(DataFault { line: 1, why: "there is no region in it".to_owned() }),
            false => Ok(Self(entries)),
        }
    }

    pub fn entries(&self) -> &[RegionEntry] {
        &self.0
    }

    /// The regions that exist in `outer`, itself included.
    pub fn within<'r>(&'r self, outer: &'r Region) -> impl Iterator<Item = &'r RegionEntry> {
        self.0.iter().filter(|entry| entry.until.is_none() && outer.contains(&entry.region))
    }

    /// The city that a region belongs to: its prefecture, or its province if the table has no prefecture for
    /// it (municipalities, and counties directly under a province).
    pub fn city_of(&self, region: &Region) -> Region {
        let city = match region.level() {
            RegionLevel::District => region.parent().map(Region),
            RegionLevel::Province | RegionLevel::City => None,
        };
        match city {
            None => region.clone(),
            Some(city) if self.find(&city).is_ok() => city,
            Some(city) => city.parent().map_or(city, Region),
        }
    }

    fn entry(&self, region: &Region) -> Option<&RegionEntry> {
        let at = self.0.binary_search_by(|entry| entry.region.cmp(region)).ok()?;
        self.0.get(at)
    }

    /// The entry of a region that exists.
    ///
    /// # Errors
    /// [`Code::RegionUnknown`] if the table does not have it, or says that it was abolished.
    pub fn find(&self, region: &Region) -> Result<&RegionEntry, Refusal> {
        let refused = || Refusal::new(Code::RegionUnknown).with("value", region.as_str());
        let entry = self.entry(region).ok_or_else(refused)?;
        match entry.until {
            None => Ok(entry),
            Some(year) => Err(refused().with("until", year.to_string())),
        }
    }

    /// The name of a region, also of an abolished one; its code if the table does not have it.
    pub fn name(&self, region: &Region) -> String {
        self.entry(region).map_or_else(|| region.0.clone(), |entry| entry.name.clone())
    }

    /// The name of a region after those of the regions that contain it, such as 浙江省杭州市西湖区.
    pub fn full_name(&self, region: &Region) -> String {
        let above = region.parent().map(Region).filter(|above| above != region);
        let above = above.map_or_else(String::new, |above| match self.find(&above) {
            Ok(_) => self.full_name(&above),
            Err(_) => above.parent().map_or_else(String::new, |top| self.name(&Region(top))),
        });
        above + &self.name(region)
    }
}

/// Reads one line.
fn entry(text: &str) -> Result<RegionEntry, &'static str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [code, name, rest @ ..] = words.as_slice() else { return Err(LINE_FORM) };
    let region = Region::parse(code).map_err(|_| "a code must have six digits")?;
    let (local, until) = match rest {
        [] => (false, None),
        ["local"] => (true, None),
        ["until", year] => (false, Some(year.parse().map_err(|_| LINE_FORM)?)),
        ["local", "until", year] => (true, Some(year.parse().map_err(|_| LINE_FORM)?)),
        [parent, _, rest @ ..] if *parent == "-" || Region::parse(parent).is_ok() => {
            if region.parent().as_deref().unwrap_or("-") != *parent {
                return Err("the parent does not agree with the code");
            }
            (rest.first() == Some(&"local"), None)
        }
        _ => return Err(LINE_FORM),
    };
    Ok(RegionEntry { region, name: (*name).to_owned(), local, until })
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
    fn the_table_of_the_release_has_the_whole_country_and_what_was_abolished() {
        let regions = Regions::embedded().unwrap();
        let count = |level: RegionLevel| {
            let here = |entry: &&RegionEntry| entry.region.level() == level && !entry.local;
            regions.entries().iter().filter(|entry| entry.until.is_none()).filter(here).count()
        };
        assert_eq!(count(RegionLevel::Province), 34);
        assert_eq!(count(RegionLevel::City), 333);
        assert!((2_840..2_860).contains(&count(RegionLevel::District)));
        for (code, name) in [("440305", "南山区"), ("330106", "西湖区"), ("659012", "白杨市")]
        {
            assert_eq!(regions.find(&region(code)).unwrap().name, name);
        }
        assert_eq!(regions.find(&region("999999")).unwrap_err().code(), Code::RegionUnknown);
        let gone = region("330103");
        assert_eq!(regions.find(&gone).unwrap_err().code(), Code::RegionUnknown, "abolished");
        assert_eq!(regions.name(&gone), "下城区");
        assert_eq!(regions.full_name(&region("330106")), "浙江省杭州市西湖区");
        assert_eq!(regions.full_name(&region("110105")), "北京市朝阳区");
        assert_eq!(regions.full_name(&region("429004")), "湖北省仙桃市");
        let city = |code: &str| regions.city_of(&region(code)).as_str().to_owned();
        assert_eq!(
            [city("330106"), city("330100"), city("110105")],
            ["330100", "330100", "110000"]
        );
        assert_eq!(regions.within(&region("330100")).count(), 14, "a city and 13 districts");
        assert!(
            regions.entries().iter().any(|entry| entry.local),
            "functional areas have local codes"
        );
    }

    /// People keep the number that they were given where they were born, whatever became of the place.
    #[test]
    fn an_identity_number_of_every_region_that_ever_was_is_accepted() {
        let today = crate::date::Date::parse("2026-07-01").unwrap();
        let regions = Regions::embedded().unwrap();
        let abolished = regions.entries().iter().filter(|entry| entry.until.is_some()).count();
        assert!(abolished > 3_500, "{abolished}");
        for entry in regions.entries() {
            let first_generation = format!("{}800101001", entry.region.as_str());
            let read = crate::code::IdNumber::parse(&first_generation, today);
            assert!(read.is_ok(), "{} {}", entry.region.as_str(), entry.name);
        }
    }

    #[test]
    fn a_line_that_contradicts_its_code_is_reported_with_its_number() {
        let fault = |text: &str| Regions::parse(text).unwrap_err();
        let head = "440000 广东省\n";
        assert_eq!(fault("440000").line, 1);
        assert_eq!(fault(&format!("{head}{head}")).why, "the code occurs twice");
        assert_eq!(fault(&format!("{head}440300 深圳市 - city")).line, 2);
        assert_eq!(fault(&format!("{head}330300 温州市")).line, 2, "no province");
        assert_eq!(fault(&format!("{head}440300 深圳市 until")).why, LINE_FORM);
        assert_eq!(fault(&format!("{head}440300 深圳市 until soon")).why, LINE_FORM);
        assert_eq!(fault(&format!("{head}4403 深圳市")).why, "a code must have six digits");
    }

    #[test]
    fn a_table_in_the_form_of_earlier_versions_is_still_read() {
        let before = "440000 广东省 - province\n440300 深圳市 440000 city\n\
                      440390 前海合作区 440300 district local\n";
        let now = "440390 前海合作区 local\n440300 深圳市\n440000 广东省\n";
        assert_eq!(Regions::parse(before).unwrap(), Regions::parse(now).unwrap());
    }
}
