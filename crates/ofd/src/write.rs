//! Writes one document: the shared members of its template and what differs.
//!
//! GB/T 33190-2016 clause 18 dictates the order. First come the final bytes of all files, among
//! them OFD.xml with its pointer to the signature list; then their digests; then Signature.xml,
//! whose own digest the seal signs. Nothing is serialised again after it was hashed.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use face::display::{DisplayList, Item, Rect};
use sm3::{Digest, Sm3};

use crate::compile::{
    ATTACHMENT, DocumentTemplate, FONT, HEAD, IMAGE, LAYER, NAMESPACE, OVERLAY_LAYER, PAGE, Part,
    TEMPLATE, area, font_lines, font_path, picture_lines, picture_path, resources,
};
use crate::digest::sm3_all;
use crate::draw::{Identifiers, Pen, Picture, collect_pictures, escaped, number, rect};
use crate::package::{Member, zip};

const SM3_OID: &str = "1.2.156.10197.1.401";
const SM2_WITH_SM3_OID: &str = "1.2.156.10197.1.501";
const SIGNATURE: &str = "Doc_0/Signs/Sign_0/Signature.xml";
/// Absolute path of Signature.xml, which the seal signs as `propertyInfo` (GB/T 38540-2020).
pub const PROPERTY: &str = "/Doc_0/Signs/Sign_0/Signature.xml";
const SIGNED_VALUE: &str = "Doc_0/Signs/Sign_0/SignedValue.dat";
const SIGNATURES: &str = "Doc_0/Signs/Signatures.xml";

/// Metadata and attachments of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// DocID, which identifies the document and should be unique.
    pub document_id: [u8; 16],
    pub title: String,
    pub author: String,
    /// Date in the form `yyyy-mm-dd`.
    pub created: String,
    /// Name (GB/T 36903-2018) and value of each CustomData, in order.
    pub metadata: Vec<(String, String)>,
    pub attachments: Vec<Attachment>,
}

/// A file that is attached to a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Displayed name; the file in the package is named by its number.
    pub name: String,
    /// Such as `json`; also the extension of the file.
    pub format: String,
    pub bytes: Vec<u8>,
}

/// What Signature.xml says about the signer, the time and the stamps.
#[derive(Clone, Debug, PartialEq)]
pub struct Signing {
    pub provider: Provider,
    /// UTC in the form `yyyyMMddHHmmssZ`.
    pub time: String,
    pub stamps: Vec<Stamp>,
}

/// The program that makes the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    pub name: String,
    pub version: String,
    pub company: String,
}

/// Where the picture of the seal is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stamp {
    /// Index of the page.
    pub page: usize,
    /// Position of the seal on the page in mm.
    pub boundary: Rect,
}

/// All members of a document except those of the signature.
pub struct Draft<'t> {
    template: &'t DocumentTemplate,
    /// OFD.xml, followed by Document.xml if that of the template does not fit.
    first: Vec<Member>,
    parts: Vec<Member>,
}

/// A document with Signature.xml, which waits for its signature value.
pub struct Prepared<'t> {
    draft: Draft<'t>,
    signature: String,
    data_hash: [u8; 32],
}

impl<'t> Draft<'t> {
    /// Writes the members of a document. `list` was laid out with the pages and fonts of
    /// `template`.
    pub fn new(template: &'t DocumentTemplate, list: &DisplayList, document: &Document) -> Self {
        let mut first = vec![Member::stored("OFD.xml", entry(document))];
        first.extend(template.own_document(list));
        let pages = list.pages.iter();
        let items = pages.flat_map(|page| [&page.items, &page.watermark, &page.overlay]).flatten();
        let mut pictures = collect_pictures(items, &template.pictures, IMAGE, "image");
        let lines = picture_lines(&pictures);
        let fonts = font_lines(&list.extra_fonts, template.fonts);
        let mut parts = vec![Member::stored("Doc_0/DocumentRes.xml", resources(&fonts, &lines))];
        for (at, font) in list.extra_fonts.iter().enumerate() {
            parts.push(Member::stored(font_path(template.fonts + at), &*font.bytes));
        }
        for picture in &pictures {
            parts.push(Member::stored(picture_path(picture), &*picture.image.bytes));
        }
        pictures.extend(template.pictures.iter().cloned());
        let mut numbers = Identifiers::from(template.next_object);
        let mut tags = Vec::new();
        for at in 0..list.pages.len() {
            let content = page(list, at, template, &pictures, &mut numbers, &mut tags);
            let name = format!("Doc_0/Pages/Page_{at}/Content.xml");
            parts.push(Member::stored(name, content));
        }
        parts.extend(tag_index(&tags));
        parts.extend(attachments(document));
        Self { template, first, parts }
    }

    /// Hashes the variable members and writes Signature.xml.
    pub fn prepare(self, signing: &Signing) -> Prepared<'t> {
        let contents: Vec<&[u8]> = self.variable().filter_map(Member::content).collect();
        let signature = self.signature(&sm3_all(&contents), signing);
        let data_hash = Sm3::digest(signature.as_bytes()).into();
        Prepared { draft: self, signature, data_hash }
    }

    /// The members that differ between documents; all of them are stored.
    fn variable(&self) -> impl Iterator<Item = &Member> {
        self.first.iter().chain(&self.parts)
    }

    /// The members of the template.
    fn constant(&self) -> impl Iterator<Item = &Part> + Clone {
        // A Document.xml of the document's own replaces that of the template.
        let document = (self.first.len() == 1).then_some(&self.template.document);
        document.into_iter().chain(&self.template.parts)
    }

    /// All members in order. OFD.xml comes first, as readers expect.
    fn members(&self) -> impl Iterator<Item = &Member> + Clone {
        let constant = self.constant().map(|part| &part.member);
        self.first.iter().chain(constant).chain(&self.parts)
    }

    /// Writes Signature.xml. `digests` are those of the variable members, in order.
    fn signature(&self, digests: &[[u8; 32]], signing: &Signing) -> String {
        let (first, parts) = digests.split_at(self.first.len().min(digests.len()));
        let constant = self.constant().map(|part| &part.sm3);
        let pages: Vec<String> =
            signing.stamps.iter().map(|stamp| (PAGE + stamp.page as u32).to_string()).collect();
        let stamps = pages.iter().zip(&signing.stamps);
        let stamps: Vec<(&str, Rect)> =
            stamps.map(|(page, stamp)| (page.as_str(), stamp.boundary)).collect();
        let info = SignedInfo { signing, stamps: &stamps, signed_value: SIGNED_VALUE };
        signature_xml(&info, |out| {
            for (member, sm3) in self.members().zip(first.iter().chain(constant).chain(parts)) {
                out.push_str("<ofd:Reference FileRef=\"/");
                out.push_str(&member.name);
                out.push_str("\"><ofd:CheckValue>");
                STANDARD.encode_string(sm3, out);
                out.push_str("</ofd:CheckValue></ofd:Reference>");
            }
        })
    }
}

/// The content of Signature.xml except the digests.
pub(crate) struct SignedInfo<'a> {
    pub signing: &'a Signing,
    /// Identifier of the page and position on it.
    pub stamps: &'a [(&'a str, Rect)],
    /// Path without a leading slash.
    pub signed_value: &'a str,
}

/// Writes Signature.xml; `references` appends one Reference for each protected file.
pub(crate) fn signature_xml(info: &SignedInfo<'_>, references: impl FnOnce(&mut String)) -> String {
    let Provider { name, version, company } = &info.signing.provider;
    let mut out = String::with_capacity(3_072);
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "{HEAD}<ofd:Signature {NAMESPACE}><ofd:SignedInfo>\
         <ofd:Provider ProviderName=\"{}\" Version=\"{}\" Company=\"{}\"/>\
         <ofd:SignatureMethod>{SM2_WITH_SM3_OID}</ofd:SignatureMethod>\
         <ofd:SignatureDateTime>{}</ofd:SignatureDateTime>\
         <ofd:References CheckMethod=\"{SM3_OID}\">",
        escaped(name),
        escaped(version),
        escaped(company),
        escaped(&info.signing.time)
    );
    references(&mut out);
    out.push_str("</ofd:References>");
    for (at, (page, boundary)) in info.stamps.iter().enumerate() {
        let (id, page, boundary) = (at + 1, escaped(page), rect(*boundary));
        let _ =
            write!(out, "<ofd:StampAnnot ID=\"{id}\" PageRef=\"{page}\" Boundary=\"{boundary}\"/>");
    }
    let _ = write!(
        out,
        "</ofd:SignedInfo><ofd:SignedValue>/{}</ofd:SignedValue></ofd:Signature>",
        escaped(info.signed_value)
    );
    out
}

/// Like [`Draft::prepare`] for many documents, whose members are hashed together.
pub fn prepare_all<'t>(drafts: Vec<(Draft<'t>, Signing)>) -> Vec<Prepared<'t>> {
    let contents: Vec<&[u8]> =
        drafts.iter().flat_map(|(draft, _)| draft.variable()).filter_map(Member::content).collect();
    let digests = sm3_all(&contents);
    let mut rest = &digests[..];
    let mut signatures = Vec::with_capacity(drafts.len());
    for (draft, signing) in &drafts {
        let (own, others) = rest.split_at(draft.variable().count());
        signatures.push(draft.signature(own, signing));
        rest = others;
    }
    let texts: Vec<&[u8]> = signatures.iter().map(String::as_bytes).collect();
    let hashes = sm3_all(&texts);
    let all = drafts.into_iter().zip(signatures).zip(hashes);
    all.map(|(((draft, _), signature), data_hash)| Prepared { draft, signature, data_hash })
        .collect()
}

impl Prepared<'_> {
    /// SM3 of Signature.xml: the `dataHash` that the seal signs (GB/T 38540-2020).
    pub fn data_hash(&self) -> &[u8; 32] {
        &self.data_hash
    }

    /// The text of Signature.xml.
    pub fn signature_xml(&self) -> &str {
        &self.signature
    }

    /// Writes the file. `signed_value` is the DER of SES_Signature.
    pub fn finish(self, signed_value: &[u8]) -> Vec<u8> {
        let signatures = format!(
            "{HEAD}<ofd:Signatures {NAMESPACE}><ofd:MaxSignId>1</ofd:MaxSignId>\
             <ofd:Signature ID=\"1\" Type=\"Seal\" BaseLoc=\"/{SIGNATURE}\"/></ofd:Signatures>"
        );
        let own = [
            Member::stored(SIGNATURES, signatures),
            Member::stored(SIGNATURE, &*self.signature),
            Member::stored(SIGNED_VALUE, signed_value),
        ];
        zip(self.draft.members().chain(&own))
    }
}

/// OFD.xml.
fn entry(document: &Document) -> String {
    let mut data = String::new();
    for (name, value) in &document.metadata {
        let (name, value) = (escaped(name), escaped(value));
        let _ = write!(data, "<ofd:CustomData Name=\"{name}\">{value}</ofd:CustomData>");
    }
    if !data.is_empty() {
        data = format!("<ofd:CustomDatas>{data}</ofd:CustomDatas>");
    }
    format!(
        "{HEAD}<ofd:OFD {NAMESPACE} Version=\"1.0\" DocType=\"OFD\"><ofd:DocBody><ofd:DocInfo>\
         <ofd:DocID>{}</ofd:DocID><ofd:Title>{}</ofd:Title><ofd:Author>{}</ofd:Author>\
         <ofd:CreationDate>{}</ofd:CreationDate><ofd:Creator>Yinxin</ofd:Creator>{data}\
         </ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>\
         <ofd:Signatures>{SIGNATURES}</ofd:Signatures></ofd:DocBody></ofd:OFD>",
        hex::encode(document.document_id),
        escaped(&document.title),
        escaped(&document.author),
        escaped(&document.created)
    )
}

/// A field and the page and object identifiers of what shows it.
struct Tag {
    field: String,
    objects: Vec<(u32, u32)>,
}

/// Content.xml of the page with index `at`; appends the objects of its fields to `tags`.
fn page(
    list: &DisplayList,
    at: usize,
    template: &DocumentTemplate,
    images: &[Picture],
    numbers: &mut Identifiers,
    tags: &mut Vec<Tag>,
) -> String {
    let (page_id, drawn) = (PAGE + at as u32, &list.pages[at]);
    let mut body = String::with_capacity(8_192);
    let mut pen = Pen { out: &mut body, numbers, first_font: FONT, images };
    for item in &drawn.items {
        let object = pen.draw(item);
        tag(tags, item, page_id, object);
    }
    let mut layer_of = |id: u32, kind: &str, items: &[Item]| {
        let mut out = String::new();
        let mut pen = Pen { out: &mut out, numbers, first_font: FONT, images };
        for item in items {
            pen.draw(item);
        }
        if out.is_empty() {
            return out;
        }
        format!("<ofd:Layer ID=\"{id}\" Type=\"{kind}\">{out}</ofd:Layer>")
    };
    let layer = LAYER + 2 * at as u32;
    // The watermark stands behind the text of the page.
    let below = layer_of(layer + 1, "Background", &drawn.watermark);
    let above = layer_of(OVERLAY_LAYER + at as u32, "Foreground", &drawn.overlay);
    let background = if drawn.base < template.pages {
        let id = TEMPLATE + drawn.base as u32;
        format!("<ofd:Template TemplateID=\"{id}\" ZOrder=\"Background\"/>")
    } else {
        String::new()
    };
    format!(
        "{HEAD}<ofd:Page {NAMESPACE}>{background}<ofd:Area>{}</ofd:Area><ofd:Content>{below}\
         <ofd:Layer ID=\"{layer}\" Type=\"Body\">{body}</ofd:Layer>{above}</ofd:Content></ofd:Page>",
        area(drawn.width, drawn.height)
    )
}

fn tag(tags: &mut Vec<Tag>, item: &Item, page: u32, object: u32) {
    let Some(field) = &item.field else { return };
    match tags.iter_mut().find(|tag| tag.field == *field) {
        Some(tag) => tag.objects.push((page, object)),
        None => tags.push(Tag { field: field.clone(), objects: vec![(page, object)] }),
    }
}

/// Writes the data index (标引, GB/T 33190-2016 clause 16) from fields to the objects that show them.
fn tag_index(tags: &[Tag]) -> [Member; 2] {
    let list = format!(
        "{HEAD}<ofd:CustomTags {NAMESPACE}><ofd:CustomTag TypeID=\"cert\">\
         <ofd:FileLoc>Tag_Certificate.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>"
    );
    let mut index = format!("{HEAD}<cert:root xmlns:cert=\"http://www.cert.org/\">");
    for tag in tags {
        let name = element_name(&tag.field);
        let _ = write!(index, "<cert:{name}>");
        for (page, object) in &tag.objects {
            let _ = write!(index, "<cert:ObjectRef PageRef=\"{page}\">{object}</cert:ObjectRef>");
        }
        let _ = write!(index, "</cert:{name}>");
    }
    index.push_str("</cert:root>");
    [
        Member::stored("Doc_0/Tags/CustomTags.xml", list),
        Member::stored("Doc_0/Tags/Tag_Certificate.xml", index),
    ]
}

/// Makes an XML element name of a field key: replaces characters that are not allowed by `_`.
fn element_name(field: &str) -> String {
    let letter = |c: char| c.is_ascii_alphabetic() || ('\u{4e00}'..='\u{9fff}').contains(&c);
    let allowed = |c: char| letter(c) || c.is_ascii_digit() || matches!(c, '_' | '-' | '.');
    let name: String = field.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
    let begins = name.starts_with(|c: char| letter(c) || c == '_');
    if begins { name } else { format!("_{name}") }
}

fn attachments(document: &Document) -> Vec<Member> {
    let mut lines = String::new();
    let mut parts = Vec::new();
    for (at, attachment) in document.attachments.iter().enumerate() {
        let ending: String =
            attachment.format.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
        let file =
            if ending.is_empty() { format!("file_{at}") } else { format!("file_{at}.{ending}") };
        let _ = write!(
            lines,
            "<ofd:Attachment ID=\"{}\" Name=\"{}\" Format=\"{}\" \
             CreationDate=\"{}T00:00:00\" Size=\"{}\" Visible=\"true\">\
             <ofd:FileLoc>{file}</ofd:FileLoc></ofd:Attachment>",
            ATTACHMENT + at as u32,
            escaped(&attachment.name),
            escaped(&attachment.format),
            escaped(&document.created),
            number(attachment.bytes.len() as f64 / 1024.0)
        );
        parts.push(Member::stored(format!("Doc_0/Attachs/{file}"), &*attachment.bytes));
    }
    let list = format!("{HEAD}<ofd:Attachments {NAMESPACE}>{lines}</ofd:Attachments>");
    parts.insert(0, Member::stored("Doc_0/Attachs/Attachments.xml", list));
    parts
}

#[cfg(test)]
mod tests;
