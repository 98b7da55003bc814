//! 电子印章 (seals, Art. 22): the seals of the issuing units, which the city's seal maker makes
//! (GB/T 38540), and their states (国办发〔2025〕33号): active, suspended, lost, replaced, revoked.

mod register;
mod states;

pub use crate::drawing::seal_making::SealId;
pub use crate::records::seal::PLATFORM;
pub use states::*;
