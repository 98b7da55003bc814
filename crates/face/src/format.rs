//! Formats of field values (`{{KEY|format}}`): dates, numbers, amounts of money and masks.
//!
//! A value that is not a date or number is left unchanged, because the field rules validate values.

mod number;

/// A piece of the content of a text: fixed text, or a placeholder for the value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Fixed(String),
    Placeholder { key: String, format: Option<Format> },
}

impl Piece {
    /// Key of the placeholder's field.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Fixed(_) => None,
            Self::Placeholder { key, .. } => Some(key),
        }
    }
}

/// A format by its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// 2026-03-02
    Date,
    /// 2026年3月2日
    CnDate,
    /// 二〇二六年三月二日
    CnUpper,
    /// 2026年3月2日, or 长期 (unlimited) if the value is empty.
    CnDateOrLong,
    /// 1,234,567.50
    Number,
    /// 壹仟肆佰零玖元伍角
    CnAmount,
    /// Letters of ASCII in upper case.
    Upper,
    /// 440304********0002
    MaskId,
    /// 欧**
    MaskName,
}

/// Why the content of a text cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceholderError {
    /// A placeholder is not closed, or its key is empty or contains braces.
    Broken(String),
    /// A placeholder names a format that does not exist.
    UnknownFormat(String),
}

/// Splits a content such as `编号：{{ZZBH}}` into pieces.
///
/// # Errors
///
/// See [`PlaceholderError`].
pub fn pieces(content: &str) -> Result<Vec<Piece>, PlaceholderError> {
    let mut out = Vec::new();
    let mut rest = content;
    while let Some((before, opened)) = rest.split_once("{{") {
        if !before.is_empty() {
            out.push(Piece::Fixed(before.to_owned()));
        }
        let (inside, after) = opened
            .split_once("}}")
            .ok_or_else(|| PlaceholderError::Broken(format!("{{{{{opened}")))?;
        out.push(placeholder(inside)?);
        rest = after;
    }
    if !rest.is_empty() {
        out.push(Piece::Fixed(rest.to_owned()));
    }
    Ok(out)
}

impl Format {
    /// Returns the format with this name in a template.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "date" => Self::Date,
            "cn_date" => Self::CnDate,
            "cn_upper" => Self::CnUpper,
            "cn_date_or_long" => Self::CnDateOrLong,
            "number" => Self::Number,
            "cn_amount" => Self::CnAmount,
            "upper" => Self::Upper,
            "mask:id" => Self::MaskId,
            "mask:name" => Self::MaskName,
            _ => return None,
        })
    }

    /// Formats a value for display.
    pub fn apply(self, value: &str) -> String {
        let value = value.trim();
        match self {
            Self::Date => value.to_owned(),
            Self::CnDate => cn_date(value),
            Self::CnUpper => cn_upper(value),
            Self::CnDateOrLong if value.is_empty() => "长期".to_owned(),
            Self::CnDateOrLong => cn_date(value),
            Self::Number => number::separated(value),
            Self::CnAmount if value.is_empty() => String::new(),
            Self::CnAmount => number::amount(value),
            Self::Upper => value.to_ascii_uppercase(),
            Self::MaskId => mask_id(value),
            Self::MaskName => mask_name(value),
        }
    }

    /// Characters that formatted values may contain in addition to those of the raw value.
    pub(crate) fn characters(self) -> &'static str {
        match self {
            Self::Date => "0123456789-",
            Self::CnDate => "0123456789年月日",
            Self::CnUpper => "〇一二三四五六七八九十年月日",
            Self::CnDateOrLong => "0123456789年月日长期",
            Self::Number => "0123456789,.-",
            Self::CnAmount => number::AMOUNT,
            Self::Upper => "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            Self::MaskId | Self::MaskName => "*",
        }
    }
}

fn placeholder(inside: &str) -> Result<Piece, PlaceholderError> {
    let (key, format) = match inside.split_once('|') {
        Some((key, format)) => (key.trim(), Some(format.trim())),
        None => (inside.trim(), None),
    };
    if key.is_empty() || key.contains(['{', '}']) {
        return Err(PlaceholderError::Broken(inside.to_owned()));
    }
    let format = match format {
        Some(name) => Some(
            Format::named(name).ok_or_else(|| PlaceholderError::UnknownFormat(name.to_owned()))?,
        ),
        None => None,
    };
    Ok(Piece::Placeholder { key: key.to_owned(), format })
}

/// Splits a date `2026-03-02` into year, month and day; `None` if it has another form.
fn parts(value: &str) -> Option<(&str, u32, u32)> {
    let (year, rest) = value.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let digits = |part: &str, count: usize| {
        part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return None;
    }
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((year, month, day))
}

fn cn_date(value: &str) -> String {
    parts(value)
        .map_or_else(|| value.to_owned(), |(year, month, day)| format!("{year}年{month}月{day}日"))
}

/// A date in Chinese numerals, as in official documents (GB/T 9704-2012): the year digit by digit
/// with 〇, month and day as numbers.
fn cn_upper(value: &str) -> String {
    let Some((year, month, day)) = parts(value) else { return value.to_owned() };
    let year: String = year.chars().map(numeral).collect();
    format!("{year}年{}月{}日", below_hundred(month), below_hundred(day))
}

fn numeral(digit: char) -> char {
    const NUMERALS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    digit.to_digit(10).and_then(|at| NUMERALS.get(at as usize).copied()).unwrap_or(digit)
}

fn below_hundred(number: u32) -> String {
    let (tens, ones) = (number / 10, number % 10);
    let digit = |value: u32| char::from_digit(value, 10).map(numeral);
    let mut out = String::new();
    if tens > 1 {
        out.extend(digit(tens));
    }
    if tens > 0 {
        out.push('十');
    }
    if ones > 0 {
        out.extend(digit(ones));
    }
    out
}

/// Keeps the first six and last four characters of an identity number, else a quarter at each end.
fn mask_id(value: &str) -> String {
    match value.chars().count() {
        18 => mask_between(value, 6, 4),
        length => mask_between(value, length / 4, length / 4),
    }
}

/// Masks names of up to four characters after the first; longer names are organisations and remain.
fn mask_name(value: &str) -> String {
    match value.chars().count() {
        0..=4 => mask_between(value, 1, 0),
        _ => value.to_owned(),
    }
}

/// Masks all characters but the first `head` and the last `tail`.
fn mask_between(value: &str, head: usize, tail: usize) -> String {
    let length = value.chars().count();
    if length <= head + tail && length != 1 {
        return "*".repeat(length);
    }
    let shown = |at: usize| at < head || at + tail >= length;
    value.chars().enumerate().map(|(at, c)| if shown(at) { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests;
