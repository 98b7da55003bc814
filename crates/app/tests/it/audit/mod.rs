//! Stories of the activity `audit`.

mod article_21_cheating;
mod article_21_clock;
mod article_21_exports;
mod article_21_filters;
mod article_21_hidden;
mod article_21_life;
mod article_21_log;
mod article_21_stopped_log;
mod article_22_every_type;
mod article_22_fingerprint;
mod article_25_responsibility;
mod article_27_tenures;
