//! Stories of the activity `catalog`.

mod article_09_catalog;
mod article_09_legible;
mod article_09_upkeep;
mod article_09_versions;
