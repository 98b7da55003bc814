//! Steps of outlines, and rounding of lengths.

use crate::display::Step;

/// Rounds a length in mm to micrometres, so that every output format prints the same number.
pub(crate) fn micrometre(mm: f64) -> f64 {
    (mm * 1000.0).round() / 1000.0
}

/// Transforms all points of a step.
pub(crate) fn mapped(step: Step, to: impl Fn(f64, f64) -> (f64, f64)) -> Step {
    match step {
        Step::Move(x, y) => {
            let end = to(x, y);
            Step::Move(end.0, end.1)
        }
        Step::Line(x, y) => {
            let end = to(x, y);
            Step::Line(end.0, end.1)
        }
        Step::Quad(ax, ay, x, y) => {
            let (a, end) = (to(ax, ay), to(x, y));
            Step::Quad(a.0, a.1, end.0, end.1)
        }
        Step::Cubic(ax, ay, bx, by, x, y) => {
            let (a, b, end) = (to(ax, ay), to(bx, by), to(x, y));
            Step::Cubic(a.0, a.1, b.0, b.1, end.0, end.1)
        }
        Step::Close => Step::Close,
    }
}

/// The outline of a rectangle.
pub(crate) fn rectangle(x: f64, y: f64, width: f64, height: f64) -> [Step; 5] {
    [
        Step::Move(x, y),
        Step::Line(x + width, y),
        Step::Line(x + width, y + height),
        Step::Line(x, y + height),
        Step::Close,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_of_a_step_is_transformed() {
        let to = |x: f64, y: f64| (x + 1.0, -y);
        assert_eq!(mapped(Step::Move(1.0, 2.0), to), Step::Move(2.0, -2.0));
        assert_eq!(mapped(Step::Line(1.0, 2.0), to), Step::Line(2.0, -2.0));
        let quad = mapped(Step::Quad(1.0, 2.0, 3.0, 4.0), to);
        assert_eq!(quad, Step::Quad(2.0, -2.0, 4.0, -4.0));
        let cubic = mapped(Step::Cubic(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), to);
        assert_eq!(cubic, Step::Cubic(2.0, -2.0, 4.0, -4.0, 6.0, -6.0));
        assert_eq!(mapped(Step::Close, to), Step::Close);
    }

    #[test]
    fn lengths_are_rounded_to_micrometres() {
        assert_eq!(micrometre(12.0 * 25.4 / 72.0), 4.233);
        assert_eq!(micrometre(-0.0004), 0.0);
    }
}
