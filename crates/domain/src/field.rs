//! 证照属性 (field): the typed fields of a catalog entry, the normal form of what people type into them
//! ([`normal`]), the check of facts against them ([`check`]) and against each other ([`rule`]; Art. 11).
//!
//! What is checked is what is kept (I17): facts are brought to their normal form when they come in, and the
//! normal form is stored, printed and compared. `docs/reference/facts.md` explains it to those who describe types.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

pub mod check;
pub mod normal;
pub mod rule;

/// Largest `max_length` of a text field, in characters.
pub const MAX_LENGTH: usize = 2_000;
/// Largest number of decimals of a number.
pub const MAX_DECIMALS: u32 = 10;
/// Largest size of an image in bytes, after base64 decoding.
pub const MAX_IMAGE_BYTES: usize = 200_000;
/// Smallest width and height of an image whose field says nothing else, in pixels. A smaller picture is a mistake:
/// nobody could be recognised on it.
pub const LEAST_PIXELS: [u32; 2] = [64, 64];
/// Largest number of rows in a repeated group.
pub const MAX_ROWS: usize = 200;

/// The description of one field in a catalog entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    /// Key of the field in the facts, unique in the entry. DB44/T 2167 uses upper-case pinyin initials.
    pub key: String,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: FieldKind,
    #[serde(default)]
    pub required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// Smallest value of a number; 0 if absent, because what certificates count and measure is hardly ever
    /// negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<FieldOption>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub fields: Vec<FieldSpec>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_rows: Option<usize>,
    /// Smallest width and height of an image, in pixels; [`LEAST_PIXELS`] if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_pixels: Option<[u32; 2]>,
    /// For a document number: key of the code list beside it that says what document it is, by the codes of
    /// [`crate::holder::HOLDER_CODE_TYPES`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_field: Option<String>,
    #[serde(default)]
    pub sensitivity: Sensitivity,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub example: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

vocabulary! {
    /// 字段类型: what values a field takes.
    pub enum FieldKind as "FieldType" {
        Text = "text", "文本", "Text";
        Number = "number", "数字", "Number";
        Date = "date", "日期", "Date";
        CodeList = "code_list", "代码表", "Code list";
        PersonName = "person_name", "姓名", "Personal name";
        IdNumber = "id_number", "公民身份号码", "Resident identity number";
        DocumentNumber = "document_number", "证件号码", "Document number";
        Uscc = "uscc", "统一社会信用代码", "Unified social credit code";
        Image = "image", "图片", "Image";
        Group = "group", "重复组", "Repeated group";
    }
}

vocabulary! {
    /// 敏感程度: how sensitive a field is, and so how it is masked ([`crate::mask`]).
    #[derive(Default)]
    pub enum Sensitivity {
        #[default]
        None = "none", "不敏感", "Not sensitive";
        Name = "name", "姓名", "Name";
        IdNumber = "id_number", "证件号码", "Document number";
        Phone = "phone", "电话", "Phone number";
        Address = "address", "地址", "Address";
        Secret = "secret", "保密", "Secret";
    }
}

/// One value of a code list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldOption {
    pub code: String,
    pub name: String,
}

/// The facts of an application by field key. A value is a string; the value of a group is an array of
/// objects whose values are strings.
pub type Facts = Map<String, Value>;

#[cfg(test)]
mod tests;
