//! From an uploaded file to segments: check → plan → chunks → ready, as jobs of the role `media`.
//!
//! Invariants. A chunk is worked on by the holder of its lease only; what an overtaken holder produced is refused by its
//! fence. Outputs are in the store before their rows commit, under a prefix of their own, so that a row never names a
//! missing or mixed file; a committed chunk is never encoded again. A rendition appears whole or not at all. Everything
//! here may be killed at any instant and goes on where it stood: leases run out, and the sweep queues what was lost.

mod advance;
mod check;
mod chunk;
mod clean;
mod heartbeat;
mod images;
mod jobs;
mod pictures;
mod plan_asset;
mod segments;
mod sound;
mod source;
mod stills;
mod store;
mod survey;
mod sweep;

use serde::{Deserialize, Serialize};

pub(crate) use jobs::{CheckAssetJob, register};

use crate::{ladder::Ladder, plan::Grid};

/// What is kept of a film's plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredPlan {
    ladder: Ladder,
    grid: Option<Grid>,
    duration_ms: u64,
    gain_db: f32,
    /// By how much the survey moved the rate factors: positive for films that are easy to code.
    crf_shift: i8,
    /// Threads of one encoder.
    threads: u32,
}

impl StoredPlan {
    /// The length of the film as its pictures have it, so that the sound ends with them.
    fn film_ms(&self) -> u64 {
        let rate = self.ladder.base_rate;
        self.grid.map_or(self.duration_ms, |grid| grid.frames * 1000 * u64::from(rate.den) / u64::from(rate.num))
    }
}
