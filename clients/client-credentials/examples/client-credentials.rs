//! Client credentials against two environments on loopback: first request, reuse, expiry, two environments.
//!
//! ```sh
//! cargo run -p client-credentials --example client-credentials
//! ```

mod sandbox;

use std::time::{Duration, SystemTime};

use client_credentials::runtime::testing::clock::TestClock;
use client_credentials::types::{DocumentState, NewDocument, Signer};
use client_credentials::{Client, ClientCredentials, Environment, Token};
use sandbox::{CLIENT_ID, CLIENT_SECRET, Sandbox, Seen};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (eu, us) = (Sandbox::start("eu").await?, Sandbox::start("us").await?);
    println!("Production EU is played by {}, Production US by {}", eu.url(), us.url());

    let clock = TestClock::new(SystemTime::now());
    let client = Client::builder(Environment::custom(eu.url()))
        .access_token(ClientCredentials::new(CLIENT_ID, CLIENT_SECRET))
        .clock(clock.clone())
        .build()?;

    println!("\n1. The first request exchanges client ID and secret for a token by itself");
    let document = client.documents().get("D-1").await?;
    println!("   {} is {}, token requests: {}", document.id, document.state, requests(&eu));

    println!("\n2. The next ones use the same token");
    let ada = Signer::new("Ada", "ada@example.com");
    let sent = client.documents().create(&NewDocument::new("Lease", [ada])).await?;
    let page = client.documents().list().state(DocumentState::Sent).await?;
    println!("   sent {}, {} wait, token requests: {}", sent.id, page.total, requests(&eu));

    println!("\n3. The token expires under ten calls at once: what is refused asks once for all");
    eu.delay_tokens(Duration::from_millis(50));
    eu.expire_tokens();
    let calls: Vec<_> =
        (0..10).map(|_| tokio::spawn(client.documents().get("D-2").send())).collect();
    for call in calls {
        call.await??;
    }
    println!("   token requests: {}", requests(&eu));

    println!("\n4. \"3600\" seconds pass: another token is there before a request is refused");
    eu.set_lifetime(json!("1800"));
    clock.advance(Duration::from_secs(3600));
    client.documents().get("D-2").await?;
    println!("   token requests: {}", requests(&eu));
    clock.advance(Duration::from_secs(1795));
    client.documents().get("D-2").await?;
    println!("   the answer said \"1800\" this time: token requests: {}", requests(&eu));

    println!("\n5. A client of the other environment gets a token of its own");
    let american = Client::builder(Environment::custom(us.url()))
        .access_token(ClientCredentials::new(CLIENT_ID, CLIENT_SECRET))
        .build()?;
    american.documents().get("D-1").await?;
    println!("   token requests: EU {}, US {}", requests(&eu), requests(&us));

    println!("\n6. A token of the EU, pasted by hand, is worth nothing in the US");
    let pasted =
        Client::builder(Environment::custom(us.url())).access_token(Token::new("eu-token-1"));
    match pasted.build()?.documents().get("D-1").await {
        Err(error) => println!("   {error}"),
        Ok(document) => println!("   unexpected: {document:?}"),
    }

    println!("\n7. A redirect to the other environment is not followed");
    eu.move_to(us.url());
    let before = us.seen().len();
    if let Err(error) = client.documents().get("D-1").await {
        println!("   {error}; the US saw {} requests", us.seen().len() - before);
    }

    println!("\nThe first token request: {}", eu.token_requests()[0]);
    for (name, sandbox) in [("EU", &eu), ("US", &us)] {
        println!("What {name} saw:");
        let line = |seen: Seen| {
            let token = seen.authorization.as_deref().unwrap_or("no token");
            format!("{} {} ({token})", seen.status, seen.line)
        };
        show(&sandbox.seen().into_iter().map(line).collect::<Vec<_>>());
    }
    Ok(())
}

fn requests(sandbox: &Sandbox) -> usize {
    sandbox.token_requests().len()
}

/// Prints lines; what comes several times in a row, once.
fn show(lines: &[String]) {
    for same in lines.chunk_by(|a, b| a == b) {
        let times = if same.len() > 1 { format!(" × {}", same.len()) } else { String::new() };
        println!("   {}{times}", same[0]);
    }
}
