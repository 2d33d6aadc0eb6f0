//! Authenticate, first request, expiry, refresh: the quick start, against a sandbox on loopback.
//!
//! ```sh
//! cargo run -p api --example quickstart
//! ```

mod sandbox;

use std::time::{Duration, SystemTime};

use api::runtime::testing::clock::TestClock;
use api::types::{AccountStatus, Currency, NewAccount};
use api::{Client, Environment, Login};
use sandbox::{PASSWORD, Sandbox, Seen, USERNAME};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    println!("The sandbox listens on {}", sandbox.url());

    let clock = TestClock::new(SystemTime::now());
    let client = Client::builder(Environment::custom(sandbox.url()))
        .jwt(Login::new(USERNAME, PASSWORD))
        .clock(clock.clone())
        .build()?;
    println!("\n1. A public operation needs no token");
    let status = client.get_status().await?;
    println!("   up: {}, logins so far: {}", status.up, sandbox.logins());

    println!("\n2. The first protected request logs in by itself");
    let account = client.accounts().get("A-100").await?;
    println!("   {} is {}, logins: {}", account.id, account.status, sandbox.logins());

    println!("\n3. The next ones use the same token");
    let open = client.accounts().list().status(AccountStatus::Open).limit(50).await?;
    let opened = client.accounts().create(&NewAccount::new(Currency::Eur).name("Travel")).await?;
    println!("   {} open, opened {}, logins: {}", open.items.len(), opened.id, sandbox.logins());

    println!(
        "\n4. The token expires under ten calls at once: each gets a 401, one logs in for all"
    );
    sandbox.delay_logins(Duration::from_millis(50));
    sandbox.expire_tokens();
    let calls: Vec<_> =
        (0..10).map(|_| tokio::spawn(client.accounts().get("A-101").send())).collect();
    for call in calls {
        call.await??;
    }
    println!("   logins: {}", sandbox.logins());

    println!("\n5. An hour passes: the token is renewed before a request is refused");
    clock.advance(Duration::from_secs(3600));
    client.accounts().get("A-102").await?;
    println!("   logins: {}", sandbox.logins());

    println!("\n6. What the definition names as an error can be matched");
    match client.accounts().get("A-999").await {
        Err(error) => println!("   {error}"),
        Ok(account) => println!("   unexpected: {account:?}"),
    }

    println!("\nWhat the sandbox saw:");
    let line = |seen: Seen| {
        let token = seen.authorization.as_deref().unwrap_or("no token");
        format!("{} {} ({token})", seen.status, seen.line)
    };
    show(&sandbox.seen().into_iter().map(line).collect::<Vec<_>>());
    Ok(())
}

/// Prints lines; what comes several times in a row, once.
fn show(lines: &[String]) {
    for same in lines.chunk_by(|a, b| a == b) {
        let times = if same.len() > 1 { format!(" × {}", same.len()) } else { String::new() };
        println!("   {}{times}", same[0]);
    }
}
