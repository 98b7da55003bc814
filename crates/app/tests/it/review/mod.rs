//! Stories: what reviewers check.

mod article_11_review;
