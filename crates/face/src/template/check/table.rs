//! Checks tables and the pages that continue them.

use std::collections::BTreeMap;

use super::{Check, SLACK};
use crate::display::Rect;
use crate::format::{Format, Piece};
use crate::template::raw::{RawColumn, RawTable};
use crate::template::table::{Column, Rows, Table};
use crate::template::{Element, ElementKind, PageTemplate, Stroke};

const MAX_COLUMNS: usize = 30;
const MAX_FIXED_ROWS: usize = 100;

impl Check<'_> {
    pub(super) fn table(&mut self, place: &str, bounds: Rect, raw: RawTable) -> Option<Table> {
        let text = raw.text();
        let line_height = text.line_height.map(|_| self.line_height(place, &text));
        let text = self.text_style(place, text, Vec::new())?;
        let columns = self.columns(place, bounds, raw.bind.as_deref(), &raw.columns);
        let rows = self.rows(place, raw.bind, raw.rows, raw.continues, columns.len());
        let stroke = match raw.stroke.as_deref() {
            Some("none") => None,
            stroke => {
                let color = self.color(&format!("{place}.stroke"), stroke)?;
                Some(Stroke { color, width: self.stroke_width(place, raw.stroke_width) })
            }
        };
        let header_height = raw.header.then_some(raw.header_height.unwrap_or(raw.row_height));
        let table = Table {
            rows: rows?,
            columns,
            header_height,
            row_height: raw.row_height,
            text,
            line_height,
            padding: raw.padding.unwrap_or(1.0),
            stroke,
            blank_rows: raw.blank_rows,
        };
        self.heights(place, bounds, &table);
        Some(table)
    }

    /// Checks that header and rows fit into the box.
    fn heights(&mut self, place: &str, bounds: Rect, table: &Table) {
        let least = match &table.rows {
            Rows::Group { .. } => 1,
            Rows::Fixed(rows) => rows.len(),
        };
        let high = |height: f64| height > 0.0 && height <= bounds.height + SLACK;
        let good = high(table.row_height)
            && table.header_height.is_none_or(high)
            && (0.0..=10.0).contains(&table.padding);
        if !good || table.room(bounds.height) < least {
            let zh = "表头与行高放不进表格的框".to_owned();
            let en = "header and rows must fit into the box of the table".to_owned();
            self.add(place, "face_size", zh, en);
        }
    }

    fn columns(
        &mut self,
        place: &str,
        bounds: Rect,
        group: Option<&str>,
        raw: &[RawColumn],
    ) -> Vec<Column> {
        let wide: f64 = raw.iter().map(|column| column.width).sum();
        let each = raw.iter().all(|column| column.width > 0.0);
        let count = (1..=MAX_COLUMNS).contains(&raw.len());
        if !(count && each && (wide - bounds.width).abs() <= SLACK) {
            let zh = format!("应有 1 至 {MAX_COLUMNS} 列，各列宽度之和应等于表格宽度");
            let en = format!(
                "there must be 1 to {MAX_COLUMNS} columns with a total width equal to the table's"
            );
            self.add(&format!("{place}.columns"), "face_size", zh, en);
        }
        let mut columns = Vec::new();
        for (at, raw) in raw.iter().enumerate() {
            let place = format!("{place}.columns[{at}]");
            let cell = match (group, &raw.key) {
                (Some(group), Some(key)) => Some(Piece::Placeholder {
                    key: format!("{group}.{key}"),
                    format: self.column_format(&place, raw.format.as_deref()),
                }),
                (None, None) => None,
                (Some(_), None) | (None, Some(_)) => {
                    let zh = "绑定组的表格每列须有 key，固定行的表格各列没有 key".to_owned();
                    let en = "columns must have a key if and only if the table binds a group";
                    let en = en.to_owned();
                    self.add(&format!("{place}.key"), "face_syntax", zh, en);
                    None
                }
            };
            let (title, width, align) = (raw.title.clone(), raw.width, raw.align);
            columns.push(Column { title, width, align, cell });
        }
        columns
    }

    fn column_format(&mut self, place: &str, name: Option<&str>) -> Option<Format> {
        let name = name?;
        let format = Format::named(name);
        if format.is_none() {
            let zh = format!("没有格式“{name}”");
            let en = format!("the format {name} does not exist");
            self.add(&format!("{place}.format"), "face_value_format", zh, en);
        }
        format
    }

    fn rows(
        &mut self,
        place: &str,
        bind: Option<String>,
        rows: Option<Vec<Vec<String>>>,
        continues: Option<String>,
        columns: usize,
    ) -> Option<Rows> {
        let rows = match (bind, rows) {
            (Some(key), None) => return Some(Rows::Group { key, continues }),
            (None, Some(rows)) if continues.is_none() => rows,
            _ => {
                let zh = "bind 与 rows 应有且只有一个；continues 只用于 bind".to_owned();
                let en = "either bind or rows must be given; continues requires bind".to_owned();
                self.add(place, "face_bind_or_content", zh, en);
                return None;
            }
        };
        if rows.len() > MAX_FIXED_ROWS || rows.iter().any(|row| row.len() != columns) {
            let zh = format!("每行的格数应等于列数，且不超过 {MAX_FIXED_ROWS} 行");
            let en = format!(
                "there must be at most {MAX_FIXED_ROWS} rows, each with one cell per column"
            );
            self.add(&format!("{place}.rows"), "face_syntax", zh, en);
            return None;
        }
        let mut read = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let cell = |(column, content): (usize, &String)| {
                self.pieces(&format!("{place}.rows[{at}][{column}]"), content)
            };
            read.push(row.iter().enumerate().map(cell).collect::<Option<Vec<_>>>()?);
        }
        Some(Rows::Fixed(read))
    }

    /// Checks that each `continues` names the only table of an earlier page that begins the rows of
    /// the same group, and that each continuation page has a table of a group.
    pub(super) fn continuations(&mut self, pages: &[PageTemplate]) {
        // The group whose rows the table with this id begins; `None` if several have the id.
        let mut begun: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for (at, page) in pages.iter().enumerate() {
            let groups = || page.elements.iter().filter_map(group_of);
            if page.continuation && groups().next().is_none() {
                let zh = "附页上应有绑定组的表格".to_owned();
                let en = "a continuation page must have a table that binds a group".to_owned();
                self.add(&format!("pages[{at}]"), "face_continuation", zh, en);
            }
            for (element, key, continues) in groups() {
                let Some(continues) = continues else { continue };
                if begun.get(continues) != Some(&Some(key)) {
                    let zh = format!("前面的页上没有绑定“{key}”的起始表格“{continues}”");
                    let en =
                        format!("no table {continues} on an earlier page begins the group {key}");
                    let place = format!("pages[{at}].elements {}", element.id);
                    self.add(&place, "face_continuation", zh, en);
                }
            }
            for (element, key, continues) in groups() {
                if continues.is_none() {
                    begun.entry(&element.id).and_modify(|known| *known = None).or_insert(Some(key));
                }
            }
        }
    }
}

/// If the element is a table of a group: the element, the key, and the id of the table it
/// continues.
fn group_of(element: &Element) -> Option<(&Element, &str, Option<&str>)> {
    let ElementKind::Table(table) = &element.kind else { return None };
    let Rows::Group { key, continues } = &table.rows else { return None };
    Some((element, key, continues.as_deref()))
}
