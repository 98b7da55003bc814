//! Stories: what applicants are told.

mod article_10_notice;
