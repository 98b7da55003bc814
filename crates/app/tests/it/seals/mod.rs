//! Stories of the activity `seals`.

mod article_22_cipher_device;
mod article_22_outside_authority;
mod article_22_seal_states;
mod article_22_sealing_policy;
mod article_22_time_stamps;
