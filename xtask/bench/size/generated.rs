//! One call with a generated client: how large a program is that does nothing else.

use size::runtime::Token;
use size::{Client, Environment};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("URL")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let client =
            Client::builder(Environment::custom(url)).token(Token::new("a-token")).build()?;
        for payment in client.list_payments().limit(50).await? {
            println!("{} {}", payment.id, payment.amount);
        }
        Ok(())
    })
}
