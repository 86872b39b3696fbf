//! A simulator that runs in this process.

use std::{io, net::Ipv4Addr, time::Duration};

use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle, time::timeout};
use url::Url;

use crate::{
    BankRefusal, Button, Chaos, Config, DeliveryRecord, Provider, Transaction, delivery,
    server::{self, Sim},
    statement,
};

const PATIENCE: Duration = Duration::from_secs(5);

/// A simulator that runs until it is dropped or stopped.
#[derive(Debug)]
pub struct Running {
    sim: Sim,
    url: Url,
    server: Option<JoinHandle<()>>,
    /// Dropping it ends the server, after the requests under way.
    until: Option<oneshot::Sender<()>>,
    deliverer: Option<JoinHandle<()>>,
}

/// Why a simulator does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is taken, or may not be used.
    #[error("the port cannot be opened")]
    Port(#[source] io::Error),
    /// The client that sends callbacks cannot be made.
    #[error("the HTTP client cannot be made")]
    Client(#[source] reqwest::Error),
    /// The address of the server is none.
    #[error("the address of the server")]
    Address(#[source] url::ParseError),
}

/// There is no transaction with this id, or several have this reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such transaction")]
pub struct NoSuch;

impl Running {
    /// Starts a simulator on the loopback address.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await.map_err(StartError::Port)?;
        let root = format!("http://{}", listener.local_addr().map_err(StartError::Port)?);
        let url = Url::parse(&root).map_err(StartError::Address)?;
        let sim = Sim::new(&config, root, delivery::client().map_err(StartError::Client)?);
        let router = server::router(sim.clone());
        let (until, ended) = oneshot::channel::<()>();
        let server = tokio::spawn(async move {
            let serving = axum::serve(listener, router).with_graceful_shutdown(async { drop(ended.await) });
            if let Err(error) = serving.await {
                tracing::error!(%error, "the server of the simulator ended");
            }
        });
        let deliverer = config.auto_deliver.then(|| tokio::spawn(server::deliver_for_ever(sim.clone())));
        Ok(Self { sim, url, server: Some(server), until: Some(until), deliverer })
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The base address of a provider, with a slash at its end so that `join` appends.
    #[must_use]
    pub fn base(&self, provider: Provider) -> Url {
        let mut base = self.url.clone();
        base.set_path(&format!("/{}/", provider.slug()));
        base
    }

    /// Everything known, oldest first.
    #[must_use]
    pub fn transactions(&self) -> Vec<Transaction> {
        let world = self.sim.world();
        world.entries().iter().map(|entry| entry.view(world.entries())).collect()
    }

    /// What became of the callbacks, oldest first.
    #[must_use]
    pub fn deliveries(&self) -> Vec<DeliveryRecord> {
        self.sim.world().outbox.log().to_vec()
    }

    /// Presses a button of the simulated phone. The id is the simulator's, or a reference that only one transaction has.
    pub fn press(&self, id: &str, button: Button) -> Result<(), NoSuch> {
        let mut world = self.sim.world();
        let index = world.find_any(id).ok_or(NoSuch)?;
        world.press(index, button);
        Ok(())
    }

    /// Changes how much goes wrong, from now on.
    pub fn set_chaos(&self, chaos: Chaos) {
        self.sim.world().chaos = chaos;
    }

    /// Sets where a provider's events go, as in its back office: `PayGate`, `FedaPay`, Stripe and `PayPal` need it, for the others it
    /// is where callbacks go whose request named no address.
    pub fn set_callback_url(&self, provider: Provider, url: &str) {
        self.sim.world().set_callback_url(provider, url.to_owned());
    }

    /// Moves the simulator's clock forward, and lets happen what comes due.
    pub fn advance(&self, by: Duration) {
        self.sim.advance(by);
    }

    /// The time on the simulator's clock.
    #[must_use]
    pub fn now(&self) -> jiff::Timestamp {
        self.sim.world().now
    }

    /// What the provider settled, as CSV with the head
    /// `line_id,settled_at,kind,provider_reference,merchant_reference,amount,fee,currency`.
    #[must_use]
    pub fn statement(&self, provider: Provider) -> String {
        statement::csv(&self.sim.world(), provider)
    }

    /// Gives the bank a file of transfers (`pain.001.001.09`); how many there are in it.
    pub fn bank_take(&self, xml: &str) -> Result<usize, BankRefusal> {
        self.sim.world().take_transfers(xml)
    }

    /// Has the bank send a transfer back, by its end-to-end id.
    pub fn bank_return(&self, end_to_end_id: &str) -> Result<(), NoSuch> {
        self.sim.world().return_transfer(end_to_end_id).then_some(()).ok_or(NoSuch)
    }

    /// The bank's statement of an account (`camt.053.001.08`), of everything that was booked on it; none when that is nothing.
    #[must_use]
    pub fn bank_statement(&self, account: &str) -> Option<String> {
        self.sim.world().bank_statement(account)
    }

    /// Delivers the callbacks that are due now, and waits for the answers.
    pub async fn deliver(&self) {
        delivery::deliver_due(&self.sim).await;
    }

    /// Stops it, connections that clients keep included, and waits until the port is free.
    pub async fn stop(mut self) {
        self.end();
        if let Some(mut server) = self.server.take()
            && timeout(PATIENCE, &mut server).await.is_err()
        {
            server.abort();
        }
    }

    fn end(&mut self) {
        drop(self.until.take());
        if let Some(deliverer) = self.deliverer.take() {
            deliverer.abort();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}
