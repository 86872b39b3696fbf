//! What contexts may know of each other: public ids and past-tense events, one module per context.
//!
//! Plain structs, no logic. An event is small, versioned by its topic (`catalog.film-published.v1`), and never carries
//! personal data or secrets: a consumer that needs more asks the context's service.

pub mod affiliate;
pub mod catalog;
pub mod crowdfunding;
pub mod identity;
pub mod mail;
pub mod media;
pub mod messaging;
pub mod payments;
pub mod playback;
pub mod webhooks;

/// A fact that a context tells the others, written to the outbox in the transaction that made it true.
pub trait Event: serde::Serialize + serde::de::DeserializeOwned + Send + Sync + 'static {
    /// `context.what-happened.vN`.
    const TOPIC: &'static str;

    /// The aggregate it is about; deliveries for one aggregate keep their order.
    fn key(&self) -> uuid::Uuid;
}
