//! 第十二条 (Art. 12): what a list does not show at once, its next page shows. No row is looked for among a
//! fixed number of the newest ones.

use app::Total;
use app::certificate::CertificateFilter;
use domain::caller::{Caller, Role};
use domain::catalog::IssueStep;
use domain::order::ListOrder;

use testkit::{BUREAU, City, LICENCE, OTHER, cities, content, licence};

async fn all(city: &City, caller: &Caller, filter: &CertificateFilter) -> Vec<String> {
    let (mut after, mut seen) = (String::new(), vec![]);
    loop {
        let page = city.app.find_certificates(caller, filter, &after, 2).await.unwrap();
        seen.extend(page.items.into_iter().map(|item| item.identifier));
        let Some(next) = page.next else { return seen };
        after = next;
    }
}

#[tokio::test]
async fn every_filter_finds_what_lies_behind_rows_that_it_does_not_admit() {
    for city in cities().await {
        city.publish(&licence()).await;
        let mut active = vec![];
        for _ in 0..3 {
            active.insert(0, city.issued(content()).await.identifier);
        }
        let mut registered = vec![];
        for _ in 0..5 {
            registered.insert(0, city.registered(content()).await);
        }
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let holder_code = content().holder.code;
        let none = CertificateFilter::default();
        let of_type = CertificateFilter { type_code: LICENCE.into(), ..none.clone() };
        let of_holder = CertificateFilter { holder_code, ..none.clone() };
        // Negative control: without the state, all are found.
        for filter in [&none, &of_type, &of_holder] {
            let every = [registered.clone(), active.clone()].concat();
            assert_eq!(all(&city, &clerk, filter).await, every, "{filter:?}");
        }
        for filter in [&none, &of_type, &of_holder] {
            let filter = CertificateFilter { status: "active".into(), ..filter.clone() };
            assert_eq!(all(&city, &clerk, &filter).await, active, "{filter:?}");
        }
        let (view, _) = city.app.certificate(&clerk, &active[2]).await.unwrap();
        let of_number = CertificateFilter { number: view.number, ..none.clone() };
        assert_eq!(all(&city, &clerk, &of_number).await, active[2..]);
        let wrong = CertificateFilter { status: "revoked".into(), ..of_number };
        assert!(all(&city, &clerk, &wrong).await.is_empty());
        city.check_everything().await;
    }
}

#[tokio::test]
async fn productions_under_way_do_not_hide_what_waits_for_the_issuer() {
    for city in cities().await {
        let mut entry = licence();
        entry.issue_step = IssueStep::Separate;
        city.publish(&entry).await;
        let waiting = city.registered(content()).await;
        entry.issue_step = IssueStep::Automatic;
        city.publish(&entry).await;
        for _ in 0..101 {
            city.registered(content()).await;
        }
        // Control: the hundred newest, among which earlier versions looked, are all under way.
        let mut reader = city.app.read().await.unwrap();
        let newest = reader.certificates_of_unit_in_state(BUREAU, "registered", "g", 100).await;
        assert!(newest.unwrap().iter().all(|row| row.identifier != waiting));
        drop(reader);
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let todos = city.app.todos(&issuer).await.unwrap();
        assert_eq!((todos.to_issue, todos.parked_jobs), (1, 0));
        assert_eq!(todos.items[0].id, waiting);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_first_page_of_every_list_says_how_many_there_are_and_applications_come_in_either_order()
 {
    for city in cities().await {
        city.publish(&licence()).await;
        for _ in 0..3 {
            city.issued(content()).await;
        }
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let elsewhere = city.person("经办丁", OTHER, Role::Clerk);
        let three = Some(Total { count: 3, is_more: false });

        let page = city.app.find_certificates(&clerk, &CertificateFilter::default(), "", 2).await;
        let page = page.unwrap();
        assert_eq!((page.items.len(), page.total), (2, three));
        let rest = page.next.unwrap();
        let all = CertificateFilter::default();
        let rest = city.app.find_certificates(&clerk, &all, &rest, 2).await.unwrap();
        assert_eq!((rest.items.len(), rest.total), (1, None), "only the first page counts");
        let foreign = city.app.find_certificates(&elsewhere, &all, "", 2).await.unwrap();
        assert_eq!(foreign.total, Some(Total { count: 0, is_more: false }));

        let notices = city.app.notices(&clerk, "", 2).await.unwrap();
        assert_eq!((notices.items.len(), notices.total), (2, three));

        let mut orders = vec![];
        for order in [ListOrder::Newest, ListOrder::Oldest] {
            let page = city.app.applications(&clerk, None, order, "", 2).await.unwrap();
            assert_eq!((page.items.len(), page.total), (2, three));
            let next = page.next.unwrap();
            let rest = city.app.applications(&clerk, None, order, &next, 2).await.unwrap();
            let both = page.items.into_iter().chain(rest.items);
            orders.push(both.map(|item| item.id).collect::<Vec<_>>());
        }
        let oldest: Vec<String> = orders[0].iter().rev().cloned().collect();
        assert_eq!(orders[1], oldest);
        city.check_everything().await;
    }
}
