//! A token from a username and a password, of which the JWT itself knows best how long it lives.
//!
//! ```sh
//! cargo run -p generate-token --example generate-token
//! ```

mod sandbox;

use std::time::{Duration, SystemTime};

use generate_token::runtime::testing::clock::TestClock;
use generate_token::types::{NewMessage, TokenRequest};
use generate_token::{Client, Environment, Login};
use sandbox::{MESSAGE, PASSWORD, Sandbox, Seen, USERNAME};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    println!("The sandbox listens on {}", sandbox.url());

    let clock = TestClock::new(SystemTime::now());
    let client = Client::builder(Environment::custom(sandbox.url()))
        .bearer(Login::new(USERNAME, PASSWORD))
        .clock(clock.clone())
        .build()?;

    println!("\n1. The first request generates a token by itself");
    let message = client.messages().get(MESSAGE).await?;
    println!("   it is {}", shortened(&sandbox.token()));
    println!("   {} is {}, tokens generated: {}", message.text, message.state, sandbox.logins());

    println!("\n2. The next ones use the same token");
    let sent = client.messages().send(&NewMessage::new("+41441234567", "On my way")).await?;
    let all = client.messages().list().to("+41441234567").await?;
    println!(
        "   {} is {}, {} in all, tokens: {}",
        sent.text,
        sent.state,
        all.len(),
        sandbox.logins()
    );

    println!(
        "\n3. The token expires under ten calls at once: each gets a 401, one logs in for all"
    );
    sandbox.delay_logins(Duration::from_millis(50));
    sandbox.set_lifetimes(json!(3600), Some(Duration::from_secs(600)));
    sandbox.expire_tokens();
    let calls: Vec<_> =
        (0..10).map(|_| tokio::spawn(client.messages().get(MESSAGE).send())).collect();
    for call in calls {
        call.await??;
    }
    println!("   tokens: {}", sandbox.logins());

    println!("\n4. `expires_in` said an hour, but the JWT's `exp` ten minutes: these pass");
    clock.advance(Duration::from_secs(595));
    client.messages().get(MESSAGE).await?;
    println!("   tokens: {}, nothing was refused", sandbox.logins());

    println!("\n5. The operations that give tokens can be called by hand, in both variants");
    let body = TokenRequest::new(USERNAME, PASSWORD);
    let from_body = client.tokens().generate(&body).await?;
    let from_headers = client.tokens().generate_token_from_headers(USERNAME, PASSWORD).await?;
    println!("   a {} token and a {} token", from_body.token_type, from_headers.token_type);
    println!("   shown as {:?}", from_body.access_token);

    println!("\nWhat the sandbox saw:");
    let line = |seen: Seen| {
        let token = match (&seen.authorization, &seen.username) {
            (Some(authorization), _) => shortened(authorization),
            (None, Some(username)) => format!("no token, but a header `username: {username}`"),
            (None, None) => "no token".to_owned(),
        };
        format!("{} {} ({token})", seen.status, seen.line)
    };
    show(&sandbox.seen().into_iter().map(line).collect::<Vec<_>>());
    Ok(())
}

/// A JWT is long.
fn shortened(header: &str) -> String {
    if header.len() > 40 { format!("{:.28}…", header) } else { header.to_owned() }
}

/// Prints lines; what comes several times in a row, once.
fn show(lines: &[String]) {
    for same in lines.chunk_by(|a, b| a == b) {
        let times = if same.len() > 1 { format!(" × {}", same.len()) } else { String::new() };
        println!("   {}{times}", same[0]);
    }
}
