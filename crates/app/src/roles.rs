//! The roles of a process, from start to graceful stop.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use notifications::Notifications;
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
    observe, probes,
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
    /// Apart from `stop`: the last requests end before the last settlement.
    stop_counting: CancellationToken,
    server: Option<JoinHandle<()>>,
    /// What is served and looked at, written down once a second.
    counting: Option<JoinHandle<()>>,
    /// Figures, counted every second.
    figures: Option<JoinHandle<()>>,
    runners: Vec<RunnerHandle>,
}

impl Running {
    fn idle() -> Self {
        let (stop, stop_counting) = (CancellationToken::new(), CancellationToken::new());
        Self { address: None, stop, stop_counting, server: None, counting: None, figures: None, runners: Vec::new() }
    }

    /// Starts the roles.
    pub(crate) async fn start(
        base: &Base,
        services: &Services,
        telemetry: &Telemetry,
        roles: &[RoleName],
        mode: Mode,
    ) -> Result<Self> {
        let mut running = Self::idle();
        let registry = services.registry();
        let workers = &base.config.workers;
        for (role, work, jobs) in
            [(RoleName::Worker, WorkRole::Worker, workers.worker_jobs), (RoleName::Media, WorkRole::Media, workers.media_jobs())]
        {
            if roles.contains(&role) {
                running.runners.push(Runner::start(&base.db, &services.bus, &registry, RunnerConfig::new(work, jobs))?);
            }
        }
        running.figures = roles.contains(&RoleName::Worker).then(|| count_figures(services, running.stop.clone()));
        if roles.contains(&RoleName::Web) || roles.contains(&RoleName::Tracker) {
            let server = &base.config.server;
            let listener = Listener::bind(SocketAddr::new(server.address, server.port)).await?;
            running.address = Some(listener.address()?);
            let metrics = probes::Metrics {
                recorder: telemetry.prometheus.clone(),
                token: base.config.telemetry.metrics_token.clone(),
                is_local: base.config.is_local()?,
            };
            hang_up_with(running.stop.clone(), services.notifications.clone());
            let pages = if roles.contains(&RoleName::Web) { services.router(base, mode)? } else { services.links(base)? };
            let router = observe::wrap(pages).merge(probes::router(base.db.clone(), metrics));
            let router = services.with_own_domains(base, router)?;
            running.server = Some(tokio::spawn(listener.serve(router, running.stop.clone())));
            let (playback, funding) = (services.playback.clone(), services.crowdfunding.clone());
            let stop = running.stop_counting.clone();
            running.counting = Some(tokio::spawn(async move {
                tokio::join!(playback.run(stop.clone()), funding.run(stop));
            }));
        }
        Ok(running)
    }

    /// Requests finish, running jobs return to the queue, the last watch time is written.
    pub(crate) async fn stop(self) {
        tracing::info!("stopping");
        self.stop.cancel();
        join(self.server).await;
        self.stop_counting.cancel();
        join(self.counting).await;
        join(self.figures).await;
        futures::future::join_all(self.runners.into_iter().map(RunnerHandle::stop)).await;
    }
}

/// Counts clicks and sales for dashboards until the stop.
fn count_figures(services: &Services, stop: CancellationToken) -> JoinHandle<()> {
    let affiliate = services.affiliate.clone();
    tokio::spawn(async move { affiliate.run(stop).await })
}

/// Who only listens does not hold up the stop.
fn hang_up_with(stop: CancellationToken, notifications: Notifications) {
    tokio::spawn(async move {
        stop.cancelled().await;
        notifications.hang_up();
    });
}

async fn join(task: Option<JoinHandle<()>>) {
    let Some(task) = task else { return };
    if let Err(error) = task.await {
        tracing::error!(%error, "a part of the server ended badly");
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

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use super::*;

    #[tokio::test]
    async fn the_last_settlement_comes_after_the_last_request() {
        let mut running = Running::idle();
        let order = Arc::new(Mutex::new(Vec::new()));
        let note = |what: &'static str| {
            let order = Arc::clone(&order);
            move || order.lock().unwrap_or_else(PoisonError::into_inner).push(what)
        };
        let (stop, served) = (running.stop.clone(), note("served"));
        running.server = Some(tokio::spawn(async move {
            stop.cancelled().await;
            // A request that was running at the stop takes some turns to end.
            for _ in 0..50 {
                tokio::task::yield_now().await;
            }
            served();
        }));
        let (stop, settled) = (running.stop_counting.clone(), note("settled"));
        running.counting = Some(tokio::spawn(async move {
            stop.cancelled().await;
            settled();
        }));
        running.stop().await;
        assert_eq!(*order.lock().unwrap_or_else(PoisonError::into_inner), ["served", "settled"]);
    }
}
