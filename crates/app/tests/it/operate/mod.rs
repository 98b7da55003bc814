//! Stories of the activity `operate`.

mod article_19_failing_commit;
mod article_19_jobs;
mod article_29_dated_data;
