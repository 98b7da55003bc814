//! Descriptions of the declared tables, and the comparison of a schema with them.

/// The description of a declared table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [Column],
    /// Whether its rows are evident: the log vouches for them.
    pub evident: bool,
    /// Whether all columns are declared. Otherwise only statements use the others.
    pub whole: bool,
    /// The columns of the primary key of an evident table.
    pub key: &'static [&'static str],
    /// Why the places of its rows are not compared with the reach of the permit; `None` if they are.
    pub nowhere: Option<&'static str>,
}

/// The description of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub nullable: bool,
    /// The schema step that added it to the table; `None` if the table has had it from the beginning.
    pub since: Option<i64>,
}

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Integer,
    Text,
    Blob,
}

impl Kind {
    /// The kind that an engine calls `name`.
    pub fn of(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "integer" | "bigint" => Some(Self::Integer),
            "text" => Some(Self::Text),
            "blob" | "bytea" => Some(Self::Blob),
            _ => None,
        }
    }
}

/// A column as an engine describes it: name, type, whether it may be null.
pub type Found = (String, String, bool);

/// The differences between the columns of a table in a database, in their order, and its declaration, as
/// texts for people.
pub fn differences(table: &Table, found: &[Found]) -> Vec<String> {
    let mut all = Vec::new();
    let mut say = |column: &str, what: String| all.push(format!("{}.{column}: {what}", table.name));
    for column in table.columns {
        match found.iter().find(|(name, ..)| name == column.name) {
            None => say(column.name, "missing in the schema".into()),
            Some((_, kind, nullable)) => {
                if Kind::of(kind) != Some(column.kind) {
                    say(column.name, format!("declared {:?}, found {kind}", column.kind));
                }
                if *nullable != column.nullable {
                    say(
                        column.name,
                        format!("null declared {}, found {nullable}", column.nullable),
                    );
                }
            }
        }
    }
    let declared = |name: &str| table.columns.iter().any(|column| column.name == name);
    if table.whole {
        for (name, ..) in found.iter().filter(|(name, ..)| !declared(name)) {
            say(name, "missing in the declaration".into());
        }
    }
    let known = found.iter().map(|(name, ..)| name.as_str()).filter(|name| declared(name));
    let expected = table.columns.iter().map(|column| column.name);
    if all.is_empty() && !known.eq(expected) {
        all.push(format!("{}: the columns are in another order", table.name));
    }
    all
}

/// Whether the schema step `text` adds a column with the declared type and with the empty value as default,
/// so that existing rows keep their evidence.
pub fn adds_empty(text: &str, table: &str, column: &Column) -> bool {
    let start = format!("ALTER TABLE {table} ADD COLUMN {} ", column.name);
    let Some(line) = text.lines().find_map(|line| line.strip_prefix(&start)) else { return false };
    let code = line.split(';').next().unwrap_or_default();
    code == match (column.kind, column.nullable) {
        (Kind::Integer, false) => "INTEGER NOT NULL DEFAULT 0",
        (Kind::Text, false) => "TEXT NOT NULL DEFAULT ''",
        (Kind::Blob, false) => "BLOB NOT NULL DEFAULT x''",
        (Kind::Integer, true) => "INTEGER",
        (Kind::Text, true) => "TEXT",
        (Kind::Blob, true) => "BLOB",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: Table = Table {
        name: "thing",
        columns: &[
            Column { name: "thing_id", kind: Kind::Text, nullable: false, since: None },
            Column { name: "count", kind: Kind::Integer, nullable: false, since: None },
            Column { name: "bytes", kind: Kind::Blob, nullable: true, since: None },
        ],
        evident: false,
        whole: true,
        key: &[],
        nowhere: None,
    };

    #[test]
    fn schema_steps_add_later_columns_with_the_empty_value() {
        for table in crate::tables() {
            for column in table.columns {
                let Some(step) = column.since else { continue };
                let text =
                    crate::STEPS.iter().find(|(number, ..)| *number == step).map(|step| step.2);
                assert!(adds_empty(text.unwrap(), table.name, column), "{}", column.name);
            }
        }
        // Negative control with invented steps: another default, no default, another table, no such line.
        let count = Column { since: Some(2), ..TABLE.columns[1] };
        let cases = [
            ("ALTER TABLE thing ADD COLUMN count INTEGER NOT NULL DEFAULT 0; -- how many", true),
            ("ALTER TABLE thing ADD COLUMN count INTEGER NOT NULL DEFAULT 1; -- how many", false),
            ("ALTER TABLE thing ADD COLUMN count INTEGER; -- how many", false),
            ("ALTER TABLE other ADD COLUMN count INTEGER NOT NULL DEFAULT 0; -- how many", false),
            ("CREATE TABLE thing (count INTEGER NOT NULL) STRICT;", false),
        ];
        for (text, expected) in cases {
            assert_eq!(adds_empty(text, "thing", &count), expected, "{text}");
        }
    }

    fn found(text: &str) -> Vec<Found> {
        let column = |text: &str| {
            let mut words = text.split_whitespace();
            let (name, kind) = (words.next().unwrap(), words.next().unwrap());
            (name.to_owned(), kind.to_owned(), words.next() == Some("NULL"))
        };
        text.split(", ").map(column).collect()
    }

    #[test]
    fn every_difference_between_schema_and_declaration_is_reported() {
        let same = [
            "thing_id text, count bigint, bytes bytea NULL",
            "thing_id TEXT, count INTEGER, bytes BLOB NULL",
        ];
        for text in same {
            assert_eq!(differences(&TABLE, &found(text)), Vec::<String>::new());
        }
        let cases = [
            ("thing_id TEXT, count INTEGER", "thing.bytes: missing in the schema"),
            (
                "thing_id TEXT, count INTEGER, bytes BLOB NULL, more TEXT",
                "thing.more: missing in the declaration",
            ),
            (
                "thing_id TEXT, count TEXT, bytes BLOB NULL",
                "thing.count: declared Integer, found TEXT",
            ),
            (
                "thing_id TEXT, count INTEGER NULL, bytes BLOB NULL",
                "thing.count: null declared false, found true",
            ),
            (
                "thing_id TEXT, count INTEGER, bytes BLOB",
                "thing.bytes: null declared true, found false",
            ),
            (
                "count INTEGER, thing_id TEXT, bytes BLOB NULL",
                "thing: the columns are in another order",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(differences(&TABLE, &found(text)), [expected], "{text}");
        }
        let part = Table { whole: false, ..TABLE };
        let more = found("thing_id TEXT, count INTEGER, other TEXT, bytes BLOB NULL");
        assert_eq!(differences(&part, &more), Vec::<String>::new());
    }
}
