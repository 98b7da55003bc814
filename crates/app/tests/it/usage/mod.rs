//! Stories of the activity `usage`.

mod article_06_reach;
mod article_08_availability;
mod article_08_ledger;
mod article_08_matter_versions;
mod article_08_use_first;
mod article_13_no_oracle;
mod article_13_sharing;
mod article_14_limits;
mod article_14_purpose;
mod article_15_repeats;
mod article_15_use;
mod article_16_archive_copy;
mod article_16_masks;
