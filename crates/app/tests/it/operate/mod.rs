//! Stories: what the operator and the system administrator do.

mod article_19_jobs;
mod article_29_dated_data;
