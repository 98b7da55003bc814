//! Records: a file for each noun: how its rows are loaded, where they belong, what state they are in, and
//! what their sealed columns say. Nothing above compares strings of a row. The second floor.

pub(crate) mod application;
pub(crate) mod catalog;
pub(crate) mod certificate;
pub(crate) mod certificate_view;
pub(crate) mod checkpoint;
pub(crate) mod dated;
pub(crate) mod job;
pub(crate) mod log;
pub(crate) mod matter;
pub(crate) mod note;
pub(crate) mod notice;
pub(crate) mod person;
pub(crate) mod seal;
pub(crate) mod unit;
pub(crate) mod usage;
