//! Leaked copies, ill-treated in the ways that leaks are: each is named, and nobody else ever.
//! `ATTACK_COPIES=100` runs the whole suite and prints the table (in release a quarter of an hour);
//! `FACE_FONTS` (the folder share/fonts) takes the whole fonts.

#![expect(clippy::unwrap_used, reason = "a test, outside a test function too")]

mod camera;
mod page;

use camera::{Chance, Grey, color_jpeg, phone, photocopy, print_scan};
use face::microshift::{DELTA, Marker};
use face::trace::{Picture, Reference, TraceError, Verdict};
use page::Licence;

const KEY: [u8; 32] = *b"a key of thirty-two bytes, tests";
const ATTACKS: [&str; 7] = [
    "raster 150 dpi, JPEG 50",
    "screenshot 96 dpi, JPEG 80",
    "print and scan 150 dpi, JPEG 75",
    "grey photocopy of a photocopy",
    "telephone, slanted, JPEG 80",
    "print and scan, half a page",
    "print and scan, quarter page",
];

/// Copies per attack: a few as a habit, all if asked.
fn copies() -> u64 {
    std::env::var("ATTACK_COPIES").ok().and_then(|count| count.parse().ok()).unwrap_or(2)
}

fn copy_id(number: u64) -> String {
    format!("019c2b7a-{number:04}")
}

/// The picture files of one copy, attack by attack.
fn leaked(licence: &Licence, list: &face::display::DisplayList, seed: u64) -> Vec<Vec<u8>> {
    let mut chance = Chance::new(seed);
    let page = Grey::of(&licence.drawn(list, 300.0));
    let scan = print_scan(&page, &mut chance);
    let (width, height) = (scan.width, scan.height);
    let half = chance.below(2) as usize * (height / 2);
    let corner = |free: usize, share: f64| (free as f64 * share) as usize;
    let quarter =
        (corner(width / 2, chance.between(0.1, 0.9)), corner(height / 2, chance.between(0.1, 0.9)));
    vec![
        color_jpeg(&licence.drawn(list, 150.0), 50),
        color_jpeg(&licence.drawn(list, 96.0), 80),
        scan.turned(chance.below(4)).jpeg(75),
        photocopy(&page, &mut chance).jpeg(75),
        phone(&page, &mut chance).turned(chance.below(4)).jpeg(80),
        scan.cut(0, half, width, height / 2).jpeg(75),
        scan.cut(quarter.0, quarter.1, width / 2, height / 2).jpeg(75),
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
    agreeing: f64,
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
        self.agreeing += best.map_or(0.0, |named| named.agreeing);
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
            "{attack:32} named {:3} of {count:3}, wrong {}, not found {}, number {:3}, z least \
             {:5.2} median {:5.2}, misread {:4.1} %, glyphs seen {:5.1}",
            self.named,
            self.wrong,
            self.lost,
            self.numbers,
            z[0],
            z[count / 2],
            100.0 * (1.0 - self.agreeing / (count as u64 - self.lost).max(1) as f64),
            self.seen as f64 / count as f64,
        )
    }
}

#[test]
fn leaked_copies_are_named_and_nobody_else() {
    let licence = Licence::new();
    let reference = licence.reference();
    let marker = Marker::new(&KEY);
    let mut rows: Vec<Row> = ATTACKS.iter().map(|_| Row::default()).collect();
    for number in 0..copies() {
        let id = copy_id(number);
        let files = leaked(&licence, &licence.copy(&marker, &id, DELTA), number + 1);
        for (row, file) in rows.iter_mut().zip(&files) {
            row.take(look(&reference, file), &id);
        }
    }
    for (row, attack) in rows.iter().zip(ATTACKS) {
        println!("{}", row.line(attack));
    }
    for (at, (row, attack)) in rows.iter().zip(ATTACKS).enumerate() {
        let asked = if at == 6 { 0.95 } else { 0.99 };
        assert_eq!(row.wrong, 0, "{attack}");
        assert!(row.named as f64 >= asked * copies() as f64, "{attack}: {}", row.named);
    }
}
