//! Counts what an SVG becomes when its references are expanded, and pays for it.
//!
//! usvg copies the target of every `use`, the content of a marker for every vertex, and the content of a
//! pattern for every element that is painted with it. Nested references multiply: 13 kB can become a
//! hundred thousand elements. Here the elements are counted without being copied, each target once.

use std::collections::HashMap;

use budget::{Budget, Work};
use usvg::roxmltree::{Document, Node, NodeId};

use super::{Refused, exceeded, refused};

/// Maximum depth of nested elements and references. An emblem has some ten.
const MAX_DEPTH: usize = 100;
/// What usvg keeps of an expanded element, and of an expanded byte of its attributes, in bytes.
const ELEMENT_SIZE: u64 = 250;
const BYTE_SIZE: u64 = 60;

/// What a part of a drawing amounts to after expansion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Weight {
    elements: u64,
    /// Length of the attributes of all elements.
    bytes: u64,
}

impl Weight {
    fn plus(self, other: Self) -> Self {
        Self {
            elements: self.elements.saturating_add(other.elements),
            bytes: self.bytes.saturating_add(other.bytes),
        }
    }

    fn times(self, count: u64) -> Self {
        Self {
            elements: self.elements.saturating_mul(count),
            bytes: self.bytes.saturating_mul(count),
        }
    }
}

struct Measure<'d, 'i> {
    ids: HashMap<&'d str, Node<'d, 'i>>,
    /// The weight of each target; `None` while it is being counted.
    known: HashMap<NodeId, Option<Weight>>,
    /// The deepest element that was met, references included.
    depth: usize,
}

/// Pays for expanding a drawing. Returns the memory that is free again when its outlines are made.
///
/// # Errors
///
/// The budget does not suffice, a reference leads back to itself, or the drawing is nested too deeply.
pub(super) fn pay(document: &Document<'_>, budget: &Budget) -> Result<u64, Refused> {
    let mut ids = HashMap::new();
    for node in document.descendants().filter(Node::is_element) {
        if let Some(id) = node.attribute("id") {
            ids.entry(id).or_insert(node);
        }
    }
    let mut measure = Measure { ids, known: HashMap::new(), depth: 0 };
    let mut all = measure.weight(document.root_element(), 0)?;
    let styles: Vec<&str> = named(document, "style").filter_map(|node| node.text()).collect();
    for style in &styles {
        // A rule may paint every element with what it names.
        let painted = measure.targets(style, 0)?;
        all = all.plus(painted.times(all.elements));
    }
    let mut markers = Weight::default();
    for marker in named(document, "marker") {
        markers = markers.plus(measure.weight(marker, 0)?);
    }
    // Two bytes of path data are at least needed for a vertex.
    all = all.plus(markers.times(all.bytes / 2));
    let charge = |work, count: u64| budget.charge(work, count).map_err(exceeded);
    charge(Work::DrawnElement, all.elements)?;
    charge(
        Work::DrawnByte,
        all.bytes.saturating_add(all.elements.saturating_mul(dashes(document))),
    )?;
    for style in &styles {
        charge(Work::Rule, comparisons(style, all.elements, measure.depth))?;
    }
    // Paint servers refer to each other in chains, which are followed for every attribute.
    let servers = ["linearGradient", "radialGradient", "pattern", "filter"];
    let servers: usize = servers.iter().map(|name| named(document, name).count()).sum();
    let servers = u64::try_from(servers).unwrap_or(u64::MAX);
    charge(Work::Rule, all.elements.saturating_add(servers).saturating_mul(servers))?;
    let memory = all.elements.saturating_mul(ELEMENT_SIZE);
    let memory = memory.saturating_add(all.bytes.saturating_mul(BYTE_SIZE));
    budget.hold(memory).map_err(exceeded)?;
    Ok(memory)
}

fn named<'d, 'i>(document: &'d Document<'i>, name: &str) -> impl Iterator<Item = Node<'d, 'i>> {
    document.descendants().filter(move |node| node.is_element() && node.tag_name().name() == name)
}

impl<'d, 'i> Measure<'d, 'i> {
    /// The weight of an element with everything below it.
    fn weight(&mut self, node: Node<'d, 'i>, depth: usize) -> Result<Weight, Refused> {
        if depth > MAX_DEPTH {
            return Err(refused("图形嵌套过深", "the drawing is nested too deeply"));
        }
        self.depth = self.depth.max(depth);
        match self.known.get(&node.id()) {
            Some(Some(known)) => return Ok(*known),
            Some(None) => {
                return Err(refused("图形引用自身", "a reference of the drawing leads to itself"));
            }
            None => drop(self.known.insert(node.id(), None)),
        }
        let mut weight = Weight { elements: 1, bytes: 0 };
        for child in node.children().filter(Node::is_element) {
            weight = weight.plus(self.weight(child, depth + 1)?);
        }
        let below = weight.elements;
        for attribute in node.attributes() {
            let value = attribute.value();
            let length = attribute.name().len() + value.len();
            weight.bytes = weight.bytes.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
            if let ("href", Some(id)) = (attribute.name(), value.trim().strip_prefix('#')) {
                weight = weight.plus(self.target(id, depth)?);
            }
            // What an element is painted with, its descendants inherit.
            let painted = self.targets(value, depth)?;
            weight = weight.plus(painted.times(below));
        }
        self.known.insert(node.id(), Some(weight));
        Ok(weight)
    }

    fn target(&mut self, id: &str, depth: usize) -> Result<Weight, Refused> {
        let target = self.ids.get(id).copied();
        target.map_or(Ok(Weight::default()), |target| self.weight(target, depth + 1))
    }

    /// The weight of everything that a value names as `url(#id)`.
    fn targets(&mut self, value: &str, depth: usize) -> Result<Weight, Refused> {
        let mut all = Weight::default();
        for rest in value.split("url(").skip(1) {
            let id = rest.split(')').next().unwrap_or_default();
            let id = id.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
            if let Some(id) = id.strip_prefix('#') {
                all = all.plus(self.target(id, depth)?);
            }
        }
        Ok(all)
    }
}

/// Length of the longest list of dashes. It is inherited, and parsed again for every element.
fn dashes(document: &Document<'_>) -> u64 {
    let attributes = document.descendants().flat_map(|node| node.attributes());
    let listed = attributes.filter(|attribute| {
        attribute.name() == "stroke-dasharray" || attribute.value().contains("dasharray")
    });
    let styles = named(document, "style").filter_map(|node| node.text());
    let styles = styles.filter(|text| text.contains("dasharray")).map(str::len);
    let longest = listed.map(|attribute| attribute.value().len()).chain(styles).max();
    u64::try_from(longest.unwrap_or(0)).unwrap_or(u64::MAX)
}

/// How many comparisons a style sheet may take. A selector with combinators, such as `g g path`, tries
/// every choice of ancestors.
fn comparisons(style: &str, elements: u64, depth: usize) -> u64 {
    let depth = u64::try_from(depth + 1).unwrap_or(u64::MAX);
    let combinator = |c: char| c.is_whitespace() || ['>', '+', '~'].contains(&c);
    let selectors = selectors(style);
    let one = |selector: &str| {
        let parts = selector.split(combinator).filter(|part| !part.is_empty()).count();
        let choices = u32::try_from(parts.saturating_sub(1)).unwrap_or(u32::MAX);
        elements.saturating_mul(depth.saturating_pow(choices))
    };
    selectors.split(',').map(one).fold(0, u64::saturating_add)
}

/// The selectors of a style sheet, separated by commas, without declarations and comments.
fn selectors(style: &str) -> String {
    let (mut out, mut inside, mut quoted) = (String::new(), false, None);
    let mut rest = style.chars().peekable();
    while let Some(c) = rest.next() {
        match (quoted, c) {
            (Some(mark), _) if c == mark => quoted = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quoted = Some(c),
            (None, '/') if rest.peek() == Some(&'*') => {
                let mut before = ' ';
                rest.by_ref()
                    .skip(1)
                    .take_while(|c| {
                        let ends = before == '*' && *c == '/';
                        before = *c;
                        !ends
                    })
                    .for_each(drop);
            }
            (None, '{') => inside = true,
            (None, '}') => {
                inside = false;
                out.push(',');
            }
            (None, _) if !inside => out.push(c),
            (None, _) => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed(body: &str) -> Result<(u64, u64), Refused> {
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" \
             xmlns:xlink=\"http://www.w3.org/1999/xlink\">{body}</svg>"
        );
        let document = Document::parse(&text).unwrap();
        let budget = Budget::unlimited();
        pay(&document, &budget)?;
        Ok((budget.work() / Work::DrawnElement.cost(), budget.memory()))
    }

    #[test]
    fn references_are_counted_as_often_as_they_are_expanded() {
        let (plain, _) = weighed("<path id=\"a\" d=\"M0 0\"/>").unwrap();
        assert_eq!(plain, 2);
        // Each level doubles: 2 + 4 + … elements.
        let level = |n: usize| {
            format!("<g id=\"g{n}\"><use href=\"#g{0}\"/><use xlink:href=\"#g{0}\"/></g>", n - 1)
        };
        let nested = |depth: usize| {
            let levels: String = (1..=depth).map(level).collect();
            weighed(&format!("<path id=\"g0\" d=\"M0 0\"/>{levels}")).unwrap().0
        };
        assert!(nested(10) > 3 * 1024 && nested(11) > 3 * 2048);
        assert!(nested(60) > u64::from(u32::MAX), "counted, not expanded");
    }

    #[test]
    fn patterns_markers_and_inherited_paint_multiply() {
        let paths = "<path d=\"M0 0\"/>".repeat(100);
        let pattern = format!("<pattern id=\"p\">{paths}</pattern>");
        let (unused, _) = weighed(&format!("{pattern}<g>{paths}</g>")).unwrap();
        let (painted, _) = weighed(&format!("{pattern}<g fill=\"url(#p)\">{paths}</g>")).unwrap();
        assert!(unused < 300 && painted > 100 * 100, "{unused} {painted}");
        let style = format!("{pattern}<style>path{{fill:url('#p')}}</style><g>{paths}</g>");
        assert!(weighed(&style).unwrap().0 > 100 * 100);
        let marker = format!("<marker id=\"m\">{paths}</marker>");
        let vertices = "<path d=\"M0 0h1h1h1h1h1h1h1h1h1h1h1h1\"/>";
        assert!(weighed(&format!("{marker}{vertices}")).unwrap().0 > 100 * 10);
    }

    #[test]
    fn circles_and_deep_nesting_are_refused() {
        let circle = "<g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use href=\"#a\"/></g>";
        assert!(weighed(circle).unwrap_err().1.contains("leads to itself"));
        let deep = |n: usize| weighed(&("<g>".repeat(n) + &"</g>".repeat(n)));
        assert!(deep(200).unwrap_err().1.contains("deep"));
        assert!(deep(50).is_ok(), "negative control");
    }

    #[test]
    fn selectors_with_combinators_cost_every_choice_of_ancestors() {
        assert_eq!(comparisons(".a{fill:red}.b,.c{x:y z w}", 10, 9), 40);
        assert_eq!(comparisons("g g > path{}", 10, 9), 1_000 + 10);
        assert_eq!(comparisons("/* g g g g } { */ g{}", 10, 9), 20);
        assert!(comparisons(&("g ".repeat(30) + "{}"), 10, 99) == u64::MAX);
    }
}
