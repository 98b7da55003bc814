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
    /// The actor as written into a record: `kind:identity`, never the name of a person (I10).
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
        }
    }
}
