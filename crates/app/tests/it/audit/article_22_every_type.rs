//! 第二十二条 (Art. 22): the copies of every type of the demo city are traced, from the picture that the platform
//! draws and from the printout as another program draws it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use app::drawing::Templates;
use app::drawing::bench::{Compiled, Issue, drawn, lay_out, marked, masked_content};
use app::review::Frozen;
use domain::catalog::{CatalogEntry, CopyContent};
use domain::date::Date;
use face::display::{DisplayList, Seals, Stamp};
use face::microshift::{Marker, capacity};
use face::pdf::{About, PdfTemplate};
use face::raster::raster;
use face::trace::{Picture, Reference, Verdict};

const KEY: [u8; 32] = *b"a key of thirty-two bytes, tests";
const COPIES: usize = 200;
/// Resolution of the pictures, dots per inch.
const DPI: f64 = 150.0;

/// The pages with fewer glyphs than a mark needs, of which publishing the face warns.
const TOO_LITTLE_TEXT: [&str; 13] = [
    "birth_record 0",
    "food_production 0",
    "food_production 1",
    "health_examination 0",
    "hotel_trade 0",
    "product_quality 1",
    "professional_title 0",
    "public_place_hygiene 0",
    "public_rental_housing 1",
    "residence_permit 0",
    "social_insurance 1",
    "work_capacity 0",
    "work_injury 0",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn copy_id(number: usize) -> String {
    format!("019c2b7a-{number:04}")
}

/// A copy of a type: its page without marks and with them.
struct Copy {
    name: String,
    compiled: Arc<Compiled>,
    clean: DisplayList,
    list: DisplayList,
}

/// The copies of all types, each with the example facts of its type.
fn copies(templates: &Templates) -> Vec<Copy> {
    let folder = root().join("crates/demo/data/catalog");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| format!("catalog/{}", file.unwrap().file_name().to_str().unwrap()))
        .collect();
    files.sort();
    let made = files.iter().enumerate().map(|(at, file)| {
        let (entry, mut contents) = demo::examples(file, 1).unwrap();
        let compiled = templates.face(&entry.code, 1, &entry).unwrap();
        let content = contents.remove(0);
        let frozen = frozen(&entry, content.holder, content.facts.into_iter().collect());
        let shown = match entry.archive_copy {
            CopyContent::Masked => masked_content(&entry, frozen),
            CopyContent::Whole => frozen,
        };
        let issue = Issue { unit_name: "演示市政务服务局", day: Date::parse("2026-03-03") };
        let clean = lay_out(&compiled, &drawn(&entry, &shown, &issue)).unwrap();
        let tiles = format!("存档副本 仅用于演示市民政局 办件 BJ-2026-000001 {}", copy_id(at));
        let fonts = (&*compiled, templates.fonts());
        let list =
            marked(clean.clone(), fonts, &Marker::new(&KEY), (&copy_id(at), &tiles)).unwrap();
        Copy { name: file.clone(), compiled, clean, list }
    });
    made.collect()
}

fn frozen(
    entry: &CatalogEntry,
    holder: domain::holder::Holder,
    facts: domain::field::Facts,
) -> Frozen {
    let today = Date::parse("2026-03-03").unwrap();
    Frozen {
        identifier: "1.2.156.3005.2.11100000.11440300MBXX000197.2026000001.001.Q".to_owned(),
        number: "YS000001".to_owned(),
        type_code: entry.code.clone(),
        catalog_number: 1,
        holder,
        facts,
        valid_from: today,
        valid_to: entry.validity.last_day(today),
        paper_number: String::new(),
    }
}

impl Copy {
    fn short(&self) -> String {
        self.name.replace("catalog/", "").replace(".json", "")
    }

    fn stamps<'a>(&self, seal: &'a [u8]) -> Vec<Stamp<'a>> {
        let pages = self.list.pages.iter().enumerate();
        let places =
            pages.flat_map(|(at, page)| page.seals.iter().map(move |seal| (at, seal.boundary)));
        places.map(|(at, place)| (at, place, seal)).collect()
    }

    fn png(&self, page: usize, seal: &[u8]) -> Vec<u8> {
        let here: Vec<_> = self
            .stamps(seal)
            .into_iter()
            .filter(|(at, ..)| *at == page)
            .map(|(_, place, bytes)| (place, bytes))
            .collect();
        raster(&self.list, &self.compiled.face, page, DPI, &here).unwrap().png().unwrap()
    }

    fn pdf(&self, seal: &[u8]) -> Vec<u8> {
        let about = About { title: "副本", author: "测试", created: "2026-03-03" };
        let template = PdfTemplate::compile(&self.compiled.face).unwrap();
        template.write(&self.list, Seals::Stamps(&self.stamps(seal)), &about).unwrap()
    }

    fn traced(&self, page: usize, file: &[u8]) -> Option<Verdict> {
        let nothing = BTreeSet::new();
        let reference =
            Reference::new(&self.clean, &self.compiled.face, page, &[], &nothing).unwrap();
        let picture = Picture::from_file(file).unwrap();
        let sight = reference.sight(&picture).ok()?;
        Some(sight.identify(&Marker::new(&KEY), (0..COPIES).map(copy_id)))
    }
}

/// Draws the pages of `NAME.pdf` in a folder as `NAME-0.png`, `NAME-1.png` … with pdfium.
fn draw_with_pdfium(folder: &Path) {
    let script = "import sys, pathlib, pypdfium2\n\
        for file in pathlib.Path(sys.argv[1]).glob('*.pdf'):\n\
        \x20   for at, page in enumerate(pypdfium2.PdfDocument(file)):\n\
        \x20       page.render(scale=150 / 72).to_pil().save(f'{file.with_suffix(\"\")}-{at}.png')\n";
    let python = root().join(".tools/judges/bin/python");
    let ended = Command::new(python).args(["-c", script]).arg(folder).status();
    assert!(ended.is_ok_and(|status| status.success()), "pdfium: run .ci/prepare");
}

#[test]
fn the_copies_of_every_type_are_traced_from_picture_and_printout() {
    let fonts = Templates::fonts_in(&root().join("share/fonts")).unwrap();
    let templates = Templates::new(fonts);
    let (unit, font) = ("演示市电子证照", "NotoSerifSC-Bold");
    let seal = face::seal_picture::seal_picture(templates.fonts(), font, unit, "存档副本", true);
    let seal = seal.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let out = std::env::var("FACES_OUT").map_or(folder.path().to_owned(), PathBuf::from);
    let copies = copies(&templates);
    for copy in &copies {
        std::fs::write(out.join(format!("{}.pdf", copy.short())), copy.pdf(&seal)).unwrap();
    }
    draw_with_pdfium(&out);
    let numbered: Vec<(usize, &Copy)> = copies.iter().enumerate().collect();
    let half = numbered.len().div_ceil(2);
    let halves: Vec<(Vec<String>, Vec<String>)> = std::thread::scope(|scope| {
        let look = |copies| {
            let (out, seal) = (&out, &seal);
            scope.spawn(move || looked_through(copies, out, seal))
        };
        let running: Vec<_> = numbered.chunks(half).map(look).collect();
        running.into_iter().map(|half| half.join().unwrap()).collect()
    });
    let (wrong, too_little): (Vec<_>, Vec<_>) = halves.into_iter().unzip();
    assert!(wrong.concat().is_empty(), "{wrong:#?}");
    assert_eq!(too_little.concat(), TOO_LITTLE_TEXT, "the publisher of the face is warned");
}

/// Traces picture and printout of every page of copies with their numbers. Returns what was not named, and the
/// pages with too little text.
fn looked_through(
    copies: &[(usize, &Copy)],
    out: &Path,
    seal: &[u8],
) -> (Vec<String>, Vec<String>) {
    let (mut wrong, mut too_little) = (Vec::new(), Vec::new());
    for (at, copy) in copies {
        for carried in capacity(&copy.clean, &BTreeSet::new()) {
            let (page, name) = (carried.page, copy.short());
            if carried.finding().is_some() {
                too_little.push(format!("{name} {page}"));
                continue;
            }
            let drawn = std::fs::read(out.join(format!("{name}-{page}.png"))).unwrap();
            for (kind, file) in [("picture", copy.png(page, seal)), ("printout", drawn)] {
                let verdict = copy.traced(page, &file);
                let line = format!("{name} {page} {kind}: {}", told(verdict.as_ref(), *at));
                let named = verdict.map_or(Vec::new(), |verdict| verdict.named);
                let named: Vec<String> = named.into_iter().map(|one| one.copy_id).collect();
                if named != [copy_id(*at)] {
                    wrong.push(line);
                }
            }
        }
    }
    (wrong, too_little)
}

/// What was found of the copy with a number.
fn told(verdict: Option<&Verdict>, number: usize) -> String {
    let Some(verdict) = verdict else { return "not found".to_owned() };
    let mut all = verdict.named.iter().chain(&verdict.below);
    let z = all.find(|one| one.copy_id == copy_id(number)).map_or(0.0, |one| one.z);
    let Verdict { seen, coded, registration, .. } = verdict;
    format!("z {z:.2}, measured {seen} of {coded}, residual {:.4}", registration.residual)
}
