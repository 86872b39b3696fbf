//! The roles of a process, from start to graceful stop.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use platform::{
    jobs::{Runner, RunnerConfig, RunnerHandle, WorkRole},
    telemetry::Telemetry,
};
use tokio::{
    signal::unix::{SignalKind, signal},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use crate::{
    boot::{Base, Migrations},
    cli::{Place, RoleName, Serve},
    config::Config,
    listener::Listener,
    observe,
    services::{Mode, Services},
};

/// `griot serve`.
pub(crate) async fn serve(place: &Place, command: &Serve) -> Result<()> {
    let mut config = Config::load(place)?;
    if let Some(port) = command.port {
        config.server.port = port;
    }
    let telemetry = Telemetry::start(&config.telemetry)?;
    let stop = stop_signal()?;
    let migrations = if config.database.migrate_on_start { Migrations::Apply } else { Migrations::Require };
    let base = Base::start(config, migrations).await?;
    let services = Services::compose(&base, Mode::Real)?;
    let running = Running::start(&base, &services, &telemetry, &command.roles, Mode::Real).await?;
    tracing::info!(address = running.address.map(|address| address.to_string()), "ready");
    stop.cancelled().await;
    running.stop().await;
    drop(services);
    base.stop().await;
    telemetry.stop();
    Ok(())
}

/// What runs in the background until the stop.
pub(crate) struct Running {
    pub(crate) address: Option<SocketAddr>,
    stop: CancellationToken,
    server: Option<JoinHandle<()>>,
    playback: Option<JoinHandle<()>>,
    runners: Vec<RunnerHandle>,
}

impl Running {
    /// Starts the roles.
    pub(crate) async fn start(
        base: &Base,
        services: &Services,
        telemetry: &Telemetry,
        roles: &[RoleName],
        mode: Mode,
    ) -> Result<Self> {
        let stop = CancellationToken::new();
        let mut running = Self { address: None, stop: stop.clone(), server: None, playback: None, runners: Vec::new() };
        let registry = services.registry();
        let workers = &base.config.workers;
        for (role, work, jobs) in
            [(RoleName::Worker, WorkRole::Worker, workers.worker_jobs), (RoleName::Media, WorkRole::Media, workers.media_jobs())]
        {
            if roles.contains(&role) {
                running.runners.push(Runner::start(&base.db, &services.bus, &registry, RunnerConfig::new(work, jobs))?);
            }
        }
        if roles.contains(&RoleName::Web) {
            let server = &base.config.server;
            let listener = Listener::bind(SocketAddr::new(server.address, server.port)).await?;
            running.address = Some(listener.address()?);
            let router =
                observe::wrap(services.router(base, mode)?).merge(observe::probes(base.db.clone(), telemetry.prometheus.clone()));
            running.server = Some(tokio::spawn(listener.serve(router, stop.clone())));
            let playback = services.playback.clone();
            // Its own token: it settles what the last requests were served, after they ended.
            running.playback = Some(tokio::spawn(async move { playback.run(stop).await }));
        }
        Ok(running)
    }

    /// Requests finish, running jobs return to the queue, the last watch time is written.
    pub(crate) async fn stop(self) {
        tracing::info!("stopping");
        self.stop.cancel();
        for task in [self.server, self.playback].into_iter().flatten() {
            if let Err(error) = task.await {
                tracing::error!(%error, "a part of the server ended badly");
            }
        }
        futures::future::join_all(self.runners.into_iter().map(RunnerHandle::stop)).await;
    }
}

/// Cancelled by Ctrl-C or SIGTERM.
pub(crate) fn stop_signal() -> Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("listen for SIGINT")?;
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        told.cancel();
    });
    Ok(stop)
}
