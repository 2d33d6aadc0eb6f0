//! Login, expiry, refresh, and another account: the life of a session, against a sandbox on loopback.
//!
//! ```sh
//! cargo run -p login-session --example login-session
//! ```

#[allow(dead_code, reason = "the tests use more of it")]
mod sandbox;

use std::time::{Duration, SystemTime};

use login_session::runtime::testing::clock::TestClock;
use login_session::types::{DeviceState, MasqueradeRequest};
use login_session::{Client, Environment, Login};
use sandbox::{FORBIDDEN, HOME, OTHER, PASSWORD, Sandbox, USERNAME};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    println!("The sandbox listens on {}", sandbox.url());
    let told = || format!("logins: {}, refreshes: {}", sandbox.logins(), sandbox.refreshes());

    let clock = TestClock::new(SystemTime::now());
    let client = Client::builder(Environment::custom(sandbox.url()))
        .session(Login::new(USERNAME, PASSWORD).account_id(HOME))
        .clock(clock.clone())
        .build()?;

    println!("\n1. The first request logs in by itself");
    let active = client.devices().list().state(DeviceState::Active).await?;
    println!("   active devices: {:?}", active.iter().map(|d| d.id).collect::<Vec<_>>());
    println!("   {}", told());

    println!("\n2. The token expires under ten calls at once: one refresh for all of them");
    sandbox.delay_tokens(Duration::from_millis(50));
    sandbox.expire_tokens();
    let calls: Vec<_> = (0..10).map(|_| tokio::spawn(client.devices().get(4201).send())).collect();
    for call in calls {
        call.await??;
    }
    println!("   {}", told());

    println!("\n3. An hour passes: it is refreshed before a request is refused");
    clock.advance(Duration::from_secs(3600));
    client.devices().get(4202).await?;
    println!("   {}", told());

    println!("\n4. A month passes, and the refresh token has expired too: one login");
    clock.advance(Duration::from_secs(30 * 24 * 3600));
    client.devices().get(4202).await?;
    println!("   {}", told());

    println!(
        "\n5. A 403 may mean that the token has expired: it is refreshed once, and the 403 stays"
    );
    if let Err(error) = client.devices().get(FORBIDDEN).await {
        println!("   {error}");
    }
    println!("   {}", told());

    println!("\n6. Masquerade: the session goes on as account {OTHER}");
    client.session().masquerade(&MasqueradeRequest::new(OTHER)).await?;
    let devices = client.devices().list().await?;
    println!("   account: {:?}, {}", devices.first().and_then(|d| d.account_id), told());

    println!("\n7. It stays there when it has to log in again");
    sandbox.expire_tokens();
    sandbox.expire_refresh_tokens();
    let devices = client.devices().list().await?;
    println!("   account: {:?}, {}", devices.first().and_then(|d| d.account_id), told());

    println!("\nWhat the sandbox saw:");
    for seen in sandbox.seen() {
        let token = seen
            .authentication
            .map_or("no token".to_owned(), |value| format!("Authentication: {value}"));
        println!("   {} {} ({token})", seen.status, seen.line);
    }
    Ok(())
}
