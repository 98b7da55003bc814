//! 接入 (onboarding, Art. 6, 7, 25): who takes part in the city's platform: units and their
//! matters, the people who hold posts in them, the sessions of these people, and the systems that
//! call the interface. Managers register units, and the security administrator registers people.
//! Every calling system has an SM2 key and signs its requests with it.

mod passwords;
mod people;
mod sessions;
mod systems;
mod units;

pub use passwords::check as check_password;
pub use people::*;
pub use sessions::*;
pub use systems::*;
pub use units::*;
