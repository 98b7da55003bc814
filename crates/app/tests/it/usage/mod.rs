//! Stories of the activity `usage`.

mod article_08_use_first;
mod article_13_sharing;
mod article_14_purpose;
mod article_15_use;
mod article_16_archive_copy;
