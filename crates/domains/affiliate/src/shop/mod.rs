//! Shops that tell of their orders by webhook: `Shopify` and `WooCommerce`.
//!
//! What is not signed with the shop's secret is refused. What is signed is reported under the shop's own numbers with a mark of the shop
//! before them, so that the same message again changes nothing and two shops of a program do not meet; what can never be reported (another
//! currency, a test) is noted and answered as heard, or the provider would send it again and in the end stop. Messages are not kept: the
//! last one's number and what became of it are.

mod message;
mod model;
mod queries;
mod shopify;
mod store;
mod woocommerce;

use contracts::affiliate::{ProgramId, ShopId};
use kernel::{Actor, AppError as _, ErrorKind, Rng};
use serde_json::json;

use self::{
    message::{Order, Read, skip},
    model::{is_ping, is_secret, is_signed},
};
pub use self::{
    model::{ShopKind, ShopMessage, ShopOutcome, ShopSecret},
    queries::ShopView,
};
use crate::{Affiliate, AffiliateError, MerchantRight, conversion::ReportRefund, member, program};

/// The most shops of one program that are connected.
const SHOPS_MAX: i64 = 20;
/// Under which secrets are sealed.
const PURPOSE: &str = "affiliate.shop";

/// A shop as it is heard.
struct Heard {
    program_id: ProgramId,
    secret: Option<Vec<u8>>,
}

impl Affiliate {
    /// Connects a shop to a program: for those who manage its merchant. Without a secret one is drawn for `WooCommerce`, and told this once;
    /// `Shopify` draws its own, which can be told later: until then nothing of the shop is believed. No key does it: whoever has the secret
    /// signs any sale.
    pub async fn connect_shop(
        &self,
        actor: &Actor,
        program_id: ProgramId,
        kind: ShopKind,
        secret: Option<&str>,
    ) -> Result<ShopSecret, AffiliateError> {
        let account_id = actor.require_session()?;
        let mut tx = self.db().begin(actor).await?;
        program::managed(&mut tx, actor, program_id).await?;
        let (known, told) = self.secret_for(kind, secret)?;
        if store::count(&mut tx, program_id).await? >= SHOPS_MAX {
            return Err(AffiliateError::Conflict("affiliate-too-many-shops"));
        }
        let id = ShopId::generate();
        let sealed = known.as_deref().map(|known| self.seal(id, known)).transpose()?;
        store::insert(&mut tx, id, (program_id, kind), sealed.as_deref(), account_id).await?;
        tx.audit("affiliate.shop-connected", id, json!({ "kind": kind.as_str() })).await?;
        tx.commit().await?;
        Ok(ShopSecret { id, secret: told })
    }

    /// Another secret of a shop; the one before counts no more. Without one, as when it was connected. No key does it.
    pub async fn replace_shop_secret(
        &self,
        actor: &Actor,
        id: ShopId,
        secret: Option<&str>,
    ) -> Result<ShopSecret, AffiliateError> {
        actor.require_session()?;
        let mut tx = self.db().begin(actor).await?;
        let (program_id, kind) = store::find(&mut tx, id).await?.ok_or(AffiliateError::NotFound)?;
        program::managed(&mut tx, actor, program_id).await?;
        let (known, told) = self.secret_for(kind, secret)?;
        let Some(known) = known else { return Err(AffiliateError::field("secret", "affiliate-shop-secret")) };
        store::set_secret(&mut tx, id, &self.seal(id, &known)?).await?;
        tx.audit("affiliate.shop-secret", id, json!({})).await?;
        tx.commit().await?;
        Ok(ShopSecret { id, secret: told })
    }

    /// Believes nothing of a shop any more. What it told stays.
    pub async fn disconnect_shop(&self, actor: &Actor, id: ShopId) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        actor.require_account()?;
        let (program_id, _) = store::find(&mut tx, id).await?.ok_or(AffiliateError::NotFound)?;
        program::managed(&mut tx, actor, program_id).await?;
        store::disconnect(&mut tx, id).await?;
        tx.audit("affiliate.shop-disconnected", id, json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// The shops of a program that are connected, the newest first: for the members of its merchant.
    pub async fn shops(&self, actor: &Actor, id: ProgramId) -> Result<Vec<ShopView>, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let merchant = program::merchant_of(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        member::require(&mut conn, actor, merchant, MerchantRight::Read).await?;
        Ok(queries::shops(&mut conn, id).await?)
    }

    /// What a shop sent: believed if its signature is right, whoever brings it. An error says that sending it again can help, but for a
    /// signature that is wrong and a shop that is not there.
    pub async fn hear_shop(&self, id: ShopId, kind: ShopKind, message: &ShopMessage<'_>) -> Result<ShopOutcome, AffiliateError> {
        let mut conn = self.conn().await?;
        let shop = queries::heard(&mut conn, id, kind).await?.ok_or(AffiliateError::NotFound)?;
        drop(conn);
        if kind == ShopKind::Woocommerce && is_ping(message) {
            return Ok(ShopOutcome::Skipped("affiliate-shop-ping"));
        }
        let secret = shop.secret.ok_or(AffiliateError::Unsigned)?;
        let secret = self
            .secrets()
            .open(PURPOSE, id.as_uuid().as_bytes(), &secret)
            .map_err(|_not_ours| AffiliateError::Bug("a secret"))?;
        if !is_signed(&secret, message) {
            return Err(AffiliateError::Unsigned);
        }
        let read = match kind {
            ShopKind::Shopify => shopify::read(message.topic, message.body),
            ShopKind::Woocommerce => woocommerce::read(message.topic, message.body),
        };
        let (order_id, outcome) = match read {
            Read::Skipped(code) => (None, ShopOutcome::Skipped(code)),
            Read::Told(order) => (Some(order.order_id.clone()), self.report_order(shop.program_id, &order.of_shop(id)).await?),
        };
        let mut tx = self.db().begin(&Actor::system("affiliate-shop")).await?;
        store::note(&mut tx, id, message.topic, (outcome.code(), order_id.as_deref())).await?;
        tx.commit().await?;
        Ok(outcome)
    }

    /// Everything that a message says of an order; the first thing that cannot be reported is what became of it.
    async fn report_order(&self, program_id: ProgramId, order: &Order) -> Result<ShopOutcome, AffiliateError> {
        let shop = Actor::system("affiliate-shop");
        let mut outcome = ShopOutcome::Replayed;
        if let Some(sale) = &order.sale {
            outcome =
                outcome.and(settled(self.report_sale_by(&shop, program_id, sale, &order.buyer).await.map(|told| told.replayed))?);
        }
        for refund in &order.refunds {
            // A payment that failed may be tried again: a refund that waits for it would take back what is paid then.
            if order.is_cancelled && !self.is_sold(program_id, &refund.order_id).await? {
                return Ok(ShopOutcome::Skipped(skip::UNPAID));
            }
            let told = match self.report_refund(&shop, program_id, refund).await {
                // With shipping and taxes more can be given back than the goods cost: then it is all that is left of them.
                Err(error) if is_too_large(&error) => {
                    self.report_refund(&shop, program_id, &ReportRefund { amount: None, ..refund.clone() }).await
                }
                told => told,
            };
            outcome = outcome.and(settled(told.map(|told| told.replayed))?);
        }
        Ok(outcome)
    }

    async fn is_sold(&self, program_id: ProgramId, order_id: &str) -> Result<bool, AffiliateError> {
        let mut conn = self.conn().await?;
        Ok(queries::is_sold(&mut conn, program_id, order_id).await?)
    }

    /// The secret to keep, and the same where it is told.
    fn secret_for(&self, kind: ShopKind, told: Option<&str>) -> Result<(Option<Vec<u8>>, Option<String>), AffiliateError> {
        match (told.map(str::trim).filter(|text| !text.is_empty()), kind) {
            (Some(text), _) if is_secret(text) => Ok((Some(text.as_bytes().to_vec()), None)),
            (Some(_), _) => Err(AffiliateError::field("secret", "affiliate-shop-secret")),
            (None, ShopKind::Shopify) => Ok((None, None)),
            (None, ShopKind::Woocommerce) => {
                let drawn = drawn(self.db().rng());
                Ok((Some(drawn.clone().into_bytes()), Some(drawn)))
            }
        }
    }

    fn seal(&self, id: ShopId, secret: &[u8]) -> Result<Vec<u8>, AffiliateError> {
        let sealed = self.secrets().seal(PURPOSE, id.as_uuid().as_bytes(), secret, self.db().rng());
        sealed.map_err(|_failed| AffiliateError::Bug("a secret that cannot be sealed"))
    }
}

/// 256 bits, as people copy them.
fn drawn(rng: &dyn Rng) -> String {
    rng.bytes::<32>().iter().fold(String::from("gws_"), |text, byte| format!("{text}{byte:02x}"))
}

fn is_too_large(error: &AffiliateError) -> bool {
    error.fields().iter().any(|field| field.code == "affiliate-refund-too-large")
}

/// What became of a report that was taken, or can never be.
fn settled(told: Result<bool, AffiliateError>) -> Result<ShopOutcome, AffiliateError> {
    let error = match told {
        Ok(true) => return Ok(ShopOutcome::Replayed),
        Ok(false) => return Ok(ShopOutcome::Reported),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::Invalid => Ok(ShopOutcome::Skipped(error.fields().first().map_or("affiliate-invalid", |field| field.code))),
        ErrorKind::Conflict => Ok(ShopOutcome::Skipped(error.code())),
        _ => Err(error),
    }
}
