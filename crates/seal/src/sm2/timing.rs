//! Entry points for the timing test `yinxin bench timing`: the scalar multiplication that handles secret
//! nonces, and as negative control a multiplication in variable time, which the test must detect.

use ::sm2::elliptic_curve::PrimeField as _;
use ::sm2::{FieldBytes, ProjectivePoint, Scalar};

use super::fast::{BASE, PUBLIC_BASE};

/// Multiplies the base point with a big-endian scalar in constant time, as signing does. The returned
/// byte depends on the product, so that the compiler cannot remove the computation; it is 0 if the
/// scalar is not below n.
#[must_use]
pub fn as_for_secrets(scalar: &[u8; 32]) -> u8 {
    parse(scalar).map_or(0, |k| byte(&BASE.mul(&k)))
}

/// Computes the same product in a time that depends on the scalar, as verification does.
#[must_use]
pub fn as_for_public_numbers(scalar: &[u8; 32]) -> u8 {
    parse(scalar).map_or(0, |k| {
        let mut sum = ProjectivePoint::IDENTITY;
        PUBLIC_BASE.add_public(&k, &mut sum);
        byte(&sum)
    })
}

fn parse(scalar: &[u8; 32]) -> Option<Scalar> {
    Scalar::from_repr(FieldBytes::from(*scalar)).into_option()
}

fn byte(point: &ProjectivePoint) -> u8 {
    u8::from(*point == ProjectivePoint::GENERATOR)
}
