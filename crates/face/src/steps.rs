//! Steps of a path and the grid that they stand on.

use crate::display::Step;

/// Lengths are kept in micrometres, so that every output prints the same number.
pub(crate) fn micrometre(mm: f64) -> f64 {
    (mm * 1000.0).round() / 1000.0
}

/// The step with every point sent through `to`.
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
    fn every_point_moves_and_the_kind_stays() {
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
    fn micrometres() {
        assert_eq!(micrometre(12.0 * 25.4 / 72.0), 4.233);
        assert_eq!(micrometre(-0.0004), 0.0);
    }
}
