//! The certificate type of the small city.

use domain::catalog::CatalogEntry;
use domain::field::FieldKind;
use serde_json::json;

use crate::{BUREAU, LICENCE};

/// A catalog entry with one field.
pub fn licence() -> CatalogEntry {
    serde_json::from_value(json!({
        "code": LICENCE, "basic_code": "100002101", "name": "演示经营许可证",
        "kind": "licence", "holder_kind": "mixed", "defining_unit": BUREAU,
        "issuing_units": [BUREAU], "validity": { "unit": "year", "amount": 5 },
        "sharing": "unconditional", "scope_of_use": "全市", "issue_step": "automatic",
        "number_pattern": "YS{region}{serial:6}",
        "fields": [{ "key": "JYXM", "name": "经营项目", "type": "text", "required": true, "max_length": 40 }],
        "face": face(),
    }))
    .unwrap()
}

/// A small face with characters that the subset of the font contains.
pub fn face() -> serde_json::Value {
    json!({
        "format": "yinxin-face/1", "name": "演示",
        "fonts": { "song": ["NotoSerifSC-Regular"] },
        "pages": [{ "side": "正本", "width": 210, "height": 148,
            "background": [{ "id": "title", "type": "text", "x": 20, "y": 10, "width": 170,
                "height": 12, "content": "演示证", "font": "song", "font_size": 24,
                "align": "center" }],
            "elements": [
                { "id": "number", "type": "text", "x": 20, "y": 30, "width": 170, "height": 8,
                  "content": "编号：{{ZZBH}}", "font": "song", "font_size": 12 },
                { "id": "scope", "type": "text", "x": 20, "y": 40, "width": 170, "height": 8,
                  "bind": "JYXM", "font": "song", "font_size": 12 },
                { "id": "date", "type": "text", "x": 20, "y": 50, "width": 80, "height": 8,
                  "content": "{{ZZBFRQ|cn_date}}", "font": "song", "font_size": 12 },
                { "id": "qr", "type": "qrcode", "x": 20, "y": 70, "width": 28, "height": 28,
                  "content": "{{ZZBS}}" },
                { "id": "seal", "type": "seal", "x": 140, "y": 80, "width": 42, "height": 42,
                  "signer": "issuer" }
            ] }]
    })
}

/// The face of an entry with an element for each required field that it lacks, because a face without one
/// cannot be submitted.
pub fn showing(entry: &CatalogEntry) -> serde_json::Value {
    let mut face = entry.face.clone();
    let text = face.to_string();
    for (at, field) in entry.fields.iter().enumerate() {
        let bound = [format!("\"{}\"", field.key), format!("{{{{{}", field.key)];
        if !field.required
            || field.kind == FieldKind::Group
            || bound.iter().any(|b| text.contains(b))
        {
            continue;
        }
        let mut element = json!({ "id": format!("more{at}"), "x": 100, "y": 110, "width": 8,
            "height": 8, "bind": field.key });
        if field.kind == FieldKind::Image {
            element["type"] = "image".into();
        } else {
            element["type"] = "text".into();
            element["font"] = "song".into();
            element["font_size"] = 3.into();
            element["overflow"] = "clip".into();
        }
        if let Some(elements) = face["pages"][0]["elements"].as_array_mut() {
            elements.push(element);
        }
    }
    face
}
