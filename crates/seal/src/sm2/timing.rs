//! What a timing test needs (`yinxin bench timing`): the multiplication that handles nonces, and
//! one that must be caught, so that the test is seen to catch.

use ::sm2::elliptic_curve::PrimeField as _;
use ::sm2::{FieldBytes, ProjectivePoint, Scalar};

use super::fast::{BASE, PUBLIC_BASE};

/// Multiplies the base point as signing does. Returns a byte that depends on the result, so that
/// the work cannot be left out; 0 for a scalar out of range.
#[must_use]
pub fn as_for_secrets(scalar: &[u8; 32]) -> u8 {
    of(scalar).map_or(0, |k| byte(&BASE.mul(&k)))
}

/// The same product in the way that is fit for public numbers only.
#[must_use]
pub fn as_for_public_numbers(scalar: &[u8; 32]) -> u8 {
    of(scalar).map_or(0, |k| {
        let mut sum = ProjectivePoint::IDENTITY;
        PUBLIC_BASE.add_public(&k, &mut sum);
        byte(&sum)
    })
}

fn of(scalar: &[u8; 32]) -> Option<Scalar> {
    Scalar::from_repr(FieldBytes::from(*scalar)).into_option()
}

fn byte(point: &ProjectivePoint) -> u8 {
    u8::from(*point == ProjectivePoint::GENERATOR)
}
