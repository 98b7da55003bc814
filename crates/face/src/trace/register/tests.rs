use super::super::features::features;
use super::super::plane::Plane;
use super::*;

/// Dark rectangles of random size and position.
fn pattern(seed: u32) -> Plane {
    let mut plane = Plane { width: 500, height: 400, data: vec![240.0; 500 * 400] };
    let mut state = seed;
    let mut below = |count: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % count
    };
    for _ in 0..400 {
        let (x, y, wide, high) = (below(480), below(380), 2 + below(18), 2 + below(18));
        for row in y..(y + high).min(400) {
            plane.data[row * 500 + x..row * 500 + (x + wide).min(500)].fill(30.0);
        }
    }
    plane.blurred(0.7)
}

/// The pattern as a camera sees it; `back` maps from the picture to the pattern.
fn seen(pattern: &Plane, back: &Homography, width: usize, height: usize) -> Plane {
    let mut out = Plane::new(width, height);
    for y in 0..height {
        for x in 0..width {
            let (u, v) = back.map((x as f64 + 0.5, y as f64 + 0.5));
            out.data[y * width + x] = pattern.sample(u, v).unwrap_or(120.0);
        }
    }
    out
}

#[test]
fn a_rotated_reduced_and_cropped_picture_is_registered() {
    let page = pattern(1);
    let known = features(&page, 3000);
    // Scale 0.8; rotations by 5, 95 and 200 degrees; half of the pattern.
    for degrees in [5.0f64, 95.0, 200.0] {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (a, b) = (1.25 * cos, 1.25 * sin);
        let (x, y) = (200.0 - (a * 130.0 - b * 120.0), 180.0 - (b * 130.0 + a * 120.0));
        let back = Homography::similarity(a, b, x, y);
        let picture = seen(&page, &back, 260, 240);
        let (map, pairs) = register(&known, &features(&picture, 2000)).unwrap();
        assert!(pairs > 30, "{degrees}: {pairs}");
        for place in [(150.0, 150.0), (200.0, 180.0), (260.0, 200.0)] {
            let (u, v) = back.map(map.map(place));
            let off = (u - place.0).hypot(v - place.1);
            assert!(off < 0.7, "{degrees} degrees, {place:?}: {off}");
        }
    }
}

#[test]
fn another_picture_and_an_empty_one_are_not_found() {
    let known = features(&pattern(1), 3000);
    assert!(register(&known, &features(&pattern(1), 2000)).is_some());
    assert!(register(&known, &features(&pattern(2), 2000)).is_none());
    assert!(register(&known, &[]).is_none());
    let blank = Plane { width: 300, height: 300, data: vec![200.0; 90_000] };
    assert_eq!(features(&blank, 2000).len(), 0);
}
