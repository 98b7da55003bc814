//! Stories: units, people and sessions.

mod article_06_tenants;
mod article_07_posts;
mod article_20_protection;
