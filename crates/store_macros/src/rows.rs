//! The expansion `rows`: the structs of the rows, their evidence, and the descriptions of the tables.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, Result, Type};

use crate::noun::{Column, Duty, Noun, Place, Table};

pub fn expand(noun: &Noun) -> Result<TokenStream> {
    let structs = noun.tables.iter().map(item).collect::<Result<TokenStream>>()?;
    let tables = noun.tables.iter().map(description).collect::<Result<Vec<_>>>()?;
    Ok(quote! {
        #structs

        pub(crate) const TABLES: &[crate::Table] = &[#(#tables),*];
    })
}

fn item(table: &Table) -> Result<TokenStream> {
    let Table { docs, row, columns, .. } = table;
    let fields =
        columns.iter().map(|Column { docs, name, ty, .. }| quote!(#(#docs)* pub #name: #ty));
    let (evidence, mac) = (evidence(table), mac(table));
    let hash = evidence.is_some().then(|| quote!(#[derive(Hash)]));
    Ok(quote! {
        #(#docs)*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #hash
        pub struct #row { #(#fields),* }

        #evidence
        #mac
    })
}

fn evidence(table: &Table) -> Option<TokenStream> {
    table.evident()?;
    let named = table.named();
    let (row, name) = (&table.row, table.name.to_string());
    let feeds = table.columns.iter().map(|Column { name, since, .. }| {
        let text = name.to_string();
        match since {
            None => quote!(digest.column(#text, &self.#name);),
            Some(_) => quote!(digest.later_column(#text, &self.#name);),
        }
    });
    Some(quote! {
        impl crate::Evident for #row {
            const TABLE: &'static str = #name;

            fn key(&self) -> String {
                [#(self.#named.to_string()),*].join("/")
            }

            fn version(&self) -> i64 {
                self.version
            }

            fn digest(&self) -> [u8; 32] {
                let mut digest = crate::RowDigest::default();
                #(#feeds)*
                digest.finish()
            }

            fn record_id(&self) -> &str {
                &self.record_id
            }
        }
    })
}

/// The MAC of an operational row.
fn mac(table: &Table) -> Option<TokenStream> {
    if table.mac.is_empty() {
        return None;
    }
    let (row, name) = (&table.row, table.name.to_string());
    let feeds = table.mac.iter().map(|name| {
        let text = name.to_string();
        quote!(digest.column(#text, &self.#name);)
    });
    Some(quote! {
        impl crate::Authenticated for #row {
            const TABLE: &'static str = #name;

            fn covered(&self) -> [u8; 32] {
                let mut digest = crate::RowDigest::default();
                #(#feeds)*
                digest.finish()
            }

            fn mac(&self) -> &[u8] {
                &self.mac
            }

            fn set_mac(&mut self, mac: [u8; 32]) {
                self.mac = mac.to_vec();
            }
        }
    })
}

fn description(table: &Table) -> Result<TokenStream> {
    let name = table.name.to_string();
    let columns = table.columns.iter().map(|Column { name, ty, since, .. }| {
        let (name, (kind, nullable)) = (name.to_string(), kind(ty)?);
        let since = match since {
            Some(step) => quote!(Some(#step)),
            None => quote!(None),
        };
        Ok(quote! {
            crate::Column {
                name: #name, kind: crate::Kind::#kind, nullable: #nullable, since: #since,
            }
        })
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    let (evident, whole) = (table.evident().is_some(), !matches!(table.duty, Duty::Part));
    let key = table.evident().map_or(&[][..], |(key, ..)| key);
    let key = key.iter().map(|column| column.to_string());
    let nowhere = match table.evident() {
        Some((_, Place::Nowhere(why), _)) => quote!(Some(#why)),
        Some(_) | None => quote!(None),
    };
    Ok(quote! {
        crate::Table {
            name: #name, columns: &[#(#columns),*], evident: #evident, whole: #whole,
            key: &[#(#key),*], nowhere: #nowhere,
        }
    })
}

/// The SQL type of a field, and whether it may be null.
fn kind(ty: &Type) -> Result<(TokenStream, bool)> {
    let text = quote!(#ty).to_string().replace(' ', "");
    let inner = text.strip_prefix("Option<").and_then(|rest| rest.strip_suffix('>'));
    let kind = match inner.unwrap_or(&text) {
        "i64" => quote!(Integer),
        "String" => quote!(Text),
        "Vec<u8>" => quote!(Blob),
        _ => {
            return Err(Error::new_spanned(
                ty,
                "a column must be i64, String, Vec<u8> or an Option of one of them",
            ));
        }
    };
    Ok((kind, inner.is_some()))
}
