//! The parsed declaration of a noun. The documentation of the crate describes its syntax.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Error, Field, Ident, ItemStruct, LitInt, LitStr, Result, ReturnType, Token, Type,
    Visibility, braced, bracketed, parenthesized,
};

/// The tables and queries of one file.
pub struct Noun {
    pub tables: Vec<Table>,
    pub groups: Vec<Group>,
}

pub struct Table {
    pub docs: Vec<Attribute>,
    pub row: Ident,
    pub name: Ident,
    pub columns: Vec<Column>,
    pub duty: Duty,
    /// The columns that the MAC of an operational row covers; empty if the rows have no MAC.
    pub mac: Vec<Ident>,
}

pub struct Column {
    pub docs: Vec<Attribute>,
    pub name: Ident,
    pub ty: Type,
    /// The schema step that added it to an existing table.
    pub since: Option<LitInt>,
}

/// The kind of the rows of a table.
pub enum Duty {
    /// The log vouches for the rows and names them by the columns `named`.
    Evident { key: Vec<Ident>, named: Vec<Ident>, place: Place, updated: bool },
    /// The rows are not evidence.
    Operational,
    /// As `Operational`, but only some columns are declared.
    Part,
}

/// How the place of a row is found.
pub enum Place {
    Columns { unit: Ident, region: Ident },
    Unit(Ident),
    Of { table: Ident, column: Ident },
    Nowhere(LitStr),
}

/// Queries that belong to the same kinds of transactions.
pub struct Group {
    pub owners: Vec<Ident>,
    pub queries: Vec<Query>,
}

pub struct Query {
    pub docs: Vec<Attribute>,
    pub visibility: Visibility,
    pub name: Ident,
    pub arguments: Vec<(Ident, Type)>,
    pub output: Option<Type>,
    pub texts: Vec<LitStr>,
    /// The rows are shown and not relied on, so they are returned without a check.
    pub for_display: bool,
}

impl Noun {
    pub fn table_of(&self, row: &Ident) -> Option<&Table> {
        self.tables.iter().find(|table| table.row == *row)
    }
}

impl Table {
    /// Key, place and whether rows are ever updated, if the table is evident.
    pub fn evident(&self) -> Option<(&[Ident], &Place, bool)> {
        match &self.duty {
            Duty::Evident { key, place, updated, .. } => Some((key, place, *updated)),
            Duty::Operational | Duty::Part => None,
        }
    }

    /// The columns by which the log names a row.
    pub fn named(&self) -> &[Ident] {
        match &self.duty {
            Duty::Evident { named, .. } => named,
            Duty::Operational | Duty::Part => &[],
        }
    }

    pub fn column(&self, name: &Ident) -> Result<&Column> {
        let found = self.columns.iter().find(|column| column.name == *name);
        found.ok_or_else(|| Error::new(name.span(), format!("{} has no column `{name}`", self.row)))
    }
}

impl Parse for Noun {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let (mut tables, mut groups) = (Vec::new(), Vec::new());
        while !input.is_empty() {
            if input.peek(Token![impl]) {
                groups.push(input.parse()?);
            } else {
                tables.push(table(input.parse()?)?);
            }
        }
        Ok(Self { tables, groups })
    }
}

fn table(item: ItemStruct) -> Result<Table> {
    let (marks, docs): (Vec<_>, Vec<_>) =
        item.attrs.into_iter().partition(|attribute| attribute.path().is_ident("table"));
    let [mark] = marks.as_slice() else {
        return Err(Error::new(item.ident.span(), "a row needs exactly one attribute #[table(…)]"));
    };
    let Marks { name, duty, mac } = mark.parse_args()?;
    let columns: Vec<Column> = item.fields.into_iter().map(column).collect::<Result<_>>()?;
    let table = Table { docs, row: item.ident, name, columns, duty, mac };
    table.mac.iter().try_for_each(|column| table.column(column).map(drop))?;
    if !table.mac.is_empty() {
        table.column(&Ident::new("mac", table.name.span()))?;
    }
    if let Some((key, place, _)) = table.evident() {
        let names = key.iter().chain(table.named());
        names.clone().try_for_each(|column| table.column(column).map(drop))?;
        for needed in ["version", "record_id"] {
            table.column(&Ident::new(needed, table.name.span()))?;
        }
        match place {
            Place::Columns { unit, region } => {
                table.column(unit)?;
                table.column(region)?;
            }
            Place::Unit(column) | Place::Of { column, .. } => {
                table.column(column)?;
            }
            Place::Nowhere(_) => {}
        }
    }
    Ok(table)
}

fn column(field: Field) -> Result<Column> {
    let (marks, docs): (Vec<_>, Vec<_>) =
        field.attrs.into_iter().partition(|attribute| attribute.path().is_ident("since"));
    let since = marks.first().map(Attribute::parse_args).transpose()?;
    let unnamed = || Error::new_spanned(&field.ty, "a column needs a name");
    let name = field.ident.ok_or_else(unnamed)?;
    Ok(Column { docs, name, ty: field.ty, since })
}

const PLACE_MISSING: &str = "an evident table must declare the place of its rows: place(…), \
                             place_of(…) or nowhere(\"why\")";
const DUTY_UNCLEAR: &str = "a table needs exactly one of key(…), operational and part; \
                            only one with key(…) has a place";
const MAC_MISPLACED: &str =
    "only an operational table has a MAC; the log vouches for an evident one";
const UNKNOWN_MARK: &str = "#[table(…)] has no such argument";

/// The content of `#[table(…)]`.
struct Marks {
    name: Ident,
    duty: Duty,
    mac: Vec<Ident>,
}

impl Parse for Marks {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name: Ident = input.parse()?;
        let (mut key, mut named, mut mac) = (Vec::new(), Vec::new(), Vec::new());
        let (mut place, mut duty, mut updated) = (None, None, true);
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let mark: Ident = input.parse()?;
            match mark.to_string().as_str() {
                "key" => key = columns(input)?,
                "named" => named = columns(input)?,
                "mac" => mac = columns(input)?,
                "place" => place = Some(place_in(columns(input)?, &mark)?),
                "place_of" => place = Some(place_of(columns(input)?, &mark)?),
                "nowhere" => {
                    let content;
                    parenthesized!(content in input);
                    place = Some(Place::Nowhere(content.parse()?));
                }
                "never_updated" => updated = false,
                "operational" => duty = Some(Duty::Operational),
                "part" => duty = Some(Duty::Part),
                _ => return Err(Error::new(mark.span(), UNKNOWN_MARK)),
            }
        }
        if !mac.is_empty() && !matches!(duty, Some(Duty::Operational)) {
            return Err(Error::new(name.span(), MAC_MISPLACED));
        }
        let duty = match (duty, key.is_empty(), place) {
            (Some(duty), true, None) => duty,
            (None, false, Some(place)) => {
                let named = if named.is_empty() { key.clone() } else { named };
                Duty::Evident { key, named, place, updated }
            }
            (None, false, None) => {
                return Err(Error::new(name.span(), PLACE_MISSING));
            }
            (Some(_), _, _) | (None, true, _) => {
                return Err(Error::new(name.span(), DUTY_UNCLEAR));
            }
        };
        Ok(Self { name, duty, mac })
    }
}

fn columns(input: ParseStream<'_>) -> Result<Vec<Ident>> {
    let content;
    parenthesized!(content in input);
    Ok(Punctuated::<Ident, Token![,]>::parse_terminated(&content)?.into_iter().collect())
}

fn place_in(columns: Vec<Ident>, mark: &Ident) -> Result<Place> {
    match columns.as_slice() {
        [unit] => Ok(Place::Unit(unit.clone())),
        [unit, region] => Ok(Place::Columns { unit: unit.clone(), region: region.clone() }),
        _ => Err(Error::new(mark.span(), "expected place(unit) or place(unit, region)")),
    }
}

fn place_of(names: Vec<Ident>, mark: &Ident) -> Result<Place> {
    match names.as_slice() {
        [table, column] => Ok(Place::Of { table: table.clone(), column: column.clone() }),
        _ => Err(Error::new(mark.span(), "expected place_of(table, column)")),
    }
}

impl Parse for Group {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        input.parse::<Token![impl]>()?;
        let mut owners = vec![input.parse()?];
        while input.parse::<Option<Token![,]>>()?.is_some() {
            owners.push(input.parse()?);
        }
        let content;
        braced!(content in input);
        let mut queries = Vec::new();
        while !content.is_empty() {
            queries.push(content.parse()?);
        }
        Ok(Self { owners, queries })
    }
}

impl Parse for Query {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let (marks, docs): (Vec<_>, Vec<_>) =
            attributes.into_iter().partition(|mark| mark.path().is_ident("for_display"));
        let for_display = !marks.is_empty();
        let visibility = input.parse()?;
        input.parse::<Token![fn]>()?;
        let name = input.parse()?;
        let content;
        parenthesized!(content in input);
        let arguments = Punctuated::<Argument, Token![,]>::parse_terminated(&content)?;
        let output = match input.parse()? {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(*ty),
        };
        input.parse::<Token![=]>()?;
        let texts = if input.peek(syn::token::Bracket) {
            let content;
            bracketed!(content in input);
            Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?.into_iter().collect()
        } else {
            vec![input.parse()?]
        };
        input.parse::<Token![;]>()?;
        let arguments = arguments.into_iter().map(|argument| argument.0).collect();
        Ok(Self { docs, visibility, name, arguments, output, texts, for_display })
    }
}

struct Argument((Ident, Type));

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        Ok(Self((name, input.parse()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The error of a declaration with these arguments of `#[table(…)]` and these columns; `None` if it is
    /// accepted.
    fn refusal(marks: &str, columns: &str) -> Option<String> {
        let text = format!("#[table({marks})] struct ThingRow {{ {columns} }}");
        syn::parse_str::<Noun>(&text).err().map(|error| error.to_string())
    }

    #[test]
    fn an_evident_table_must_declare_the_place_of_its_rows() {
        let columns = "thing_id: String, unit: String, region: String, \
                       version: i64, record_id: String";
        let cases = [
            ("thing, key(thing_id), place(unit, region)", None),
            ("thing, key(thing_id), place(unit)", None),
            ("thing, key(thing_id), place_of(person, unit), never_updated", None),
            ("thing, key(thing_id), nowhere(\"made up\")", None),
            ("thing, operational", None),
            ("thing, part", None),
            ("thing, key(thing_id)", Some(PLACE_MISSING)),
            ("thing", Some(DUTY_UNCLEAR)),
            ("thing, key(thing_id), operational", Some(DUTY_UNCLEAR)),
            ("thing, operational, place(unit)", Some(DUTY_UNCLEAR)),
            ("thing, key(thing_id), place(unti)", Some("ThingRow has no column `unti`")),
            ("thing, key(id), place(unit)", Some("ThingRow has no column `id`")),
            (
                "thing, key(thing_id), place(unit, region, unit)",
                Some("expected place(unit) or place(unit, region)"),
            ),
            ("thing, key(thing_id), plaice(unit)", Some(UNKNOWN_MARK)),
        ];
        for (marks, expected) in cases {
            assert_eq!(refusal(marks, columns).as_deref(), expected, "{marks}");
        }
    }

    #[test]
    fn an_evident_table_needs_version_and_record_id() {
        let marks = "thing, key(thing_id), nowhere(\"made up\")";
        let whole = "thing_id: String, version: i64, record_id: String";
        assert_eq!(refusal(marks, whole), None);
        for (columns, missing) in [
            ("thing_id: String, version: i64", "record_id"),
            ("thing_id: String, record_id: String", "version"),
        ] {
            let expected = format!("ThingRow has no column `{missing}`");
            assert_eq!(refusal(marks, columns), Some(expected));
        }
        let operational = refusal("thing, operational", "thing_id: String");
        assert_eq!(operational, None, "a table that is not evident does not need them");
    }
}
