//! Extracts the content of a document: metadata, the text of its pages, attachments.
//!
//! A small file may name the same page or attachment many times, so the size of the result is
//! limited as well.

use std::collections::BTreeMap;

use super::{FoundPage, PageText, numbers};
use crate::coverage::{Reached, resolve};
use crate::package::{MAX_TOTAL, Package, Unreadable};
use crate::tree::Node;

const MAX_PAGES: usize = 2_000;
/// Maximum number of DocBody elements that are considered.
const MAX_DOCUMENTS: usize = 16;
/// Maximum text of all pages, in bytes.
const MAX_TEXT: usize = 20_000_000;

/// The DocBody elements of OFD.xml; a certificate has one.
pub fn bodies(reached: &Reached) -> Vec<&Node> {
    let entry = reached.trees.get(&reached.entry);
    entry.map_or(Vec::new(), |entry| entry.children("DocBody").take(MAX_DOCUMENTS).collect())
}

/// Name and value of each CustomData of a DocInfo element.
pub fn metadata(info: &Node) -> Vec<(String, String)> {
    let pair = |node: &Node| {
        let name = node.attribute("Name").unwrap_or_default().to_owned();
        (name, node.text.trim().to_owned())
    };
    let data = info.child("CustomDatas");
    data.into_iter().flat_map(|data| data.children("CustomData")).map(pair).collect()
}

/// Returns the pages of a document in order.
///
/// # Errors
///
/// There are too many pages, or too much text.
pub fn pages(
    package: &Package,
    reached: &Reached,
    body: &Node,
) -> Result<Vec<FoundPage>, Unreadable> {
    let root = resolve(&reached.entry, body.text_of("DocRoot"));
    let Some((root, document)) = root.and_then(|root| reached.tree(package, &root)) else {
        return Ok(Vec::new());
    };
    let at = |location: &str| Some(reached.tree(package, &resolve(root, location)?)?.1);
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
        let content = page.attribute("BaseLoc").and_then(at);
        let mut text = Vec::new();
        for used in content.into_iter().flat_map(|content| content.children("Template")) {
            let id = used.attribute("TemplateID").unwrap_or_default();
            if let Some(artwork) = templates.get(id).copied().and_then(at) {
                lines(artwork, &mut text, &mut room)?;
            }
        }
        if let Some(content) = content {
            lines(content, &mut text, &mut room)?;
        }
        let own = content.and_then(|content| content.child("Area"));
        let size = numbers(own.or(area).map_or("", |area| area.text_of("PhysicalBox")));
        let length = |at: usize| size.get(at).copied().unwrap_or(0.0);
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
fn lines(content: &Node, text: &mut Vec<String>, room: &mut usize) -> Result<(), Unreadable> {
    let mut objects = Vec::new();
    content.all("TextObject", &mut objects);
    let place = |object: &Node| {
        let part = |name| object.attribute(name).unwrap_or_default().to_owned();
        (part("Boundary"), part("CTM"))
    };
    for objects in objects.chunk_by(|one, next| place(one) == place(next)) {
        let mut pieces: Vec<Piece<'_>> = objects.iter().flat_map(|object| pieces(object)).collect();
        if objects.len() > 1 {
            pieces.sort_by(|one, next| one.y.total_cmp(&next.y).then(one.x.total_cmp(&next.x)));
        }
        let line: String = pieces.iter().map(|piece| piece.text).collect();
        // An empty entry takes memory as well.
        *room = room.checked_sub(line.len() + size_of::<String>()).ok_or_else(too_much)?;
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
/// The attachments together are too large.
pub fn attachments(
    package: &Package,
    reached: &Reached,
) -> Result<Vec<(String, Vec<u8>)>, Unreadable> {
    let mut found = Vec::new();
    let mut room = MAX_TOTAL;
    for (file, tree) in reached.trees.iter().filter(|(_, tree)| tree.name == "Attachments") {
        for attachment in tree.children("Attachment") {
            let at = resolve(file, attachment.text_of("FileLoc"));
            if let Some((_, content)) = at.and_then(|at| package.find(&at)) {
                let name = attachment.attribute("Name").unwrap_or_default().to_owned();
                let used = (content.len() + name.len()) as u64;
                room = room.checked_sub(used).ok_or_else(too_much)?;
                found.push((name, content.to_vec()));
            }
        }
    }
    Ok(found)
}

fn too_much() -> Unreadable {
    let (zh, en) = ("文档内容超出限制", "the document's content exceeds the limits");
    Unreadable::new("document.limits", zh, en)
}
