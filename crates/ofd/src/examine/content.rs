//! Extracts the content of a document: metadata, the text of its pages, attachments.
//!
//! A small file may name the same page or attachment many times, so the size of the result is
//! limited as well.

use std::collections::BTreeMap;
use std::sync::Arc;

use budget::{Budget, Exceeded};

use super::{FoundPage, PageText, numbers};
use crate::coverage::{Reached, find_at};
use crate::package::{Package, Unpacked, Unreadable};
use crate::tree::{Node, Tree};

const MAX_PAGES: usize = 2_000;
/// Maximum number of DocBody elements that are considered.
const MAX_DOCUMENTS: usize = 16;
/// Maximum text of all pages, in bytes.
const MAX_TEXT: usize = 4_000_000;
/// How often the text of a page is kept in memory: as lines, as one text, and in the answer.
const COPIES_OF_TEXT: usize = 3;

/// The DocBody elements of OFD.xml; a certificate has one.
pub fn bodies(reached: &Reached) -> Vec<&Node> {
    let entry = reached.trees.get(&reached.entry);
    entry.map_or(Vec::new(), |entry| entry.children("DocBody").take(MAX_DOCUMENTS).collect())
}

/// Name and value of each CustomData of a DocInfo element.
pub fn metadata(info: &Node, budget: &Budget) -> Result<Vec<(String, String)>, Exceeded> {
    let pair = |node: &Node| {
        let name = node.attribute("Name").unwrap_or_default().to_owned();
        (name, node.text.trim().to_owned())
    };
    let data = info.child("CustomDatas");
    let all = data.into_iter().flat_map(|data| data.children("CustomData")).map(pair);
    all.map(|(name, value)| {
        budget.hold(name.len() + value.len() + size_of::<(String, String)>())?;
        Ok((name, value))
    })
    .collect()
}

/// Returns the pages of a document in order.
///
/// # Errors
///
/// There are too many pages, too much text, or the budget does not suffice.
pub fn pages(
    package: &Package,
    reached: &Reached,
    body: &Node,
    budget: &Budget,
) -> Result<Vec<FoundPage>, Unreadable> {
    let root = find_at(package, &reached.entry, body.text_of("DocRoot"), budget)?;
    let Some((root, document)) = root.and_then(|(root, _)| reached.tree(root)) else {
        return Ok(Vec::new());
    };
    // A page and a template page are visited again each time that they are named.
    let visited = |location: Option<&str>| -> Result<Option<&Tree>, Exceeded> {
        let Some(location) = location else { return Ok(None) };
        let found = find_at(package, root, location, budget)?;
        let Some((_, tree)) = found.and_then(|(name, _)| reached.tree(name)) else {
            return Ok(None);
        };
        tree.visit(budget)?;
        Ok(Some(tree))
    };
    document.visit(budget)?;
    let common = document.child("CommonData");
    let area = common.and_then(|common| common.child("PageArea"));
    let mut templates: BTreeMap<&str, &str> = BTreeMap::new();
    for page in common.into_iter().flat_map(|common| common.children("TemplatePage")) {
        if let (Some(id), Some(at)) = (page.attribute("ID"), page.attribute("BaseLoc")) {
            templates.insert(id, at);
        }
    }
    let mut room = MAX_TEXT;
    let mut pages = Vec::new();
    let listed = document.child("Pages");
    for page in listed.into_iter().flat_map(|pages| pages.children("Page")) {
        if pages.len() == MAX_PAGES {
            return Err(too_much());
        }
        let content = visited(page.attribute("BaseLoc"))?;
        let mut text = Vec::new();
        for used in content.into_iter().flat_map(|content| content.children("Template")) {
            let id = used.attribute("TemplateID").unwrap_or_default();
            if let Some(artwork) = visited(templates.get(id).copied())? {
                lines(artwork, &mut text, &mut room, budget)?;
            }
        }
        if let Some(content) = content {
            lines(content, &mut text, &mut room, budget)?;
        }
        let own = content.and_then(|content| content.child("Area"));
        let size = numbers(own.or(area).map_or("", |area| area.text_of("PhysicalBox")));
        let length = |at: usize| size.get(at).copied().unwrap_or(0.0);
        budget.hold(size_of::<FoundPage>())?;
        pages.push(FoundPage {
            id: page.attribute("ID").unwrap_or_default().to_owned(),
            text: PageText { width: length(2), height: length(3), text },
        });
    }
    Ok(pages)
}

/// Appends the text of a page, one entry per place.
///
/// A field in two fonts is written as two text objects with the same boundary. Their pieces are
/// sorted by position, because a name with a rare character would otherwise be out of order.
fn lines(
    content: &Node,
    text: &mut Vec<String>,
    room: &mut usize,
    budget: &Budget,
) -> Result<(), Unreadable> {
    let mut objects = Vec::new();
    content.all("TextObject", &mut objects);
    let same = |one: &Node, next: &Node, name| one.attribute(name) == next.attribute(name);
    let same_place =
        |one: &&Node, next: &&Node| same(one, next, "Boundary") && same(one, next, "CTM");
    for objects in objects.chunk_by(same_place) {
        let mut pieces: Vec<Piece<'_>> = objects.iter().flat_map(|object| pieces(object)).collect();
        if objects.len() > 1 {
            pieces.sort_by(|one, next| one.y.total_cmp(&next.y).then(one.x.total_cmp(&next.x)));
        }
        let line: String = pieces.iter().map(|piece| piece.text).collect();
        // An empty entry takes memory as well.
        let size = line.len() + size_of::<String>();
        *room = room.checked_sub(size).ok_or_else(too_much)?;
        budget.hold(COPIES_OF_TEXT * size)?;
        text.push(line);
    }
    Ok(())
}

/// The text of one TextCode with its origin.
struct Piece<'n> {
    x: f64,
    y: f64,
    text: &'n str,
}

/// Returns the pieces of a text object in order. A TextCode without X or Y keeps the last value.
fn pieces(object: &Node) -> Vec<Piece<'_>> {
    let (mut x, mut y) = (0.0, 0.0);
    let mut found = Vec::new();
    for code in object.children("TextCode") {
        let origin = |name| code.attribute(name).and_then(|at| numbers(at).first().copied());
        (x, y) = (origin("X").unwrap_or(x), origin("Y").unwrap_or(y));
        found.push(Piece { x, y, text: &code.text });
    }
    found
}

/// Returns name and content of each attachment.
///
/// # Errors
///
/// The budget does not suffice.
pub fn attachments(
    package: &Package,
    reached: &Reached,
    budget: &Budget,
) -> Result<Vec<(String, Arc<Unpacked>)>, Exceeded> {
    let mut found = Vec::new();
    for (file, tree) in reached.trees.iter().filter(|(_, tree)| tree.name == "Attachments") {
        for attachment in tree.children("Attachment") {
            let location = attachment.text_of("FileLoc");
            if let Some((_, content)) = find_at(package, file, location, budget)? {
                let name = attachment.attribute("Name").unwrap_or_default().to_owned();
                budget.hold(name.len() + size_of::<(String, Arc<Unpacked>)>())?;
                found.push((name, Arc::clone(content)));
            }
        }
    }
    Ok(found)
}

fn too_much() -> Unreadable {
    let (zh, en) = ("文档内容超出限制", "the document's content exceeds the limits");
    Unreadable::new("document.limits", zh, en)
}
