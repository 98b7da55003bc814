//! Stories: the log and its readers.

mod article_21_log;
mod article_22_fingerprint;
mod article_25_responsibility;
