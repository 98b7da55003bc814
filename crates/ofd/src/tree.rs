//! Parses XML into a small tree, within limits: no DTD, only the five predefined entities, limited
//! depth.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::package::Unreadable;

const MAX_DEPTH: usize = 64;
const MAX_ATTRIBUTES: usize = 64;
const MAX_BYTES: usize = 20_000_000;

/// What may still be parsed of one package. All its files share one budget, so that many small
/// files cannot do what one large file may not.
#[derive(Debug)]
pub struct Budget {
    elements: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { elements: 1_000_000 }
    }
}

impl Budget {
    fn take(&mut self) -> Option<()> {
        self.elements = self.elements.checked_sub(1)?;
        Some(())
    }
}

/// An element by its local name. Prefixes are ignored, because producers use different ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
    /// Text of this element without that of its children.
    pub text: String,
}

impl Node {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    pub fn children<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Trimmed text of the first child with this name; empty if there is none.
    pub fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| child.text.trim())
    }

    /// Collects all descendants with this name in document order.
    pub fn all<'n>(&'n self, name: &str, found: &mut Vec<&'n Node>) {
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            child.all(name, found);
        }
    }
}

/// Parses one file of the package.
///
/// # Errors
///
/// The file is malformed, is not UTF-8, contains a DTD or exceeds the limits.
pub fn parse(file: &str, bytes: &[u8], budget: &mut Budget) -> Result<Node, Unreadable> {
    let wrong = |(zh, en): (&str, &str)| {
        Unreadable::new("package.xml", format!("{file}：{zh}"), format!("{file}: {en}"))
    };
    if bytes.len() > MAX_BYTES {
        return Err(wrong(("XML 过大", "the XML is too large")));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| wrong(MALFORMED))?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open: Vec<Node> = vec![Node::default()];
    loop {
        let event = reader.read_event().map_err(|_| wrong(MALFORMED))?;
        if matches!(event, Event::Eof) {
            break;
        }
        take(event, &mut open, budget).map_err(wrong)?;
    }
    let root = open.pop().filter(|_| open.is_empty());
    let mut root = root.filter(|root| root.text.trim().is_empty()).ok_or(wrong(MALFORMED))?;
    match (root.children.len(), root.children.pop()) {
        (1, Some(node)) => Ok(node),
        _ => Err(wrong(MALFORMED)),
    }
}

/// A text in Chinese and English.
type Words = (&'static str, &'static str);

const MALFORMED: Words = ("XML 不合格式", "the XML is malformed");

fn take(event: Event<'_>, open: &mut Vec<Node>, budget: &mut Budget) -> Result<(), Words> {
    const LARGE: Words = ("XML 嵌套过深或过长", "the XML is nested too deeply or is too long");
    match event {
        Event::Start(start) => {
            budget.take().filter(|()| open.len() < MAX_DEPTH).ok_or(LARGE)?;
            open.push(node(&start).ok_or(MALFORMED)?);
        }
        Event::Empty(start) => {
            budget.take().ok_or(LARGE)?;
            let node = node(&start).ok_or(MALFORMED)?;
            open.last_mut().ok_or(MALFORMED)?.children.push(node);
        }
        Event::End(_) => {
            let node = open.pop().ok_or(MALFORMED)?;
            open.last_mut().ok_or(MALFORMED)?.children.push(node);
        }
        Event::Text(text) => push(open, &text),
        Event::CData(text) => push(open, &text),
        Event::GeneralRef(reference) => {
            let known = match reference.resolve_char_ref() {
                Ok(Some(character)) => Some(character),
                Ok(None) => entity(&reference),
                Err(_) => None,
            };
            let character = known.ok_or(MALFORMED)?;
            open.last_mut().ok_or(MALFORMED)?.text.push(character);
        }
        Event::DocType(_) => return Err(("XML 含有 DTD", "the XML contains a DTD")),
        // The same bytes would have another meaning in another encoding.
        Event::Decl(declared) => match declared.encoding() {
            Some(Ok(name)) if !name.eq_ignore_ascii_case("utf-8") => {
                return Err(("XML 编码不是 UTF-8", "the XML is not in UTF-8"));
            }
            Some(_) | None => {}
        },
        Event::Comment(_) | Event::PI(_) | Event::Eof => {}
    }
    Ok(())
}

fn push(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(text);
    }
}

/// The five predefined entities of XML.
fn entity(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

fn node(start: &BytesStart<'_>) -> Option<Node> {
    let mut node = Node { name: local(start.name().as_ref())?, ..Node::default() };
    // The duplicate check of quick-xml is quadratic in the number of attributes.
    for (at, attribute) in start.attributes().with_checks(false).enumerate() {
        let attribute = attribute.ok()?;
        let name = attribute.key.as_ref();
        if at >= MAX_ATTRIBUTES || node.attribute(name).is_some() {
            return None;
        }
        // OFD attributes have no prefix; attributes of other vocabularies are ignored.
        if name != "xmlns" && !name.contains(':') {
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
            node.attributes.push((name.to_owned(), value.into_owned()));
        }
    }
    Some(node)
}

fn local(name: &str) -> Option<String> {
    name.rsplit(':').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_attributes_and_entities_are_parsed() {
        let xml =
            "<?xml version=\"1.0\"?><ofd:A x=\"1&amp;2\"><b>甲&lt;乙&#x4e19;</b><ofd:b/></ofd:A>";
        let root = parse("a.xml", xml.as_bytes(), &mut Budget::default()).unwrap();
        assert_eq!((root.name.as_str(), root.attribute("x")), ("A", Some("1&2")));
        assert_eq!(root.text_of("b"), "甲<乙丙");
        assert_eq!(root.children("b").count(), 2);
    }

    #[test]
    fn malformed_and_dangerous_xml_is_refused() {
        let refused = |xml: &str| {
            let error = parse("a.xml", xml.as_bytes(), &mut Budget::default()).unwrap_err();
            assert_eq!(error.code, "package.xml", "{xml}");
            error.en
        };
        for bad in ["<a>&x;</a>", "<a><b></a>", "<a/><b/>", "", "<a", "text", "x<a/>", "<a/>x"] {
            assert!(refused(bad).contains("malformed"), "{bad}");
        }
        assert!(refused("<a x=\"1\" x=\"2\"/>").contains("malformed"));
        assert!(refused(&("<a>".repeat(100) + &"</a>".repeat(100))).contains("deep"));
        assert!(refused("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>").contains("DTD"));
        assert!(refused("<?xml version=\"1.0\" encoding=\"GBK\"?><a/>").contains("UTF-8"));
        let many = format!("<a {}/>", (0..65).map(|n| format!("a{n}=\"\" ")).collect::<String>());
        assert!(refused(&many).contains("malformed"));
    }

    #[test]
    fn all_files_share_one_budget() {
        let mut budget = Budget { elements: 3 };
        assert!(parse("a.xml", b"<a><b/></a>", &mut budget).is_ok());
        assert!(parse("b.xml", b"<a><b/></a>", &mut budget).is_err());
    }
}
