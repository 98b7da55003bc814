//! 接入 (Art. 6, 7, 25): who takes part in the city's system: units and their matters, the people who
//! hold posts in them, the sessions in which people work, and the systems that call the interface.
//! A unit is registered by its manager, people by the security administrator; every calling system
//! has an SM2 key with which it signs its requests.

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
