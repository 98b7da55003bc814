use super::*;
use crate::caller::{Actor, Channel};

fn caller(unit: &str, region: &str, roles: &[Role]) -> Caller {
    Caller {
        actor: Actor::Person("p".into()),
        unit: unit.into(),
        region: Some(Region::parse(region).unwrap()),
        roles: roles.to_vec(),
        channel: Channel::Manual,
        proved: true,
    }
}

fn place(unit: &str, region: &str) -> Place {
    Place { unit: unit.into(), region: Region::parse(region).unwrap() }
}

#[test]
fn a_clerk_submits_applications_only_in_the_own_unit() {
    let clerk = caller("A", "440304", &[Role::Clerk]);
    assert!(permit(&clerk, Action::SubmitApplication, &place("A", "440304")).is_ok());
    let denied = permit(&clerk, Action::SubmitApplication, &place("B", "440304")).unwrap_err();
    assert!(denied.hidden, "a clerk must not learn of the rows of another unit");
    let denied = permit(&clerk, Action::ReviewApplication, &place("A", "440304")).unwrap_err();
    assert!(!denied.hidden, "a clerk may know of the own unit's row but not review it");
}

#[test]
fn a_district_manager_reaches_the_own_district_and_nothing_else() {
    let manager = caller("M", "440305", &[Role::DistrictManager]);
    for action in Action::ALL {
        let own = permit(&manager, *action, &place("A", "440305"));
        let other = permit(&manager, *action, &place("B", "440304"));
        if reach(Role::DistrictManager, *action) == Reach::OwnRegion {
            assert!(own.is_ok() && other.is_err(), "{}", action.as_str());
        }
    }
    assert_eq!(
        scope(&manager, Action::PublishCatalog),
        Scope::Region(Region::parse("440305").unwrap())
    );
}

#[test]
fn no_action_belongs_to_two_of_the_three_administrators() {
    let touches = |role: Role, action: Action| reach(role, action) != Reach::Never;
    for action in Action::ALL {
        if matches!(
            action,
            Action::ReadPublicCatalog | Action::VerifyFile | Action::ReadUnit | Action::OpenSession
        ) {
            continue;
        }
        let holders: Vec<_> = [Role::SystemAdmin, Role::SecurityAdmin, Role::Auditor]
            .into_iter()
            .filter(|role| touches(*role, *action))
            .collect();
        assert!(holders.len() <= 1, "{}: {holders:?}", action.as_str());
    }
    assert!(!touches(Role::Auditor, Action::GrantRole));
    assert!(!touches(Role::SecurityAdmin, Action::ReadAuditLog));
}

#[test]
fn no_post_may_both_submit_and_review_applications() {
    for role in Role::ALL {
        let both = reach(*role, Action::SubmitApplication) != Reach::Never
            && reach(*role, Action::ReviewApplication) != Reach::Never;
        assert!(!both, "{}", role.as_str());
    }
}

#[test]
fn a_caller_without_a_unit_sees_an_empty_list() {
    let stranger = caller("", "440304", &[Role::Clerk]);
    assert_eq!(scope(&stranger, Action::ReadCertificate), Scope::Nothing);
    assert_eq!(scope(&Caller::public(), Action::ReadCertificate), Scope::Nothing);
    assert!(permit(&Caller::public(), Action::ReadPublicCatalog, &Citywide).is_ok());
}

#[test]
fn a_permit_covers_only_its_scope() {
    let clerk = caller("A", "440304", &[Role::Clerk]);
    let permit = permit(&clerk, Action::SubmitApplication, &place("A", "440304")).unwrap();
    assert!(permit.covers(&place("A", "440304")));
    assert!(!permit.covers(&place("B", "440304")));
    assert_eq!(permit.role(), Role::Clerk);
}

#[test]
fn every_action_belongs_to_some_post() {
    let nobody =
        |action: &&Action| Role::ALL.iter().all(|role| reach(*role, **action) == Reach::Never);
    let forgotten: Vec<_> = Action::ALL.iter().filter(nobody).collect();
    assert!(forgotten.is_empty(), "no post has {forgotten:?}");
}

#[test]
fn a_city_manager_may_do_in_the_city_what_a_district_manager_may_do_in_the_district() {
    // The people of the city are administered by its security administrator, who manages nothing else.
    let people = [Action::RegisterPerson, Action::GrantRole, Action::ChangePerson];
    for action in people {
        assert_eq!(reach(Role::SecurityAdmin, action), Reach::City, "{action}");
    }
    for action in Action::ALL.iter().filter(|action| !people.contains(action)) {
        if reach(Role::DistrictManager, *action) == Reach::OwnRegion {
            assert_eq!(reach(Role::CityManager, *action), Reach::City, "{action}");
        }
    }
}
