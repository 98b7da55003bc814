//! 接入 (onboarding, Art. 6, 7, 25): who takes part in the city's platform: units and their
//! matters, the people who hold posts in them, the sessions of these people, and the systems that
//! call the interface. Managers register units, and the security administrator registers people.
//! Every calling system has an SM2 key and signs its requests with it.
//! Administrators stop people, systems and units, and two of them together give somebody a post.

mod attempts;
mod codes;
mod login_keys;
mod logins;
mod matter_import;
mod matter_versions;
mod matters;
mod passwords;
mod people;
mod posts;
mod profile;
mod regions;
mod sessions;
mod standing;
mod systems;
mod units;

pub use crate::records::person::HeldPost;
pub use codes::{NewCodes, code_at};
pub use login_keys::{Challenge, LoginKeyView, SignedChallenge, soft_key};
pub use logins::Shown;
pub use matter_import::{ImportFinding, MatterImport, matter_table};
pub use matter_versions::MatterVersionView;
pub use matters::MatterView;
pub use passwords::check as check_password;
pub use people::*;
pub use posts::*;
pub use profile::ProfileView;
pub use regions::RegionView;
pub use sessions::*;
pub use standing::{RowVersion, Standing};
pub use systems::*;
pub use units::*;
