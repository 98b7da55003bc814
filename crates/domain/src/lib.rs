//! The vocabulary and the rules of the regulation (深府办函〔2018〕77号): identifiers, fields, states, policy.
//!
//! Nothing here reads a file, a clock or a source of randomness; such values are arguments (I3). Each
//! concept has one word (`docs/reference/glossary.md`, I12). Numbers that come from law are data in
//! `rules/` (I11). "Art. N" in a comment is an article of the regulation, "I1" to "I13" are the
//! invariants listed in `ARCHITECTURE.md`, and "decision N" is a record in `docs/decisions`.

#[macro_use]
pub mod vocabulary;

pub mod application;
pub mod caller;
pub mod catalog;
pub mod certificate;
pub mod code;
pub mod date;
pub mod dated;
pub mod event;
pub mod export;
pub mod field;
pub mod grant;
pub mod holder;
pub mod id;
pub mod identifier;
pub mod job;
pub mod login;
pub mod mask;
pub mod miss;
pub mod note;
pub mod notice;
pub mod number;
pub mod order;
pub mod policy;
pub mod purpose;
pub mod refusal;
pub mod region;
pub mod rulebook;
pub mod seal;
pub mod sharing;
pub mod standing;
pub mod text;
pub mod todo;
pub mod unit;
pub mod usage;
pub mod workday;

pub use refusal::{Code, FieldFinding, Refusal};
