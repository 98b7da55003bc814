//! Lists as files for other programs: CSV, and workbooks of one sheet. A workbook is written with the ZIP
//! writer of the OFD packages, so that no further crate is needed for five short XML files.

use domain::date::Date;
use domain::export::ExportFormat;
use ofd::package::{Member, zip};

/// A table to be written as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// The name of the list, which is also that of the sheet.
    pub(crate) title: &'static str,
    pub(crate) columns: &'static [&'static str],
    pub(crate) rows: Vec<Vec<String>>,
    /// Unit, person, time and number of the record: who holds the file is known from the file itself.
    pub(crate) mark: String,
}

/// A cell as spreadsheet programs must not read it as a formula: what begins like one, or hides such a
/// beginning behind white space, gets an apostrophe in front.
fn harmless(cell: &str) -> String {
    let formula = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let begins = cell.trim_start().starts_with(formula) || cell.starts_with(['\t', '\r', '\n']);
    if begins { format!("'{cell}") } else { cell.to_owned() }
}

impl Table {
    /// The file in a format.
    pub(crate) fn written(&self, format: ExportFormat) -> Vec<u8> {
        match format {
            ExportFormat::Csv => self.csv(),
            ExportFormat::Xlsx => {
                let members = self.workbook().into_iter();
                let member = |(name, text): (&str, String)| Member::deflated(name, text.as_bytes());
                zip(members.map(member).collect::<Vec<_>>().iter())
            }
        }
    }

    /// The table as CSV (RFC 4180) in UTF-8 with a byte order mark, by which spreadsheet programs know the
    /// encoding. The mark is the last line.
    fn csv(&self) -> Vec<u8> {
        let mut text = String::from("\u{feff}");
        let heads = self.columns.iter().map(|head| (*head).to_owned()).collect();
        let mark = vec![self.mark.clone()];
        for row in std::iter::once(&heads).chain(&self.rows).chain(std::iter::once(&mark)) {
            let cells: Vec<String> = row.iter().map(|cell| quoted(&harmless(cell))).collect();
            text.push_str(&cells.join(","));
            text.push_str("\r\n");
        }
        text.into_bytes()
    }

    /// The members of the table as a workbook of one sheet (ECMA-376): names and XML. The mark is the first
    /// row, and the header and footer of each printed page.
    fn workbook(&self) -> Vec<(&'static str, String)> {
        vec![
            ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
            ("_rels/.rels", PACKAGE_RELATIONS.to_owned()),
            ("xl/workbook.xml", workbook(self.title)),
            ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS.to_owned()),
            ("xl/worksheets/sheet1.xml", self.sheet()),
        ]
    }

    fn sheet(&self) -> String {
        let mut text = format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>");
        let heads = self.columns.iter().map(|head| (*head).to_owned()).collect();
        let mark = vec![self.mark.clone()];
        for row in [&mark, &heads].into_iter().chain(&self.rows) {
            text.push_str("<row>");
            for cell in row {
                // Text is never a formula here; the apostrophe is for whoever saves the sheet as CSV.
                text.push_str("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
                text.push_str(&escaped(&harmless(cell)));
                text.push_str("</t></is></c>");
            }
            text.push_str("</row>");
        }
        // In headers and footers `&` begins a command.
        let mark = escaped(&self.mark.replace('&', "&&"));
        text.push_str(&format!(
            "</sheetData><headerFooter><oddHeader>&amp;C{mark}</oddHeader>\
             <oddFooter>&amp;C{mark}</oddFooter></headerFooter></worksheet>"
        ));
        text
    }
}

/// An instant of an answer as the city's clocks show it, `2026-11-23 09:02:03`; empty if there is none.
pub(crate) fn local(instant: &str) -> String {
    let shown = || {
        let day = Date::parse(instant.get(..10)?)?;
        let hours: u8 = instant.get(11..13)?.parse().ok()?;
        let (day, hours) = match hours + 8 {
            hours @ 24.. => (day.next(), hours - 24),
            hours => (day, hours),
        };
        Some(format!("{day} {hours:02}{}", instant.get(13..19)?))
    };
    shown().unwrap_or_default()
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// Text for XML 1.0, without the control characters that it cannot contain.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\t' | '\n' => safe.push(c),
            '\u{fffe}' | '\u{ffff}' => (),
            c if c.is_control() => (),
            c => safe.push(c),
        }
    }
    safe
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const CONTENT_TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
    <Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
    <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>\
    </Types>";
const PACKAGE_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>\
    </Relationships>";
const WORKBOOK_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
    </Relationships>";

fn workbook(title: &str) -> String {
    format!(
        "{HEAD}<workbook xmlns=\"{MAIN}\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
         <sheets><sheet name=\"{title}\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r\n=1", "＝1"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        for cell in ["", "演示", "a=1", "91440300MA5XX00149", "2026-11-23"] {
            assert_eq!(harmless(cell), cell, "negative control");
        }
    }

    fn table() -> Table {
        Table {
            title: "证照列表",
            columns: &["编号", "名称"],
            rows: vec![vec!["=1".into(), "甲,\"乙\"\n<丙>&\u{1}".into()]],
            mark: "演示单位 A&B".into(),
        }
    }

    #[test]
    fn a_table_as_csv_has_a_byte_order_mark_and_ends_in_the_mark() {
        let text = String::from_utf8(table().csv()).unwrap();
        let expected = "\u{feff}编号,名称\r\n'=1,\"甲,\"\"乙\"\"\n<丙>&\u{1}\"\r\n演示单位 A&B\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn instants_are_those_of_the_citys_clocks() {
        assert_eq!(local("2026-12-31T17:02:03.004Z"), "2027-01-01 01:02:03");
        assert_eq!(local("2026-11-23T01:02:03.004Z"), "2026-11-23 09:02:03");
        assert_eq!(local(""), "");
    }

    #[test]
    fn a_sheet_begins_with_the_mark_and_escapes_what_xml_needs() {
        let members = table().workbook();
        let sheet = &members.iter().find(|(name, _)| name.ends_with("sheet1.xml")).unwrap().1;
        let marked = sheet.find("演示单位 A&amp;B</t>").unwrap();
        assert!(marked < sheet.find("编号").unwrap());
        assert!(sheet.contains("甲,\"乙\"\n&lt;丙&gt;&amp;</t>"), "{sheet}");
        assert!(sheet.contains("<oddFooter>&amp;C演示单位 A&amp;&amp;B</oddFooter>"), "{sheet}");
    }
}
