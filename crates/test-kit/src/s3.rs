//! A server of a test alone that speaks S3: Python’s `moto`, see `e2e/requirements.in`.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use platform::store::{S3Config, StoreConfig};

const BUCKET: &str = "griot";
const READY_WITHIN: Duration = Duration::from_mins(2);

/// A running server with one empty bucket; stopped when dropped.
#[derive(Debug)]
pub struct S3Server {
    process: Child,
    endpoint: String,
}

impl S3Server {
    /// Starts it on a free port.
    #[expect(clippy::expect_used, reason = "a test without its server cannot go on")]
    pub async fn start() -> Self {
        Self::try_start().await.expect("an S3 server")
    }

    async fn try_start() -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new("moto_server");
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
        let process = command.spawn().context("moto_server must be on the PATH: `bin/test` installs it")?;
        let server = Self { process, endpoint: format!("http://127.0.0.1:{port}") };
        tokio::time::timeout(READY_WITHIN, server.make_bucket()).await.context("moto_server does not answer")??;
        Ok(server)
    }

    /// The server takes unsigned requests. Asked again until it listens.
    async fn make_bucket(&self) -> Result<()> {
        let mut ticks = tokio::time::interval(Duration::from_millis(50));
        loop {
            ticks.tick().await;
            match reqwest::Client::new().put(format!("{}/{BUCKET}", self.endpoint)).send().await {
                Ok(answer) => {
                    ensure!(answer.status().is_success(), "the bucket: {}", answer.status());
                    return Ok(());
                }
                Err(error) if error.is_connect() => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The configuration of a store in its bucket.
    pub fn config(&self) -> StoreConfig {
        let s3 = S3Config {
            bucket: BUCKET.into(),
            region: "us-east-1".into(),
            endpoint: Some(self.endpoint.clone()),
            access_key: "test".into(),
            secret_key: "test".into(),
        };
        StoreConfig { s3: Some(s3) }
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        for result in [self.process.kill(), self.process.wait().map(drop)] {
            if let Err(error) = result {
                tracing::debug!(%error, "the S3 server was gone already");
            }
        }
    }
}
