//! From configuration to a database that is ready: secrets, embedded or external PostgreSQL, migrations.

use std::{path::PathBuf, str::FromStr as _};

use anyhow::{Context as _, Result, bail};
use platform::{
    Db, Secrets, SystemRng,
    embedded_pg::{EmbeddedPg, Options, SupervisedPg},
};
use secrecy::ExposeSecret as _;
use sqlx::postgres::PgConnectOptions;

use crate::config::Config;

/// A started database. The embedded server is started again when it ends by itself, and stops with [`Base::stop`].
pub(crate) struct Base {
    pub(crate) config: Config,
    pub(crate) data_folder: PathBuf,
    pub(crate) secrets: Secrets,
    pub(crate) db: Db,
    embedded: Option<SupervisedPg>,
}

/// What to do with migrations that were not applied yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Migrations {
    Apply,
    Require,
}

const DATABASE: &str = "griot";

impl Base {
    /// Checks the configuration, then starts or connects to the database.
    pub(crate) async fn start(config: Config, migrations: Migrations) -> Result<Self> {
        config.check()?;
        let folder = &config.data_folder;
        std::fs::create_dir_all(folder).with_context(|| format!("make the data folder {}", folder.display()))?;
        let data_folder = std::fs::canonicalize(folder)?;
        let secrets = Secrets::load(config.secret.as_ref(), &data_folder.join("secrets"), &SystemRng)?;
        let (options, embedded) = connect_options(&config, &data_folder).await?;
        let db = Db::connect(options, config.database.max_connections).await.context("connect to the database")?;
        match migrations {
            Migrations::Apply => db.migrate().await.context("bring the database to this version's schema")?,
            Migrations::Require if !db.is_migrated().await? => {
                bail!("the database does not have this version's schema: run `griot migrate` first");
            }
            Migrations::Require => {}
        }
        Ok(Self { config, data_folder, secrets, db, embedded })
    }

    /// Closes the connections and stops the embedded server.
    pub(crate) async fn stop(self) {
        self.db.pool().close().await;
        if let Some(server) = self.embedded {
            server.stop().await;
        }
    }
}

async fn connect_options(config: &Config, data_folder: &std::path::Path) -> Result<(PgConnectOptions, Option<SupervisedPg>)> {
    if let Some(url) = &config.database.url {
        let options = PgConnectOptions::from_str(url.expose_secret()).context("database.url is not a PostgreSQL address")?;
        return Ok((options.application_name("griot"), None));
    }
    let options = Options::new(data_folder.join("postgres"));
    let server = EmbeddedPg::start(options.clone()).await?;
    server.ensure_database(DATABASE).await.context("create the database")?;
    let connect = server.connect_options(DATABASE).application_name("griot");
    Ok((connect, Some(server.supervise(options))))
}
