//! Rows about a store that several programs share: files. (`redis` has the same for a fleet.)

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use portolan_runtime::auth::{EncryptionKey, FileStore};
use portolan_runtime::testing::TestClock;
use tokio::time::Instant;

use crate::support::{Deed, Server, answer};
use crate::systems::{System, system};
use crate::world::{Outcome, World, on_wire, seconds};

rows! {
    store_cannot_be_written: A B C D H;
    store_corrupt: A B C D H;
    store_open_to_others: A B C D H;
    store_lock_stuck: A B C D H;
    store_kept_between_runs: A B C D H;
}
rows! {
    real
    store_killed_in_mid_write: A B C D H;
    two_processes_expire_together: A B C D H;
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn beside_files(system: &'static System, folder: &Path) -> World {
    World::with(system, |builder| builder.store(FileStore::new(folder)))
}

/// Returns the one file with this extension.
fn file(folder: &Path, has: impl Fn(&str) -> bool) -> Option<std::path::PathBuf> {
    let mut found = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    found.find(|path| has(path.file_name().unwrap().to_str().unwrap()))
}

fn problem(world: &World) -> String {
    world.core.token_store_error().map(|error| error.to_string()).unwrap_or_default()
}

async fn store_cannot_be_written(system: &'static System) {
    let folder = folder();
    // Where the folder should be, there is a file.
    let blocked = folder.path().join("taken");
    std::fs::write(&blocked, "").unwrap();
    let world = beside_files(system, &blocked);
    for expected in ["tok-1", "tok-2", "tok-3"] {
        world.expect(expected).await;
        assert!(!problem(&world).is_empty(), "the failure is reported");
        seconds(3601).await;
    }
    assert!(world.sent("ref-1") <= 1, "an old refresh token does not come back");
}

async fn store_corrupt(system: &'static System) {
    let folder = folder();
    let key = || EncryptionKey::new([7; 32]);
    for encrypted in [false, true] {
        let open = || {
            let store = FileStore::new(folder.path().join(encrypted.to_string()));
            if encrypted { store.encrypted(key()) } else { store }
        };
        beside(system, open()).expect("tok-1").await;
        let path = folder.path().join(encrypted.to_string());
        let json = file(&path, |name| name.ends_with(".json")).unwrap();
        let whole = std::fs::read(&json).unwrap();
        assert_eq!(String::from_utf8_lossy(&whole).contains("tok-1"), !encrypted);
        for broken in [&whole[..whole.len() / 2], b"", b"\0\xff{}"] {
            std::fs::write(&json, broken).unwrap();
            let world = beside(system, open());
            world.expect("tok-1").await;
            assert_eq!(world.requests(), 1, "a login");
            let told = problem(&world);
            assert!(told.contains("kept as") && !told.contains("tok-"), "{told}");
            let aside = file(&path, |name| name.contains("corrupt")).unwrap();
            assert_eq!(std::fs::read(&aside).unwrap(), broken, "nothing is lost");
            std::fs::remove_file(aside).unwrap();
            // What was saved since is good.
            let next = beside(system, open());
            next.expect("tok-1").await;
            assert_eq!((next.requests(), problem(&next).as_str()), (0, ""));
        }
    }
}

fn beside(system: &'static System, store: FileStore) -> World {
    World::with(system, |builder| builder.store(store))
}

#[cfg(unix)]
async fn store_open_to_others(system: &'static System) {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = folder();
    let path = folder.path().join("tokens");
    beside_files(system, &path).expect("tok-1").await;
    let json = file(&path, |name| name.ends_with(".json")).unwrap();
    let lock = file(&path, |name| name.ends_with(".lock")).unwrap();
    assert_eq!((mode(&path), mode(&json), mode(&lock)), (0o700, 0o600, 0o600));
    std::fs::set_permissions(&json, PermissionsExt::from_mode(0o644)).unwrap();
    let world = beside_files(system, &path);
    world.expect("tok-1").await;
    assert_eq!(world.requests(), 1, "it is not trusted");
    assert!(problem(&world).contains("others can read"));
    assert_eq!(mode(&json), 0o600, "and replaced");
}

#[cfg(not(unix))]
async fn store_open_to_others(_: &'static System) {}

async fn store_lock_stuck(system: &'static System) {
    let folder = folder();
    beside_files(system, folder.path()).expect("tok-1").await;
    let lock = file(folder.path(), |name| name.ends_with(".lock")).unwrap();
    let stuck = std::fs::File::open(lock).unwrap();
    stuck.lock().unwrap();
    let world = beside_files(system, folder.path());
    let start = Instant::now();
    // What is stored is good: it is taken, though only after the lock's time.
    world.expect("tok-1").await;
    assert!(start.elapsed() <= Duration::from_secs(46), "{:?}", start.elapsed());
    assert_eq!(world.requests(), 0);
    assert!(problem(&world).contains("lock"), "{}", problem(&world));
    // A refresh beside a stuck lock goes on without it, and nobody waits while the token lives.
    seconds(3400).await;
    world.expect("tok-1").await;
    seconds(60).await;
    world.expect("tok-1").await;
    assert_eq!(world.requests(), 1);
    drop(stuck);
    seconds(3600).await;
    world.expect("tok-2").await;
    assert_eq!(problem(&world), "");
}

async fn store_kept_between_runs(system: &'static System) {
    let folder = folder();
    beside_files(system, folder.path()).expect("tok-1").await;
    let again = beside_files(system, folder.path());
    again.expect("tok-1").await;
    assert_eq!(again.requests(), 0, "a command-line tool logs in once");
    again.core.forget_tokens().await;
    let after = beside_files(system, folder.path());
    after.expect("tok-1").await;
    assert_eq!(after.requests(), 1, "what was forgotten is gone");
}

/// The variables that make a child of this test.
const ROLE: &str = "PORTOLAN_TEST_ROLE";
const FOLDER: &str = "PORTOLAN_TEST_FOLDER";
const SYSTEM: &str = "PORTOLAN_TEST_SYSTEM";
const URL: &str = "PORTOLAN_TEST_URL";

fn child(role: &str, system: &System, folder: &Path, url: &str) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "store::in_a_process_of_its_own", "--nocapture"]);
    command.env(ROLE, role).env(FOLDER, folder).env(SYSTEM, system.name).env(URL, url);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// A test only by name: what the children of the rows below do.
#[tokio::test]
async fn in_a_process_of_its_own() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let system = system(&std::env::var(SYSTEM).unwrap());
    let store = FileStore::new(std::env::var(FOLDER).unwrap());
    let client = |store: FileStore| {
        let builder = on_wire(std::env::var(URL).unwrap());
        builder.credential(system.scheme, (system.credential)()).store(store).build().unwrap()
    };
    match role.as_str() {
        // Renews all the time, until it is killed.
        "writer" => loop {
            let core = client(store.clone());
            core.call(system.get).await.unwrap();
            core.forget_tokens().await;
            core.call(system.get).await.unwrap();
        },
        _ => {
            let outcome: Outcome =
                client(store).call(system.get).await.map(|text| text.to_string());
            println!("outcome: {}", outcome.unwrap());
        }
    }
}

/// A server of the system that answers calls with the token they carry; each token is ten kilobytes long.
async fn server(system: &'static System, lifetime: &'static str, long: usize) -> Server {
    let issued = std::sync::atomic::AtomicUsize::new(0);
    Server::start(move |request, _| {
        if request.target() == system.login || Some(request.target()) == system.renew {
            let n = issued.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
            let body = (system.answer)(n, Some(lifetime), "");
            let token = format!("tok-{n}{}", "x".repeat(long));
            return Deed::Write(answer("200 OK", &[], &body.replace(&format!("tok-{n}"), &token)));
        }
        let token = request.header(system.header).unwrap_or_default().replace("Bearer ", "");
        Deed::Write(answer("200 OK", &[], &token))
    })
    .await
}

async fn store_killed_in_mid_write(system: &'static System) {
    let folder = folder();
    let server = server(system, "3600", 10_000).await;
    for kill_after in [0, 3, 11, 17, 29] {
        let mut writer = child("writer", system, folder.path(), &server.url(""));
        let before = server.requests().len();
        while server.requests().len() < before + 4 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        tokio::time::sleep(Duration::from_millis(kill_after)).await;
        writer.kill().unwrap();
        writer.wait().unwrap();
        // The old token, the new one, or none; never a part. And the lock is free.
        let url = server.url("");
        let builder = on_wire(url).credential(system.scheme, (system.credential)());
        let core = builder.store(FileStore::new(folder.path())).build().unwrap();
        let token = core.call(system.get).await.unwrap();
        assert!(token.starts_with("tok-") && token.len() > 10_000, "{} bytes", token.len());
        assert!(core.token_store_error().is_none(), "{:?}", core.token_store_error());
        assert!(file(folder.path(), |name| name.contains("corrupt")).is_none());
    }
}

async fn two_processes_expire_together(system: &'static System) {
    let folder = folder();
    let server = server(system, "3600", 0).await;
    // What they find was acquired two hours ago, and has expired.
    let clock = TestClock::new(std::time::SystemTime::now() - Duration::from_secs(7200));
    let builder = on_wire(server.url("")).credential(system.scheme, (system.credential)());
    let early = builder.clock(clock).store(FileStore::new(folder.path())).build().unwrap();
    assert_eq!(&*early.call(system.get).await.unwrap(), "tok-1");
    let children: Vec<_> =
        (0..4).map(|_| child("caller", system, folder.path(), &server.url(""))).collect();
    let outcomes = tokio::task::spawn_blocking(move || {
        children.into_iter().map(|child| child.wait_with_output().unwrap()).collect::<Vec<_>>()
    });
    for outcome in outcomes.await.unwrap() {
        let shown = String::from_utf8(outcome.stdout).unwrap();
        assert!(shown.contains("outcome: tok-2"), "{shown}");
    }
    let requests = server.requests();
    let tokens = requests.iter().filter(|request| request.target() != "/accounts").count();
    assert_eq!((tokens, requests.len()), (2, 7), "one refresh; the others adopt it");
}
