//! What `yinxin init` has to know, and the check of it. Without a terminal all faults are named in one go.

use std::io::Read;

use ::keys::MAX_CITY_CHARS;
use app::onboarding::{NewPerson, check_account, check_name, check_password, check_separate};
use domain::Refusal;
use domain::caller::Role;
use domain::code::UnifiedSocialCreditCode;
use domain::region::{Region, Regions};

use super::Arguments;
use crate::errors;
use crate::input::utf8;
use crate::language::{current, either};
use crate::output::Failure;

/// Everything that a new city begins with.
pub struct Answers {
    pub city: String,
    pub region: Region,
    pub unit: String,
    pub unit_name: String,
    pub administrators: [(NewPerson, Role); 3],
}

/// The posts of the three administrators in the order of their passwords, with what is added to the account
/// of the first one.
pub const POSTS: [(Role, &str); 3] =
    [(Role::SecurityAdmin, ""), (Role::SystemAdmin, "-system"), (Role::Auditor, "-audit")];

/// The name of one of these posts within a sentence.
pub fn post(at: usize) -> String {
    let (role, _) = POSTS[at];
    current().pick(role.zh().to_owned(), role.en().to_lowercase())
}

/// The outcome of a check with a refusal in words.
fn told<T>(checked: Result<T, Refusal>) -> Result<T, String> {
    checked.map_err(|refusal| errors::refusal(&refusal))
}

/// A region that exists, by its six digits.
pub fn region(text: &str) -> Result<Region, String> {
    let regions = Regions::embedded().map_err(|fault| either!("区划表有误：{fault}", "{fault}"))?;
    let region = told(Region::parse(text))?;
    told(regions.find(&region))?;
    Ok(region)
}

/// The name of a region with those above it, to show what the digits mean.
pub fn region_name(region: &Region) -> String {
    Regions::embedded().map_or_else(|_| String::new(), |regions| regions.full_name(region))
}

/// The name of the city of a region, by default.
pub fn city_name(region: &Region) -> String {
    let Ok(regions) = Regions::embedded() else { return String::new() };
    regions.name(&regions.city_of(region))
}

pub fn unit_code(text: &str) -> Result<String, String> {
    let code = told(UnifiedSocialCreditCode::parse(text))?;
    Ok(code.as_str().to_owned())
}

pub fn name(text: &str) -> Result<String, String> {
    told(check_name(text))?;
    Ok(text.to_owned())
}

/// Errors: the name is malformed, or too long for the X.509 certificates that are made of it.
pub fn city(text: &str) -> Result<String, String> {
    if text.chars().count() > MAX_CITY_CHARS {
        return Err(either!(
            "城市名称最多 {MAX_CITY_CHARS} 字",
            "the name of a city has at most {MAX_CITY_CHARS} characters"
        ));
    }
    name(text)
}

pub fn account(text: &str) -> Result<String, String> {
    told(check_account(text))?;
    Ok(text.to_owned())
}

pub fn password(text: &str, account: &str) -> Result<String, String> {
    told(check_password(text, account))?;
    Ok(text.to_owned())
}

/// The accounts of the three administrators.
pub fn accounts(first: &str, arguments: &Arguments) -> [String; 3] {
    let [_, system, audit] = POSTS.map(|(_, suffix)| format!("{first}{suffix}"));
    let given = |account: &Option<String>, default| account.clone().unwrap_or(default);
    [
        first.to_owned(),
        given(&arguments.system_account, system),
        given(&arguments.audit_account, audit),
    ]
}

/// The three administrators with their accounts and passwords.
pub fn administrators(
    unit: &str,
    accounts: [String; 3],
    passwords: [Option<String>; 3],
) -> [(NewPerson, Role); 3] {
    let [first, second, third] = accounts;
    let [one, two, three] = passwords;
    let person = |account: String, password, (role, _): (Role, &str)| {
        // The register of people is kept in Chinese, whoever makes the city.
        let (unit, name) = (unit.to_owned(), role.zh().to_owned());
        (NewPerson { account, name, unit, password, roles: Vec::new() }, role)
    };
    [person(first, one, POSTS[0]), person(second, two, POSTS[1]), person(third, three, POSTS[2])]
}

/// Collects faults, each under the name of the flag or line that it is about.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn add(&mut self, place: &str, why: &str) {
        self.0.push(either!("{place}：{why}", "{place}: {why}"));
    }

    /// The value of a flag, or a fault and the empty default.
    fn flag<T: Default>(
        &mut self,
        flag: &str,
        given: Option<&str>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> T {
        let read = given.map_or_else(|| Err(either!("未给出", "missing")), read);
        read.unwrap_or_else(|why| {
            self.add(flag, &why);
            T::default()
        })
    }
}

/// The answers of flags and standard input. Errors: everything that is missing or wrong, one fault a line.
pub fn given(arguments: &Arguments, mut input: impl Read) -> Result<Answers, Failure> {
    let mut faults = Faults::default();
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let lines = match utf8(bytes) {
        Ok(lines) => lines,
        Err(why) => {
            faults.add(&either!("标准输入", "standard input"), &why);
            String::new()
        }
    };
    let place = arguments.region.as_deref();
    let place = faults.flag("--region", place, |text| region(text).map(Some));
    let unit = faults.flag("--unit", arguments.unit.as_deref(), unit_code);
    let unit_name = faults.flag("--unit-name", arguments.unit_name.as_deref(), name);
    let default = place.as_ref().map_or_else(String::new, city_name);
    let city = match &arguments.city {
        None => default,
        Some(given) => faults.flag("--city", Some(given), city),
    };
    let first = faults.flag("--account", arguments.account.as_deref(), account);
    let accounts = accounts(&first, arguments);
    let given = [&arguments.system_account, &arguments.audit_account];
    let others = ["--system-account", "--audit-account"].into_iter().zip(given);
    for ((flag, given), account) in others.zip(&accounts[1..]) {
        // What is made of the first account cannot be right while that is wrong.
        if given.is_some() || !first.is_empty() {
            faults.flag(flag, Some(account), self::account);
        }
    }
    let mut lines = lines.lines().map(|line| line.trim_end_matches('\r').to_owned());
    let passwords = [(); 3].map(|()| lines.next().filter(|line| !line.is_empty()));
    for (at, (given, account)) in passwords.iter().zip(&accounts).enumerate() {
        let Some(given) = given else { continue };
        if let Err(why) = password(given, account) {
            let (line, post) = (at + 1, post(at));
            let place =
                either!("标准输入第 {line} 行（{post}）", "line {line} of standard input ({post})");
            faults.add(&place, &why);
        }
    }
    let administrators = administrators(&unit, accounts, passwords);
    if let Err(refusal) = check_separate(&administrators) {
        faults.add("--account, --system-account, --audit-account", &errors::refusal(&refusal));
    }
    match (place, faults.0.is_empty()) {
        (Some(region), true) => Ok(Answers { city, region, unit, unit_name, administrators }),
        _ => Err(Failure(faults.0.join("\n"))),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Init {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn asked(flags: &[&str], input: &str) -> Result<Answers, Failure> {
        let arguments = Init::parse_from([&["init"], flags].concat()).arguments;
        given(&arguments, input.as_bytes())
    }

    #[test]
    fn everything_that_is_missing_or_wrong_is_named_at_once() {
        let failure = asked(&["--region", "330103", "--unit", "11330100X"], "weak\n\nPassword123!");
        let faults = failure.err().unwrap().0;
        let expected = ["--region", "--unit", "--unit-name", "--account", "line 1", "line 3"];
        for place in expected {
            let named = faults.lines().filter(|line| line.contains(place)).count();
            assert!(named >= 1, "{place}:\n{faults}");
        }
        assert_eq!(faults.lines().count(), expected.len(), "{faults}");
        assert!(!faults.contains("weak") && !faults.contains("Password123!"), "{faults}");
    }

    #[test]
    fn administrators_that_are_alike_are_told_together_with_the_other_faults() {
        let flags = ["--region", "999999", "--account", "admin", "--system-account", "admin"];
        let failure = asked(&flags, "Zhengzhao-2026\nweak\nZhengzhao-2026\n");
        let faults = failure.err().unwrap().0;
        for place in ["--region", "--unit", "--unit-name", "line 2", "--account, --system-account"]
        {
            assert!(faults.contains(place), "{place}:\n{faults}");
        }
        let flags = ["--region", "330100", "--audit-account", "审计"];
        let faults = asked(&flags, "").err().unwrap().0;
        assert!(faults.contains("--audit-account"), "without the first account:\n{faults}");
    }

    #[test]
    fn input_that_is_no_text_is_a_fault_among_the_others() {
        let arguments = Init::parse_from(["init", "--region", "330100"]).arguments;
        let faults = given(&arguments, &b"\xc3\xdc\xc2\xeb-Gbk-1\n"[..]).err().unwrap().0;
        assert!(faults.contains("UTF-8") && faults.contains("--unit-name"), "{faults}");
    }

    #[test]
    fn any_place_in_the_country_can_be_a_city() {
        let city = |region: &str| {
            let flags = ["--region", region, "--unit", "11330100MB0000001R"];
            let more = ["--unit-name", "演示局", "--account", "admin"];
            asked(&[&flags[..], &more[..]].concat(), "").map(|answers| answers.city)
        };
        for (region, name) in [
            ("330100", "杭州市"),
            ("330106", "杭州市"),
            ("110105", "北京市"),
            ("429004", "湖北省"),
            ("650000", "新疆维吾尔自治区"),
        ] {
            assert_eq!(city(region).ok().unwrap(), name, "{region}");
        }
        assert!(city("999999").is_err());
    }
}
