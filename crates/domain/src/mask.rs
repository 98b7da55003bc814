//! Masks: the form in which a sensitive value is shown by default.

use crate::field::Sensitivity;
use crate::holder::Holder;

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

/// Masks the name of a person, of whatever length: its first character stays (`欧阳演示` becomes `欧***`).
pub fn name(value: &str) -> String {
    keep(value, 1, 0)
}

/// The name of a holder as others see it: that of a person masked, that of an organisation whole, because it is
/// public. What the holder is, the type of the code says, and never the length of the name.
pub fn holder_name(holder: &Holder) -> String {
    if holder.is_organisation() { holder.name.clone() } else { name(&holder.name) }
}

/// Masks the number of a document. Of a resident's number the first 6 and the last 4 characters stay
/// (`440304********0002`), and the same of a code with 18 characters; of others one at each end.
pub fn id_number(value: &str) -> String {
    match value.chars().count() {
        18 => keep(value, 6, 4),
        15 => keep(value, 6, 3),
        _ => keep(value, 1, 1),
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
        assert_eq!(id_number("E12345678"), "E*******8");
        assert_eq!(id_number("440304900101001"), "440304******001");
        assert_eq!(name("欧阳演示"), "欧***");
        assert_eq!(mask(Sensitivity::Phone, "13800001234"), "138****1234");
        assert_eq!(mask(Sensitivity::Phone, "110"), "***");
        assert_eq!(mask(Sensitivity::Secret, "x"), "******");
    }

    /// Names as they really occur: short and long, of minorities and foreigners, in Latin letters, with rare
    /// characters, and organisations, one of them with the length of a person's name.
    #[test]
    fn a_name_is_masked_by_what_its_holder_is_and_not_by_its_length() {
        let shapes = [
            ("111", "王芳", "王*"),
            ("111", "欧阳演示", "欧***"),
            ("111", "买买提·艾合买提", "买*******"),
            ("111", "阿卜杜热合曼·麦麦提吐尔逊", "阿************"),
            ("111", "𠮷田演示", "𠮷***"),
            ("414", "MARIA DEL CARMEN GARCIA LOPEZ", "M****************************"),
            ("516", "CHAN Tai Man 陳大文", "C***************"),
            ("999", "演", "*"),
            ("001", "演示贸易有限公司", "演示贸易有限公司"),
            ("001", "茶铺", "茶铺"),
            ("099", "演示街道商会", "演示街道商会"),
            ("000", "类型不明者", "类****"),
        ];
        for (code_type, whole, shown) in shapes {
            let holder =
                Holder { name: whole.into(), code: String::new(), code_type: code_type.into() };
            assert_eq!(holder_name(&holder), shown, "{code_type} {whole}");
        }
    }
}
