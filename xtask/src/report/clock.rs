//! Times the stages of a generation.

use std::time::{Duration, Instant};

/// Times the stages of a generation, which itself has no clock.
pub(crate) struct StageClock {
    started: Instant,
    last: Instant,
    stages: Vec<(&'static str, Duration)>,
}

impl StageClock {
    pub(crate) fn start() -> Self {
        let now = Instant::now();
        Self { started: now, last: now, stages: Vec::new() }
    }

    /// Notes that a stage has ended.
    pub(crate) fn stage(&mut self, name: &'static str) {
        let now = Instant::now();
        self.stages.push((name, now - self.last));
        self.last = now;
    }

    /// Returns the times as one line.
    pub(crate) fn line(&self) -> String {
        let total = (self.last - self.started).as_secs_f64() * 1e3;
        let stages: Vec<String> = self
            .stages
            .iter()
            .map(|(name, time)| format!("{name} {:.0}", time.as_secs_f64() * 1e3))
            .collect();
        format!("{total:.0} ms ({})", stages.join(", "))
    }
}
