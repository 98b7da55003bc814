//! Stories: what the operator and the system administrator do.

mod article_19_jobs;
