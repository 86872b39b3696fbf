//! What the shop says to Griot: `POST /api/v1/track/sale` and `/track/refund` with the key of the house that sold.

use std::sync::OnceLock;

use anyhow::{Context as _, Result, bail};
use http::{Method, header};
use kernel::Money;
use platform::http::{HttpClient, HttpConfig};
use serde::Serialize;
use serde_json::{Value, json};
use url::Url;

use super::House;

/// Griot, as a shop knows it.
#[derive(Debug)]
pub(super) struct Griot {
    url: Url,
    client: HttpClient,
    /// In the order of the houses.
    keys: [OnceLock<String>; House::ALL.len()],
}

/// A sale as the API takes it.
#[derive(Debug, Serialize)]
pub(super) struct Sale<'s> {
    pub(super) order_id: &'s str,
    pub(super) amount: Money,
    pub(super) customer: &'s str,
    pub(super) lines: Vec<Value>,
    pub(super) clicks: Vec<&'s str>,
    pub(super) codes: Vec<&'s str>,
}

impl Griot {
    pub(super) fn at(url: Url) -> Result<Self> {
        // It stands on the same machine.
        let client = HttpClient::try_new(HttpConfig { allow_private: true, ..HttpConfig::default() })?;
        Ok(Self { url, client, keys: Default::default() })
    }

    /// The first key of a house stays.
    pub(super) fn connect(&self, house: House, key: &str) {
        if let Some(slot) = self.slot(house) {
            slot.get_or_init(|| key.to_owned());
        }
    }

    fn slot(&self, house: House) -> Option<&OnceLock<String>> {
        House::ALL.iter().zip(&self.keys).find(|(of, _)| **of == house).map(|(_, slot)| slot)
    }

    /// The address of the script.
    pub(super) fn script(&self) -> Result<Url> {
        Ok(self.url.join("t.js")?)
    }

    /// Tells of a sale, with a visitor's own key where they gave one.
    pub(super) async fn sale(&self, (house, own): (House, Option<&str>), sale: &Sale<'_>) -> Result<()> {
        self.tell((house, own), "api/v1/track/sale", &serde_json::to_value(sale)?).await
    }

    /// Tells that an order was given back as a whole.
    pub(super) async fn refund(&self, (house, own): (House, Option<&str>), order_id: &str) -> Result<()> {
        let refund = json!({ "refund_id": format!("R-{order_id}"), "order_id": order_id });
        self.tell((house, own), "api/v1/track/refund", &refund).await
    }

    async fn tell(&self, (house, own): (House, Option<&str>), path: &str, body: &Value) -> Result<()> {
        let known = own.or_else(|| self.slot(house)?.get().map(String::as_str));
        let key = known.context("the shop has no key yet: the demo is still being prepared")?;
        let request = self
            .client
            .request(Method::POST, self.url.join(path)?)
            .header(header::AUTHORIZATION, format!("Bearer {key}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.to_string())
            .build()?;
        let answer = self.client.send(request).await?;
        if !answer.status.is_success() {
            bail!("Griot answered {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
        Ok(())
    }
}
