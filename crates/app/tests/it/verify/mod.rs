//! Stories of the activity `verify`.

mod article_04_equal_effect;
mod article_04_standards;
mod article_22_tampering;
mod tamper;
