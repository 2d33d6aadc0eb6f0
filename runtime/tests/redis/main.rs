//! The store for a fleet, against a real `redis-server` that each test starts on a free port.
//!
//! Where none is installed, the tests say so and end: `apt-get install redis-server`, or `.ci/run`, which does.

#[path = "../wire/support.rs"]
mod support;
#[path = "../faults/systems.rs"]
mod systems;

mod server;

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use portolan_runtime::auth::{EncryptionKey, RedisStore, StoreKey, StoredToken, TokenStore};
use portolan_runtime::generated::{Api, Core, CoreBuilder, Credential, environments};
use portolan_runtime::testing::TestClock;
use portolan_runtime::{NoError, Operation, PlainText, Retry};

use self::server::Redis;
use self::support::{Deed, Server, answer};
use self::systems::{System, system};

static API: Api =
    Api { name: "api", title: "API", version: "1", user_agent: "api/1", security: &[] };

environments! {
    /// There is none but one's own.
    pub enum Environment {}
}

fn client(system: &'static System, server: &Server, store: &RedisStore) -> CoreBuilder {
    client_at(system, server.url(""), store.clone())
}

fn client_at(system: &'static System, url: String, store: RedisStore) -> CoreBuilder {
    CoreBuilder::new(&API, &Environment::custom(url))
        .retry(Retry::none())
        .credential(system.scheme, (system.credential)())
        .store(store)
}

/// A server of the system: calls are answered with the token that they carry, and a token takes its time.
async fn api(system: &'static System, lifetime: &'static str, took: Duration) -> Server {
    let issued = std::sync::atomic::AtomicUsize::new(0);
    Server::start(move |request, _| {
        if request.target() == system.login || Some(request.target()) == system.renew {
            let n = issued.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
            let body = (system.answer)(n, Some(lifetime), "");
            return Deed::After(took, answer("200 OK", &[], &body));
        }
        let token = request.header(system.header).unwrap_or_default().replace("Bearer ", "");
        Deed::Write(answer("200 OK", &[], &token))
    })
    .await
}

async fn call(core: &Core, get: &'static Operation<PlainText, NoError>) -> String {
    core.call(get).await.unwrap().to_string()
}

fn tokens(server: &Server) -> usize {
    server.requests().iter().filter(|request| request.target() != "/accounts").count()
}

/// Acquires a token two hours ago.
async fn expired(system: &'static System, server: &Server, store: &RedisStore) {
    let clock = TestClock::new(SystemTime::now() - Duration::from_secs(7200));
    let early = client(system, server, store).clock(clock).build().unwrap();
    assert_eq!(call(&early, system.get).await, "tok-1");
}

/// The test that is run by name in a process of its own, and what it reads.
const ROLE: &str = "PORTOLAN_TEST_ROLE";
const SYSTEM: &str = "PORTOLAN_TEST_SYSTEM";
const URL: &str = "PORTOLAN_TEST_URL";
const REDIS: &str = "PORTOLAN_TEST_REDIS";

fn child(role: &str, system: &System, server: &Server, redis: &Redis) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "in_a_process_of_its_own", "--nocapture"]);
    command.env(ROLE, role).env(SYSTEM, system.name).env(URL, server.url(""));
    command.env(REDIS, redis.url());
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

#[tokio::test]
async fn in_a_process_of_its_own() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let system = system(&std::env::var(SYSTEM).unwrap());
    let mut store = RedisStore::open(&std::env::var(REDIS).unwrap()).unwrap();
    if role == "leader" {
        // It will be killed: its lock is to end soon.
        store = store.lock_times(Duration::from_secs(2), Duration::from_secs(45));
    }
    let core = client_at(system, std::env::var(URL).unwrap(), store).build().unwrap();
    println!("outcome: {}", call(&core, system.get).await);
}

async fn outcomes(children: Vec<Child>) -> Vec<String> {
    let all = tokio::task::spawn_blocking(move || {
        let wait = |child: Child| child.wait_with_output().unwrap().stdout;
        children.into_iter().map(wait).collect::<Vec<_>>()
    });
    all.await.unwrap().into_iter().map(|text| String::from_utf8(text).unwrap()).collect()
}

/// One row of the matrix for the systems with and without a refresh token.
macro_rules! systems {
    ($($row:ident;)+) => {$(
        mod $row {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn system_a() {
                super::$row(super::system("A")).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn system_b() {
                super::$row(super::system("B")).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn system_c() {
                super::$row(super::system("C")).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn system_d() {
                super::$row(super::system("D")).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn system_d_headers() {
                super::$row(super::system("D, in headers")).await;
            }
        }
    )+};
}
systems! {
    redis_eight_processes_expire_together;
    redis_killed_leader;
    redis_corrupt_value;
    redis_not_there;
    redis_lock_stuck;
    redis_namespaces;
}

async fn redis_eight_processes_expire_together(system: &'static System) {
    let Some(redis) = Redis::start() else { return };
    let server = api(system, "3600", Duration::from_millis(300)).await;
    expired(system, &server, &redis.store()).await;
    let children = (0..8).map(|_| child("caller", system, &server, &redis)).collect();
    for shown in outcomes(children).await {
        assert!(shown.contains("outcome: tok-2"), "{shown}");
    }
    assert_eq!(tokens(&server), 2, "one refresh in the whole fleet; the others adopt it");
}

async fn redis_killed_leader(system: &'static System) {
    let Some(redis) = Redis::start() else { return };
    let server = api(system, "3600", Duration::from_secs(1)).await;
    expired(system, &server, &redis.store()).await;
    // It has the lock and has sent its request when it is killed.
    let mut leader = child("leader", system, &server, &redis);
    while tokens(&server) < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let started = Instant::now();
    leader.kill().unwrap();
    leader.wait().unwrap();
    let children = (0..7).map(|_| child("caller", system, &server, &redis)).collect();
    let shown = outcomes(children).await;
    let winner = "outcome: tok-";
    let token = shown[0].split(winner).nth(1).unwrap().lines().next().unwrap().to_owned();
    assert!(shown.iter().all(|s| s.contains(&format!("{winner}{token}"))), "{shown:?}");
    assert!(tokens(&server) <= 4, "the leader's, and one of somebody else: {}", tokens(&server));
    assert!(started.elapsed() < Duration::from_secs(30), "its lock ended with it");
}

async fn redis_corrupt_value(system: &'static System) {
    let Some(redis) = Redis::start() else { return };
    let server = api(system, "3600", Duration::ZERO).await;
    let store = redis.store();
    call(&client(system, &server, &store).build().unwrap(), system.get).await;
    let key = redis.keys("*|token").pop().unwrap();
    redis.cli(&["SET", &key, "{\"half\":"]);
    let core = client(system, &server, &store).build().unwrap();
    assert_eq!(call(&core, system.get).await, "tok-2");
    let told = core.token_store_error().unwrap().to_string();
    assert!(told.contains("kept as") && !told.contains("half"), "{told}");
    let aside = redis.keys("*|corrupt").pop().unwrap();
    assert_eq!(redis.cli(&["GET", &aside]), "{\"half\":", "nothing is lost");
    let next = client(system, &server, &store).build().unwrap();
    assert_eq!(call(&next, system.get).await, "tok-2");
    assert!(next.token_store_error().is_none());
}

async fn redis_not_there(system: &'static System) {
    let Some(redis) = Redis::start() else { return };
    let server = api(system, "3600", Duration::ZERO).await;
    let store = redis.store();
    drop(redis);
    let core = client(system, &server, &store).build().unwrap();
    assert_eq!(call(&core, system.get).await, "tok-1", "a token is had without the store");
    assert!(core.token_store_error().is_some(), "and the failure reported");
}

async fn redis_lock_stuck(system: &'static System) {
    let Some(redis) = Redis::start() else { return };
    let server = api(system, "3600", Duration::ZERO).await;
    let store = redis.store().lock_times(Duration::from_secs(60), Duration::from_millis(500));
    let core = client(system, &server, &store).build().unwrap();
    call(&core, system.get).await;
    assert!(redis.keys("*|lock").is_empty(), "given back");
    let lock = redis.keys("*|token").pop().unwrap().replace("|token", "|lock");
    redis.cli(&["SET", &lock, "somebody"]);
    let core = client(system, &server, &store).build().unwrap();
    let started = Instant::now();
    assert_eq!(call(&core, system.get).await, "tok-1", "what is stored is good");
    assert!(started.elapsed() < Duration::from_secs(5));
    assert!(core.token_store_error().unwrap().to_string().contains("lock"));
    assert_eq!(redis.cli(&["GET", &lock]), "somebody", "another's lock is not given back");
}

async fn redis_namespaces(system: &'static System) {
    let Some(redis) = Redis::start() else { return };
    let (one, two) =
        (api(system, "3600", Duration::ZERO).await, api(system, "3600", Duration::ZERO).await);
    let store = redis.store().prefix("app");
    let get = system.get;
    call(&client(system, &one, &store).build().unwrap(), get).await;
    // Another environment, another account, another prefix: each a token of its own.
    call(&client(system, &two, &store).build().unwrap(), get).await;
    let other: Credential = (system.other)();
    let core = client(system, &one, &store).credential(system.scheme, other).build().unwrap();
    call(&core, get).await;
    call(&client(system, &one, &store.clone().prefix("other")).build().unwrap(), get).await;
    assert_eq!((tokens(&one), tokens(&two)), (3, 1));
    let mut keys = redis.keys("app|*");
    keys.sort();
    assert_eq!(keys.len(), 3, "{keys:?}");
    assert!(keys.iter().all(|key| key.contains("http://127.0.0.1:")), "{keys:?}");
    assert!(redis.keys("*").iter().all(|key| !key.contains("CANARY")), "no secret in a key");
    // Encrypted, nothing of a token is in the server.
    let key = || EncryptionKey::new([3; 32]);
    let sealed = redis.store().prefix("sealed").encrypted(key());
    let core = client(system, &one, &sealed).build().unwrap();
    let token = call(&core, get).await;
    let place = redis.keys("sealed|*").pop().unwrap();
    let value = redis.cli(&["GET", &place]);
    assert!(!value.contains(&token) && value.starts_with("portolan-1:"), "{value}");
    let again = client(system, &one, &sealed).build().unwrap();
    assert_eq!(call(&again, get).await, token);
    // Values end with what is in them.
    assert!(redis.cli(&["PTTL", &place]).parse::<i64>().unwrap() > 0 || system.renew.is_some());
}

#[tokio::test]
async fn what_is_saved_is_loaded_until_it_is_removed() {
    let Some(redis) = Redis::start() else { return };
    let store = redis.store();
    let key = key();
    assert!(store.load(&key).await.unwrap().is_none());
    let token = token();
    store.save(&key, &token).await.unwrap();
    assert!(store.load(&key).await.unwrap() == Some(token));
    store.remove(&key).await.unwrap();
    assert!(store.load(&key).await.unwrap().is_none());
}

#[tokio::test]
async fn a_lock_has_one_owner_and_is_renewed_while_that_lives() {
    let Some(redis) = Redis::start() else { return };
    let store = redis.store().lock_times(Duration::from_millis(300), Duration::from_millis(700));
    let key = key();
    let lease = store.lock(&key).await.unwrap();
    assert!(store.lock(&key).await.is_err(), "though it waited for longer than the lock's time");
    drop(lease);
    let started = Instant::now();
    drop(store.lock(&key).await.unwrap());
    assert!(started.elapsed() < Duration::from_millis(600));
}

fn key() -> StoreKey {
    StoreKey::new("https://api.example", "JWT", "username=ada", "")
}

fn token() -> StoredToken {
    let expires = SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000);
    StoredToken::new("tok".into()).expires(expires).refresh("ref".into())
}

#[test]
fn a_url_is_never_quoted() {
    let error = RedisStore::open("redis:/CANARY").map(|_| ()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("CANARY"));
    let store = RedisStore::open("redis://user:CANARY@127.0.0.1:1/0").unwrap();
    assert!(!format!("{store:?}").contains("CANARY"));
}
