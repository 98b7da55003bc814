//! The expansion `methods`: the methods of the transactions, the place of each row, and the walk over all
//! evident rows.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Result;

use crate::functions::key_arguments;
use crate::noun::{Group, Noun, Place, Query, Table};

pub fn expand(noun: &Noun) -> Result<TokenStream> {
    let tables = noun.tables.iter().map(of_table).collect::<Result<TokenStream>>()?;
    let groups = noun.groups.iter().map(|group| of_group(group, noun));
    let walks = noun.tables.iter().map(walk).collect::<Result<TokenStream>>()?;
    let arguments = match walks.is_empty() {
        true => quote!(_: &Store, _: &mut View, _: &mut Rows, _: Listener<'_>),
        false => quote!(store: &Store, view: &mut View, rows: &mut Rows, listener: Listener<'_>),
    };
    Ok(quote! {
        #tables
        #(#groups)*

        /// Passes every evident row of these tables to the check.
        pub(crate) async fn walk(#arguments) -> Result<(), Error> {
            #walks
            Ok(())
        }
    })
}

fn of_group(group: &Group, noun: &Noun) -> TokenStream {
    let Group { owners, queries } = group;
    let methods: TokenStream = queries.iter().map(|query| of_query(query, noun)).collect();
    owners.iter().map(|owner| quote!(impl #owner { #methods })).collect()
}

fn of_query(query: &Query, noun: &Noun) -> TokenStream {
    let Query { docs, visibility, name, arguments, output, .. } = query;
    let declared = arguments.iter().map(|(name, ty)| quote!(#name: #ty));
    let names = arguments.iter().map(|(name, _)| name);
    let signed = arguments.iter().filter_map(|(name, ty)| {
        let table = table_named(&quote!(#ty).to_string(), noun)?;
        (!table.mac.is_empty()).then(|| quote!(let #name = &self.with_mac(#name);))
    });
    let check = check(query, noun);
    let output = match output {
        Some(output) => quote!(#output),
        None => quote!(()),
    };
    quote! {
        #(#docs)*
        #visibility async fn #name(&mut self, #(#declared),*) -> Result<#output, Error> {
            #(#signed)*
            let answer = on_engine!(self.inner_mut(), #name(#(#names),*));
            let answer = self.told(answer)?;
            #check
            Ok(answer)
        }
    }
}

/// Code that checks the rows of an answer before a caller relies on them (I14): an evident row against the
/// log, another one against its MAC.
fn check(query: &Query, noun: &Noun) -> TokenStream {
    let text = query.output.as_ref().map(|ty| quote!(#ty).to_string()).unwrap_or_default();
    let Some(table) = table_named(&text, noun).filter(|_| !query.for_display) else {
        return TokenStream::new();
    };
    match (table.evident().is_some(), table.mac.is_empty()) {
        (true, _) => each(&text, quote!(self.rely_on(row).await?;)),
        (false, false) => each(&text, quote!(self.check_mac(row)?;)),
        (false, true) => TokenStream::new(),
    }
}

/// Code that runs `check` for the rows of an answer of the type `ty`.
fn each(ty: &str, check: TokenStream) -> TokenStream {
    match ty.starts_with("Option") {
        true => quote!(if let Some(row) = &answer { #check }),
        false => quote!(for row in &answer { #check }),
    }
}

/// The table of a row type that is named as `Row`, `& Row`, `Option < Row >` or `Vec < Row >`.
fn table_named<'a>(ty: &str, noun: &'a Noun) -> Option<&'a Table> {
    let inside = ty.split(['<', '>', '&', ' ']).rfind(|word| !word.is_empty())?;
    noun.tables.iter().find(|table| table.row == inside)
}

fn of_table(table: &Table) -> Result<TokenStream> {
    let Some((key, place, updated)) = table.evident() else { return Ok(TokenStream::new()) };
    let (row, name) = (&table.row, &table.name);
    let arguments = key_arguments(table)?;
    let after = format_ident!("{name}_after");
    let (insert, place_of) = (format_ident!("insert_{name}"), format_ident!("place_of_{name}"));
    let placed = match place {
        Place::Nowhere(_) => quote!(_),
        Place::Columns { .. } | Place::Unit(_) | Place::Of { .. } => quote!(row),
    };
    let place = place_of_row(place);
    let update = updated.then(|| {
        let update = format_ident!("update_{name}");
        quote! {
            /// Saves a changed row under the record of this change. Errors: `Conflict` if the row was
            /// saved by someone else after it was read.
            pub async fn #update(&mut self, row: &mut #row) -> Result<(), Error> {
                row.version += 1;
                row.record_id.clone_from(&self.record_id);
                if on_engine!(self.inner_mut(), #update(row))? != 1 {
                    return Err(Error::Conflict);
                }
                let place = self.#place_of(row).await?;
                self.saved(row.evidence(), place);
                Ok(())
            }
        }
    });
    Ok(quote! {
        impl Queries {
            /// The row with a key. Errors: `Edited` if it is not as its record says.
            pub async fn #name(&mut self, #(#arguments),*) -> Result<Option<#row>, Error> {
                let row = on_engine!(self.inner_mut(), #name(#(#key),*));
                let row = self.told(row)?;
                if let Some(row) = &row {
                    self.rely_on(row).await?;
                }
                Ok(row)
            }

            /// The rows after a key, in the order of the key, unchecked.
            pub async fn #after(
                &mut self, #(#arguments,)* limit: i64
            ) -> Result<Vec<#row>, Error> {
                on_engine!(self.inner_mut(), #after(#(#key,)* limit))
            }

            /// The place of the row, which the door compares with the reach of the permit.
            pub(crate) async fn #place_of(
                &mut self, #placed: &#row
            ) -> Result<Option<Place>, Error> {
                #place
            }
        }

        impl Change {
            /// Saves a new row under the record of this change.
            pub async fn #insert(&mut self, row: &mut #row) -> Result<(), Error> {
                row.version = 1;
                row.record_id.clone_from(&self.record_id);
                if on_engine!(self.inner_mut(), #insert(row))? != 1 {
                    let what = format!("a new row of {} is not stored", stringify!(#name));
                    return Err(self.edited(what));
                }
                let place = self.#place_of(row).await?;
                self.saved(row.evidence(), place);
                Ok(())
            }

            #update
        }
    })
}

fn place_of_row(place: &Place) -> TokenStream {
    match place {
        Place::Columns { unit, region } => quote! {
            Ok(Some(Place { unit: row.#unit.clone(), region: row.#region.clone() }))
        },
        Place::Unit(unit) => quote! {
            self.place_in_unit(&row.#unit).await.map(Some)
        },
        Place::Of { table, column } => {
            let place_of = format_ident!("place_of_{table}");
            quote! {
                match self.#table(&row.#column).await? {
                    Some(whole) => self.#place_of(&whole).await,
                    None => Ok(Some(Place::default())),
                }
            }
        }
        Place::Nowhere(_) => quote!(Ok(None)),
    }
}

/// Code that walks over all rows of a table, page by page in the order of the key.
fn walk(table: &Table) -> Result<TokenStream> {
    let Some((key, ..)) = table.evident() else { return Ok(TokenStream::new()) };
    let after = format_ident!("{}_after", table.name);
    let of = table.name.to_string();
    let mut starts = Vec::new();
    let mut arguments = Vec::new();
    for (at, name) in key.iter().enumerate() {
        let at = syn::Index::from(at);
        let ty = &table.column(name)?.ty;
        let number = quote!(#ty).to_string() == "i64";
        starts.push(if number { quote!(i64::MIN) } else { quote!(String::new()) });
        arguments.push(if number { quote!(start.#at) } else { quote!(&start.#at) });
    }
    Ok(quote! {
        let mut start = (#(#starts,)*);
        loop {
            let page = view.next(store).await?.#after(#(#arguments,)* PAGE).await;
            let page = page.map_err(|error| error.in_table(#of))?;
            let Some(last) = page.last() else { break };
            start = (#(last.#key.clone(),)*);
            for row in &page {
                rows.add(row)?;
            }
            if page.len() as i64 == PAGE {
                listener(rows.progress());
            }
        }
    })
}
