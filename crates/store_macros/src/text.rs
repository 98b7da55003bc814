//! The SQL of queries: named arguments are replaced by numbered ones, and braces by columns.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Error, GenericArgument, Ident, LitStr, PathArguments, Result, Type};

use crate::noun::{Column, Noun, Query, Table};

/// What a query returns.
pub enum Answer<'a> {
    /// Nothing; it is run for its effect.
    Nothing,
    /// The number of rows that changed.
    Changed,
    /// Whether exactly one row changed or, if the statement counts, whether the count is one.
    Flag,
    /// Exactly one value.
    One(Value<'a>),
    /// One value or none.
    Optional(Value<'a>),
    /// Any number of values.
    Many(Value<'a>),
}

/// A row of a table, or the value of one column.
pub enum Value<'a> {
    Row(&'a Table),
    Scalar(&'a Type),
}

impl<'a> Answer<'a> {
    pub fn of(query: &'a Query, noun: &'a Noun) -> Result<Self> {
        let Some(ty) = &query.output else { return Ok(Self::Nothing) };
        if is(ty, "u64") {
            return Ok(Self::Changed);
        }
        if is(ty, "bool") {
            return Ok(Self::Flag);
        }
        let (wrapper, inner) = match wrapped(ty) {
            Some((wrapper, inner)) if !is(inner, "u8") => (Some(wrapper.to_string()), inner),
            Some(_) | None => (None, ty),
        };
        let row = if let Type::Path(path) = inner { path.path.get_ident() } else { None };
        let value = match row.and_then(|row| noun.table_of(row)) {
            Some(table) => Value::Row(table),
            None => Value::Scalar(inner),
        };
        match wrapper.as_deref() {
            None => Ok(Self::One(value)),
            Some("Option") => Ok(Self::Optional(value)),
            Some("Vec") => Ok(Self::Many(value)),
            Some(_) => Err(Error::new_spanned(
                ty,
                "a query returns a row, a value, or an Option or a Vec of one",
            )),
        }
    }

    fn value(&self) -> Option<&Value<'a>> {
        match self {
            Self::One(value) | Self::Optional(value) | Self::Many(value) => Some(value),
            Self::Nothing | Self::Changed | Self::Flag => None,
        }
    }
}

fn is(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident(name))
}

/// The name and the argument of a generic type: `Vec` and `T` for `Vec<T>`.
fn wrapped(ty: &Type) -> Option<(&Ident, &Type)> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    let PathArguments::AngleBracketed(inner) = &segment.arguments else { return None };
    let GenericArgument::Type(inner) = inner.args.first()? else { return None };
    Some((&segment.ident, inner))
}

/// The SQL of a statement with numbered arguments, and the values of the arguments.
#[derive(Default)]
pub struct Statement {
    pub sql: String,
    pub arguments: Vec<TokenStream>,
    /// Whether the statement counts rows although the query returns a `bool`.
    pub counts: bool,
    /// The names of the arguments, in the order of their numbers.
    names: Vec<String>,
}

impl Statement {
    /// Makes the statement of one text of a query.
    ///
    /// # Errors
    /// The text names something that the query does not have, or a brace is not closed.
    pub fn of(query: &Query, text: &LitStr, answer: &Answer<'_>, noun: &Noun) -> Result<Self> {
        let mut written = text.value().split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(Value::Row(table)) = answer.value()
            && !written.contains('{')
        {
            written = format!("SELECT {{}} FROM {} {written}", table.name);
        }
        let mut statement = Self::default();
        let mut rest = written.as_str();
        while let Some(at) = rest.find(['{', ':', '\'']) {
            let (before, special) = rest.split_at(at);
            statement.sql.push_str(before);
            // What was found has one byte.
            let (_, after) = special.split_at(1);
            rest = if special.starts_with('\'') {
                let end = after.find('\'').map_or(special.len(), |end| end + 2);
                let (quoted, rest) = special.split_at(end);
                statement.sql.push_str(quoted);
                rest
            } else if special.starts_with('{') {
                let (inside, rest) = after
                    .split_once('}')
                    .ok_or_else(|| Error::new(text.span(), "a brace is not closed"))?;
                statement.braces(inside, query, answer, noun, text)?;
                rest
            } else {
                let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.');
                let (name, rest) = after.split_at(end.unwrap_or(after.len()));
                statement.argument(name, query, text)?;
                rest
            };
        }
        statement.sql.push_str(rest);
        Ok(statement)
    }

    /// Whether the statement uses an argument or a field of it.
    pub fn names(&self, argument: &Ident) -> bool {
        let argument = argument.to_string();
        self.names.iter().any(|name| name.split('.').next() == Some(argument.as_str()))
    }

    /// Replaces the content of a pair of braces.
    fn braces(
        &mut self,
        inside: &str,
        query: &Query,
        answer: &Answer<'_>,
        noun: &Noun,
        text: &LitStr,
    ) -> Result<()> {
        match answer.value() {
            Some(Value::Row(table)) => self.sql.push_str(&selected(table, inside)),
            Some(Value::Scalar(ty)) => self.sql.push_str(&aliased(inside, "value", ty)),
            None => match row_argument(inside, query, noun) {
                Some((name, table)) => self.inserted(table, name),
                None if matches!(answer, Answer::Flag) => {
                    self.counts = true;
                    self.sql.push_str(&format!(r#"{inside} as "value!: i64""#));
                }
                None => return Err(Error::new(text.span(), format!("{inside} is not a row"))),
            },
        }
        Ok(())
    }

    /// Replaces the name of an argument, or of a field of one, by its number.
    fn argument(&mut self, name: &str, query: &Query, text: &LitStr) -> Result<()> {
        let mut parts = name.split('.');
        let first = parts.next().unwrap_or_default();
        if !query.arguments.iter().any(|(argument, _)| argument == first) {
            return Err(Error::new(
                text.span(),
                format!("{first} is not an argument of {}", query.name),
            ));
        }
        let first = format_ident!("{first}");
        let fields = parts.map(|part| format_ident!("{part}"));
        self.number(name, quote!(#first #(.#fields)*));
        Ok(())
    }

    /// Adds an argument. One that was named before keeps its number.
    fn number(&mut self, name: &str, value: TokenStream) {
        let known = self.names.iter().position(|known| known == name);
        let at = known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.arguments.push(value);
            self.names.len() - 1
        });
        self.sql.push_str(&format!("${}", at + 1));
    }

    /// Adds `(column, …) VALUES ($1, …)` for a row.
    fn inserted(&mut self, table: &Table, row: &Ident) {
        let names: Vec<String> =
            table.columns.iter().map(|column| column.name.to_string()).collect();
        self.sql.push_str(&format!("({}) VALUES (", names.join(", ")));
        for (at, Column { name, .. }) in table.columns.iter().enumerate() {
            self.sql.push_str(if at == 0 { "" } else { ", " });
            self.number(&format!("{row}.{name}"), quote!(#row.#name));
        }
        self.sql.push(')');
    }
}

/// The argument `name` of type `&Row`, and the table of the row.
fn row_argument<'a>(
    name: &str,
    query: &'a Query,
    noun: &'a Noun,
) -> Option<(&'a Ident, &'a Table)> {
    let (name, ty) = query.arguments.iter().find(|(argument, _)| argument == name)?;
    let Type::Reference(reference) = ty else { return None };
    let Type::Path(path) = &*reference.elem else { return None };
    Some((name, noun.table_of(path.path.get_ident()?)?))
}

/// The columns of a table in a `SELECT` list, of the alias `alias` if that is not empty.
pub fn selected(table: &Table, alias: &str) -> String {
    let columns = table.columns.iter().map(|Column { name, ty, .. }| {
        let dot = if alias.is_empty() { "" } else { "." };
        aliased(&format!("{alias}{dot}{name}"), &name.to_string(), ty)
    });
    columns.collect::<Vec<_>>().join(", ")
}

/// `expression as "name!: i64"`. The macros of `sqlx` cannot always infer the type of an expression and
/// whether it may be null, so every column states both.
fn aliased(expression: &str, name: &str, ty: &Type) -> String {
    let (mark, ty) = match wrapped(ty) {
        Some((wrapper, inner)) if wrapper == "Option" => ("?", inner),
        Some(_) | None => ("!", ty),
    };
    let ty = quote!(#ty).to_string().replace(' ', "");
    format!(r#"{expression} as "{name}{mark}: {ty}""#)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "#[table(job, operational)] \
                         struct JobRow { job_id: String, last_error: Option<String> }";

    /// The SQL and the arguments of a declaration with one query.
    fn filled(query: &str) -> std::result::Result<(String, String), String> {
        let noun: Noun = syn::parse_str(&format!("{TABLE} impl Queries {{ {query} }}"))
            .map_err(|error| error.to_string())?;
        let query = &noun.groups[0].queries[0];
        let statement = Answer::of(query, &noun)
            .and_then(|answer| Statement::of(query, &query.texts[0], &answer, &noun))
            .map_err(|error| error.to_string())?;
        let arguments: Vec<String> =
            statement.arguments.iter().map(|value| value.to_string().replace(' ', "")).collect();
        Ok((statement.sql, arguments.join(" ")))
    }

    #[test]
    fn columns_and_arguments_are_inserted_into_the_text() {
        let columns = r#"job_id as "job_id!: String", last_error as "last_error?: String""#;
        let cases = [
            (
                r#"pub fn job(job_id: &str) -> Option<JobRow> = "WHERE job_id = :job_id";"#,
                format!("SELECT {columns} FROM job WHERE job_id = $1"),
                "job_id",
            ),
            (
                r#"pub fn claim(a: i64, b: i64) -> Vec<JobRow>
                   = "UPDATE job SET x = :b WHERE y < :a AND z < :b RETURNING {}";"#,
                format!("UPDATE job SET x = $1 WHERE y < $2 AND z < $1 RETURNING {columns}"),
                "b a",
            ),
            (
                r#"pub fn some(a: i64) -> Vec<JobRow> = "SELECT {j} FROM job j LIMIT :a";"#,
                "SELECT j.job_id as \"job_id!: String\", j.last_error as \"last_error?: String\" \
                 FROM job j LIMIT $1"
                    .to_owned(),
                "a",
            ),
            (
                r#"pub fn insert(row: &JobRow) = "INSERT INTO job {row} ON CONFLICT DO NOTHING";"#,
                "INSERT INTO job (job_id, last_error) VALUES ($1, $2) ON CONFLICT DO NOTHING"
                    .to_owned(),
                "row.job_id row.last_error",
            ),
            (
                r#"pub fn enqueue(row: &JobRow) -> bool = "INSERT INTO job {row}";"#,
                "INSERT INTO job (job_id, last_error) VALUES ($1, $2)".to_owned(),
                "row.job_id row.last_error",
            ),
            (
                r#"pub fn waits(a: &str) -> bool = "SELECT {COUNT(*)} FROM job WHERE a = :a";"#,
                "SELECT COUNT(*) as \"value!: i64\" FROM job WHERE a = $1".to_owned(),
                "a",
            ),
            (
                r#"pub fn count(row: &JobRow) -> i64
                   = "SELECT {COUNT(*)} FROM job WHERE a = ':x' AND b = :row.job_id";"#,
                "SELECT COUNT(*) as \"value!: i64\" FROM job WHERE a = ':x' AND b = $1".to_owned(),
                "row.job_id",
            ),
        ];
        for (query, sql, arguments) in cases {
            assert_eq!(filled(query), Ok((sql, arguments.to_owned())), "{query}");
        }
    }

    #[test]
    fn a_text_that_names_something_unknown_is_refused() {
        let cases = [
            (
                r#"pub fn a(b: i64) -> i64 = "SELECT {c} FROM job WHERE x = :c";"#,
                "c is not an argument of a",
            ),
            (r#"pub fn a(b: i64) = "INSERT INTO job {b}";"#, "b is not a row"),
            (r#"pub fn a(b: i64) -> i64 = "SELECT {COUNT(*) FROM job";"#, "a brace is not closed"),
        ];
        for (query, expected) in cases {
            assert_eq!(filled(query).unwrap_err(), expected, "{query}");
        }
    }
}
