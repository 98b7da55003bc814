//! Who acts: a person in their posts, a calling system, the program itself, or the public.

use crate::region::Region;

/// 岗位/角色. Rights hang on posts only; a person may hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Clerk,
    Reviewer,
    Issuer,
    Window,
    CatalogEditor,
    DistrictManager,
    CityManager,
    Archivist,
    CallingSystem,
    SystemAdmin,
    SecurityAdmin,
    Auditor,
    /// The program's own acts: production, reminders, checkpoints.
    Program,
    /// Nobody logged in.
    Public,
}

impl Role {
    pub const ALL: &'static [Role] = &[
        Role::Clerk,
        Role::Reviewer,
        Role::Issuer,
        Role::Window,
        Role::CatalogEditor,
        Role::DistrictManager,
        Role::CityManager,
        Role::Archivist,
        Role::CallingSystem,
        Role::SystemAdmin,
        Role::SecurityAdmin,
        Role::Auditor,
        Role::Program,
        Role::Public,
    ];

    pub fn as_str(self) -> &'static str {
        self.words().0
    }

    pub fn zh(self) -> &'static str {
        self.words().1
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.as_str() == text)
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Role::Clerk => ("clerk", "经办人"),
            Role::Reviewer => ("reviewer", "审核人"),
            Role::Issuer => ("issuer", "签发人"),
            Role::Window => ("window", "窗口用证人员"),
            Role::CatalogEditor => ("catalog_editor", "目录编制人"),
            Role::DistrictManager => ("district_manager", "区证照管理单位"),
            Role::CityManager => ("city_manager", "市证照管理单位"),
            Role::Archivist => ("archivist", "档案管理员"),
            Role::CallingSystem => ("calling_system", "接入系统"),
            Role::SystemAdmin => ("system_admin", "系统管理员"),
            Role::SecurityAdmin => ("security_admin", "安全管理员"),
            Role::Auditor => ("auditor", "审计管理员"),
            Role::Program => ("program", "系统自动"),
            Role::Public => ("public", "公众"),
        }
    }
}

/// The one who is written into the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    Person(String),
    /// A calling system, and the account of the person it acts for (DB44 `operator`).
    Client {
        client: String,
        operator: String,
    },
    /// The program, by the name of the activity; there is no default actor.
    Program(&'static str),
    Public,
}

impl Actor {
    /// How the actor stands in a record: kind and identity, never a name (I10).
    pub fn record_text(&self) -> String {
        match self {
            Actor::Person(id) => format!("person:{id}"),
            Actor::Client { client, operator } => format!("client:{client}/{operator}"),
            Actor::Program(activity) => format!("program:{activity}"),
            Actor::Public => "public".to_owned(),
        }
    }
}

/// 使用方式 (Art. 15): by hand on the pages, or by interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Manual,
    Api,
}

impl Channel {
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Manual => "manual",
            Channel::Api => "api",
        }
    }
}

/// An authenticated caller with the place their posts belong to.
#[derive(Clone, Debug)]
pub struct Caller {
    pub actor: Actor,
    /// Code of the unit; empty for the program and the public.
    pub unit: String,
    pub region: Option<Region>,
    pub roles: Vec<Role>,
    pub channel: Channel,
}

impl Caller {
    pub fn program(activity: &'static str) -> Self {
        Self {
            actor: Actor::Program(activity),
            unit: String::new(),
            region: None,
            roles: vec![Role::Program],
            channel: Channel::Api,
        }
    }

    pub fn public() -> Self {
        Self {
            actor: Actor::Public,
            unit: String::new(),
            region: None,
            roles: vec![Role::Public],
            channel: Channel::Manual,
        }
    }
}
