//! Invented holders and facts. The same number always gives the same ones.

use domain::catalog::CatalogEntry;
use domain::code::{IdNumber, Sex, UnifiedSocialCreditCode};
use domain::date::Date;
use domain::field::rule::RuleKind;
use domain::field::{FieldKind, FieldSpec};
use domain::holder::{Holder, HolderKind};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The words from which names and addresses are made.
#[derive(Deserialize)]
pub struct Samples {
    surnames: Vec<String>,
    given_names: Vec<String>,
    long_names: Vec<String>,
    company_words: Vec<String>,
    company_trades: Vec<String>,
    company_suffixes: Vec<String>,
    streets: Vec<String>,
    buildings: Vec<String>,
}

impl Samples {
    /// A holder of the kind. Successive numbers share a holder, so that a matter finds several
    /// certificates of one holder.
    pub fn holder(&self, kind: HolderKind, number: usize) -> Holder {
        // Successive certificates are of the 29 types in turn, so a holder gets one certificate of
        // each type.
        let person = number / 29;
        let natural = match kind {
            HolderKind::Natural => true,
            HolderKind::Legal => false,
            HolderKind::Mixed | HolderKind::Other => number.is_multiple_of(2),
        };
        if natural {
            Holder {
                name: self.person_name(person),
                code: id_number(person),
                code_type: "111".to_owned(),
            }
        } else {
            Holder {
                name: self.company(person),
                code: credit_code(person),
                code_type: "001".to_owned(),
            }
        }
    }

    /// Facts that fit an entry and its rules: the examples of the fields, but with invented people, codes and
    /// addresses, with dates that fit an application made `today`, and with the birth date and the sex of the
    /// identity number that a rule compares them with.
    pub fn facts_of(
        &self,
        entry: &CatalogEntry,
        holder: &Holder,
        number: usize,
        photo: &str,
        today: Date,
    ) -> Map<String, Value> {
        let mut facts = self.facts(&entry.fields, number, photo, today);
        for rule in &entry.rules {
            let code = match rule.other.as_str() {
                "holder.code" => Some(holder.code.clone()),
                other => facts.get(other).and_then(Value::as_str).map(str::to_owned),
            };
            let Some(id) = code.and_then(|code| IdNumber::parse(&code, today).ok()) else {
                continue;
            };
            let agreed = match rule.kind {
                RuleKind::BirthOfId => id.birth_date().map(|born| born.to_string()),
                RuleKind::SexOfId => {
                    let sex = if id.sex() == Some(Sex::Male) { "男" } else { "女" };
                    let field = entry.fields.iter().find(|field| field.key == rule.field);
                    let options = field.into_iter().flat_map(|field| &field.options);
                    options
                        .into_iter()
                        .find(|option| option.name == sex)
                        .map(|one| one.code.clone())
                }
                RuleKind::NotAfter | RuleKind::Same | RuleKind::Differs | RuleKind::RequiredIf => {
                    None
                }
            };
            if let Some(value) = agreed {
                facts.insert(rule.field.clone(), value.into());
            }
        }
        facts
    }

    fn facts(
        &self,
        fields: &[FieldSpec],
        number: usize,
        photo: &str,
        today: Date,
    ) -> Map<String, Value> {
        let mut facts = Map::new();
        for field in fields {
            let value = match field.kind {
                FieldKind::PersonName => self.person_name(number).into(),
                FieldKind::Image => photo.into(),
                FieldKind::IdNumber => id_number(number).into(),
                FieldKind::Uscc => credit_code(number).into(),
                // What kind of document a number is of, the example says, because the number is one.
                FieldKind::CodeList if field.example == "111" => "111".into(),
                FieldKind::DocumentNumber => {
                    id_number(number + field.key.len() + usize::from(field.required)).into()
                }
                FieldKind::CodeList => {
                    let option = field.options.get(number % field.options.len().max(1));
                    option.map_or(Value::Null, |option| option.code.clone().into())
                }
                FieldKind::Group => {
                    let rows = 1 + number % 3;
                    (0..rows)
                        .map(|row| {
                            Value::Object(self.facts(&field.fields, number + row, photo, today))
                        })
                        .collect()
                }
                FieldKind::Text if field.name.contains("地址") || field.name.contains('址') => {
                    self.address(number).into()
                }
                FieldKind::Date => moved(&field.example, today).into(),
                FieldKind::Text | FieldKind::Number => field.example.clone().into(),
            };
            facts.insert(field.key.clone(), value);
        }
        facts
    }

    fn person_name(&self, number: usize) -> String {
        if number % 50 == 49 {
            return pick(&self.long_names, number / 50).to_owned();
        }
        let given = pick(&self.given_names, number / self.surnames.len().max(1));
        format!("{}{given}", pick(&self.surnames, number))
    }

    fn company(&self, number: usize) -> String {
        let word = pick(&self.company_words, number);
        let trade = pick(&self.company_trades, number / 3);
        let suffix = pick(&self.company_suffixes, number / 7);
        format!("演示市{word}{trade}{suffix}")
    }

    fn address(&self, number: usize) -> String {
        let street = pick(&self.streets, number);
        let building = pick(&self.buildings, number / 2);
        format!("演示市{street} {} 号{building} {} 室", 1 + number % 90, 101 + number % 20)
    }
}

/// The day on which the examples of the catalog were written. Example dates near it are moved by
/// the same distance as the application; older ones, such as dates of birth, stay.
pub const WRITTEN: Date = Date { year: 2026, month: 3, day: 3 };

fn moved(example: &str, today: Date) -> String {
    let about = |date: &Date| (date.days() - WRITTEN.days()).abs() < 2 * 366;
    match Date::parse(example).filter(about) {
        Some(date) => today.plus_days(date.days() - WRITTEN.days()).to_string(),
        None => example.to_owned(),
    }
}

fn pick(words: &[String], at: usize) -> &str {
    words.get(at % words.len().max(1)).map_or("演示", String::as_str)
}

/// A well-formed identity number that nobody has: the date of birth is in the year 1900.
fn id_number(number: usize) -> String {
    let today = Date { year: 2026, month: 1, day: 1 };
    let body = format!("4403041900{:02}{:02}{:03}", 1 + number / 999 % 12, 1, number % 999);
    let whole = "0123456789X".chars().map(|check| format!("{body}{check}"));
    whole.into_iter().find(|code| IdNumber::parse(code, today).is_ok()).unwrap_or(body)
}

/// A well-formed unified social credit code that no register assigns, because it contains XX.
fn credit_code(number: usize) -> String {
    let body = format!("91440300MA5XX{:04}", number % 10_000);
    let alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars();
    let whole = alphabet.map(|check| format!("{body}{check}"));
    whole.into_iter().find(|code| UnifiedSocialCreditCode::parse(code).is_ok()).unwrap_or(body)
}
