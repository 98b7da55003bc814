//! Attacks on the budget of a verification (I16, decision 0019): files that are small and cost much. Each
//! is refused by name within its allowance. As a control, the same file is judged without a limit, which
//! must count more than the allowance. Nothing is timed.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod attacks;
mod memory;

use std::collections::BTreeSet;

use app::verify::{MAX_FILE, Verdict, Verification, verify_within};
use budget::{Budget, MAX_MEMORY, MAX_WORK};
use face::compile::CompiledFace;
use face::font::FontSet;
use face::template::{BUILT_IN_KEYS, FaceTemplate};

use attacks::{ATTACKS, Attack};

/// A valid file, except that its root certificate is not trusted.
const GOOD: &[u8] = include_bytes!("../../../../fuzz/seeds/ofd/good.ofd");

fn verified(file: &[u8], budget: &Budget) -> Verification {
    verify_within(file, "", budget).unwrap()
}

#[test]
fn every_attack_is_refused_by_name_within_its_allowance() {
    for Attack { name, file, code, .. } in ATTACKS {
        let (file, budget) = (file(1), Budget::default());
        assert!(file.len() <= MAX_FILE, "{name} could not be uploaded");
        let found = verified(&file, &budget);
        assert_eq!(found.verdict, Verdict::Refused, "{name}: {}", found.summary_en);
        assert_eq!(found.checks.len(), 1, "{name}: nothing else is told");
        assert_eq!(found.checks[0].name, *code, "{name}: {}", found.summary_en);
        assert!(found.summary_zh.contains("超出一次请求的限额"), "{name}: {}", found.summary_zh);
        assert!(budget.work() <= MAX_WORK && budget.memory() <= MAX_MEMORY, "{name}");
    }
}

#[test]
fn control_without_a_limit_every_attack_costs_more_than_the_allowance() {
    for Attack { name, file, code, .. } in ATTACKS {
        let budget = Budget::unlimited();
        let found = verified(&file(1), &budget);
        assert_ne!(found.verdict, Verdict::Refused, "{name}");
        let (work, memory) = (budget.work(), budget.memory());
        let over = if *code == "budget.work" { work > MAX_WORK } else { memory > MAX_MEMORY };
        assert!(over, "{name}: {work} units, {memory} bytes");
    }
}

#[test]
fn control_files_of_the_same_shape_that_repeat_less_are_judged() {
    for Attack { name, file, .. } in ATTACKS {
        let found = verified(&file(50), &Budget::default());
        assert_ne!(found.verdict, Verdict::Refused, "{name}: {}", found.summary_en);
    }
}

#[test]
fn an_honest_file_needs_a_small_part_of_the_budget() {
    let budget = Budget::default();
    assert_ne!(verified(GOOD, &budget).verdict, Verdict::Refused);
    assert!(budget.work() < MAX_WORK / 100, "{} units", budget.work());
    assert!(budget.memory() < MAX_MEMORY / 100, "{} bytes", budget.memory());
    // With a hundred attached scans it is almost as large as an upload may be.
    let large = attacks::with_scans(100);
    assert!(large.len() > MAX_FILE * 9 / 10 && large.len() <= MAX_FILE);
    let (budget, lost) = (Budget::of(MAX_WORK / 4, MAX_MEMORY / 4), Budget::of(MAX_WORK / 400, 1));
    assert_ne!(verified(&large, &budget).verdict, Verdict::Refused, "it passes with a quarter");
    assert_eq!(verified(&large, &lost).verdict, Verdict::Refused, "negative control");
}

/// Reading and compiling the faces of the demo city, which are those of real certificates.
#[test]
fn the_faces_of_the_demo_city_need_less_than_a_quarter_of_the_budget() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo/data/catalog");
    let font: std::sync::Arc<[u8]> =
        include_bytes!("../../../face/testdata/NotoSerifSC-test.ttf").as_slice().into();
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let entry: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let lists = entry["face"]["fonts"].as_object().unwrap().values();
        let names: BTreeSet<&str> = lists
            .flat_map(|list| list.as_array().unwrap())
            .map(|name| name.as_str().unwrap())
            .collect();
        let files = names.iter().map(|name| ((*name).to_owned(), font.clone())).collect();
        let fonts = FontSet::new(files).unwrap();
        let mut keys: Vec<String> = BUILT_IN_KEYS.iter().map(|key| (*key).to_owned()).collect();
        for field in entry["fields"].as_array().unwrap() {
            let key = field["key"].as_str().unwrap();
            keys.push(key.to_owned());
            let members = field["fields"].as_array().into_iter().flatten();
            keys.extend(members.map(|member| format!("{key}.{}", member["key"].as_str().unwrap())));
        }
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let budget = Budget::of(MAX_WORK / 4, MAX_MEMORY / 4);
        let template = FaceTemplate::parse_within(&entry["face"], &keys, &budget).unwrap();
        // The test font lacks characters, which are findings; the budget must not be one.
        let _ = CompiledFace::compile_within(template, &fonts, &budget);
        assert_eq!(budget.exceeded(), None, "{}", path.display());
        count += 1;
    }
    assert!(count > 10, "{count} faces");
}

#[test]
fn a_file_that_is_larger_than_an_upload_is_refused() {
    let found = verified(&vec![0; MAX_FILE + 1], &Budget::default());
    assert_eq!((found.verdict, found.checks[0].name.as_str()), (Verdict::Refused, "file.size"));
    assert_eq!(verified(&vec![0; MAX_FILE], &Budget::default()).verdict, Verdict::Unreadable);
}
