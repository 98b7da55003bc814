//! One schema text for two engines (decision 0004).
//!
//! SQLite runs the text as it is. For PostgreSQL five words are replaced, and the comments become
//! `COMMENT ON` statements, so that database administrators see them too.

/// The SQL dialect of an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// Translates the text of a schema step to `dialect`; its statements are separated by `;`.
pub fn translate(text: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => text.to_owned(),
        Dialect::Postgres => postgres(text),
    }
}

fn postgres(text: &str) -> String {
    let mut statements = String::new();
    let mut comments = String::new();
    let (mut table, mut about) = (String::new(), String::new());
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("-- table: ") {
            comment.clone_into(&mut about);
            continue;
        }
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            rest.trim_end_matches(" (").clone_into(&mut table);
            comments.push_str(&format!("COMMENT ON TABLE {table} IS {};\n", quoted(&about)));
        }
        if let Some((column, comment)) = column_comment(line) {
            if let Some(added_to) = line.strip_prefix("ALTER TABLE ") {
                added_to.split(' ').next().unwrap_or_default().clone_into(&mut table);
            }
            let comment = quoted(comment);
            comments.push_str(&format!("COMMENT ON COLUMN {table}.{column} IS {comment};\n"));
        }
        let code = line.split("--").next().unwrap_or_default();
        let code = code.replace(" INTEGER", " BIGINT").replace(" BLOB", " BYTEA");
        let code = code.replace(" x''", " ''");
        let code = code.replace(") STRICT, WITHOUT ROWID;", ");");
        statements.push_str(&code.replace(") STRICT;", ");"));
        statements.push('\n');
    }
    statements + &comments
}

/// The name and the comment of a column. The line is `  name TEXT NOT NULL, -- comment` inside a
/// `CREATE TABLE`, or `ALTER TABLE unit ADD COLUMN name TEXT NOT NULL DEFAULT ''; -- comment`.
fn column_comment(line: &str) -> Option<(&str, &str)> {
    let (code, comment) = line.split_once("-- ")?;
    let column = match code.split_once(" ADD COLUMN ") {
        Some((_, column)) => column,
        None => code.strip_prefix("  ")?,
    };
    Some((column.split_whitespace().next()?, comment))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::STEPS;

    /// The lines of a step that make a table or a column without a comment, or change a table in a form
    /// that the translation does not read.
    fn without_comment(text: &str) -> Vec<&str> {
        let lines: Vec<&str> = text.lines().collect();
        let mut in_table = false;
        let mut found = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let begins = line.starts_with("CREATE TABLE");
            let commented = if begins {
                at > 0 && lines[at - 1].starts_with("-- table: ")
            } else if line.starts_with("ALTER TABLE ") && line.contains(" RENAME TO ") {
                true
            } else if line.contains("ALTER TABLE") || line.contains("ADD COLUMN") {
                line.starts_with("ALTER TABLE ")
                    && line.contains(" ADD COLUMN ")
                    && column_comment(line).is_some()
            } else {
                let in_column = in_table && !line.starts_with(')');
                let in_column = in_column && !line.trim_start().starts_with("PRIMARY KEY");
                !in_column || column_comment(line).is_some()
            };
            in_table = begins || in_table && !line.starts_with(')');
            found.extend((!commented).then_some(*line));
        }
        found
    }

    #[test]
    fn every_table_and_column_of_the_schema_has_a_comment() {
        for (_, name, text) in STEPS {
            assert_eq!(without_comment(text), [""; 0], "{name}");
        }
        let good = "-- table: a\nCREATE TABLE a (\n  b TEXT, -- c\n  PRIMARY KEY (b)\n) STRICT;\n\
                    ALTER TABLE a ADD COLUMN d TEXT; -- e\n";
        assert_eq!(without_comment(good), [""; 0], "negative control");
        for (wrong, line) in [
            (good.replace("-- table: a\n", ""), "CREATE TABLE a ("),
            (good.replace(" -- c", ""), "  b TEXT,"),
            (good.replace(" -- e", ""), "ALTER TABLE a ADD COLUMN d TEXT;"),
            (good.replace("ADD COLUMN", "ADD"), "ALTER TABLE a ADD d TEXT; -- e"),
            (good.replace(" ADD", "\n  ADD"), "ALTER TABLE a"),
        ] {
            assert_eq!(without_comment(&wrong).first(), Some(&line), "{wrong}");
        }
    }

    #[test]
    fn postgres_gets_its_own_types_and_the_comments_as_statements() {
        let text = "-- table: it's a test\nCREATE TABLE a (\n  b INTEGER NOT NULL, -- count\n  \
                    c BLOB -- bytes\n) STRICT;\n";
        assert_eq!(
            translate(text, Dialect::Postgres),
            "CREATE TABLE a (\n  b BIGINT NOT NULL, \n  c BYTEA \n);\n\
             COMMENT ON TABLE a IS 'it''s a test';\nCOMMENT ON COLUMN a.b IS 'count';\n\
             COMMENT ON COLUMN a.c IS 'bytes';\n"
        );
        assert_eq!(translate(text, Dialect::Sqlite), text);
        let added = "ALTER TABLE a ADD COLUMN d INTEGER NOT NULL DEFAULT 0; -- days\n";
        assert_eq!(
            translate(added, Dialect::Postgres),
            "ALTER TABLE a ADD COLUMN d BIGINT NOT NULL DEFAULT 0; \nCOMMENT ON COLUMN a.d IS 'days';\n"
        );
    }
}
