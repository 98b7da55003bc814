//! Tables with rows of equal height, which are fixed or come from a repeated group.

use super::{Align, Stroke, TextElement};
use crate::format::Piece;

/// A table. Lengths are in mm.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub rows: Rows,
    pub columns: Vec<Column>,
    /// Height of the header with the titles of the columns; `None` means no header.
    pub header_height: Option<f64>,
    pub row_height: f64,
    /// The text style of the cells; its content is empty.
    pub text: TextElement,
    /// For cells with several lines.
    pub line_height: Option<f64>,
    /// Padding at the left and right of each cell.
    pub padding: f64,
    pub stroke: Option<Stroke>,
    /// Whether the grid continues below the last row.
    pub blank_rows: bool,
}

/// The rows of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Rows {
    /// The rows of the group `key`. With `continues`, the table shows the rows for which the table
    /// with this id, on an earlier page, had no room.
    Group { key: String, continues: Option<String> },
    /// Fixed rows: the content of each cell in each row.
    Fixed(Vec<Vec<Vec<Piece>>>),
}

/// A column of a table. Its width is in mm.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub title: String,
    pub width: f64,
    pub align: Align,
    /// Placeholder for the member of the group, with the key `GROUP.MEMBER`. `None` in tables with
    /// fixed rows.
    pub cell: Option<Piece>,
}

impl Table {
    /// Number of rows for which a box of this height has room.
    pub fn room(&self, height: f64) -> usize {
        let free = height - self.header_height.unwrap_or(0.0) + 1e-6;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "both are checked to be positive and smaller than a page"
        )]
        let rows = (free / self.row_height).floor().max(0.0) as usize;
        rows
    }

    /// The content of all cells.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = &Piece> {
        let members = self.columns.iter().filter_map(|column| column.cell.as_ref());
        let fixed = match &self.rows {
            Rows::Group { .. } => &[][..],
            Rows::Fixed(rows) => rows,
        };
        members.chain(fixed.iter().flatten().flatten())
    }

    /// The texts of the header.
    pub(crate) fn titles(&self) -> impl Iterator<Item = &str> {
        let shown = self.header_height.is_some();
        self.columns.iter().filter(move |_| shown).map(|column| column.title.as_str())
    }
}
