//! The pool for heavy work: full queues, fair turns, panics and requesters who go away. Jobs wait on
//! channels, so no test depends on time.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::{App, Class, Error, HeavyLimits, Requester};
use axum::http::Method;
use domain::Code;
use domain::caller::Role;
use serde_json::json;
use tokio::task::JoinHandle;

use crate::browser::Browser;
use testkit::{BUREAU, City, LICENCE, cities, licence};
use web::Settings;

fn limited(city: &City, threads: usize, queue: usize) -> App {
    city.app.clone().with_heavy_limits(HeavyLimits { threads, queue })
}

fn router(app: &App) -> axum::Router {
    web::router(app.clone(), Settings { secure_cookie: false, origin: "test/log".into() })
}

/// A job that holds a thread until it is released.
struct Blocked {
    release: Sender<()>,
    task: JoinHandle<Result<(), Error>>,
}

impl Blocked {
    /// Returns when the job runs.
    async fn running(app: &App, class: Class, lane: &str) -> Self {
        let (started, begun) = tokio::sync::oneshot::channel();
        let (release, wait) = channel();
        let app = app.on_behalf_of(Requester::new(class, lane));
        let work = move || {
            started.send(()).unwrap();
            released(&wait);
        };
        let task = tokio::spawn(async move { app.heavy(work).await });
        begun.await.unwrap();
        Self { release, task }
    }

    async fn finish(self) {
        self.release.send(()).unwrap();
        self.task.await.unwrap().unwrap();
    }
}

fn released(wait: &Receiver<()>) {
    wait.recv().unwrap();
}

/// Puts jobs into their queues, one after another, and lets each write its name when it runs.
async fn waiting(
    app: &App,
    jobs: &[(Class, &'static str, &'static str)],
    order: &Arc<Mutex<Vec<&'static str>>>,
) -> Vec<JoinHandle<Result<(), Error>>> {
    let mut tasks = vec![];
    for (class, lane, name) in jobs.iter().copied() {
        let (app, order) = (app.on_behalf_of(Requester::new(class, lane)), Arc::clone(order));
        tasks.push(tokio::spawn(async move {
            app.heavy(move || order.lock().unwrap().push(name)).await
        }));
        // The tests run on one thread, so the task runs until it waits in its queue.
        tokio::task::yield_now().await;
    }
    tasks
}

async fn order_of(app: &App, jobs: &[(Class, &'static str, &'static str)]) -> Vec<&'static str> {
    let order = Arc::default();
    let blocked = Blocked::running(app, Class::Stranger, "first").await;
    let tasks = waiting(app, jobs, &order).await;
    blocked.finish().await;
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let order = order.lock().unwrap();
    order.clone()
}

#[tokio::test]
async fn a_full_queue_answers_busy_and_everything_else_goes_on() {
    for city in cities().await {
        // Strangers may hold one of two threads, and one of them may take one of two places.
        let app = limited(&city, 2, 2);
        let router = router(&app);
        city.publish(&licence()).await;
        let editor = Browser::of(&city, &router, BUREAU, Role::CatalogEditor).await;
        let public = Browser::public(&router);
        let ofd = [("content-type", "application/ofd")];
        let verify = || public.send(Method::POST, "/verify", &ofd, b"PK junk".to_vec());
        assert_eq!(verify().await.status.as_u16(), 200, "negative control");
        let running = Blocked::running(&app, Class::Stranger, "").await;
        let order = Arc::default();
        let queued = waiting(&app, &[(Class::Stranger, "", "queued")], &order).await;
        let busy = verify().await;
        assert_eq!((busy.status.as_u16(), busy.code().as_str()), (503, "busy"));
        assert_eq!(busy.headers["retry-after"], "5");
        assert!(!busy.json()["title"].as_str().unwrap().is_ascii());
        assert!(busy.json()["title_en"].as_str().unwrap().is_ascii());
        assert_eq!(app.heavy_counts().refused, 1);
        // Health and the work of people are not affected.
        assert_eq!(public.get("/health").await.status.as_u16(), 200);
        let drawn = editor.get(&format!("/catalog/{LICENCE}/sample.svg")).await;
        assert_eq!(drawn.status.as_u16(), 200);
        let busy = public.get(&format!("/catalog/{LICENCE}/sample.svg")).await;
        assert_eq!(busy.code(), "busy", "the same drawing for a stranger");
        running.finish().await;
        for task in queued {
            task.await.unwrap().unwrap();
        }
        assert_eq!(verify().await.status.as_u16(), 200, "as soon as there is room");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_system_is_served_next_however_many_strangers_wait() {
    let city = cities().await.remove(0);
    let strangers = [
        (Class::Stranger, "a", "stranger 1"),
        (Class::Stranger, "b", "stranger 2"),
        (Class::Stranger, "c", "stranger 3"),
        (Class::Stranger, "d", "stranger 4"),
    ];
    let with = |class, name| {
        let mut jobs = strangers.to_vec();
        jobs.push((class, "late", name));
        jobs
    };
    // One thread, so that the order is the order of the turns.
    let app = limited(&city, 1, 32);
    let order = order_of(&app, &with(Class::System, "system")).await;
    assert_eq!(order[0], "system", "{order:?}");
    let order = order_of(&app, &with(Class::Person, "person")).await;
    assert_eq!(order[0], "person", "{order:?}");
    let order = order_of(&app, &with(Class::Login, "login")).await;
    assert_eq!(order[0], "login", "{order:?}");
    // Control: in one queue with the strangers it would have to wait for all of them.
    let order = order_of(&app, &with(Class::Stranger, "system")).await;
    assert_eq!(order[4], "system", "{order:?}");
}

#[tokio::test]
async fn one_address_waits_behind_itself() {
    let city = cities().await.remove(0);
    let app = limited(&city, 1, 32);
    let jobs = |second| {
        [
            (Class::Stranger, "a", "a1"),
            (Class::Stranger, "a", "a2"),
            (Class::Stranger, "a", "a3"),
            (Class::Stranger, second, "b1"),
        ]
    };
    assert_eq!(order_of(&app, &jobs("b")).await, ["a1", "b1", "a2", "a3"]);
    assert_eq!(order_of(&app, &jobs("a")).await, ["a1", "a2", "a3", "b1"], "control: one lane");
}

#[tokio::test]
async fn one_address_cannot_take_every_place_of_the_queue() {
    let city = cities().await.remove(0);
    let app = limited(&city, 1, 4);
    let blocked = Blocked::running(&app, Class::Stranger, "a").await;
    let order = Arc::default();
    let many = [(Class::Stranger, "a", "a"); 5];
    let tasks = waiting(&app, &many, &order).await;
    let other = waiting(&app, &[(Class::Stranger, "b", "b")], &order).await;
    blocked.finish().await;
    let mut refused = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => {}
            Err(error) => {
                assert_eq!(error.code(), Code::Busy);
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 3);
    for task in other {
        task.await.unwrap().unwrap();
    }
    assert_eq!(*order.lock().unwrap(), ["a", "b", "a"]);
}

#[tokio::test]
async fn strangers_never_hold_every_thread() {
    let city = cities().await.remove(0);
    let app = limited(&city, 2, 32);
    let stranger = Blocked::running(&app, Class::Stranger, "a").await;
    let order = Arc::default();
    let more = [(Class::Stranger, "b", "b"), (Class::Login, "c", "c")];
    let queued = waiting(&app, &more, &order).await;
    // Nobody releases the first stranger, and a person's work ends all the same.
    let person = app.on_behalf_of(Requester::new(Class::Person, "p"));
    person.heavy(|| ()).await.unwrap();
    assert!(order.lock().unwrap().is_empty());
    stranger.finish().await;
    for task in queued {
        task.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_panic_is_an_internal_error_and_the_thread_lives_on() {
    let city = cities().await.remove(0);
    let app = limited(&city, 1, 32);
    for class in [Class::Stranger, Class::Person, Class::System, Class::Program] {
        let app = app.on_behalf_of(Requester::new(class, "x"));
        assert_eq!(app.heavy(|| 1).await.unwrap(), 1, "negative control");
        let before = app.heavy_counts().panicked;
        let error = app.heavy(|| -> u8 { panic!("for the test") }).await.unwrap_err();
        assert_eq!((error.code(), error.code().status()), (Code::Internal, 500));
        assert_eq!(app.heavy_counts().panicked, before + 1);
        assert_eq!(app.heavy(|| 2).await.unwrap(), 2, "the only thread still works");
    }
}

#[tokio::test]
async fn a_waiting_job_whose_requester_has_gone_is_not_done() {
    let city = cities().await.remove(0);
    let app = limited(&city, 1, 32);
    let blocked = Blocked::running(&app, Class::Stranger, "a").await;
    let order = Arc::default();
    let jobs = [(Class::Stranger, "a", "gone"), (Class::Stranger, "a", "stays")];
    let mut tasks = waiting(&app, &jobs, &order).await;
    let gone = tasks.remove(0);
    gone.abort();
    assert!(gone.await.unwrap_err().is_cancelled());
    assert_eq!(app.heavy_counts().dropped, 1);
    blocked.finish().await;
    tasks.remove(0).await.unwrap().unwrap();
    assert_eq!(*order.lock().unwrap(), ["stays"]);
}

/// Guesses a password 60 times at the same time, while another guess holds the thread.
/// Number of parallel guesses; from the next ones on, an address is delayed.
const GUESSES: usize = 18;

async fn guess(app: &App) -> (Blocked, Vec<JoinHandle<u16>>) {
    let router = router(app);
    let running = Blocked::running(app, Class::Login, "").await;
    // Each at an account of its own: guesses at one account are delayed.
    let guess = |at: usize| {
        let public = Browser::public(&router);
        let login = json!({ "account": format!("nobody-{at}"), "password": "Wrong-guess-1" });
        tokio::spawn(async move { public.post("/session", &login).await.status.as_u16() })
    };
    (running, (0..GUESSES).map(guess).collect())
}

async fn until(reached: impl Fn() -> bool) {
    while !reached() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test]
async fn parallel_guesses_of_a_password_wait_in_a_bounded_queue() {
    for city in cities().await {
        // Of the four places for logins, one address may take two.
        let app = limited(&city, 2, 1);
        let (running, guesses) = guess(&app).await;
        until(|| app.heavy_counts().refused as usize == GUESSES - 2).await;
        running.finish().await;
        let mut statuses = vec![];
        for guess in guesses {
            statuses.push(guess.await.unwrap());
        }
        let count = |status| statuses.iter().filter(|one| **one == status).count();
        assert_eq!((count(401), count(503)), (2, GUESSES - 2), "{statuses:?}");
        // Control: with the limit lifted, all of them wait for their time of a core.
        let app = limited(&city, 2, 1_000);
        let (running, guesses) = guess(&app).await;
        until(|| app.heavy_counts().waiting == GUESSES).await;
        guesses.iter().for_each(JoinHandle::abort);
        until(|| app.heavy_counts().dropped as usize == GUESSES).await;
        running.finish().await;
        city.check_everything().await;
    }
}

/// Number of threads that answer requests in the next test.
const WORKERS: usize = 2;

#[test]
fn requests_are_answered_while_heavy_work_runs_and_not_while_it_runs_on_their_threads() {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(WORKERS).enable_all().build().unwrap();
    let city = runtime.block_on(cities()).remove(0);
    let router = router(&city.app);
    let health = || {
        let (answered, answer) = channel();
        let public = Browser::public(&router);
        runtime.spawn(async move {
            answered.send(public.get("/health").await.status.as_u16()).unwrap();
        });
        answer
    };
    let app = limited(&city, WORKERS, 32);
    let blocked = runtime.block_on(async {
        let stranger = Blocked::running(&app, Class::Stranger, "a").await;
        [stranger, Blocked::running(&app, Class::Person, "b").await]
    });
    assert_eq!(health().recv().unwrap(), 200, "all threads of the pool are busy");
    runtime.block_on(async {
        for one in blocked {
            one.finish().await;
        }
    });
    // Control: the same work on the threads that answer requests.
    let mut releases = vec![];
    for _ in 0..WORKERS {
        let (started, begun) = channel();
        let (release, wait) = channel();
        runtime.spawn(async move {
            started.send(()).unwrap();
            released(&wait);
        });
        begun.recv().unwrap();
        releases.push(release);
    }
    let answer = health();
    assert!(answer.recv_timeout(Duration::from_millis(200)).is_err(), "nobody answers");
    for release in releases {
        release.send(()).unwrap();
    }
    assert_eq!(answer.recv().unwrap(), 200);
}
