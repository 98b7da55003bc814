//! Records: one file for each kind of row. It loads the rows, tells the unit and region that they
//! belong to, parses their state, and opens their sealed columns. The floors above compare no
//! strings of a row. This is the second floor (decision 0012).
//!
//! Do not confuse these rows with the records of the log. Every evident row has a column
//! `record_id`: it names the log record of the row's last save. That record contains a digest of
//! the row, so a row that was edited outside the program is found by comparing it with its record.

pub(crate) mod actor;
pub(crate) mod application;
pub(crate) mod catalog;
pub(crate) mod catalog_upkeep;
pub(crate) mod certificate;
pub(crate) mod certificate_view;
pub(crate) mod checking;
pub(crate) mod checkpoint;
pub(crate) mod dated;
pub(crate) mod export;
pub(crate) mod history;
pub(crate) mod job;
pub(crate) mod log;
pub(crate) mod matter;
pub(crate) mod miss;
pub(crate) mod note;
pub(crate) mod notice;
pub(crate) mod person;
pub(crate) mod seal;
pub(crate) mod sheet;
pub(crate) mod table;
pub(crate) mod terms;
pub(crate) mod told;
pub(crate) mod unit;
pub(crate) mod usage;
pub(crate) mod validity;
