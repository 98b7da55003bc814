//! The characters that the base subset of a font contains when fields are set in it.
//!
//! With them, most certificates need no font subset of their own. They were chosen by hand for
//! addresses, units, dates and business scopes.

use std::collections::BTreeSet;

/// Punctuation and signs of Chinese text, in addition to printable ASCII.
const SIGNS: &str = "　、。，．；：—·“”（）《》〔〕％";

const NUMERALS: &str = "〇零一二三四五六七八九十百千万";

/// Dates and durations.
const TIME: &str = "年月日时长期至止有效";

/// Place names and parts of addresses.
const PLACES: &str = "省市区县镇村街道路号楼栋座层室单元东南西北中大新深圳福田山演示";

/// Units and offices.
const UNITS: &str = "人民政府委员会局厅办公中心院所站校学社企业有限责任公司股份集团厂店行政管理监督\
                     卫生健康教育交通建设规划自然资源环境保护住房城乡科技商务文化服务场税公安";

/// Sex, ethnicity and frequent family names.
const PERSONS: &str = "男女汉族李王张刘陈杨黄";

/// Licences and business scopes.
const BUSINESS: &str = "经营许可项目范围类型等级用面积平方米食品销售批发零制生产加工储运输工程安全\
                        检测验合格标准编核登记注册变更正副本及其他无不符依据规定预包装散热饮料餐";

/// Frequent characters in names of authorities: every certificate shows one.
const OFFICES: &str = "演示市区县局委员会人民政府管理监督";

/// The characters for the font in which most fields are set, if nothing is known about the
/// certificate type. Characters without a glyph are omitted from the subset.
pub(crate) fn common() -> BTreeSet<char> {
    let themes = [SIGNS, NUMERALS, TIME, PLACES, UNITS, PERSONS, BUSINESS];
    (' '..='~').chain(themes.into_iter().flat_map(str::chars)).collect()
}

/// The characters for the same font if the values of the type are known to consist of `expected`.
/// The set is smaller, and fewer certificates need a subset of their own.
pub(crate) fn expected(expected: &BTreeSet<char>) -> BTreeSet<char> {
    let codes = CODES.chars().chain(TIME.chars()).chain("，、（）：·".chars());
    codes.chain(OFFICES.chars()).chain(expected.iter().copied()).collect()
}

/// The characters for the other fonts in which fields are set: numbers, codes and dates.
pub(crate) fn plain() -> BTreeSet<char> {
    CODES.chars().chain([SIGNS, TIME].into_iter().flat_map(str::chars)).collect()
}

/// Codes and numbers; they contain no lower-case letters.
const CODES: &str = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./():,%*";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{common, expected, plain};

    #[test]
    fn the_common_set_has_printable_ascii_and_about_two_hundred_han_characters() {
        let common = common();
        let han = common.iter().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(*c)).count();
        assert!((160..=260).contains(&han), "{han}");
        assert!((' '..='~').all(|c| common.contains(&c)));
        assert!(!common.contains(&'\n'));
        assert!(plain().is_subset(&common) && plain().len() < 150);
    }

    #[test]
    fn known_characters_of_a_type_make_a_smaller_set() {
        let own: BTreeSet<char> = "教授级高级工程师".chars().collect();
        let set = expected(&own);
        assert!(own.is_subset(&set) && ('0'..='9').all(|c| set.contains(&c)));
        assert!(set.len() < common().len() * 2 / 3, "{}", set.len());
    }
}
