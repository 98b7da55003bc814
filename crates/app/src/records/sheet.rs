//! Tables that people hand in as CSV (RFC 4180): in UTF-8 or GB 18030, with commas, semicolons or tabs between the
//! cells, as spreadsheet programs save them. Reading is strict: what cannot be read is refused with its line.

use domain::{Code, Refusal};
use encoding_rs::GB18030;

/// Largest number of cells in a row, and of characters in a cell.
const MOST_CELLS: usize = 64;
const MOST_CHARS: usize = 4_000;

/// A row with the number of the line on which it begins; the head is line 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SheetRow {
    pub(crate) line: usize,
    pub(crate) cells: Vec<String>,
}

/// Reads a table; rows without any text are left out.
///
/// # Errors
/// [`Code::TableInvalid`] with the line and what is wrong with it: an unknown encoding, a quotation that does not
/// end or is followed by text, too many rows or cells.
pub(crate) fn rows(bytes: &[u8], most_rows: usize) -> Result<Vec<SheetRow>, Refusal> {
    let text = decoded(bytes)?;
    let mut reader = Reading { separator: separator(&text), line: 1, rows: Vec::new() };
    let mut rest = text.as_str();
    while !rest.is_empty() {
        rest = reader.row(rest)?;
        if reader.rows.len() > most_rows {
            return Err(fault(reader.line, &format!("超过 {most_rows} 行")));
        }
    }
    Ok(reader.rows)
}

fn fault(line: usize, what: &str) -> Refusal {
    Refusal::new(Code::TableInvalid).with("line", line.to_string()).with("what", what)
}

/// The text of a file: UTF-8 if it is valid, and otherwise GB 18030.
fn decoded(bytes: &[u8]) -> Result<String, Refusal> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || bytes.contains(&0) {
        return Err(fault(1, "文件不是文本，或编码为 UTF-16；请另存为 UTF-8 或 GB18030 的 CSV"));
    }
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(body) {
        return Ok(text.to_owned());
    }
    let text = GB18030.decode_without_bom_handling_and_without_replacement(body);
    let text = text.ok_or_else(|| fault(1, "编码既不是 UTF-8 也不是 GB18030"))?;
    Ok(text.into_owned())
}

/// The separator that occurs most often in the first line, outside quotations.
fn separator(text: &str) -> char {
    let mut quoted = false;
    let mut counts = [(',', 0), (';', 0), ('\t', 0)];
    for c in text.chars().take_while(|c| !matches!(c, '\n' | '\r')) {
        if c == '"' {
            quoted = !quoted;
        }
        for (separator, count) in &mut counts {
            *count += usize::from(!quoted && c == *separator);
        }
    }
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(',', |(separator, _)| *separator)
}

struct Reading {
    separator: char,
    line: usize,
    rows: Vec<SheetRow>,
}

impl Reading {
    /// Reads a row from the beginning of a text and returns what follows it.
    fn row<'a>(&mut self, text: &'a str) -> Result<&'a str, Refusal> {
        let (line, mut cells, mut rest) = (self.line, Vec::new(), text);
        loop {
            let (cell, after) = self.cell(rest)?;
            if cells.len() == MOST_CELLS || cell.chars().count() > MOST_CHARS {
                return Err(fault(line, "单元格过多或过长"));
            }
            cells.push(cell);
            match after.strip_prefix(self.separator) {
                Some(next) => rest = next,
                None => {
                    rest = after;
                    break;
                }
            }
        }
        let next = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r']));
        self.line += 1;
        if cells.iter().any(|cell| !cell.is_empty()) {
            self.rows.push(SheetRow { line, cells });
        }
        Ok(next.unwrap_or(rest))
    }

    /// Reads a cell and returns it without blanks around it, and what follows it.
    fn cell<'a>(&mut self, text: &'a str) -> Result<(String, &'a str), Refusal> {
        let ends = [self.separator, '\n', '\r'];
        let Some(mut rest) = text.strip_prefix('"') else {
            let end = text.find(ends).unwrap_or(text.len());
            let (cell, after) = text.split_at(end);
            return Ok((plain(cell), after));
        };
        let mut cell = String::new();
        loop {
            let Some((part, after)) = rest.split_once('"') else {
                return Err(fault(self.line, "引号没有结束"));
            };
            cell.push_str(part);
            match after.strip_prefix('"') {
                Some(more) => {
                    cell.push('"');
                    rest = more;
                }
                None => {
                    rest = after;
                    break;
                }
            }
        }
        if !rest.is_empty() && !rest.starts_with(ends) {
            return Err(fault(self.line, "引号之后还有文字"));
        }
        self.line += cell.matches('\n').count();
        Ok((plain(&cell), rest))
    }
}

/// A cell without blanks around it, and without the apostrophe by which our own files keep formulas from running.
fn plain(cell: &str) -> String {
    let cell = cell.trim();
    let marked = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
    marked.unwrap_or(cell).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<(usize, Vec<String>)> {
        rows(bytes, 100).unwrap().into_iter().map(|row| (row.line, row.cells)).collect()
    }

    #[test]
    fn the_same_table_is_read_in_every_form_in_which_it_is_saved() {
        let table = "编码,名称\r\nM-1,\"甲,\"\"乙\"\"\"\r\n";
        let expected = vec![
            (1, vec!["编码".to_owned(), "名称".to_owned()]),
            (2, vec!["M-1".to_owned(), "甲,\"乙\"".to_owned()]),
        ];
        let with_mark = ["\u{feff}", table].concat();
        let national = GB18030.encode(table).0.into_owned();
        assert!(std::str::from_utf8(&national).is_err(), "negative control");
        let tabs = "编码\t名称\nM-1\t\"甲,\"\"乙\"\"\"";
        let semicolons = "编码;名称\rM-1;\"甲,\"\"乙\"\"\"\r";
        for bytes in [
            table.as_bytes(),
            with_mark.as_bytes(),
            &national,
            tabs.as_bytes(),
            semicolons.as_bytes(),
        ] {
            assert_eq!(cells(bytes), expected);
        }
    }

    #[test]
    fn lines_are_counted_through_quotations_and_empty_rows() {
        let read = cells("a,b\n\n\"x\ny\",2\n,\n3,'=4\n".as_bytes());
        let lines: Vec<usize> = read.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 3, 6]);
        assert_eq!(read[1].1, ["x\ny", "2"]);
        assert_eq!(read[2].1, ["3", "=4"], "the apostrophe of our own files");
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_line() {
        for (bytes, line) in [
            ("a,b\n\"c".as_bytes(), "2"),
            ("a\n\"b\"c\n".as_bytes(), "2"),
            (&[0xff, 0xfe, 0x61, 0x00], "1"),
            (&[0x61, 0xff, 0x0a], "1"),
            ("1\n2\n3\n4\n".as_bytes(), "5"),
        ] {
            let refused = rows(bytes, 3).unwrap_err();
            assert_eq!(refused.code(), Code::TableInvalid);
            assert_eq!(refused.facts()[0], ("line", line.to_owned()), "{bytes:?}");
        }
    }
}
