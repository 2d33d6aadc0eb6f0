//! What a token costs: a lookup under 1, 8 and 64 tasks, beside a cache behind a `tokio::sync::RwLock`.
//!
//! `cargo xtask bench tokens` runs it and puts the table on its page. Both write the header of a request; the other cache is what
//! one writes in an afternoon: a lock, an expiry, a header's value that is ready to be cloned.

use std::sync::Arc;
use std::time::{Duration, Instant};

use portolan_runtime::auth::{
    Answer, Carry, Encoding, Exchange, Expiry, Field, Part, Requirement, Scheme, Target, TokenFlow,
};
use portolan_runtime::body::Body;
use portolan_runtime::generated::{Api, Core, CoreBuilder, environments};
use portolan_runtime::http::header::AUTHORIZATION;
use portolan_runtime::http::{HeaderValue, Method, Request};
use portolan_runtime::testing::MockTransport;
use portolan_runtime::{Secret, credentials};
use tokio::sync::RwLock;

static API: Api =
    Api { name: "api", title: "API", version: "1", user_agent: "api/1", security: &[] };

environments! {
    /// Servers of the API.
    pub enum Environment {
        Production = "https://api.example/v1",
    }
}

credentials! {
    /// What the login asks for.
    pub struct Login { username: String, password: Secret }
}

static SCHEME: Scheme =
    Scheme::token("token", Carry::header("Authorization", "Bearer")).flow(&TokenFlow {
        acquire: Exchange {
            method: "POST",
            url: "/login",
            encoding: Encoding::Json,
            fields: &[
                Field::credential("username", Target::Body("/username")),
                Field::credential("password", Target::Body("/password")),
            ],
            answer: Answer {
                token: "/token",
                expires: &[Expiry::In { pointer: "/expires_in", unit_seconds: 1 }],
                refresh_token: None,
                refresh_expires: &[],
                succeeded: None,
            },
        },
        renew: None,
    });
static SECURITY: &[Requirement] = &[Requirement(&[Part { scheme: &SCHEME, scopes: &[] }])];

/// The cache of an afternoon.
struct Locked(RwLock<Option<(HeaderValue, Instant)>>);

impl Locked {
    async fn authorize(&self, request: &mut Request<Body>) {
        let current = self.0.read().await;
        if let Some((header, expires)) = &*current
            && Instant::now() < *expires
        {
            request.headers_mut().insert(AUTHORIZATION, header.clone());
        }
    }
}

fn request() -> Request<Body> {
    Request::builder().uri("https://api.example/v1/things").body(Body::empty()).unwrap_or_default()
}

/// Returns the nanoseconds of a lookup, as the wall clock has them: all lookups of all tasks together.
async fn measure<C, F>(
    tasks: usize,
    each: usize,
    cache: &Arc<C>,
    lookup: fn(Arc<C>, Request<Body>) -> F,
) -> f64
where
    C: Send + Sync + 'static,
    F: Future<Output = Request<Body>> + Send + 'static,
{
    let begin = Instant::now();
    let handles: Vec<_> = (0..tasks)
        .map(|_| {
            let cache = Arc::clone(cache);
            tokio::spawn(async move {
                let mut request = request();
                for _ in 0..each {
                    request = lookup(Arc::clone(&cache), request).await;
                    // As between two calls: another task may be next.
                    tokio::task::consume_budget().await;
                }
                request
            })
        })
        .collect();
    for handle in handles {
        let request = handle.await.expect("a task of the measurement");
        assert!(request.headers().contains_key(AUTHORIZATION), "a lookup that found nothing");
    }
    begin.elapsed().as_secs_f64() * 1e9 / (tasks * each) as f64
}

async fn ours(core: Arc<Core>, mut request: Request<Body>) -> Request<Body> {
    core.authorize(SECURITY, &mut request).await.expect("a token");
    request
}

async fn locked(cache: Arc<Locked>, mut request: Request<Body>) -> Request<Body> {
    cache.authorize(&mut request).await;
    request
}

#[tokio::main(flavor = "multi_thread")]
async fn main() {
    let mock = MockTransport::new();
    mock.on_path(Method::POST, "/login").reply_json(r#"{"token":"tok-1","expires_in":3600}"#);
    let builder = CoreBuilder::new(&API, &Environment::Production);
    let builder = builder.credential(&SCHEME, Login::new("ada", "secret")).transport(mock);
    let core = Arc::new(builder.build().expect("a client"));
    let expires = Instant::now() + Duration::from_secs(3600);
    let header = HeaderValue::from_static("Bearer tok-1");
    let cache = Arc::new(Locked(RwLock::new(Some((header, expires)))));
    let total = 400_000;
    println!("tasks  this runtime    tokio RwLock    ratio   (ns a lookup, best of 5)");
    for tasks in [1, 8, 64] {
        let each = total / tasks;
        let (mut one, mut other) = (f64::MAX, f64::MAX);
        for _ in 0..5 {
            one = one.min(measure(tasks, each, &core, ours).await);
            other = other.min(measure(tasks, each, &cache, locked).await);
        }
        println!("{tasks:>5}  {one:>12.1}  {other:>14.1}  {:>7.2}", one / other);
    }
}
