//! The identity of a face: everything that its drawing depends on, besides the content.
//!
//! It is kept with an issued certificate. With an equal identity, the same content gives the same
//! display list, byte for byte, years later.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::compile::CompiledFace;

/// Version of the layout algorithm. It is incremented whenever the same template, fonts and content
/// would be laid out differently.
pub const LAYOUT_VERSION: u32 = 2;

/// Layout version, template and fonts. The digests are made by the caller's hash function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaceIdentity {
    pub layout_version: u32,
    /// Digest of the template's JSON with sorted keys.
    pub template: String,
    /// Name and digest of every font that the template lists, and of the fallback fonts, sorted by
    /// name.
    pub fonts: Vec<(String, String)>,
}

/// A part in which two identities differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    LayoutVersion,
    Template,
    /// The named font has another content, is missing, or was added.
    Font(String),
}

impl FaceIdentity {
    /// Returns everything in which `self` (as kept) differs from `other` (as compiled now).
    pub fn differences(&self, other: &Self) -> Vec<Difference> {
        let mut out = Vec::new();
        if self.layout_version != other.layout_version {
            out.push(Difference::LayoutVersion);
        }
        if self.template != other.template {
            out.push(Difference::Template);
        }
        let (kept, now) = (self.fonts.iter(), other.fonts.iter());
        let changed: BTreeSet<&String> = kept
            .filter(|font| !other.fonts.contains(font))
            .chain(now.filter(|font| !self.fonts.contains(font)))
            .map(|(name, _)| name)
            .collect();
        out.extend(changed.into_iter().cloned().map(Difference::Font));
        out
    }
}

impl CompiledFace {
    /// Returns the identity. `hash` computes the digest of the template (SM3 in the product; this
    /// crate does not choose one). `font` returns the digest of a font by its name and file, so
    /// that the caller can cache it.
    pub fn identity(
        &self,
        hash: impl Fn(&[u8]) -> String,
        font: impl Fn(&str, &[u8]) -> String,
    ) -> FaceIdentity {
        let fonts = self.listed.iter().map(|face| {
            let (name, bytes) = self.set.file(*face);
            (name.to_owned(), font(name, bytes))
        });
        let mut fonts: Vec<_> = fonts.collect();
        fonts.sort();
        FaceIdentity {
            layout_version: LAYOUT_VERSION,
            template: hash(self.source.as_bytes()),
            fonts,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::{Difference, FaceIdentity};
    use crate::compile::CompiledFace;
    use crate::fingerprint::fingerprint;
    use crate::font::FontSet;
    use crate::layout::layout;
    use crate::template::{BUILT_IN_KEYS, FaceTemplate};
    use crate::testing::{template, test_font, texts};

    fn compiled(y: u32, font: Arc<[u8]>) -> CompiledFace {
        let text = json!({"id": "a", "type": "text", "x": 10, "y": y, "width": 60, "height": 8,
                          "bind": "CZZT", "font": "song", "font_size": 12});
        let files = vec![
            ("NotoSerifSC-Regular".to_owned(), test_font()),
            ("NotoSerifSC-Bold".to_owned(), font),
        ];
        let parsed = FaceTemplate::parse(&template(json!([]), json!([text])), BUILT_IN_KEYS);
        CompiledFace::compile(parsed.unwrap(), &FontSet::new(files).unwrap()).unwrap()
    }

    fn identity(face: &CompiledFace) -> FaceIdentity {
        face.identity(|bytes| fingerprint([bytes]), |_, bytes| fingerprint([bytes]))
    }

    #[test]
    fn equal_identities_give_the_same_drawing_byte_for_byte() {
        let (kept, again) = (compiled(10, test_font()), compiled(10, test_font()));
        assert_eq!(identity(&kept).differences(&identity(&again)), []);
        let content = texts(&[("CZZT", "欧阳珺鹏\u{2cb4e}")]);
        let drawn = |face| format!("{:?}", layout(face, &content).unwrap());
        assert_eq!(drawn(&kept), drawn(&again));
        assert_ne!(drawn(&kept), drawn(&compiled(11, test_font())), "negative control");
    }

    #[test]
    fn another_font_template_or_layout_version_is_detected() {
        let kept = identity(&compiled(10, test_font()));
        assert_eq!(kept.fonts.len(), 2);
        let mut bytes = test_font().to_vec();
        bytes.push(0);
        let other = identity(&compiled(10, Arc::from(bytes)));
        let bold = Difference::Font("NotoSerifSC-Bold".to_owned());
        assert_eq!(kept.differences(&other), [bold]);
        let moved = identity(&compiled(11, test_font()));
        assert_eq!(kept.differences(&moved), [Difference::Template]);
        let newer = FaceIdentity { layout_version: kept.layout_version + 1, ..kept.clone() };
        assert_eq!(kept.differences(&newer), [Difference::LayoutVersion]);
    }
}
