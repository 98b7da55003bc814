//! Stories of the activity `review`.

mod article_11_evasions;
mod article_11_findings;
mod article_11_review;
mod article_11_validity;
