//! Stories of the activity `certificate`.

mod article_03_whole_life;
mod article_07_rare_names;
mod article_10_update_revoke;
mod article_11_notes;
mod article_12_history;
mod article_12_lists;
mod article_16_faces;
