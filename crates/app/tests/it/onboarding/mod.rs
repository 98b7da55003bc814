//! Stories of the activity `onboarding`.

mod article_06_people;
mod article_06_renamed;
mod article_06_tenants;
mod article_06_units;
mod article_07_posts;
mod article_08_matter_import;
mod article_15_systems;
mod article_20_attempts;
mod article_20_certificates;
mod article_20_profile;
mod article_20_proof;
mod article_20_protection;
mod article_20_second_factor;
mod article_20_stopping;
mod article_25_grants;
mod article_25_periods;
