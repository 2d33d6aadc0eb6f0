//! The row about a retry layer: requests for tokens are not multiplied by it.

use std::time::Duration;

use portolan_runtime::Retry;

use crate::systems::System;
use crate::world::{Reply, World, seconds};

rows! {
    retry_layer_around_the_client: A B C D H;
}

pub(crate) async fn retry_layer_around_the_client(system: &'static System) {
    let retry =
        Retry::default().attempts(5).backoff(Duration::from_millis(100), Duration::from_secs(1));
    for failure in [Reply::status(503), Reply::status(429), Reply::Lost, Reply::Unsent] {
        // A login that fails is one request, though calls are sent five times.
        let world = World::with(system, |builder| builder.retry(retry));
        world.always(failure.clone());
        world.refused().await;
        assert_eq!((world.requests(), world.calls()), (1, 0), "{failure:?}");

        // Five attempts of a call are one login,
        let world = World::with(system, |builder| builder.retry(retry));
        let outage = failure.clone();
        world.serve(move |_, _| outage.clone());
        world.call().await.unwrap_err();
        assert_eq!((world.requests(), world.calls()), (1, 5), "{failure:?}");

        // and so is a refresh that fails under a layer of the caller's own.
        let world = World::with(system, |builder| builder.retry(retry));
        world.lifetime(Some("60"));
        world.expect("tok-1").await;
        seconds(61).await;
        world.always(failure.clone());
        for _ in 0..5 {
            world.refused().await;
        }
        // Where it is not known whether the refresh token was used up, a login follows the refresh, once.
        let unknown = matches!(failure, Reply::Lost) && system.renew.is_some();
        assert_eq!(world.requests(), if unknown { 3 } else { 2 }, "{failure:?}");
    }
}
