//! Lays out tables: distributes rows over pages and sets the cells.

use std::collections::BTreeMap;
use std::ops::Range;

use budget::Work;

use super::text::TextBox;
use super::{Content, FaceFinding, LayoutBuilder, finding, shape};
use crate::compile::{CompiledFace, CompiledPage, Prepared};
use crate::display::Rect;
use crate::format::Piece;
use crate::steps::micrometre;
use crate::template::table::{Column, Rows, Table};
use crate::template::{ElementKind, TextElement};

/// Maximum number of pages of one certificate, to bound the layout.
const MAX_PAGES: usize = 500;

/// A page to lay out: index of the compiled page, and rows of each of its tables by element id.
pub(super) struct Planned<'a> {
    pub base: usize,
    pub rows: BTreeMap<&'a str, Range<usize>>,
}

/// Distributes the rows of groups over the pages. A continuation page is repeated until its tables
/// have no rows left.
///
/// # Errors
///
/// A table has more rows than the pages have room for; one finding per table.
pub(super) fn plan<'a>(
    face: &'a CompiledFace,
    content: &Content,
) -> Result<Vec<Planned<'a>>, Vec<FaceFinding>> {
    // By the first table of a group: the number of its rows and how many are placed so far.
    let mut placed: BTreeMap<&str, (&'a Prepared, usize, usize)> = BTreeMap::new();
    let mut pages = Vec::new();
    for (base, page) in face.pages.iter().enumerate() {
        loop {
            let mut rows = BTreeMap::new();
            let mut left = false;
            for (prepared, table, key, continues) in tables(page) {
                let id = prepared.element.id.as_str();
                let count = content.rows.get(key).map_or(0, Vec::len);
                let begins = continues.unwrap_or(id);
                let (_, _, first) = placed.entry(begins).or_insert((prepared, count, 0));
                let last = count.min(*first + table.room(prepared.element.bounds.height));
                left |= last > *first;
                rows.insert(id, *first..last);
                *first = last;
            }
            if page.continuation && (!left || pages.len() >= MAX_PAGES) {
                break;
            }
            pages.push(Planned { base, rows });
            if !page.continuation {
                break;
            }
        }
    }
    let over = placed.into_values().filter(|(_, count, placed)| placed < count);
    let findings: Vec<_> = over
        .map(|(prepared, count, placed)| {
            let zh = format!("共 {count} 行，照面只容 {placed} 行");
            let en = format!("there are {count} rows, but the face has room for {placed}");
            finding(&prepared.element, "face_overflow", zh, en)
        })
        .collect();
    if findings.is_empty() { Ok(pages) } else { Err(findings) }
}

/// Tables of groups: element, table, key of the group, and id of the table that it continues.
fn tables(page: &CompiledPage) -> impl Iterator<Item = (&Prepared, &Table, &str, Option<&str>)> {
    page.elements.iter().filter_map(|prepared| {
        let ElementKind::Table(table) = &prepared.element.kind else { return None };
        let Rows::Group { key, continues } = &table.rows else { return None };
        Some((prepared, table, key.as_str(), continues.as_deref()))
    })
}

impl LayoutBuilder<'_> {
    /// Lays out a table with the rows that were planned for it. Without a plan it shows as many
    /// rows as it has room for.
    pub(super) fn table(
        &mut self,
        prepared: &Prepared,
        table: &Table,
        content: &Content,
    ) -> Result<(), FaceFinding> {
        let element = &prepared.element;
        let room = table.room(element.bounds.height);
        let (range, filled) = match &table.rows {
            Rows::Group { key, .. } => {
                let all = content.rows.get(key).map_or(0, Vec::len);
                let planned = self.planned.get(&element.id).cloned();
                let range = planned.unwrap_or(0..all.min(room));
                (range.clone(), range.len())
            }
            Rows::Fixed(rows) => (0..rows.len(), rows.len()),
        };
        let drawn = if table.blank_rows { room } else { filled };
        self.pay(element, Work::Curve, 2 * (drawn + table.columns.len() + 2))?;
        self.items.extend(shape::grid(element, table, drawn));
        let mut top = 0.0;
        if let Some(height) = table.header_height {
            for (column, bounds) in cells(element.bounds, table, top, height) {
                self.cell(prepared, table, (bounds, column), &column.title, None)?;
            }
            top = height;
        }
        for (line, row) in range.enumerate() {
            let y = top + line as f64 * table.row_height;
            let cells = cells(element.bounds, table, y, table.row_height);
            for (at, (column, bounds)) in cells.enumerate() {
                let field = column.cell.as_ref().and_then(Piece::key);
                let value = match &table.rows {
                    Rows::Group { key, .. } => member(content, key, row, column),
                    Rows::Fixed(rows) => self.value(&rows[row][at], content),
                };
                let set = value.map_or(Ok(()), |value| {
                    self.cell(prepared, table, (bounds, column), &value, field)
                });
                set.map_err(|found| match field.and_then(|field| field.split_once('.')) {
                    Some((group, member)) => {
                        FaceFinding { field: Some(format!("{group}[{row}].{member}")), ..found }
                    }
                    None => found,
                })?;
            }
        }
        Ok(())
    }

    fn cell(
        &mut self,
        prepared: &Prepared,
        table: &Table,
        (bounds, column): (Rect, &Column),
        value: &str,
        field: Option<&str>,
    ) -> Result<(), FaceFinding> {
        let Prepared { element, faces } = prepared;
        self.pay(element, Work::LaidOut, 1)?;
        let text = TextElement { align: column.align, ..table.text.clone() };
        self.text(&TextBox { element, faces, bounds, field }, &text, table.line_height, value)
    }
}

/// The cells of a row, without padding. `y` is the distance in mm from the top of the table.
fn cells(
    bounds: Rect,
    table: &Table,
    y: f64,
    height: f64,
) -> impl Iterator<Item = (&Column, Rect)> {
    let mut x = bounds.x;
    table.columns.iter().map(move |column| {
        let cell = Rect {
            x: micrometre(x + table.padding),
            y: micrometre(bounds.y + y),
            width: micrometre(column.width - 2.0 * table.padding),
            height,
        };
        x += column.width;
        (column, cell)
    })
}

/// The formatted value of a row's member; `None` if it is empty.
fn member(content: &Content, group: &str, row: usize, column: &Column) -> Option<String> {
    let Piece::Placeholder { key, format } = column.cell.as_ref()? else { return None };
    let (_, member) = key.split_once('.')?;
    let raw = content.rows.get(group)?.get(row)?.get(member).map_or("", String::as_str);
    let value = format.map_or_else(|| raw.to_owned(), |format| format.apply(raw));
    (!value.trim().is_empty()).then_some(value)
}
