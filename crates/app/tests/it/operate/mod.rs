//! Stories of the activity `operate`.

mod article_19_jobs;
