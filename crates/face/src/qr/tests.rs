use qrcode::{Color as Module, EcLevel, QrCode};

use super::{path, rectangles};
use crate::display::{Rect, Step};

const BOX: Rect = Rect { x: 10.0, y: 20.0, width: 30.0, height: 28.0 };

#[test]
fn rectangles_cover_exactly_the_dark_modules() {
    let code = QrCode::with_error_correction_level("1.2.156.3005.2", EcLevel::M).unwrap();
    let (modules, across) = (code.to_colors(), code.width());
    let mut painted = vec![0; modules.len()];
    let areas = rectangles(&modules, across);
    for [x0, y0, x1, y1] in &areas {
        for y in *y0..*y1 {
            for x in *x0..*x1 {
                painted[y * across + x] += 1;
            }
        }
    }
    for (module, times) in modules.iter().zip(painted) {
        assert_eq!(times, i32::from(*module == Module::Dark));
    }
    let dark = modules.iter().filter(|module| **module == Module::Dark).count();
    assert!(areas.len() < dark / 2, "merged");
}

#[test]
fn quiet_zone_inside_the_box() {
    let content = "1.2.156.3005.2.11440300MBXX00123B003";
    let across = QrCode::with_error_correction_level(content, EcLevel::M).unwrap().width();
    let module = 28.0 / (across + 8) as f64;
    let steps = path(content, BOX).unwrap().steps;
    let ends = steps.iter().filter_map(|step| match *step {
        Step::Move(x, y) | Step::Line(x, y) => Some((x, y)),
        _ => None,
    });
    let (mut left, mut top, mut right) = (f64::MAX, f64::MAX, f64::MIN);
    for (x, y) in ends {
        left = left.min(x);
        top = top.min(y);
        right = right.max(x);
    }
    assert!((left - 1.0 - 4.0 * module).abs() < 0.001, "{left}");
    assert!((top - 4.0 * module).abs() < 0.001, "{top}");
    assert!((right - 29.0 + 4.0 * module).abs() < 0.001, "{right}");
}

#[test]
fn small_modules_and_long_contents_are_refused() {
    let small = Rect { width: 10.0, height: 10.0, ..BOX };
    let (zh, _) = path("1.2.156.3005.2.11440300MBXX00123B003", small).unwrap_err();
    assert!(zh.contains("0.33"), "{zh}");
    assert!(path("1", small).is_ok());
    let (zh, _) =
        path(&"印".repeat(1500), Rect { width: 200.0, height: 200.0, ..BOX }).unwrap_err();
    assert_eq!(zh, "二维码内容过长");
}
