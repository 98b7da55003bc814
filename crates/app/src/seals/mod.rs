//! 电子印章: each issuing unit's seal, made by the city's seal maker (GB/T 38540), and its states
//! (国办发〔2025〕33号): active, suspended, lost, replaced, revoked.

mod register;
mod states;

pub use crate::drawing::seal_making::SealId;
pub use crate::records::seal::PLATFORM;
pub use states::*;
