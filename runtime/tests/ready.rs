//! What a token costs while it is fresh: no allocation, and no lock.

use portolan_runtime::auth::{
    Answer, Carry, Encoding, Exchange, Expiry, Field, Part, Requirement, Scheme, Target, Token,
    TokenFlow,
};
use portolan_runtime::body::Body;
use portolan_runtime::generated::{Api, Core, CoreBuilder, environments};
use portolan_runtime::http::{Method, Request};
use portolan_runtime::testing::MockTransport;
use portolan_runtime::{Secret, credentials};

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

macro_rules! scheme {
    ($name:ident, $security:ident, $header:literal, $scopes:expr, $more:expr) => {
        static $name: Scheme =
            Scheme::token("token", Carry::header($header, "Bearer")).flow(&TokenFlow {
                acquire: Exchange {
                    method: "POST",
                    url: "/login",
                    encoding: Encoding::Json,
                    fields: &[Field::credential("username", Target::Body("/username")), $more],
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
        static $security: &[Requirement] =
            &[Requirement(&[Part { scheme: &$name, scopes: $scopes }])];
    };
}
const PASSWORD: Field = Field::credential("password", Target::Body("/password"));
scheme!(PLAIN, PLAIN_ONLY, "Authorization", &[], PASSWORD);
scheme!(ODD, ODD_ONLY, "Authentication", &[], PASSWORD);
scheme!(
    SCOPED,
    SCOPED_ONLY,
    "Authorization",
    &["read", "write"],
    Field::scopes(Target::Body("/scope"))
);

fn core(scheme: &'static Scheme) -> Core {
    let mock = MockTransport::new();
    mock.on_path(Method::POST, "/login").reply_json(r#"{"token":"tok-1","expires_in":3600}"#);
    CoreBuilder::new(&API, &Environment::Production)
        .credential(scheme, Login::new("ada", "secret"))
        .transport(mock)
        .build()
        .unwrap()
}

fn request() -> Request<Body> {
    Request::builder().uri("https://api.example/v1/things").body(Body::empty()).unwrap()
}

/// Returns how many allocations a hundred lookups are.
fn allocations(core: &Core, security: &'static [Requirement]) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut request = request();
        // The first acquires the token; the second finds everything as it will be.
        core.authorize(security, &mut request).await.unwrap();
        core.authorize(security, &mut request).await.unwrap();
        let mut lookups = Box::pin(async {
            for _ in 0..100 {
                core.authorize(security, &mut request).await.unwrap();
            }
        });
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let counted = allocation_counter::measure(|| {
            let done = lookups.as_mut().poll(&mut context);
            assert!(done.is_ready(), "a fresh token is waited for by nobody");
        });
        counted.count_total
    })
}

#[test]
fn a_fresh_token_is_given_without_an_allocation() {
    assert_eq!(allocations(&core(&PLAIN), PLAIN_ONLY), 0);
    assert_eq!(allocations(&core(&ODD), ODD_ONLY), 0, "in a header of another name");
    assert_eq!(allocations(&core(&SCOPED), SCOPED_ONLY), 0, "for scopes");
}

#[test]
fn so_is_one_that_was_pasted() {
    static PASTED: Scheme = Scheme::token("token", Carry::header("Authorization", "Bearer"));
    static ONLY: &[Requirement] = &[Requirement(&[Part { scheme: &PASTED, scopes: &[] }])];
    let core = CoreBuilder::new(&API, &Environment::Production)
        .credential(&PASTED, Token::new("tok"))
        .transport(MockTransport::new())
        .build()
        .unwrap();
    assert_eq!(allocations(&core, ONLY), 0);
}

#[test]
fn the_counter_counts() {
    let counted = allocation_counter::measure(|| drop(std::hint::black_box(Box::new([0_u8; 64]))));
    assert_eq!(counted.count_total, 1);
}
