//! The same call written by hand: `reqwest` with the same features, and `serde_json` with derive.

use std::time::Duration;

#[derive(serde::Deserialize)]
struct Payment {
    id: String,
    amount: i64,
    #[allow(dead_code)]
    note: Option<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("URL")?;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let client = reqwest::Client::builder().timeout(Duration::from_secs(30)).build()?;
        let request = client.get(format!("{url}/payments?limit=50")).bearer_auth("a-token");
        let body = request.send().await?.error_for_status()?.bytes().await?;
        for payment in serde_json::from_slice::<Vec<Payment>>(&body)? {
            println!("{} {}", payment.id, payment.amount);
        }
        Ok(())
    })
}
