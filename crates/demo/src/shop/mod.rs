//! A small shop beside the demo, as a merchant would have one: it knows Griot by its public script and its API, and by nothing else.
//!
//! Orders are kept in memory: it is a shop to try things in. It has a window for each of two houses, at `boutique.localhost` and
//! `tamounte.localhost`, names that browsers take to this machine.

mod griot;
mod key;
mod orders;
mod pages;
mod wares;

use std::{net::Ipv4Addr, sync::Arc};

use anyhow::{Context as _, Result};
use axum::{
    Router,
    routing::{get, post},
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use url::Url;

pub(crate) use self::wares::{House, Ware};
use self::{griot::Griot, orders::Orders};

/// The shop while it is open.
#[derive(Debug)]
pub struct Shop {
    url: Url,
    end: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    shared: Arc<Shared>,
}

/// What its pages stand on.
#[derive(Debug)]
pub(crate) struct Shared {
    griot: Griot,
    orders: Orders,
}

impl Shop {
    /// Opens it for a Griot at this address; `0` takes any port that is free.
    pub async fn open(port: u16, griot: &Url) -> Result<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.with_context(|| format!("open the shop on port {port}"))?;
        let url = Url::parse(&format!("http://{}:{}/", House::Adjoa.host(), listener.local_addr()?.port()))?;
        let shared = Arc::new(Shared { griot: Griot::at(griot.clone())?, orders: Orders::default() });
        let router = Router::new()
            .route("/", get(pages::home))
            .route("/produits/{sku}", get(pages::ware))
            .route("/images/{sku}", get(pages::picture))
            .route("/cle", get(key::ask).post(key::keep))
            .route("/commandes", post(pages::order))
            .route("/commandes/{number}", get(pages::receipt))
            .route("/commandes/{number}/rendre", post(pages::give_back))
            .with_state(Arc::clone(&shared));
        let (end, ended) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            let serving = axum::serve(listener, router).with_graceful_shutdown(async { drop(ended.await) });
            if let Err(error) = serving.await {
                tracing::error!(%error, "the shop closed");
            }
        });
        Ok(Self { url, end, serving, shared })
    }

    /// Its address.
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// Gives it the key by which it tells the sales of a house.
    pub(crate) fn connect(&self, house: House, key: &str) {
        self.shared.griot.connect(house, key);
    }

    /// Closes it, after the requests under way.
    pub async fn close(self) {
        // Whoever does not listen any more has closed already.
        let _closed = self.end.send(());
        if let Err(error) = self.serving.await {
            tracing::error!(%error, "the shop closed badly");
        }
    }
}
