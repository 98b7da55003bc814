//! Numbers with thousands separators, and amounts of money in Chinese accounting numerals
//! (《支付结算办法》附一 正确填写票据和结算凭证的基本规定, rules 2 and 3).

/// Maximum number of digits before the decimal point of an amount (千亿).
const MAX_AMOUNT_DIGITS: usize = 12;
/// Accounting numerals from 0 to 9.
const CAPITALS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
/// Units of the four digits in a group.
const PLACES: [&str; 4] = ["仟", "佰", "拾", ""];
/// Units of the groups of four digits, from the last.
const GROUPS: [&str; 3] = ["", "万", "亿"];

/// All characters that may occur in an amount.
pub(super) const AMOUNT: &str = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整";

/// Splits a decimal number into sign, whole part without leading zeros, and fraction. Returns
/// `None` if `value` is not a plain decimal number.
fn decimal(value: &str) -> Option<(&str, &str, &str)> {
    let (sign, rest) = match value.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", value),
    };
    let (whole, fraction) = rest.split_once('.').unwrap_or((rest, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || rest.ends_with('.') {
        return None;
    }
    let short = whole.trim_start_matches('0');
    Some((sign, if short.is_empty() { "0" } else { short }, fraction))
}

/// Formats `1234567.50` as `1,234,567.50`. A value that is not a number is left unchanged.
pub(super) fn separated(value: &str) -> String {
    let Some((sign, whole, fraction)) = decimal(value) else { return value.to_owned() };
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// Formats `1409.50` as 壹仟肆佰零玖元伍角.
///
/// A negative value, or one with more than two decimals or twelve digits, is left unchanged,
/// because an amount on a certificate must not be rounded.
pub(super) fn amount(value: &str) -> String {
    let Some(("", whole, fraction)) = decimal(value) else { return value.to_owned() };
    if whole.len() > MAX_AMOUNT_DIGITS || fraction.len() > 2 {
        return value.to_owned();
    }
    let mut decimals = fraction.bytes().map(|byte| usize::from(byte - b'0'));
    let (jiao, fen) = (decimals.next().unwrap_or(0), decimals.next().unwrap_or(0));
    let mut out = if whole == "0" { String::new() } else { yuan(whole) };
    if out.is_empty() && jiao == 0 && fen == 0 {
        return "零元整".to_owned();
    }
    if jiao == 0 && fen == 0 {
        out.push('整');
        return out;
    }
    if !out.is_empty() && (jiao == 0 || whole.ends_with('0')) {
        out.push('零');
    }
    for (digit, unit) in [(jiao, '角'), (fen, '分')] {
        if digit > 0 {
            out.push(CAPITALS[digit]);
            out.push(unit);
        }
    }
    out
}

/// Writes a positive whole number of yuan.
fn yuan(whole: &str) -> String {
    let digits: Vec<usize> = whole.bytes().map(|byte| usize::from(byte - b'0')).collect();
    let groups = digits.len().div_ceil(4);
    let mut padded = vec![0; groups * 4 - digits.len()];
    padded.extend(digits);
    let mut out = String::new();
    // Whether digits 0 were skipped since the last numeral: one 零 stands for all of them.
    let mut zeros = false;
    for (at, group) in padded.chunks(4).enumerate() {
        if group.iter().all(|digit| *digit == 0) {
            zeros = true;
            continue;
        }
        for (digit, place) in group.iter().zip(PLACES) {
            if *digit == 0 {
                zeros = true;
                continue;
            }
            if zeros && !out.is_empty() {
                out.push('零');
            }
            zeros = false;
            out.push(CAPITALS[*digit]);
            out.push_str(place);
        }
        zeros = false;
        out.push_str(GROUPS[groups - 1 - at]);
    }
    out.push('元');
    out
}
