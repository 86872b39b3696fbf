//! What tests share: a database of one's own in some ten milliseconds, cloned from a template that the migrations made.
//!
//! The server comes from `GRIOT_TEST_DATABASE_URL`; `cargo xtask pg -- COMMAND` starts one and sets it.

pub mod dns;
mod page;
pub mod push;
mod s3;
pub mod sms;

use std::{
    str::FromStr as _,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use anyhow::{Context as _, Result};
use kernel::{Clock, Rng, SystemClock};
use platform::{Db, SystemRng, db::MIGRATOR};
use sha2::{Digest as _, Sha256};
use sqlx::{Connection as _, PgConnection, PgPool, postgres::PgConnectOptions, postgres::PgPoolOptions};

pub use dns::DnsServer;
pub use page::Page;
pub use push::PushService;
pub use s3::S3Server;
pub use sms::SmsGateway;

/// Where the test server is.
pub const SERVER_VARIABLE: &str = "GRIOT_TEST_DATABASE_URL";

/// A database of this test alone, removed when dropped.
#[derive(Debug)]
pub struct TestDb {
    name: String,
    server: PgConnectOptions,
    db: Db,
}

impl TestDb {
    /// A migrated, empty database on the machine's clock.
    pub async fn new() -> Self {
        Self::with(Arc::new(SystemClock)).await
    }

    /// A migrated, empty database on a clock of the test's choice.
    #[expect(clippy::expect_used, reason = "a test without its database cannot go on")]
    pub async fn with(clock: Arc<dyn Clock>) -> Self {
        Self::try_with(clock).await.expect("the test database")
    }

    async fn try_with(clock: Arc<dyn Clock>) -> Result<Self> {
        let url = std::env::var(SERVER_VARIABLE)
            .with_context(|| format!("{SERVER_VARIABLE} is not set: run the tests by `cargo xtask pg -- cargo nextest run`"))?;
        let server = PgConnectOptions::from_str(&url)?;
        let template = ensure_template(&server).await?;
        let name = unique_name();
        let mut admin = PgConnection::connect_with(&server).await?;
        run(&mut admin, format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\" STRATEGY file_copy")).await?;
        let pool = connect(&server, &name).await?;
        Ok(Self { name, server, db: Db::from_pool(pool, clock, Arc::new(SystemRng)) })
    }

    /// The handle that services take.
    pub fn db(&self) -> Db {
        self.db.clone()
    }

    /// The same database through another pool: a second process of the same installation.
    #[expect(clippy::expect_used, reason = "a test without its database cannot go on")]
    pub async fn another_pool(&self) -> Db {
        let pool = connect(&self.server, &self.name).await.expect("a second pool");
        Db::from_pool(pool, self.db.clock().clone(), Arc::new(SystemRng))
    }

    /// How to connect to it by other means.
    pub fn connect_options(&self) -> PgConnectOptions {
        self.server.clone().database(&self.name)
    }

    /// Runs SQL as it stands: for rows that only another context could make, in crates that do without sqlx.
    #[expect(clippy::expect_used, reason = "a test without its rows cannot go on")]
    pub async fn script(&self, statements: String) {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statements)).execute(self.db.pool()).await.expect("the script");
    }

    /// Randomness that repeats.
    pub fn seeded_rng(seed: u64) -> Arc<dyn Rng> {
        Arc::new(kernel::SeededRng::new(seed))
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // A test's runtime ends with the test, so the removal has its own; a database left by a failure is harmless.
        let removal = std::thread::spawn(move || -> Result<()> {
            tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
                let mut admin = PgConnection::connect_with(&server).await?;
                run(&mut admin, format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)")).await
            })
        });
        if let Ok(Err(error)) | Err(error) = removal.join().map_err(|_panic| anyhow::anyhow!("the removal panicked")) {
            tracing::debug!(%error, "a test database was left behind");
        }
    }
}

async fn connect(server: &PgConnectOptions, name: &str) -> Result<PgPool> {
    Ok(PgPoolOptions::new().max_connections(10).connect_with(server.clone().database(name)).await?)
}

/// The template of these migrations, made by whichever test comes first.
async fn ensure_template(server: &PgConnectOptions) -> Result<String> {
    let name = format!("griot_template_{}", migrations_hash());
    let mut admin = PgConnection::connect_with(server).await?;
    sqlx::query("SELECT pg_advisory_lock(7216)").execute(&mut admin).await?;
    let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
        .bind(&name)
        .fetch_one(&mut admin)
        .await?;
    if !exists {
        let draft = format!("{name}_draft");
        run(&mut admin, format!("DROP DATABASE IF EXISTS \"{draft}\" WITH (FORCE)")).await?;
        run(&mut admin, format!("CREATE DATABASE \"{draft}\"")).await?;
        let pool = connect(server, &draft).await?;
        MIGRATOR.run(&pool).await?;
        pool.close().await;
        run(&mut admin, format!("ALTER DATABASE \"{draft}\" RENAME TO \"{name}\"")).await?;
    }
    admin.close().await?;
    Ok(name)
}

async fn run(connection: &mut PgConnection, statement: String) -> Result<()> {
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(connection).await?;
    Ok(())
}

fn migrations_hash() -> String {
    let mut hash = Sha256::new();
    for migration in MIGRATOR.iter() {
        hash.update(&migration.checksum);
    }
    hex::encode(hash.finalize()).chars().take(16).collect()
}

fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("griot_test_{}_{count}_{}", std::process::id(), uuid::Uuid::now_v7().simple())
}
