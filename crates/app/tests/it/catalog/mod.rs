//! Stories: what kinds of certificates there are.

mod article_09_catalog;
