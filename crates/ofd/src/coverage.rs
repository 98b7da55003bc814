//! Collects the files that can be reached from OFD.xml.
//!
//! It is not enough to verify the files that a signature lists: if a page is left out of the list,
//! it can be replaced, and files can be added. The examination therefore compares the list with
//! everything that the document refers to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use budget::{Budget, Exceeded, Work};

use crate::package::{Package, Unpacked, Unreadable};
use crate::tree::{Node, Tree, parse};

/// The files that were found by following every location from OFD.xml.
#[derive(Debug, Default)]
pub struct Reached {
    /// Name of the entry file as stored, possibly in other letter case.
    pub entry: String,
    /// Names of all reachable files.
    pub files: BTreeSet<String>,
    /// Locations that refer to no file of the package.
    pub missing: BTreeSet<String>,
    /// The parsed structure files by name.
    pub trees: BTreeMap<String, Tree>,
}

/// What a location takes in a list besides its text, in bytes.
const LOCATION_SIZE: usize = 100;

/// Whether a file belongs to the structure of the document and must be XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Structure,
    /// Fonts, pictures, attachments and schemas, which are never parsed.
    Content,
}

/// Where files refer to others (GB/T 33190-2016 annex A): name of the root element, path of
/// elements below it, attribute that holds the location (empty: the element's text), kind of the
/// target.
const LOCATIONS: &[(&str, &[&str], &str, Kind)] = &[
    ("OFD", &["DocBody", "DocRoot"], "", Kind::Structure),
    ("OFD", &["DocBody", "Versions", "Version"], "BaseLoc", Kind::Structure),
    ("DocVersion", &["FileList", "File"], "", Kind::Content),
    ("DocVersion", &["DocRoot"], "", Kind::Structure),
    ("Document", &["CommonData", "PublicRes"], "", Kind::Structure),
    ("Document", &["CommonData", "DocumentRes"], "", Kind::Structure),
    ("Document", &["CommonData", "TemplatePage"], "BaseLoc", Kind::Structure),
    ("Document", &["Pages", "Page"], "BaseLoc", Kind::Structure),
    ("Document", &["Annotations"], "", Kind::Structure),
    ("Document", &["CustomTags"], "", Kind::Structure),
    ("Document", &["Attachments"], "", Kind::Structure),
    ("Document", &["Extensions"], "", Kind::Structure),
    ("Page", &["PageRes"], "", Kind::Structure),
    ("Res", &["Fonts", "Font", "FontFile"], "", Kind::Content),
    ("Res", &["MultiMedias", "MultiMedia", "MediaFile"], "", Kind::Content),
    ("Res", &["ColorSpaces", "ColorSpace"], "Profile", Kind::Content),
    ("Annotations", &["Page", "FileLoc"], "", Kind::Structure),
    ("Attachments", &["Attachment", "FileLoc"], "", Kind::Content),
    ("CustomTags", &["CustomTag", "FileLoc"], "", Kind::Structure),
    ("CustomTags", &["CustomTag", "SchemaLoc"], "", Kind::Content),
    ("Extensions", &["Extension", "ExtendData"], "", Kind::Content),
];

impl Reached {
    /// Follows every location from OFD.xml except those of signatures.
    ///
    /// # Errors
    ///
    /// OFD.xml is missing, a structure file is not well-formed XML, or the budget does not suffice.
    pub fn from_entry(package: &Package, budget: &Budget) -> Result<Self, Unreadable> {
        let Some((entry, _)) = package.find("OFD.xml") else {
            let (zh, en) = ("缺少 OFD.xml", "OFD.xml is missing");
            return Err(Unreadable::new("package.entry", zh, en));
        };
        let mut reached = Self { entry: entry.to_owned(), ..Self::default() };
        let mut waiting = vec![(entry.to_owned(), Kind::Structure)];
        while let Some((file, kind)) = waiting.pop() {
            reached.files.insert(file.clone());
            let open = kind == Kind::Structure && !reached.trees.contains_key(&file);
            let Some((_, content)) = package.find(&file).filter(|_| open) else { continue };
            let tree = parse(&file, content, budget)?;
            for (location, kind) in locations(&tree, budget)? {
                match find_at(package, &file, &location, budget)? {
                    Some((found, _)) => {
                        budget.hold(found.len() + LOCATION_SIZE)?;
                        waiting.push((found.to_owned(), kind));
                    }
                    None => drop(reached.missing.insert(location)),
                }
            }
            reached.trees.insert(file, tree);
        }
        Ok(reached)
    }

    /// Returns the parsed member `name`.
    pub fn tree(&self, name: &str) -> Option<(&str, &Tree)> {
        self.trees.get_key_value(name).map(|(name, tree)| (name.as_str(), tree))
    }
}

/// Returns the member at `location`, as named in the file `from`; differences in letter case are
/// ignored.
///
/// # Errors
///
/// The budget does not suffice: a location is short to write, but takes the length of `from` to resolve.
pub fn find_at<'p>(
    package: &'p Package,
    from: &str,
    location: &str,
    budget: &Budget,
) -> Result<Option<(&'p str, &'p Arc<Unpacked>)>, Exceeded> {
    budget.charge(Work::Reference, 1_u64)?;
    budget.charge(Work::NameByte, from.len() + location.len())?;
    Ok(resolve(from, location).and_then(|path| package.find(&path)))
}

/// Returns every location that a file names. Those of a resource file are relative to its
/// `BaseLoc`.
fn locations(tree: &Tree, budget: &Budget) -> Result<BTreeMap<String, Kind>, Exceeded> {
    let mut found = BTreeMap::new();
    let base = tree.attribute("BaseLoc").filter(|_| tree.name == "Res").unwrap_or("");
    for (_, path, attribute, kind) in LOCATIONS.iter().filter(|(root, ..)| *root == tree.name) {
        tree.visit(budget)?;
        for node in follow(tree, path) {
            let place = if attribute.is_empty() {
                node.text.trim()
            } else {
                node.attribute(attribute).unwrap_or("").trim()
            };
            let place = match place {
                "" => continue,
                place if base.is_empty() || place.starts_with('/') => {
                    budget.hold(place.len() + LOCATION_SIZE)?;
                    place.to_owned()
                }
                place => {
                    // A long base is copied for every file that is named below it.
                    budget.charge(Work::NameByte, base.len())?;
                    budget.hold(base.len() + place.len() + LOCATION_SIZE)?;
                    [base.trim_end_matches('/'), "/", place].concat()
                }
            };
            // A file that is named as structure once must always be parsed.
            let known = found.entry(place).or_insert(*kind);
            if *kind == Kind::Structure {
                *known = Kind::Structure;
            }
        }
    }
    Ok(found)
}

/// Returns the elements at the end of a path below `node`.
fn follow<'n>(node: &'n Node, path: &[&str]) -> Vec<&'n Node> {
    let Some((first, rest)) = path.split_first() else { return vec![node] };
    let below = node.children.iter().filter(|child| child.name == *first);
    below.flat_map(|child| follow(child, rest)).collect()
}

/// Resolves an ST_Loc of the file `from`: a leading `/` means the root of the package, otherwise
/// the location is relative to the folder of `from`. Returns `None` if it leaves the package.
pub fn resolve(from: &str, location: &str) -> Option<String> {
    let location = location.trim();
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let whole = match location.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None if folder.is_empty() => location.to_owned(),
        None => format!("{folder}/{location}"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    (!location.is_empty() && !parts.is_empty()).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_resolve_within_the_package() {
        let at = |from, location| resolve(from, location);
        assert_eq!(at("Doc_0/Document.xml", "Pages/a.xml").unwrap(), "Doc_0/Pages/a.xml");
        assert_eq!(at("Doc_0/Document.xml", "/Doc_0/./x.xml").unwrap(), "Doc_0/x.xml");
        assert_eq!(at("Doc_0/Tags/t.xml", "../x.xml").unwrap(), "Doc_0/x.xml");
        assert_eq!(at("OFD.xml", "../x.xml"), None);
        assert_eq!(at("Doc_0/Document.xml", " "), None);
    }

    #[test]
    fn resources_are_relative_to_their_base_location() {
        let xml = "<Res BaseLoc=\"Res/\"><Fonts><Font><FontFile>a.ttf</FontFile></Font></Fonts>\
                   <MultiMedias><MultiMedia><MediaFile>/b.png</MediaFile></MultiMedia>\
                   </MultiMedias><DocRoot>c.xml</DocRoot></Res>";
        let tree = parse("Doc_0/PublicRes.xml", xml.as_bytes(), &Budget::default()).unwrap();
        let found: Vec<String> =
            locations(&tree, &Budget::default()).unwrap().into_keys().collect();
        assert_eq!(found, ["/b.png", "Res/a.ttf"]);
    }
}
