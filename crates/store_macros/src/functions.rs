//! The expansion `functions`: the query functions of one engine. Every function takes the connection of a
//! transaction that the caller owns.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Error, Ident, Result, Type, parse_quote};

use crate::noun::{Noun, Query, Table};
use crate::text::{Answer, Statement, Value, selected};

pub fn expand(noun: &Noun) -> Result<TokenStream> {
    let mut functions = TokenStream::new();
    for table in &noun.tables {
        functions.extend(of_table(table)?);
    }
    for query in noun.groups.iter().flat_map(|group| &group.queries) {
        functions.extend(of_query(query, noun)?);
    }
    Ok(functions)
}

/// The functions that every evident table has: select by key and after a key, insert, update.
fn of_table(table: &Table) -> Result<TokenStream> {
    let Some((key, _, updated)) = table.evident() else { return Ok(TokenStream::new()) };
    let (row, name, columns) = (&table.row, &table.name, selected(table, ""));
    let arguments = key_arguments(table)?;
    let names: Vec<String> = key.iter().map(Ident::to_string).collect();
    let numbers: Vec<String> = (1..=key.len()).map(|at| format!("${at}")).collect();
    let (list, order) = (names.join(", "), numbers.join(", "));
    let equal = (names.iter().zip(&numbers)).map(|(name, number)| format!("{name} = {number}"));
    let equal = equal.collect::<Vec<_>>().join(" AND ");
    let greater = match key {
        [_] => format!("{list} > {order}"),
        _ => format!("({list}) > ({order})"),
    };
    let limit = key.len() + 1;
    let by_key = format!("SELECT {columns} FROM {name} WHERE {equal}");
    let after_key =
        format!("SELECT {columns} FROM {name} WHERE {greater} ORDER BY {list} LIMIT ${limit}");
    let (after, save) = (format_ident!("{name}_after"), saves(table, key, updated)?);
    Ok(quote! {
        pub async fn #name(
            conn: &mut super::Conn, #(#arguments),*
        ) -> Result<Option<#row>, sqlx::Error> {
            sqlx::query_as!(#row, #by_key, #(#key),*).fetch_optional(conn).await
        }

        pub async fn #after(
            conn: &mut super::Conn, #(#arguments,)* limit: i64
        ) -> Result<Vec<#row>, sqlx::Error> {
            sqlx::query_as!(#row, #after_key, #(#key,)* limit).fetch_all(conn).await
        }

        #save
    })
}

fn saves(table: &Table, key: &[Ident], updated: bool) -> Result<TokenStream> {
    let (row, name) = (&table.row, &table.name);
    let columns: Vec<&Ident> = table.columns.iter().map(|column| &column.name).collect();
    let names: Vec<String> = columns.iter().map(|name| name.to_string()).collect();
    let numbers: Vec<String> = (1..=columns.len()).map(|at| format!("${at}")).collect();
    let sql = format!("INSERT INTO {name} ({}) VALUES ({})", names.join(", "), numbers.join(", "));
    let function = format_ident!("insert_{name}");
    let insert = quote! {
        pub async fn #function(conn: &mut super::Conn, row: &#row) -> Result<u64, sqlx::Error> {
            sqlx::query!(#sql, #(row.#columns),*).execute(conn).await.map(|done| done.rows_affected())
        }
    };
    if !updated {
        return Ok(insert);
    }
    let is_key = |column: &Ident| key.contains(column);
    let numbered = |keys: bool| {
        let columns = columns.iter().zip(&numbers).filter(move |(name, _)| is_key(name) == keys);
        columns.map(|(name, number)| format!("{name} = {number}")).collect::<Vec<_>>()
    };
    let version = columns.iter().position(|name| *name == "version");
    let version = version
        .ok_or_else(|| Error::new(name.span(), "an evident table needs the column `version`"))?
        + 1;
    let (set, equal) = (numbered(false).join(", "), numbered(true).join(" AND "));
    let sql = format!("UPDATE {name} SET {set} WHERE {equal} AND version + 1 = ${version}");
    let function = format_ident!("update_{name}");
    Ok(quote! {
        #insert

        /// Returns 0 if the row was saved by someone else after it was read.
        pub async fn #function(conn: &mut super::Conn, row: &#row) -> Result<u64, sqlx::Error> {
            let done = sqlx::query!(#sql, #(row.#columns),*).execute(conn).await?;
            Ok(done.rows_affected())
        }
    })
}

/// The columns of the key as arguments; texts are borrowed.
pub fn key_arguments(table: &Table) -> Result<Vec<TokenStream>> {
    let Some((key, ..)) = table.evident() else { return Ok(Vec::new()) };
    key.iter()
        .map(|name| {
            let ty = borrowed(&table.column(name)?.ty)?;
            Ok(quote!(#name: #ty))
        })
        .collect()
}

fn borrowed(ty: &Type) -> Result<Type> {
    match quote!(#ty).to_string().as_str() {
        "i64" => Ok(parse_quote!(i64)),
        "String" => Ok(parse_quote!(&str)),
        _ => Err(Error::new_spanned(ty, "a column of a key must be i64 or String")),
    }
}

fn of_query(query: &Query, noun: &Noun) -> Result<TokenStream> {
    let Query { docs, name, arguments, output, texts, .. } = query;
    let answer = Answer::of(query, noun)?;
    let statements = texts.iter().map(|text| Statement::of(query, text, &answer, noun));
    let statements = statements.collect::<Result<Vec<_>>>()?;
    let unused = arguments
        .iter()
        .map(|(argument, _)| argument)
        .find(|argument| !statements.iter().any(|statement| statement.names(argument)));
    if let Some(unused) = unused {
        return Err(Error::new(unused.span(), "the query does not use this argument"));
    }
    let body = body(&answer, &statements)?;
    let arguments = arguments.iter().map(|(name, ty)| quote!(#name: #ty));
    let output = match output {
        Some(output) => quote!(#output),
        None => quote!(()),
    };
    Ok(quote! {
        #(#docs)*
        pub async fn #name(
            conn: &mut super::Conn, #(#arguments),*
        ) -> Result<#output, sqlx::Error> {
            #body
        }
    })
}

fn body(answer: &Answer<'_>, statements: &[Statement]) -> Result<TokenStream> {
    if matches!(answer, Answer::Nothing) {
        let run = statements.iter().map(|Statement { sql, arguments, .. }| {
            quote!(sqlx::query!(#sql, #(#arguments),*).execute(&mut *conn).await?;)
        });
        return Ok(quote!(#(#run)* Ok(())));
    }
    let [Statement { sql, arguments, counts, .. }] = statements else {
        return Err(Error::new(
            proc_macro2::Span::call_site(),
            "a query of several statements cannot return a value",
        ));
    };
    let (value, fetch) = match answer {
        Answer::Flag if *counts => {
            return Ok(quote! {
                let value = sqlx::query_scalar!(#sql, #(#arguments),*).fetch_one(conn).await?;
                Ok(value == 1)
            });
        }
        Answer::Flag => {
            return Ok(quote! {
                let done = sqlx::query!(#sql, #(#arguments),*).execute(conn).await?;
                Ok(done.rows_affected() == 1)
            });
        }
        Answer::Nothing | Answer::Changed => {
            return Ok(quote! {
                let done = sqlx::query!(#sql, #(#arguments),*).execute(conn).await?;
                Ok(done.rows_affected())
            });
        }
        Answer::One(value) => (value, quote!(fetch_one)),
        Answer::Optional(value) => (value, quote!(fetch_optional)),
        Answer::Many(value) => (value, quote!(fetch_all)),
    };
    Ok(match value {
        Value::Row(table) => {
            let row = &table.row;
            quote!(sqlx::query_as!(#row, #sql, #(#arguments),*).#fetch(conn).await)
        }
        Value::Scalar(_) => quote!(sqlx::query_scalar!(#sql, #(#arguments),*).#fetch(conn).await),
    })
}
