//! Stories in the office's language, on both engines; one module per article of the regulation.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

mod article_03_whole_life;
mod article_04_equal_effect;
mod article_04_standards;
mod article_06_tenants;
mod article_07_posts;
mod article_08_use_first;
mod article_09_catalog;
mod article_10_notice;
mod article_10_update_revoke;
mod article_11_review;
mod article_12_history;
mod article_13_sharing;
mod article_14_purpose;
mod article_15_use;
mod article_16_archive_copy;
mod article_20_protection;
mod article_21_log;
mod article_22_cipher_device;
mod article_22_fingerprint;
mod article_22_outside_authority;
mod article_22_seal_states;
mod article_22_sealing_policy;
mod article_22_tampering;
mod article_22_time_stamps;
mod article_25_responsibility;
mod city;
mod demo_data;
mod tamper;
