use super::*;

const CODED: usize = 240;

/// Uniformly distributed numbers from -1 to 1.
fn noise(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        let bits = state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11;
        2.0 * bits as f64 / (1u64 << 53) as f64 - 1.0
    }
}

/// A mark of 0.03 mm times `strength` with noise of 0.02 mm, of which `seen` glyphs are measured.
fn signal(marker: &Marker, copy_id: &str, strength: f64, seen: usize) -> Signal {
    let signs = marker.plan(0, CODED).signs(marker, copy_id);
    let mut noise = noise(5);
    let one = |(at, sign): (usize, &i8)| {
        let shift = 0.03 * strength * f64::from(*sign) + 0.035 * noise();
        (at < seen).then_some((shift, 0.02))
    };
    Signal::new(&signs.iter().enumerate().map(one).collect::<Vec<_>>())
}

#[test]
fn the_right_copy_stands_out_and_wrong_copies_are_normally_distributed() {
    let marker = Marker::new(&[1; 32]);
    let plan = marker.plan(0, CODED);
    for seen in [CODED, CODED / 2, 60] {
        let signal = signal(&marker, "copy", 1.0, seen);
        assert_eq!(signal.seen, seen);
        let right: Vec<f64> = scored(&signal, &marker, &plan, ["copy"]).map(|(_, z)| z).collect();
        assert!(right[0] > 0.6 * (seen as f64).sqrt(), "{right:?} of {seen}");
        let ids = (0..20_000).map(|at| format!("other-{at}"));
        let wrong: Vec<f64> = scored(&signal, &marker, &plan, ids).map(|(_, z)| z).collect();
        let mean = wrong.iter().sum::<f64>() / wrong.len() as f64;
        let spread = wrong.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / wrong.len() as f64;
        let highest = wrong.iter().copied().fold(0.0, f64::max);
        assert!(mean.abs() < 0.03 && (spread.sqrt() - 1.0).abs() < 0.03, "{mean} {spread}");
        assert!((3.0..5.2).contains(&highest), "{highest}");
    }
}

#[test]
fn the_number_is_read_from_a_page_but_not_from_noise() {
    let marker = Marker::new(&[1; 32]);
    let plan = marker.plan(0, CODED);
    let read = signal(&marker, "copy", 1.0, CODED).payload(&plan).unwrap();
    assert_eq!(read.short_id, marker.short_id("copy"));
    assert!(read.z > 6.0, "{}", read.z);
    assert_eq!(signal(&marker, "copy", 0.0, CODED).payload(&plan), None);
    let other = Marker::new(&[2; 32]);
    let plan = other.plan(0, CODED);
    assert_eq!(signal(&marker, "copy", 1.0, CODED).payload(&plan), None, "another key");
    assert_eq!(Signal::new(&[]).payload(&plan), None);
}

#[test]
fn a_picture_without_measured_glyphs_is_no_evidence() {
    let marker = Marker::new(&[1; 32]);
    let plan = marker.plan(0, CODED);
    let blank = Signal::new(&vec![None; CODED]);
    let z: Vec<f64> = scored(&blank, &marker, &plan, ["copy"]).map(|(_, z)| z).collect();
    assert_eq!((z, blank.seen), (vec![0.0], 0));
    let signs = plan.signs(&marker, "copy");
    assert_eq!(blank.agreeing(&signs), 0.0);
    assert!(signal(&marker, "copy", 1.0, CODED).agreeing(&signs) > 0.8);
}

#[test]
fn a_single_outlier_does_not_decide() {
    let marker = Marker::new(&[1; 32]);
    let plan = marker.plan(0, CODED);
    let signs = plan.signs(&marker, "copy");
    let mut measured = vec![Some((0.0, 0.02)); CODED];
    let sign = f64::from(signs[0]);
    let (wild, tame) = (10.0 * sign, MAX_DISPLACEMENT * sign);
    measured[0] = Some((wild, 0.02));
    let far = Signal::new(&measured);
    measured[0] = Some((tame, 0.02));
    assert_eq!(far, Signal::new(&measured));
}
