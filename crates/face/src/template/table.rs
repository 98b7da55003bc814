//! Tables: rows of a repeated group or fixed ones, drawn in cells of one height.

use super::{Align, Stroke, TextElement};
use crate::format::Piece;

/// A table; lengths in mm.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub rows: Rows,
    pub columns: Vec<Column>,
    /// Height of the row with the columns' titles; `None` = no such row.
    pub header_height: Option<f64>,
    pub row_height: f64,
    /// How cells are set: font, size, colour, overflow. Its content is empty.
    pub text: TextElement,
    /// Cells of several lines.
    pub line_height: Option<f64>,
    /// Free room on the left and right of a cell.
    pub padding: f64,
    pub stroke: Option<Stroke>,
    /// Whether the grid goes on below the last row.
    pub blank_rows: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Rows {
    /// Key of the group; with `continues` those rows that the table of this id, on an earlier
    /// page, had no room for.
    Group { key: String, continues: Option<String> },
    /// Cell by cell.
    Fixed(Vec<Vec<Vec<Piece>>>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub title: String,
    pub width: f64,
    pub align: Align,
    /// Member of the group: a place with the key `GROUP.MEMBER`. `None` in tables of fixed rows.
    pub cell: Option<Piece>,
}

impl Table {
    /// How many rows a box of this height has room for.
    pub fn room(&self, height: f64) -> usize {
        let free = height - self.header_height.unwrap_or(0.0) + 1e-6;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "both are checked to be positive and below the page's side"
        )]
        let rows = (free / self.row_height).floor().max(0.0) as usize;
        rows
    }

    /// Everything that its cells say.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = &Piece> {
        let members = self.columns.iter().filter_map(|column| column.cell.as_ref());
        let fixed = match &self.rows {
            Rows::Group { .. } => &[][..],
            Rows::Fixed(rows) => rows,
        };
        members.chain(fixed.iter().flatten().flatten())
    }

    /// Text of the header's cells.
    pub(crate) fn titles(&self) -> impl Iterator<Item = &str> {
        let shown = self.header_height.is_some();
        self.columns.iter().filter(move |_| shown).map(|column| column.title.as_str())
    }
}
