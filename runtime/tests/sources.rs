//! Where tokens come from beside logins: a paste, a variable, a command, a source of one's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use portolan_runtime::auth::{
    AuthError, Carry, CommandSource, Credential, Part, Requirement, Scheme, SourceError, Token,
    TokenSource,
};
use portolan_runtime::generated::{Api, CoreBuilder, environments};
use portolan_runtime::testing::{MockTransport, Reply};
use portolan_runtime::{CallError, NoError, Operation, PlainText, Retry};

static API: Api =
    Api { name: "api", title: "API", version: "1", user_agent: "api/1", security: &[] };
static TOKEN: Scheme = Scheme::token("token", Carry::header("Authorization", "Bearer"));
static GET: Operation<PlainText, NoError> = Operation::get("get", "/things")
    .security(&[Requirement(&[Part { scheme: &TOKEN, scopes: &[] }])]);

environments! {
    /// Servers of the API.
    pub enum Environment {
        Production = "https://api.example/v1",
    }
}

/// Makes calls and returns what they were sent with.
async fn carried(
    credential: impl Into<Credential>,
    calls: usize,
) -> Result<Vec<String>, CallError<NoError>> {
    let mock = MockTransport::new();
    mock.on(&GET).reply_with(Reply::status(200).body("text/plain", "ok"));
    let core = CoreBuilder::new(&API, &Environment::Production)
        .credential(&TOKEN, credential)
        .retry(Retry::none())
        .transport(mock.clone())
        .build()
        .unwrap();
    for _ in 0..calls {
        core.call(&GET).await?;
    }
    let header = |request: &portolan_runtime::testing::Recorded| {
        request.header("authorization").unwrap().to_owned()
    };
    Ok(mock.requests().iter().map(header).collect())
}

fn shell(script: &str) -> CommandSource {
    CommandSource::new("sh").args(["-c", script])
}

#[tokio::test]
async fn a_pasted_token_is_sent() {
    assert_eq!(carried(Token::new("pasted"), 1).await.unwrap(), ["Bearer pasted"]);
}

#[tokio::test]
async fn a_variable_is_read() {
    // `PATH` is there anyway; what is not is named.
    assert!(Token::from_env("PATH").is_ok());
    let error = Token::from_env("PORTOLAN_TEST_UNSET").unwrap_err();
    assert!(matches!(&error, AuthError::Variable { name, .. } if name == "PORTOLAN_TEST_UNSET"));
}

#[cfg(unix)]
#[tokio::test]
async fn what_a_command_prints_is_the_token_and_it_is_run_once() {
    let folder = tempfile::tempdir().unwrap();
    let count = folder.path().join("count");
    let source = shell(&format!("echo run >> {}; printf ' tok-1\\n'", count.display()));
    let calls = carried(Credential::source(source), 3).await.unwrap();
    assert_eq!(calls, ["Bearer tok-1"; 3]);
    assert_eq!(std::fs::read_to_string(count).unwrap(), "run\n");
}

#[cfg(unix)]
#[tokio::test]
async fn a_command_that_fails_is_told_without_what_it_printed() {
    for (script, told) in [
        ("echo CANARY; echo CANARY >&2; exit 3", "exit status: 3"),
        ("echo '   '", "printed nothing"),
        ("printf '\\377CANARY'", "not UTF-8"),
        ("printf 'CAN\\nARY'", "character that cannot be sent"),
    ] {
        let error = carried(Credential::source(shell(script)), 1).await.unwrap_err();
        let shown = format!("{error:?} {:?}", std::error::Error::source(&error));
        let shown = format!("{error} {shown}");
        assert!(!shown.contains("CAN"), "{shown}");
        let CallError::Auth(error) = error else { panic!("{error:?}") };
        let source = std::error::Error::source(&error).map(ToString::to_string);
        let whole = format!("{error} {}", source.unwrap_or_default());
        assert!(whole.contains(told), "{script}: {whole}");
    }
    let missing = CommandSource::new("portolan-no-such-program").args(["CANARY"]);
    assert!(!format!("{missing:?}").contains("CANARY"));
    let error = carried(Credential::source(missing), 1).await.unwrap_err();
    assert!(matches!(error, CallError::Auth(AuthError::Source { .. })), "{error:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_command_that_nobody_waits_for_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let pid = folder.path().join("pid");
    let source = shell(&format!("echo $$ > {}; exec sleep 1000", pid.display()));
    let waiting = tokio::time::timeout(Duration::from_millis(500), source.token());
    assert!(waiting.await.is_err());
    let pid = std::fs::read_to_string(&pid).unwrap();
    let alive = || {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
        stat.is_ok_and(|stat| !stat.contains(") Z "))
    };
    let begin = std::time::Instant::now();
    while alive() && begin.elapsed() < Duration::from_secs(10) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(!alive(), "it goes with whoever waited");
}

struct Vault(Arc<AtomicUsize>);

impl TokenSource for Vault {
    async fn token(&self) -> Result<Token, SourceError> {
        let n = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        Ok(Token::new(format!("vault-{n}")).expires_in(Duration::from_secs(600)))
    }
}

#[tokio::test]
async fn a_source_of_ones_own_is_asked_once() {
    let asked = Arc::new(AtomicUsize::new(0));
    let calls = carried(Credential::source(Vault(Arc::clone(&asked))), 3).await.unwrap();
    assert_eq!((calls, asked.load(Ordering::SeqCst)), (vec!["Bearer vault-1".to_owned(); 3], 1));
}
