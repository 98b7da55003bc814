use super::*;

const SCALE: f64 = 150.0 / 25.4;

/// A page with soft dark spots, moved by `shift` mm.
fn page(shift: (f64, f64)) -> Plane {
    let mut page = Plane::new(240, 120);
    for y in 0..page.height {
        for x in 0..page.width {
            let (u, v) = ((x as f64 + 0.5) / SCALE - shift.0, (y as f64 + 0.5) / SCALE - shift.1);
            let dark = ((2.1 * u).sin() * (1.3 * v + 0.4).cos()).max(0.0).powi(2);
            #[expect(clippy::cast_possible_truncation, reason = "the value is a grey level")]
            let value = (240.0 - 200.0 * dark) as f32;
            page.data[y * page.width + x] = value;
        }
    }
    page
}

fn glyph() -> Glyph {
    Glyph { x: 12.0, y: 8.0, width: 4.2, height: 4.2, coded: None }
}

#[test]
fn a_displacement_is_measured_to_microns_in_any_light() {
    let clean = Clean::new(&page((0.0, 0.0)), SCALE, 0.8);
    for (dx, dy) in [(0.0, 0.0), (0.03, 0.0), (-0.03, 0.02), (0.1, -0.05)] {
        let mut seen = page((dx, dy));
        seen.data.iter_mut().for_each(|value| *value = 0.6 * *value + 30.0);
        let shift = clean.shift(&seen.blurred(0.8), &glyph()).unwrap();
        let error = (shift.x - dx).abs().max((shift.y - dy).abs());
        // A single step of linearisation has an error of a tenth for large displacements.
        assert!(error < 0.002 + 0.1 * dx.hypot(dy), "{dx} {dy}: {shift:?}");
    }
}

#[test]
fn blank_negative_and_incomplete_glyphs_are_not_measured() {
    let clean = Clean::new(&page((0.0, 0.0)), SCALE, 0.8);
    let seen = page((0.02, 0.0)).blurred(0.8);
    assert!(clean.shift(&seen, &glyph()).is_some());
    let mut blank = seen.clone();
    blank.data.fill(200.0);
    assert_eq!(clean.shift(&blank, &glyph()), None);
    let mut negative = seen.clone();
    negative.data.iter_mut().for_each(|value| *value = 255.0 - *value);
    assert_eq!(clean.shift(&negative, &glyph()), None);
    let mut cut = seen.clone();
    cut.data[60 * 240 + 75] = f32::NAN;
    assert_eq!(clean.shift(&cut, &glyph()), None);
}

#[test]
fn an_inaccurate_map_is_refined() {
    let clean = Clean::new(&page((0.0, 0.0)), SCALE, 0.8);
    let mut glyphs = Vec::new();
    for row in 0..3 {
        for column in 0..8 {
            let (x, y) = (2.0 + 4.2 * f64::from(column), 2.0 + 5.0 * f64::from(row));
            glyphs.push(Glyph { x, y, ..glyph() });
        }
    }
    let right = Homography::similarity(SCALE, 0.0, 0.0, 0.0);
    let wrong = Homography::similarity(SCALE * 1.002, 0.004, 0.4, -0.3);
    let found = clean.refined(&page((0.0, 0.0)), &glyphs, wrong, 0.8);
    let found = clean.refined(&page((0.0, 0.0)), &glyphs, found, 0.8);
    for place in [(5.0, 5.0), (30.0, 5.0), (18.0, 14.0)] {
        let off = |map: &Homography| {
            let (a, b) = (map.map(place), right.map(place));
            (a.0 - b.0).hypot(a.1 - b.1) / SCALE
        };
        assert!(off(&wrong) > 0.05, "{}", off(&wrong));
        assert!(off(&found) < 0.01, "{}", off(&found));
    }
}

#[test]
fn displacements_that_neighbours_share_are_removed() {
    // The paper is stretched by 0.5 %; the coded glyph is displaced by 0.03 mm more.
    let mut glyphs = Vec::new();
    let mut shifts = Vec::new();
    for at in 0..9 {
        let x = 4.2 * f64::from(at);
        glyphs.push(Glyph { x, coded: (at == 4).then_some(0), ..glyph() });
        let own = if at == 4 { 0.03 } else { 0.0 };
        shifts.push(Some(Shift { x: 0.2 + 0.005 * x + own, y: 0.0, error: 0.01 }));
    }
    let signals = signals(&glyphs, &shifts, 1);
    let (shift, error) = signals[0].unwrap();
    assert!((shift - 0.03).abs() < 0.001, "{shift}");
    assert!((0.01..0.02).contains(&error), "{error}");
    assert_eq!(super::signals(&glyphs[4..5], &shifts[4..5], 1), [None], "without neighbours");
}
