//! Who acts: a person in their posts, a calling system, the program itself, or the public.

use crate::region::Region;

vocabulary! {
    /// 岗位/角色. Rights hang on posts only; a person may hold several.
    pub enum Role {
        Clerk = "clerk", "经办人", "Clerk";
        Reviewer = "reviewer", "审核人", "Reviewer";
        Issuer = "issuer", "签发人", "Issuer";
        Window = "window", "窗口用证人员", "Clerk at a window";
        CatalogEditor = "catalog_editor", "目录编制人", "Catalog editor";
        DistrictManager = "district_manager", "区证照管理单位", "District manager";
        CityManager = "city_manager", "市证照管理单位", "City manager";
        Archivist = "archivist", "档案管理员", "Archivist";
        CallingSystem = "calling_system", "接入系统", "Calling system";
        SystemAdmin = "system_admin", "系统管理员", "System administrator";
        SecurityAdmin = "security_admin", "安全管理员", "Security administrator";
        Auditor = "auditor", "审计管理员", "Auditor";
        /// The program's own acts: production, reminders, checkpoints.
        Program = "program", "系统自动", "The program itself";
        /// Nobody logged in.
        Public = "public", "公众", "The public";
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

vocabulary! {
    /// 使用方式 (Art. 15): by hand on the pages, or by interface.
    pub enum Channel {
        Manual = "manual", "人工", "By hand";
        Api = "api", "接口", "By interface";
    }
}

vocabulary! {
    /// Who asks, as far as the operator's log may know it (I10).
    pub enum CallerKind {
        Public = "public", "公众", "The public";
        Person = "person", "人员", "A person";
        System = "system", "接入系统", "A calling system";
        Program = "program", "系统自动", "The program itself";
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
    pub fn kind(&self) -> CallerKind {
        match self.actor {
            Actor::Person(_) => CallerKind::Person,
            Actor::Client { .. } => CallerKind::System,
            Actor::Program(_) => CallerKind::Program,
            Actor::Public => CallerKind::Public,
        }
    }

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
