//! How many statements a request or a job sent to the database.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use tracing::{Event, Subscriber};
use tracing_subscriber::{Layer, layer::Context};

tokio::task_local! {
    static CURRENT: QueryCount;
}

/// Counts the statements of one request or job. Needs [`CountQueries`] in the subscriber.
#[derive(Debug, Clone, Default)]
pub struct QueryCount(Arc<AtomicU32>);

impl QueryCount {
    /// Zero.
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs the future and counts its statements. Tasks that it spawns are not counted.
    pub async fn scope<F: Future>(&self, future: F) -> F::Output {
        CURRENT.scope(self.clone(), future).await
    }

    /// The number of statements so far.
    pub fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The layer that sees sqlx tell of each statement. sqlx tells inside the task that waits for it, hence a task-local count.
#[derive(Debug, Clone, Copy, Default)]
pub struct CountQueries;

impl CountQueries {
    /// The target under which sqlx tells of statements.
    pub const TARGET: &'static str = "sqlx::query";
}

impl<S: Subscriber> Layer<S> for CountQueries {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        if event.metadata().target() == Self::TARGET {
            // Outside a request or job there is nothing to count.
            let _ = CURRENT.try_with(|count| count.0.fetch_add(1, Ordering::Relaxed));
        }
    }
}
