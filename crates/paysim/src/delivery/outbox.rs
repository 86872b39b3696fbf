//! The queue of callbacks, and what chaos does to it.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use jiff::Timestamp;

use crate::{DeliveryRecord, DeliveryState, Provider, clock::after, providers, world::World};

use super::{About, Callback};

const PAUSES_S: [u64; 4] = [30, 120, 600, 3_600];
const FEDAPAY_GIVES_UP_AFTER: u32 = 9;
const LOG_LENGTH: usize = 20_000;

/// Callbacks on their way and what became of those before.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    queue: BTreeMap<(Timestamp, u64), Queued>,
    log: Vec<DeliveryRecord>,
    failures: HashMap<Provider, u32>,
}

/// A callback that waits.
#[derive(Debug, Clone)]
pub(crate) struct Queued {
    pub(crate) callback: Callback,
    attempt: u32,
    duplicate: bool,
}

impl Outbox {
    /// What became of the callbacks, oldest first.
    pub(crate) fn log(&self) -> &[DeliveryRecord] {
        &self.log
    }

    /// Takes an address into use again.
    pub(crate) fn enable(&mut self, provider: Provider) {
        self.failures.remove(&provider);
    }

    fn is_disabled(&self, provider: Provider) -> bool {
        provider == Provider::FedaPay && self.failures.get(&provider).is_some_and(|count| *count >= FEDAPAY_GIVES_UP_AFTER)
    }
}

impl World {
    /// Puts a callback on its way; chaos decides whether, when and how often it arrives.
    pub(crate) fn send(&mut self, callback: Callback) {
        let about = match &callback.about {
            About::Transaction(index) => format!("{}/{}", self.entry(*index).key(), callback.event),
            About::Other(id) => format!("{}/{id}/{}", callback.provider.slug(), callback.event),
        };
        let chaos = self.chaos;
        let happens = |decision, percent| !callback.forged && self.fate.happens(&about, decision, percent);
        let lost = happens("lose", chaos.lose) || self.outbox.is_disabled(callback.provider);
        let duplicate = happens("duplicate", chaos.duplicate);
        let pause = if happens("delay", chaos.delay) {
            600
        } else if happens("reorder", chaos.reorder) {
            5
        } else {
            0
        };
        if lost {
            let queued = Queued { callback, attempt: 1, duplicate: false };
            self.record(&queued, DeliveryState::Lost);
            return;
        }
        if duplicate {
            self.enqueue(Queued { callback: callback.clone(), attempt: 1, duplicate: true }, pause);
        }
        self.enqueue(Queued { callback, attempt: 1, duplicate: false }, pause);
    }

    fn enqueue(&mut self, queued: Queued, pause_s: u64) {
        let at = after(self.now, Duration::from_secs(pause_s));
        let number = self.next();
        self.outbox.queue.insert((at, number), queued);
    }

    /// The next callback that is due. Those to an address that was given up are lost.
    pub(crate) fn take_due(&mut self) -> Option<Queued> {
        loop {
            let first = self.outbox.queue.first_entry().filter(|first| first.key().0 <= self.now)?;
            let queued = first.remove();
            if !self.outbox.is_disabled(queued.callback.provider) || queued.callback.forged {
                return Some(queued);
            }
            self.record(&queued, DeliveryState::Lost);
        }
    }

    /// Notes an answer, and sends again what was not taken.
    pub(crate) fn answered(&mut self, mut queued: Queued, answer: Option<(u16, String)>) {
        let taken = answer.as_ref().is_some_and(|(status, _)| (200..300).contains(status));
        let state = answer.as_ref().map_or(DeliveryState::Unreachable, |(status, _)| DeliveryState::Answered(*status));
        self.record(&queued, state);
        let provider = queued.callback.provider;
        if queued.callback.forged {
            return;
        }
        if taken {
            self.outbox.enable(provider);
            providers::answered(self, &queued.callback, &answer.map(|(_, body)| body).unwrap_or_default());
            return;
        }
        *self.outbox.failures.entry(provider).or_default() += 1;
        if let Some(pause_s) = PAUSES_S.get(queued.attempt as usize - 1).filter(|_| !self.outbox.is_disabled(provider)) {
            queued.attempt += 1;
            self.enqueue(queued, *pause_s);
        }
    }

    fn record(&mut self, queued: &Queued, state: DeliveryState) {
        let callback = &queued.callback;
        let record = DeliveryRecord {
            provider: callback.provider,
            our_reference: match &callback.about {
                About::Transaction(index) => self.entry(*index).merchant_reference.clone(),
                About::Other(id) => id.clone(),
            },
            event: callback.event.clone(),
            url: callback.url.clone(),
            body: callback.body.clone(),
            forged: callback.forged,
            duplicate: queued.duplicate,
            attempt: queued.attempt,
            at: self.now,
            state,
        };
        if self.outbox.log.len() < LOG_LENGTH {
            self.outbox.log.push(record);
        }
    }
}
