//! What is typed or piped in.

use crate::language::either;

/// The bytes as text. Errors: in words that follow the name of the input.
pub fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    let text = String::from_utf8(bytes);
    text.map_err(|_| either!("不是 UTF-8 编码的文本", "is not text in UTF-8"))
}
