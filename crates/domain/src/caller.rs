//! Who makes a request: a person with their posts, a calling system, the program itself, or the public.

use crate::region::Region;

vocabulary! {
    /// 岗位/角色 (post). Rights belong to posts and never to persons; a person may hold several posts.
    pub enum Role {
        Clerk = "clerk", "经办人", "Clerk";
        Reviewer = "reviewer", "审核人", "Reviewer";
        Issuer = "issuer", "签发人", "Issuer";
        Window = "window", "窗口用证人员", "Window clerk";
        CatalogEditor = "catalog_editor", "目录编制人", "Catalog editor";
        DistrictManager = "district_manager", "区证照管理单位", "District manager";
        CityManager = "city_manager", "市证照管理单位", "City manager";
        Archivist = "archivist", "档案管理员", "Archivist";
        CallingSystem = "calling_system", "接入系统", "Calling system";
        SystemAdmin = "system_admin", "系统管理员", "System administrator";
        SecurityAdmin = "security_admin", "安全管理员", "Security administrator";
        Auditor = "auditor", "审计管理员", "Auditor";
        /// The program itself, for its jobs, its schedules and commands that an operator runs in the shell.
        Program = "program", "系统自动", "The program itself";
        /// A visitor who has not logged in.
        Public = "public", "公众", "The public";
    }
}

/// The identity that the log record of a change names (Art. 25).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person, by the identity of their row.
    Person(String),
    /// A calling system and the account of the person it acts for (`operator` in DB44/T 2167).
    Client {
        client: String,
        operator: String,
    },
    /// The program, with the name of the activity, so that even automatic changes say what made them.
    Program(&'static str),
    Public,
}

impl Actor {
    /// The actor as text: `kind:identity`, never the name of a person (I10). The operator of a calling
    /// system is left out, because the system may name a person by it.
    pub fn record_text(&self) -> String {
        match self {
            Actor::Person(id) => format!("person:{id}"),
            Actor::Client { client, .. } => format!("client:{client}"),
            Actor::Program(activity) => format!("program:{activity}"),
            Actor::Public => "public".to_owned(),
        }
    }
}

/// Whether a text contains what has the shape of a number of a person: a resident identity number of 18 or 15
/// digits, or a mobile phone number. Digits of any script count, and separators between them do not help.
pub fn names_a_person(text: &str) -> bool {
    let joined: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    [text, &joined].into_iter().any(has_personal_number)
}

fn has_personal_number(text: &str) -> bool {
    let mut runs = vec![String::new()];
    for c in text.chars() {
        let last = runs.len() - 1;
        match digit(c) {
            Some(digit) => runs[last].push(digit),
            // The check character of an identity number.
            None if matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ') && runs[last].len() == 17 => {
                runs[last].push('X');
            }
            None => runs.push(String::new()),
        }
    }
    let mobile = |run: &str| {
        let run = run.strip_prefix("0086").or(run.strip_prefix("86")).unwrap_or(run);
        let rest = run.strip_prefix('1').filter(|_| run.len() == 11);
        rest.is_some_and(|rest| !rest.starts_with(['0', '1', '2']))
    };
    runs.iter().any(|run| matches!(run.len(), 15 | 18) || mobile(run))
}

/// A digit as its ASCII character. Of scripts other than the common ones only the fact counts.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => c.is_numeric().then_some('?'),
    }
}

vocabulary! {
    /// 使用方式 (Art. 15): how a certificate is used, by a person on the pages or by a system through
    /// the interface.
    pub enum Channel {
        Manual = "manual", "人工", "Manual";
        Api = "api", "接口", "API";
    }
}

vocabulary! {
    /// The kind of a caller. The operator's log writes only this, because it may not contain personal
    /// data (I10).
    pub enum CallerKind {
        Public = "public", "公众", "The public";
        Person = "person", "人员", "A person";
        System = "system", "接入系统", "A calling system";
        Program = "program", "系统自动", "The program itself";
    }
}

/// An authenticated caller with the unit and the region in which they hold their posts.
#[derive(Clone, Debug)]
pub struct Caller {
    pub actor: Actor,
    /// Code of the unit; empty for the program and the public.
    pub unit: String,
    /// Region of the unit; `None` for the program and the public.
    pub region: Option<Region>,
    pub roles: Vec<Role>,
    pub channel: Channel,
    /// Whether the caller has proved lately who they are, for acts that ask for it
    /// ([`Action::asks_proof`](crate::policy::Action::asks_proof)). A system proves it with every request.
    pub proved: bool,
}

impl Caller {
    pub fn kind(&self) -> CallerKind {
        match self.actor {
            Actor::Person(_) => CallerKind::Person,
            Actor::Client { .. } => CallerKind::System,
            Actor::Program(_) => CallerKind::Program,
            Actor::Public => CallerKind::Public,
        }
    }

    /// The program as the caller of `activity`.
    pub fn program(activity: &'static str) -> Self {
        Self {
            actor: Actor::Program(activity),
            unit: String::new(),
            region: None,
            roles: vec![Role::Program],
            channel: Channel::Api,
            proved: true,
        }
    }

    /// A visitor who has not logged in.
    pub fn public() -> Self {
        Self {
            actor: Actor::Public,
            unit: String::new(),
            region: None,
            roles: vec![Role::Public],
            channel: Channel::Manual,
            proved: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_persons_are_recognised_by_their_shape() {
        for number in [
            "440304190001010002",
            "44030419000101000X",
            "44030419000101000x",
            "440304900101001",
            "４４０３０４１９０００１０１０００２",
            "440304-19000101-0002",
            "op_440304190001010002",
            "13800001234",
            "+8613800001234",
            "138-0000-1234",
            "１３８００００１２３４",
        ] {
            assert!(names_a_person(number), "{number}");
        }
        // Negative control: accounts as systems name them.
        for account in ["ck-01", "ck-01@nssp", "20260001", "00012345678", "window.3", "王工"] {
            assert!(!names_a_person(account), "{account}");
        }
    }
}
