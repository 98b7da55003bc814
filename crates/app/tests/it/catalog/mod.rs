//! Stories of the activity `catalog`.

mod article_09_catalog;
