//! The row about secrets: one canary through every error, every log line and every panic.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::Duration;

use portolan_runtime::auth::{MemoryStore, StoreError, StoreKey, StoredToken, TokenStore};
use portolan_runtime::transport::BoxFuture;

use crate::support::{Deed, Server, answer};
use crate::systems::{PASSWORD, System};
use crate::world::{Outcome, Reply, World, on_wire, seconds, shown};

rows! {
    canary_in_everything_printed: A B C D H;
}
rows! {
    real
    canary_in_the_logs_of_the_wire: A B C D H;
}

/// Everything that was logged, and the messages of all panics.
static PRINTED: Mutex<String> = Mutex::new(String::new());

fn print(line: &str) {
    let mut printed = PRINTED.lock().unwrap_or_else(PoisonError::into_inner);
    printed.push_str(line);
    printed.push('\n');
}

struct Ears;

impl log::Log for Ears {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }
    fn log(&self, record: &log::Record<'_>) {
        print(&format!("{} {}", record.target(), record.args()));
    }
    fn flush(&self) {}
}

/// Writes every field of every event and span of `tracing`.
struct Spans;

struct Line(String);

impl tracing::field::Visit for Line {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl tracing::Subscriber for Spans {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        let mut line = Line(format!("span {}", span.metadata().name()));
        span.record(&mut line);
        print(&line.0);
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        let mut line = Line("record".to_owned());
        values.record(&mut line);
        print(&line.0);
    }
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        let mut line = Line(format!("event {}", event.metadata().target()));
        event.record(&mut line);
        print(&line.0);
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        log::set_logger(&Ears).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
        tracing::subscriber::set_global_default(Spans).unwrap();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            print(&info.to_string());
            before(info);
        }));
    });
}

/// Tokens that hold the canary, besides the password that does.
fn canary(text: String) -> String {
    text.replace("tok-", "CANARY-tok-").replace("ref-", "CANARY-ref-")
}

fn clean(text: &str) {
    assert!(!text.contains("CANARY"), "{text}");
}

fn look(outcome: &Outcome) {
    if let Err(error) = outcome {
        clean(&shown(error));
    }
}

/// What a test prints itself, or another test of this binary, is not ours.
fn nothing_was_printed() {
    let printed = PRINTED.lock().unwrap_or_else(PoisonError::into_inner);
    clean(&printed);
}

/// A store whose errors are its own, and that keeps what it is given.
#[derive(Default)]
struct Failing(MemoryStore);

impl TokenStore for Failing {
    fn load<'a>(
        &'a self,
        key: &'a StoreKey,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>> {
        self.0.load(key)
    }
    fn save<'a>(
        &'a self,
        _: &'a StoreKey,
        token: &'a StoredToken,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let shown = format!("cannot save {token:?}");
        Box::pin(async { Err(shown.into()) })
    }
    fn remove<'a>(&'a self, _: &'a StoreKey) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async { Err("cannot remove".into()) })
    }
}

pub(crate) async fn canary_in_everything_printed(system: &'static System) {
    listen();
    let good = move |n, lifetime| Reply::Answer(200, canary((system.answer)(n, lifetime, "")));
    let echo =
        format!(r#"{{"error":"CANARY","error_description":"{PASSWORD}","token":["CANARY"]}}"#);
    let line_break = canary((system.answer)(1, None, "")).replace("tok-1", "tok\\r\\nX: y");
    let replies = [
        Reply::Answer(400, echo.clone()),
        Reply::Answer(401, echo.clone()),
        Reply::Answer(500, echo.clone()),
        Reply::Answer(503, echo.clone()),
        Reply::Answer(200, echo.clone()),
        Reply::Answer(200, format!("{echo} and more")),
        Reply::Answer(200, "<html>CANARY</html>".to_owned()),
        Reply::Answer(200, line_break),
        Reply::With(
            307,
            vec![("location", "https://evil.example/CANARY".to_owned())],
            echo.clone(),
        ),
        Reply::Truncated(canary((system.answer)(1, None, ""))),
        Reply::Lost,
        Reply::Unsent,
        Reply::Panic,
        Reply::Hang,
    ];
    for reply in replies {
        // At the login,
        let world = World::new(system);
        world.always(reply.clone());
        let outcome = world.call().await;
        assert!(outcome.is_err(), "{reply:?}");
        look(&outcome);
        // and at the renewal, the token being known.
        let world = World::new(system);
        world.issue(move |n, _| good(n, Some("60")));
        world.call().await.unwrap();
        world.always(reply.clone());
        seconds(61).await;
        look(&world.call().await);
        clean(&format!("{:?} {:#?}", world.core, world.core));
    }
    // Calls that fail with a token in their headers.
    for reply in
        [Reply::status(401), Reply::status(403), Reply::status(500), Reply::Lost, Reply::Hang]
    {
        let world = World::new(system);
        world.issue(move |n, _| good(n, Some("3600")));
        world.serve(move |_, _| reply.clone());
        look(&world.call().await);
        let call = world.core.call(system.get);
        clean(&format!("{call:?} {:?}", call.request()));
        clean(&format!("{:?}", call.send()));
    }
    // A store that fails.
    let world = World::with(system, |builder| builder.store(Failing::default()));
    world.issue(move |n, _| good(n, Some("60")));
    world.call().await.unwrap();
    let error = world.core.token_store_error().unwrap();
    clean(&shown(&*error));
    clean(&format!("{:?}", (system.credential)()));
    nothing_was_printed();
}

/// With the HTTP client's own logs, as loud as they can be.
async fn canary_in_the_logs_of_the_wire(system: &'static System) {
    listen();
    let good = answer("200 OK", &[], &canary((system.answer)(1, Some("3600"), "")));
    let broken = good[..good.len() - 4].to_owned();
    for deed in [Deed::Write(good.clone()), Deed::WriteAndClose(broken), Deed::Close, Deed::Hang] {
        let server = Server::start(move |request, _| {
            if request.target() == system.login {
                return deed.again();
            }
            Deed::Write(answer("500 Oh no", &[], "no"))
        })
        .await;
        let builder = on_wire(server.url("")).credential(system.scheme, (system.credential)());
        let core = builder.timeout(Duration::from_secs(1)).build().unwrap();
        let error = core.call(system.get).await.unwrap_err();
        clean(&shown(&error));
        drop(Arc::new(core));
    }
    nothing_was_printed();
    let printed = PRINTED.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(!printed.is_empty(), "the HTTP client logs something: otherwise this test is deaf");
}
