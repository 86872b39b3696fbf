//! A small shop beside the demo, as a merchant would have one: it knows Griot by its public script and its API, and by nothing else.
//!
//! Orders are kept in memory: it is a shop to try things in. It answers to `boutique.localhost`, a name that browsers take to this machine.

mod griot;
mod key;
mod orders;
mod pages;

use std::{net::Ipv4Addr, sync::Arc};

use anyhow::{Context as _, Result};
use axum::{
    Router,
    routing::{get, post},
};
use kernel::{Currency, Money};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use url::Url;

use self::{griot::Griot, orders::Orders};

/// The name of the shop in the addresses of browsers.
pub(crate) const HOST: &str = "boutique.localhost";
/// What it sells in.
pub(crate) const CURRENCY: Currency = Currency::Xof;

/// What it sells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ware {
    pub(crate) sku: &'static str,
    pub(crate) title: &'static str,
    pub(crate) english: &'static str,
    pub(crate) about: &'static str,
    pub(crate) category: &'static str,
    pub(crate) price_minor: i64,
}

impl Ware {
    pub(crate) const fn price(&self) -> Money {
        Money::new(self.price_minor, CURRENCY)
    }
}

pub(crate) const WARES: [Ware; 3] = [
    Ware {
        sku: "PAGNE-06",
        title: "Pagne tissé, six yards",
        english: "Woven cloth, six yards",
        about: "Tissé à Kpalimé sur un métier à bandes étroites, coton et indigo.",
        category: "fashion",
        price_minor: 24_000,
    },
    Ware {
        sku: "KARITE-250",
        title: "Beurre de karité, 250 g",
        english: "Shea butter, 250 g",
        about: "Baratté à la main par une coopérative de Sokodé, sans rien d’ajouté.",
        category: "beauty",
        price_minor: 3_500,
    },
    Ware {
        sku: "CAFE-500",
        title: "Café de Danyi, 500 g",
        english: "Danyi coffee, 500 g",
        about: "Robusta des plateaux, torréfié la semaine de l’envoi.",
        category: "food",
        price_minor: 5_000,
    },
];

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
        let url = Url::parse(&format!("http://{HOST}:{}/", listener.local_addr()?.port()))?;
        let shared = Arc::new(Shared { griot: Griot::at(griot.clone())?, orders: Orders::default() });
        let router = Router::new()
            .route("/", get(pages::home))
            .route("/produits/{sku}", get(pages::ware))
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

    /// The page of one of its wares.
    pub(crate) fn page_of(&self, ware: &Ware) -> Result<Url> {
        Ok(self.url.join(&format!("produits/{}", ware.sku))?)
    }

    /// Gives it the key by which it tells its sales.
    pub(crate) fn connect(&self, key: &str) {
        self.shared.griot.connect(key);
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
