//! Stories of the activity `onboarding`.

mod article_06_tenants;
mod article_07_posts;
mod article_20_protection;
