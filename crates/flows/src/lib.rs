//! What happens in one context because of what happened in another: event in, commands out. See README.md.
//!
//! Invariants: every event is taken once; nothing is decided here that a context decides; nobody is told what is not theirs to know.

mod conversations;
mod digests;
mod error;
mod funding;
mod papers;
mod sales;
mod statements;

use affiliate::Affiliate;
use crowdfunding::Crowdfunding;
use identity::Identity;
use messaging::Messaging;
use notifications::Notifications;
use payments::Payments;
use platform::{Db, jobs::Registry};
use webhooks::Webhooks;

pub use self::{
    conversations::{Conversations, OrderSeen},
    error::FlowsError,
    papers::{Paper, Papers, SalesPapers, has_certificate},
    sales::WEBHOOK_EVENTS,
    statements::{About, AccountRef, Held, HeldAccount, Line, Statements},
};

/// The contexts that flows join. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Flows {
    /// The database.
    pub db: Db,
    /// Who is who.
    pub identity: Identity,
    /// Projects and pledges.
    pub crowdfunding: Crowdfunding,
    /// Merchants, influencers, sales.
    pub affiliate: Affiliate,
    /// Conversations.
    pub messaging: Messaging,
    /// What the programs of others are told.
    pub webhooks: Webhooks,
    /// Payments.
    pub payments: Payments,
    /// Telling people.
    pub notifications: Notifications,
}

impl Flows {
    /// Registers every reaction.
    pub fn register(&self, registry: &mut Registry) {
        funding::register(self, registry);
        sales::register(self, registry);
        digests::register(self, registry);
    }
}
