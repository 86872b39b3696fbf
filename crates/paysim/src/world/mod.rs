//! Everything the simulator knows: transactions, what is going to happen to them, tokens, callbacks on their way.
//!
//! One lock holds it all; nothing waits while it is held. Whoever takes the lock first lets happen what is due, so that
//! the state is right at any moment without a task that keeps it so.

mod agenda;
mod chaos;
mod entry;
mod tokens;

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use crate::{
    Auto, Chaos, Config, Failure, Kind, MtnCurrencies, Provider, TransactionState, bank,
    delivery::Outbox,
    fate::Fate,
    providers::{self, mtn, paypal, stripe},
};

pub(crate) use agenda::{Plan, Step, plan_of_number};
pub(crate) use chaos::Fault;
pub(crate) use entry::{Entry, Opening};
pub(crate) use tokens::{TokenState, Tokens};

/// The whole state.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) now: Timestamp,
    pub(crate) chaos: Chaos,
    pub(crate) auto: Auto,
    pub(crate) mtn_currencies: MtnCurrencies,
    pub(crate) fate: Fate,
    /// The address of the server, without a slash at the end.
    pub(crate) root: String,
    pub(crate) tokens: Tokens,
    pub(crate) outbox: Outbox,
    pub(crate) mtn: mtn::State,
    pub(crate) stripe: stripe::State,
    pub(crate) paypal: paypal::State,
    pub(crate) bank: bank::Books,
    pub(crate) contacts: std::collections::HashSet<String>,
    entries: Vec<Entry>,
    by_merchant: HashMap<(Provider, Kind, String), usize>,
    by_provider: HashMap<(Provider, String), usize>,
    by_id: HashMap<String, usize>,
    agenda: BTreeMap<(Timestamp, u64), (usize, Step)>,
    attempts: HashMap<String, u32>,
    callback_urls: HashMap<Provider, String>,
    sequence: u64,
}

impl World {
    /// An empty world.
    pub(crate) fn new(config: &Config, root: String, now: Timestamp) -> Self {
        Self {
            now,
            chaos: config.chaos,
            auto: config.auto,
            mtn_currencies: config.mtn_currencies,
            fate: Fate::new(config.seed),
            root,
            tokens: Tokens::default(),
            outbox: Outbox::default(),
            mtn: mtn::State::default(),
            stripe: stripe::State::default(),
            paypal: paypal::State::default(),
            bank: bank::Books::default(),
            contacts: std::collections::HashSet::new(),
            entries: Vec::new(),
            by_merchant: HashMap::new(),
            by_provider: HashMap::new(),
            by_id: HashMap::new(),
            agenda: BTreeMap::new(),
            attempts: HashMap::new(),
            callback_urls: HashMap::new(),
            sequence: 0,
        }
    }

    /// All transactions, oldest first.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// One transaction. Indices come from here only and never go stale: nothing is deleted.
    pub(crate) fn entry(&self, index: usize) -> &Entry {
        &self.entries[index]
    }

    /// One transaction, to change.
    pub(crate) fn entry_mut(&mut self, index: usize) -> &mut Entry {
        &mut self.entries[index]
    }

    /// By the merchant's reference.
    pub(crate) fn find(&self, provider: Provider, kind: Kind, merchant_reference: &str) -> Option<usize> {
        self.by_merchant.get(&(provider, kind, merchant_reference.to_owned())).copied()
    }

    /// By the provider's reference.
    pub(crate) fn find_by_provider(&self, provider: Provider, reference: &str) -> Option<usize> {
        self.by_provider.get(&(provider, reference.to_owned())).copied()
    }

    /// By the simulator's id, or by any reference if only one transaction has it.
    pub(crate) fn find_any(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied().or_else(|| {
            let mut found = self.entries.iter().enumerate().filter(|(_, it)| it.is_called(id));
            match (found.next(), found.next()) {
                (Some((index, _)), None) => Some(index),
                _ => None,
            }
        })
    }

    /// The next of a sequence, for ids of what has no reference of the merchant.
    pub(crate) fn next(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    /// Where a provider's events go, as set in its back office.
    pub(crate) fn callback_url(&self, provider: Provider) -> Option<String> {
        self.callback_urls.get(&provider).cloned()
    }

    /// Sets where a provider's events go, and forgets the failures of the old address.
    pub(crate) fn set_callback_url(&mut self, provider: Provider, url: String) {
        self.callback_urls.insert(provider, url);
        self.outbox.enable(provider);
    }

    /// Writes down a transaction and what is going to happen to it.
    pub(crate) fn open(&mut self, opening: Opening, plan: Plan) -> usize {
        let index = self.entries.len();
        let entry = Entry::open(opening, format!("t{}", index + 1), self.now);
        self.by_merchant.entry((entry.provider, entry.kind, entry.merchant_reference.clone())).or_insert(index);
        self.by_provider.insert((entry.provider, entry.provider_reference.clone()), index);
        self.by_id.insert(entry.id.clone(), index);
        let forge = entry.kind == Kind::Collect && self.fate.happens(&entry.key(), "forge", self.chaos.forge);
        self.entries.push(entry);
        self.plan(index, plan);
        if forge {
            providers::forge(self, index);
        }
        index
    }

    /// The payer agrees. What differs from the plain success (too little, too much, too late) is decided here.
    pub(crate) fn accept(&mut self, index: usize) {
        let entry = &self.entries[index];
        if entry.late || !entry.may_succeed() {
            return;
        }
        let key = entry.key();
        if entry.kind == Kind::Collect && self.fate.happens(&key, "late_success", self.chaos.late_success) {
            self.entries[index].late = true;
            self.plan_late(index);
        } else {
            self.succeed(index);
        }
    }

    /// The money moves; where the merchant has to capture, the payer agrees first and the second call moves it.
    pub(crate) fn succeed(&mut self, index: usize) {
        if !self.entries[index].may_succeed() {
            return;
        }
        let entry = &mut self.entries[index];
        if entry.kind == Kind::Collect && entry.provider.captures() && entry.state != TransactionState::Authorized {
            entry.state = TransactionState::Authorized;
            entry.failure = None;
        } else {
            let received = self.received(index);
            let now = self.now;
            self.entries[index].settle(received, now);
        }
        providers::announce(self, index);
    }

    /// The transaction is refused.
    pub(crate) fn fail(&mut self, index: usize, failure: Failure) {
        let state = if failure == Failure::Expired { TransactionState::Expired } else { TransactionState::Failed };
        let entry = &mut self.entries[index];
        let page_runs_out =
            entry.provider == Provider::Stripe && entry.state == TransactionState::Failed && state == TransactionState::Expired;
        if entry.state != TransactionState::Pending && !page_runs_out {
            return;
        }
        entry.state = state;
        entry.failure = Some(failure);
        let (amount_minor, parent) = (entry.amount_minor, entry.parent);
        if let Some(parent) = parent {
            self.entries[parent].refunded_minor -= amount_minor;
        }
        providers::announce(self, index);
    }

    /// Sets an amount of a collection aside for a refund, if there is as much.
    pub(crate) fn reserve_refund(&mut self, index: usize, amount_minor: i64) -> bool {
        let entry = &mut self.entries[index];
        let there = entry.kind == Kind::Collect
            && entry.state == TransactionState::Succeeded
            && amount_minor > 0
            && amount_minor <= entry.received_minor - entry.refunded_minor;
        if there {
            entry.refunded_minor += amount_minor;
        }
        there
    }

    /// What is there of a currency: a generous start, what came in, less what went out.
    pub(crate) fn balance(&self, provider: Provider, currency: &str) -> i64 {
        let start = 100_000_000;
        let moved = self.entries.iter().filter(|it| it.provider == provider && it.currency == currency).map(|it| match it.kind {
            Kind::Collect => it.received_minor,
            Kind::Payout | Kind::Refund => -it.received_minor,
        });
        start + moved.sum::<i64>()
    }

    /// What the payer really pays.
    fn received(&self, index: usize) -> i64 {
        let entry = &self.entries[index];
        let (key, asked) = (entry.key(), entry.amount_minor);
        if entry.kind != Kind::Collect || !entry.provider.may_differ() {
            asked
        } else if self.fate.happens(&key, "partial", self.chaos.partial) && asked > 1 {
            asked / 2
        } else if self.fate.happens(&key, "excess", self.chaos.excess) {
            asked + (asked / 10).max(1)
        } else {
            asked
        }
    }
}
