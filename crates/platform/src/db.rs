//! The database: reads by the pool, writes by [`Tx`].
//!
//! A [`Tx`] carries who acts and when, and writes events, jobs and audit lines beside the data they belong to.

mod error;
mod store;
mod tx;

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use kernel::{Actor, Clock, Rng, SystemClock};
use sqlx::{
    Connection as _, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

pub use error::DbError;
pub use tx::Tx;

use crate::SystemRng;

/// The migrations of every context, embedded in the binary: one linear history.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

/// A cheap handle on the database, with the clock and the randomness of this process.
#[derive(Debug, Clone)]
pub struct Db {
    pool: PgPool,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
}

/// After how long a connection is asked whether it is still there before it is used.
const RESTED: Duration = Duration::from_millis(500);

fn pool_of(max_connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(Duration::from_secs(5))
        .max_lifetime(Duration::from_mins(30))
        // What was used just now is there: asking it costs as much as a short query.
        .test_before_acquire(false)
        .before_acquire(|conn, known| {
            Box::pin(async move {
                if known.idle_for >= RESTED {
                    conn.ping().await?;
                }
                Ok(true)
            })
        })
}

impl Db {
    /// Connects with at most `max_connections`; fails when no connection can be had in five seconds.
    pub async fn connect(options: PgConnectOptions, max_connections: u32) -> Result<Self, DbError> {
        let pool = pool_of(max_connections).connect_with(options).await?;
        Ok(Self::from_pool(pool, Arc::new(SystemClock), Arc::new(SystemRng)))
    }

    /// The same database by at most so many connections that nobody else uses, opened when they are needed. For who runs the same few
    /// statements all the time: their plans are made once rather than on every connection of the pool, and stay in the processor's caches.
    #[must_use]
    pub fn apart(&self, max_connections: u32) -> Self {
        let options = self.pool.connect_options().as_ref().clone();
        Self { pool: pool_of(max_connections).connect_lazy_with(options), ..self.clone() }
    }

    /// A handle on an existing pool, with a clock and a randomness of one's choice.
    pub fn from_pool(pool: PgPool, clock: Arc<dyn Clock>, rng: Arc<dyn Rng>) -> Self {
        Self { pool, clock, rng }
    }

    /// The same database under another clock: how a test makes time pass.
    #[must_use]
    pub fn with_clock(&self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self.clone() }
    }

    /// Applies the pending migrations, under PostgreSQL's advisory lock.
    pub async fn migrate(&self) -> Result<(), sqlx::migrate::MigrateError> {
        MIGRATOR.run(&self.pool).await
    }

    /// Whether every migration of this version was applied.
    pub async fn is_migrated(&self) -> Result<bool, DbError> {
        let applied = store::applied_migrations(&self.pool).await?;
        Ok(MIGRATOR.iter().all(|migration| applied.contains(&migration.version)))
    }

    /// The pool, for reads.
    pub const fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// The source of randomness.
    pub fn rng(&self) -> &dyn Rng {
        self.rng.as_ref()
    }

    /// Opens a transaction in the name of this actor. Dropped without [`Tx::commit`], it leaves nothing.
    #[expect(clippy::disallowed_methods, reason = "the one place that opens transactions")]
    pub async fn begin(&self, actor: &Actor) -> Result<Tx, DbError> {
        let inner = self.pool.begin().await?;
        Ok(Tx::new(inner, actor.clone(), self.now()))
    }

    /// Opens a transaction that only reads, and sees the database as of its first statement throughout.
    pub async fn begin_snapshot(&self, actor: &Actor) -> Result<Tx, DbError> {
        let inner = store::begin_snapshot(&self.pool).await?;
        Ok(Tx::new(inner, actor.clone(), self.now()))
    }

    /// Whether the database answers, for readiness.
    pub async fn ping(&self) -> Result<(), DbError> {
        store::ping(&self.pool).await
    }
}
