//! Parses XML into a small tree, within limits: no DTD, only the five predefined entities, limited
//! depth. The elements of all files of a package are paid for by one budget, so that many small files
//! cannot do what one large file may not.

use std::ops::Deref;

use budget::{Budget, Exceeded, Work};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::package::Unreadable;

const MAX_DEPTH: usize = 64;
const MAX_ATTRIBUTES: usize = 64;
const MAX_BYTES: usize = 20_000_000;
/// Bytes that an allocation takes besides its content.
const ALLOCATION: usize = 32;

/// The root element of a file, with what it costs to visit the whole file once.
#[derive(Debug, Default)]
pub struct Tree {
    root: Node,
    elements: u64,
    bytes: usize,
}

impl Deref for Tree {
    type Target = Node;

    fn deref(&self) -> &Node {
        &self.root
    }
}

impl Tree {
    /// Pays for visiting all elements. A page may use one template page many times, and each time its
    /// elements are visited again.
    pub fn visit(&self, budget: &Budget) -> Result<(), Exceeded> {
        budget.charge(Work::PageElement, self.elements)?;
        budget.charge(Work::PageByte, self.bytes)
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
pub fn parse(file: &str, bytes: &[u8], budget: &Budget) -> Result<Tree, Unreadable> {
    let wrong = |(zh, en): (&str, &str)| {
        Unreadable::new("package.xml", format!("{file}：{zh}"), format!("{file}: {en}"))
    };
    if bytes.len() > MAX_BYTES {
        return Err(wrong(("XML 过大", "the XML is too large")));
    }
    budget.charge(Work::XmlByte, bytes.len())?;
    let text = std::str::from_utf8(bytes).map_err(|_| wrong(MALFORMED))?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut parser = Parser { open: vec![Node::default()], elements: 0, budget };
    loop {
        let event = reader.read_event().map_err(|_| wrong(MALFORMED))?;
        if matches!(event, Event::Eof) {
            break;
        }
        parser.take(event).map_err(|fault| match fault {
            Fault::Xml(words) => wrong(words),
            Fault::Exceeded(exceeded) => exceeded.into(),
        })?;
    }
    let Parser { mut open, elements, .. } = parser;
    let root = open.pop().filter(|_| open.is_empty());
    let mut root = root.filter(|root| root.text.trim().is_empty()).ok_or(wrong(MALFORMED))?;
    match (root.children.len(), root.children.pop()) {
        (1, Some(root)) => Ok(Tree { root, elements, bytes: bytes.len() }),
        _ => Err(wrong(MALFORMED)),
    }
}

/// A text in Chinese and English.
type Words = (&'static str, &'static str);

const MALFORMED: Words = ("XML 不合格式", "the XML is malformed");
const DEEP: Words = ("XML 嵌套过深", "the XML is nested too deeply");

/// Why an event is refused.
enum Fault {
    Xml(Words),
    Exceeded(Exceeded),
}

impl From<Words> for Fault {
    fn from(words: Words) -> Self {
        Self::Xml(words)
    }
}

impl From<Exceeded> for Fault {
    fn from(exceeded: Exceeded) -> Self {
        Self::Exceeded(exceeded)
    }
}

/// The elements that are open, and what was paid so far.
struct Parser<'b> {
    open: Vec<Node>,
    elements: u64,
    budget: &'b Budget,
}

impl Parser<'_> {
    fn take(&mut self, event: Event<'_>) -> Result<(), Fault> {
        match event {
            Event::Start(start) => {
                if self.open.len() >= MAX_DEPTH {
                    return Err(DEEP.into());
                }
                let node = self.node(&start)?;
                self.open.push(node);
            }
            Event::Empty(start) => {
                let node = self.node(&start)?;
                self.close(node)?;
            }
            Event::End(_) => {
                let mut node = self.open.pop().ok_or(MALFORMED)?;
                node.children.shrink_to_fit();
                node.text.shrink_to_fit();
                self.close(node)?;
            }
            Event::Text(text) => self.push(&text)?,
            Event::CData(text) => self.push(&text)?,
            Event::GeneralRef(reference) => {
                let known = match reference.resolve_char_ref() {
                    Ok(Some(character)) => Some(character),
                    Ok(None) => entity(&reference),
                    Err(_) => None,
                };
                let character = known.ok_or(MALFORMED)?;
                self.push(character.encode_utf8(&mut [0; 4]))?;
            }
            Event::DocType(_) => return Err(("XML 含有 DTD", "the XML contains a DTD").into()),
            // The same bytes would have another meaning in another encoding.
            Event::Decl(declared) => match declared.encoding() {
                Some(Ok(name)) if !name.eq_ignore_ascii_case("utf-8") => {
                    return Err(("XML 编码不是 UTF-8", "the XML is not in UTF-8").into());
                }
                Some(_) | None => {}
            },
            Event::Comment(_) | Event::PI(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn close(&mut self, node: Node) -> Result<(), Fault> {
        self.open.last_mut().ok_or(MALFORMED)?.children.push(node);
        Ok(())
    }

    fn push(&mut self, text: &str) -> Result<(), Fault> {
        // A text that grows takes up to twice its length.
        self.budget.hold(2 * text.len())?;
        if let Some(node) = self.open.last_mut() {
            node.text.push_str(text);
        }
        Ok(())
    }

    fn node(&mut self, start: &BytesStart<'_>) -> Result<Node, Fault> {
        self.elements += 1;
        self.budget.charge(Work::XmlElement, 1_u64)?;
        let name = local(start.name().as_ref()).ok_or(MALFORMED)?;
        // A list of children that grows takes up to twice its length.
        self.budget.hold(2 * size_of::<Node>() + ALLOCATION + name.len())?;
        let mut node = Node { name, ..Node::default() };
        // The duplicate check of quick-xml is quadratic in the number of attributes.
        for (at, attribute) in start.attributes().with_checks(false).enumerate() {
            let attribute = attribute.map_err(|_| MALFORMED)?;
            let name = attribute.key.as_ref();
            if at >= MAX_ATTRIBUTES || node.attribute(name).is_some() {
                return Err(MALFORMED.into());
            }
            // OFD attributes have no prefix; attributes of other vocabularies are ignored.
            if name != "xmlns" && !name.contains(':') {
                let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
                let (name, value) = (name.to_owned(), value.map_err(|_| MALFORMED)?.into_owned());
                let size = size_of::<(String, String)>() + 2 * ALLOCATION;
                self.budget.hold(size + name.len() + value.len())?;
                node.attributes.push((name, value));
            }
        }
        node.attributes.shrink_to_fit();
        Ok(node)
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
        let root = parse("a.xml", xml.as_bytes(), &Budget::default()).unwrap();
        assert_eq!((root.name.as_str(), root.attribute("x")), ("A", Some("1&2")));
        assert_eq!(root.text_of("b"), "甲<乙丙");
        assert_eq!(root.children("b").count(), 2);
    }

    #[test]
    fn malformed_and_dangerous_xml_is_refused() {
        let refused = |xml: &str| {
            let error = parse("a.xml", xml.as_bytes(), &Budget::default()).unwrap_err();
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
        let budget = Budget::of(3 * Work::XmlElement.cost() + 22 * Work::XmlByte.cost(), 10_000);
        assert!(parse("a.xml", b"<a><b/></a>", &budget).is_ok());
        assert_eq!(parse("b.xml", b"<a><b/></a>", &budget).unwrap_err().code, "budget.work");
        let budget = Budget::of(1_000_000, 3 * size_of::<Node>() as u64);
        assert_eq!(parse("a.xml", b"<a><b/></a>", &budget).unwrap_err().code, "budget.memory");
    }
}
