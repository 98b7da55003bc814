//! Stories of the activity `notify`.

mod article_10_notice;
