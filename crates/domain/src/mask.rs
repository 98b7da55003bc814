//! Masks: the form in which a sensitive value is shown by default.

use crate::field::Sensitivity;

/// The masked form of a value whose field has this sensitivity.
pub fn mask(sensitivity: Sensitivity, value: &str) -> String {
    match sensitivity {
        Sensitivity::None => value.to_owned(),
        Sensitivity::Name => name(value),
        Sensitivity::IdNumber => id_number(value),
        Sensitivity::Phone => keep(value, 3, 4),
        Sensitivity::Address => keep(value, 6, 0),
        Sensitivity::Secret => "******".to_owned(),
    }
}

/// Masks a name: `欧阳演示` becomes `欧***`. A name of more than four characters is taken for that of an
/// organisation and stays readable.
pub fn name(value: &str) -> String {
    match value.chars().count() {
        0 => String::new(),
        1..=4 => keep(value, 1, 0),
        _ => value.to_owned(),
    }
}

/// Masks a document number. Of 18 characters the first 6 and the last 4 stay (`440304********0002`); of
/// other lengths a quarter stays at each end.
pub fn id_number(value: &str) -> String {
    match value.chars().count() {
        18 => keep(value, 6, 4),
        length => keep(value, length / 4, length / 4),
    }
}

fn keep(value: &str, head: usize, tail: usize) -> String {
    let length = value.chars().count();
    if length <= head + tail {
        return "*".repeat(length);
    }
    value
        .chars()
        .enumerate()
        .map(|(at, c)| if at < head || at >= length - tail { c } else { '*' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_value_shows_only_its_ends() {
        assert_eq!(id_number("440304190001010002"), "440304********0002");
        assert_eq!(id_number("E12345678"), "E1*****78");
        assert_eq!(name("欧阳演示"), "欧***");
        assert_eq!(name("演示贸易有限公司"), "演示贸易有限公司");
        assert_eq!(mask(Sensitivity::Phone, "13800001234"), "138****1234");
        assert_eq!(mask(Sensitivity::Phone, "110"), "***");
        assert_eq!(mask(Sensitivity::Secret, "x"), "******");
    }
}
