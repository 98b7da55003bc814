//! Stories in the office's language, on both engines; one module per article of the regulation.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

mod article_07_posts;
mod article_09_catalog;
mod article_11_review;
mod article_21_log;
mod city;
mod demo_data;
