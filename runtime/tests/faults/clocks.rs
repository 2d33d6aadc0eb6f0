//! Rows about clocks that are wrong, are set, or stand still; against a server that is never wrong.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portolan_runtime::clock::Clock;
use tokio::time::Instant;

use crate::systems::System;
use crate::world::{Reply, World, beginning, rfc3339, seconds};

rows! {
    clock_an_hour_fast: A B C D H;
    clock_an_hour_slow: A B C D H;
    clock_step_in_flight: A B C D H;
    clock_set_back_and_forth: A B C D H;
    two_hours_suspend: A B C D H;
}

/// A server that has the right time, tells it in `Date`, and rejects what it issued longer than an hour ago.
struct Truth {
    start: Instant,
    /// What passed while our machine slept.
    slept: AtomicU64,
    issued: Mutex<Vec<Duration>>,
    rejected: AtomicU64,
}

impl Truth {
    fn rule(world: &World) -> Arc<Self> {
        let truth = Arc::new(Self {
            start: Instant::now(),
            slept: AtomicU64::new(0),
            issued: Mutex::default(),
            rejected: AtomicU64::new(0),
        });
        let (here, answer) = (Arc::clone(&truth), world.system.answer);
        world.issue(move |n, _| {
            let now = here.now();
            here.issued.lock().unwrap().push(now);
            let at = rfc3339(beginning() + now + Duration::from_secs(3600));
            let date = vec![("date", http_date(now))];
            Reply::With(200, date, answer(n, Some("3600"), &at)).after(Duration::from_millis(50))
        });
        let (here, system) = (Arc::clone(&truth), world.system);
        world.serve(move |_, seen| {
            let token = seen.token(system).unwrap().to_owned();
            let number: usize = token.strip_prefix("tok-").unwrap().parse().unwrap();
            let age = here.now().saturating_sub(here.issued.lock().unwrap()[number - 1]);
            if age < Duration::from_secs(3600) {
                Reply::Answer(200, token)
            } else {
                here.rejected.fetch_add(1, Ordering::SeqCst);
                Reply::status(401)
            }
        });
        truth
    }

    fn now(&self) -> Duration {
        self.start.elapsed() + Duration::from_secs(self.slept.load(Ordering::SeqCst))
    }

    fn rejected(&self) -> u64 {
        self.rejected.load(Ordering::SeqCst)
    }
}

/// The day of the beginning, which was a Sunday, and the one after.
fn http_date(since: Duration) -> String {
    let second = 74_352 + since.as_secs();
    let (day, rest) = (second / 86_400, second % 86_400);
    let name = ["Sun", "Mon"][usize::try_from(day).unwrap()];
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{name}, {:02} Apr 2018 {hour:02}:{minute:02}:{second:02} GMT", day + 1)
}

async fn off_by(system: &'static System, set: impl Fn(&World)) {
    let world = World::new(system);
    let truth = Truth::rule(&world);
    set(&world);
    // Two hours of calls: as many tokens as with a right clock, and hardly a rejection.
    while truth.now() < Duration::from_secs(7200) {
        world.call().await.unwrap();
        seconds(60).await;
    }
    assert!(truth.rejected() <= 1, "{}: {}", system.name, truth.rejected());
    assert!((3..=4).contains(&world.requests()), "{}: {}", system.name, world.requests());
}

async fn clock_an_hour_fast(system: &'static System) {
    off_by(system, |world| world.clock.set(beginning() + Duration::from_secs(3600))).await;
}

async fn clock_an_hour_slow(system: &'static System) {
    off_by(system, |world| world.clock.set(beginning() - Duration::from_secs(3600))).await;
}

async fn clock_step_in_flight(system: &'static System) {
    for hours in [1, 2] {
        for forward in [true, false] {
            let world = World::new(system);
            let truth = Truth::rule(&world);
            let call = world.spawn();
            tokio::time::sleep(Duration::from_millis(10)).await;
            let step = Duration::from_secs(3600 * hours);
            world.clock.set(if forward { beginning() + step } else { beginning() - step });
            assert_eq!(call.await.unwrap().unwrap(), "tok-1");
            for _ in 0..100 {
                world.expect("tok-1").await;
            }
            assert_eq!((world.requests(), truth.rejected()), (1, 0), "no loop");
        }
    }
}

async fn clock_set_back_and_forth(system: &'static System) {
    let world = World::new(system);
    let truth = Truth::rule(&world);
    for round in 0..20 {
        let now = world.clock.now();
        let step = Duration::from_secs(3600);
        world.clock.set(if round % 2 == 0 { now + step } else { now - step });
        for _ in 0..20 {
            world.call().await.unwrap();
        }
        seconds(2).await;
    }
    // A jump ahead may be a suspend, and costs a token; nothing more.
    assert!(world.requests() <= 21, "{}", world.requests());
    assert!(truth.rejected() <= 1);
}

async fn two_hours_suspend(system: &'static System) {
    for wall_knows in [true, false] {
        let world = World::new(system);
        let truth = Truth::rule(&world);
        world.expect("tok-1").await;
        // The monotonic clock stood still; the wall clock was corrected, or was not.
        truth.slept.store(7200, Ordering::SeqCst);
        if wall_knows {
            world.clock.set(world.clock.now() + Duration::from_secs(7200));
        }
        for _ in 0..100 {
            world.expect("tok-2").await;
        }
        assert_eq!(world.requests(), 2);
        assert_eq!(truth.rejected(), u64::from(!wall_knows), "one 401 recovery at most");
    }
}
