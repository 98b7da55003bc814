//! Leaked copies after the usual damage: each copy is named, and never another.
//!
//! With `ATTACK_COPIES=100` the whole suite runs and prints its table, which takes a quarter of an
//! hour in release mode. `FACE_FONTS` is the folder with the complete fonts (share/fonts).

#![expect(clippy::unwrap_used, reason = "a test, outside a test function too")]

mod camera;
mod page;

use std::collections::BTreeSet;

use camera::{Grey, Random, bent, color_jpeg, phone, photocopy, print_scan};
use face::microshift::{DELTA, Marker, capacity};
use face::trace::{MIN_Z, Picture, Reference, TraceError, Verdict};
use page::{ITEMS, Licence, OTHER_ITEMS};

const KEY: [u8; 32] = *b"a key of thirty-two bytes, tests";
const ATTACKS: [&str; 8] = [
    "raster 150 dpi, JPEG 50",
    "screenshot 96 dpi, JPEG 80",
    "print and scan 150 dpi, JPEG 75",
    "grey photocopy of a photocopy",
    "phone photograph, JPEG 80",
    "print and scan, half a page",
    "print and scan, quarter page",
    "print and scan, bent paper",
];

/// Copies per attack: few by default.
fn copies() -> u64 {
    std::env::var("ATTACK_COPIES").ok().and_then(|count| count.parse().ok()).unwrap_or(2)
}

fn copy_id(number: u64) -> String {
    format!("019c2b7a-{number:04}")
}

/// The picture files of one copy, one per attack.
fn leaked(licence: &Licence, list: &face::display::DisplayList, seed: u64) -> Vec<Vec<u8>> {
    let mut random = Random::new(seed);
    let page = Grey::of(&licence.drawn(list, 300.0));
    let scan = print_scan(&page, &mut random);
    let (width, height) = (scan.width, scan.height);
    let half = random.below(2) as usize * (height / 2);
    let corner = |free: usize, share: f64| (free as f64 * share) as usize;
    let quarter =
        (corner(width / 2, random.between(0.1, 0.9)), corner(height / 2, random.between(0.1, 0.9)));
    vec![
        color_jpeg(&licence.drawn(list, 150.0), 50),
        color_jpeg(&licence.drawn(list, 96.0), 80),
        scan.turned(random.below(4)).jpeg(75),
        photocopy(&page, &mut random).jpeg(75),
        phone(&page, &mut random).turned(random.below(4)).jpeg(80),
        scan.cut(0, half, width, height / 2).jpeg(75),
        scan.cut(quarter.0, quarter.1, width / 2, height / 2).jpeg(75),
        bent(&scan, &mut random).jpeg(75),
    ]
}

fn look(reference: &Reference, file: &[u8]) -> Result<Verdict, TraceError> {
    let marker = Marker::new(&KEY);
    Ok(reference.sight(&Picture::from_file(file)?)?.identify(&marker, (0..1000).map(copy_id)))
}

#[derive(Default)]
struct Row {
    named: u64,
    wrong: u64,
    numbers: u64,
    lost: u64,
    z: Vec<f64>,
    /// Share of correctly read signs, for each copy with a known score.
    agreeing: Vec<f64>,
    seen: usize,
}

impl Row {
    fn take(&mut self, verdict: Result<Verdict, TraceError>, id: &str) {
        let Ok(verdict) = verdict else {
            self.lost += 1;
            self.z.push(0.0);
            return;
        };
        let best = verdict.named.iter().chain(&verdict.below).find(|named| named.copy_id == id);
        self.z.push(best.map_or(0.0, |named| named.z));
        self.agreeing.extend(best.map(|named| named.agreeing));
        self.named += u64::from(verdict.named.first().is_some_and(|named| named.copy_id == id));
        self.wrong += verdict.named.iter().filter(|named| named.copy_id != id).count() as u64;
        let number = Marker::new(&KEY).short_id(id);
        self.numbers += u64::from(verdict.payload.is_some_and(|read| read.short_id == number));
        self.wrong += u64::from(verdict.payload.is_some_and(|read| read.short_id != number));
        self.seen += verdict.seen;
    }

    fn line(&self, attack: &str) -> String {
        let mut z = self.z.clone();
        z.sort_by(f64::total_cmp);
        let count = z.len();
        format!(
            "{attack:32} named {:3} of {count:3}, wrong {}, not found {}, number {:3}, z minimum \
             {:5.2} median {:5.2}, misread {:4.1} %, measured glyphs {:5.1}",
            self.named,
            self.wrong,
            self.lost,
            self.numbers,
            z[0],
            z[count / 2],
            100.0 * (1.0 - self.agreeing.iter().sum::<f64>() / self.agreeing.len().max(1) as f64),
            self.seen as f64 / count as f64,
        )
    }
}

/// Runs all attacks on the given number of copies.
fn attacked(licence: &Licence, copies: u64) -> Vec<Row> {
    let reference = licence.reference();
    let marker = Marker::new(&KEY);
    let mut rows: Vec<Row> = ATTACKS.iter().map(|_| Row::default()).collect();
    for number in 0..copies {
        let id = copy_id(number);
        let files = leaked(licence, &licence.copy(&marker, &id, DELTA), number + 1);
        for (row, file) in rows.iter_mut().zip(&files) {
            row.take(look(&reference, file), &id);
        }
    }
    rows
}

fn table(licence: &Licence, rows: &[Row]) -> String {
    let coded = capacity(&licence.list, &BTreeSet::new())[0].coded;
    let lines = rows.iter().zip(ATTACKS).map(|(row, attack)| row.line(attack));
    format!("{coded} coded glyphs\n{}", lines.collect::<Vec<_>>().join("\n"))
}

#[test]
fn leaked_copies_are_named_and_no_others() {
    let licence = Licence::new(ITEMS);
    let rows = attacked(&licence, copies());
    println!("{}", table(&licence, &rows));
    for (at, (row, attack)) in rows.iter().zip(ATTACKS).enumerate() {
        let asked = if at == 6 { 0.95 } else { 0.99 };
        assert_eq!(row.wrong, 0, "{attack}");
        assert!(row.named as f64 >= asked * copies() as f64, "{attack}: {}", row.named);
    }
}

/// Most certificates have about a hundred characters of their own, which suffice for a complete
/// page but not for every part of it.
#[test]
fn copies_with_little_text_are_named_from_a_complete_page() {
    let licence = Licence::short();
    let copies = copies().div_ceil(2);
    let rows = attacked(&licence, copies);
    println!("{}", table(&licence, &rows));
    for (at, (row, attack)) in rows.iter().zip(ATTACKS).enumerate() {
        assert_eq!(row.wrong, 0, "{attack}");
        let whole = !(5..7).contains(&at);
        assert!(!whole || row.named as f64 >= 0.99 * copies as f64, "{attack}: {}", row.named);
    }
}

/// Prints and scans a page, and compares it under `key`.
fn scanned(
    licence: &Licence,
    reference: &Reference,
    list: &face::display::DisplayList,
    key: [u8; 32],
) -> Verdict {
    let page = Grey::of(&licence.drawn(list, 300.0));
    let file = print_scan(&page, &mut Random::new(77)).jpeg(75);
    let picture = Picture::from_file(&file).unwrap();
    reference.sight(&picture).unwrap().identify(&Marker::new(&key), (0..1000).map(copy_id))
}

#[test]
fn unmarked_pages_other_keys_and_other_pages_name_no_copy() {
    let licence = Licence::new(ITEMS);
    let reference = licence.reference();
    let marker = Marker::new(&KEY);
    let nobody = |verdict: Verdict, why: &str| {
        assert_eq!((verdict.named.len(), verdict.payload), (0, None), "{why}");
        assert!(verdict.below.is_some_and(|below| below.z < 5.5), "{why}");
    };
    let marked = licence.copy(&marker, &copy_id(7), DELTA);
    let control = scanned(&licence, &reference, &marked, KEY);
    assert_eq!(control.named.len(), 1, "negative control");
    assert_eq!(control.named[0].copy_id, copy_id(7));
    let mut other_key = KEY;
    other_key[0] ^= 1;
    nobody(scanned(&licence, &reference, &marked, other_key), "another key");
    let unmarked = licence.copy(&marker, &copy_id(7), 0.0);
    let verdict = scanned(&licence, &reference, &unmarked, KEY);
    assert!(verdict.seen * 10 > verdict.coded * 9, "{} of {}", verdict.seen, verdict.coded);
    nobody(verdict, "a copy without a mark");
    nobody(scanned(&licence, &reference, &licence.list, KEY), "the clean page");
    // The same form with another content: labels and frame coincide.
    let other = Licence::new(OTHER_ITEMS);
    let verdict = scanned(&other, &reference, &other.copy(&marker, &copy_id(7), DELTA), KEY);
    assert!(verdict.seen < verdict.coded * 3 / 4, "{} of {}", verdict.seen, verdict.coded);
}

#[test]
fn two_merged_copies_are_both_named() {
    let licence = Licence::new(ITEMS);
    let marker = Marker::new(&KEY);
    let page = |number| {
        let copy = licence.copy(&marker, &copy_id(number), DELTA);
        Grey::of(&licence.drawn(&copy, 300.0))
    };
    let (mut merged, second) = (page(3), page(4));
    merged.data.iter_mut().zip(&second.data).for_each(|(a, b)| *a = (*a + b) / 2.0);
    let file = print_scan(&merged, &mut Random::new(5)).jpeg(75);
    let verdict = look(&licence.reference(), &file).unwrap();
    let mut named: Vec<&str> = verdict.named.iter().map(|named| named.copy_id.as_str()).collect();
    println!("two merged: {:?}, below {:?}", verdict.named, verdict.below);
    named.sort_unstable();
    assert_eq!(named, [copy_id(3), copy_id(4)]);
}

/// Compares 30,000 wrong copies per picture; in the whole suite ten million altogether.
#[test]
fn the_correlation_of_wrong_copies_is_normally_distributed() {
    let licence = Licence::new(ITEMS);
    let reference = licence.reference();
    let marker = Marker::new(&KEY);
    let files = leaked(&licence, &licence.copy(&marker, &copy_id(1), DELTA), 9);
    let (chosen, each): (Vec<_>, u64) = match copies() {
        count if count >= 100 => (files, 1_260_000),
        _ => (files.into_iter().skip(2).step_by(4).collect(), 30_000),
    };
    let (mut all, mut above, mut highest, mut squares) = (0u64, 0u64, 0.0f64, 0.0);
    for file in &chosen {
        let sight = reference.sight(&Picture::from_file(file).unwrap()).unwrap();
        assert!(sight.scores(&marker, [copy_id(1)])[0] > MIN_Z, "negative control");
        for block in 0..each / 10_000 {
            let ids = (0..10_000).map(|at| format!("wrong-{block}-{at}"));
            for z in sight.scores(&marker, ids) {
                all += 1;
                above += u64::from(z >= MIN_Z);
                highest = highest.max(z);
                squares += z * z;
            }
        }
    }
    let deviation = (squares / all as f64).sqrt();
    println!("{all} wrong copies: highest z {highest:.2}, deviation {deviation:.3}, named {above}");
    assert_eq!(above, 0);
    assert!((deviation - 1.0).abs() < 0.05, "{deviation}");
}
