//! The ledger beside a model in memory that is as simple as can be: the same journals, the same answers, the same balances.

use std::{collections::HashMap, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use kernel::FixedClock;
use ledger::{AccountKey, Journal, JournalId, Ledger, LedgerError, Movement, Transfer, TransferRef};
use proptest::prelude::*;
use test_kit::TestDb;

use crate::support::{clearing, escrow, francs, journal, payable, revenue};

/// What an account has, and its floor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Account {
    posted: i64,
    debits_pending: i64,
    credits_pending: i64,
    has_floor: bool,
}

#[derive(Debug, Clone)]
struct Held {
    movement: Movement,
    timeout_at: Option<Timestamp>,
    is_open: bool,
}

#[derive(Debug, Clone, Default)]
struct Model {
    accounts: HashMap<AccountKey, Account>,
    held: HashMap<TransferRef, Held>,
    posted: HashMap<JournalId, Journal>,
}

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum Said {
    Posted,
    Replayed,
    Refused,
}

impl Model {
    fn post(&mut self, journal: &Journal, now: Timestamp) -> Said {
        if let Some(before) = self.posted.get(&journal.id) {
            return if before == journal { Said::Replayed } else { Said::Refused };
        }
        // All or nothing by copying everything.
        let mut next = self.clone();
        let allowed = journal.transfers.iter().zip(0..).all(|(transfer, line)| next.transfer(transfer, journal.line(line), now));
        let within = |account: &Account| !account.has_floor || account.posted - account.debits_pending >= 0;
        if !allowed || !next.accounts.values().all(within) {
            return Said::Refused;
        }
        next.posted.insert(journal.id, journal.clone());
        *self = next;
        Said::Posted
    }

    fn transfer(&mut self, transfer: &Transfer, at: TransferRef, now: Timestamp) -> bool {
        match transfer {
            Transfer::Single(movement) => self.move_money(movement, movement.amount.amount_minor),
            Transfer::Pending { movement, timeout_at } => {
                self.hold(movement, movement.amount.amount_minor);
                self.held.insert(at, Held { movement: movement.clone(), timeout_at: *timeout_at, is_open: true });
            }
            Transfer::Post { pending, amount } => {
                let Some(held) = self.held.get_mut(pending).filter(|held| held.is_open) else { return false };
                let whole = held.movement.amount.amount_minor;
                let part = amount.map_or(whole, |amount| amount.amount_minor);
                if part > whole || held.timeout_at.is_some_and(|timeout| timeout <= now) {
                    return false;
                }
                held.is_open = false;
                let movement = held.movement.clone();
                self.hold(&movement, -whole);
                self.move_money(&movement, part);
            }
            Transfer::Void { pending } => {
                let Some(held) = self.held.get_mut(pending).filter(|held| held.is_open) else { return false };
                held.is_open = false;
                let movement = held.movement.clone();
                self.hold(&movement, -movement.amount.amount_minor);
            }
        }
        true
    }

    fn move_money(&mut self, movement: &Movement, amount: i64) {
        self.accounts.get_mut(&movement.debit).unwrap().posted -= amount;
        self.accounts.get_mut(&movement.credit).unwrap().posted += amount;
    }

    fn hold(&mut self, movement: &Movement, amount: i64) {
        self.accounts.get_mut(&movement.debit).unwrap().debits_pending += amount;
        self.accounts.get_mut(&movement.credit).unwrap().credits_pending += amount;
    }
}

/// What happens in a run.
#[derive(Debug, Clone)]
enum Act {
    /// Journals sent at the same time, so that they share batches.
    Send(Vec<Vec<Move>>),
    /// Sends an earlier journal again.
    Again(usize),
    /// Sends an earlier journal's id with one more transfer.
    Forged(usize),
    Wait(i64),
}

#[derive(Debug, Clone)]
enum Move {
    Single(usize, usize, i64),
    Pending(usize, usize, i64, Option<i64>),
    Post(usize, Option<i64>),
    Void(usize),
}

fn moves() -> impl Strategy<Value = Move> {
    let accounts = 5_usize;
    prop_oneof![
        4 => (0..accounts, 1..accounts, 1..60_i64).prop_map(|(from, step, amount)| Move::Single(from, step, amount)),
        3 => (0..accounts, 1..accounts, 1..60_i64, prop::option::of(1..100_i64)).prop_map(|(from, step, amount, timeout)| Move::Pending(from, step, amount, timeout)),
        3 => (any::<usize>(), prop::option::of(1..60_i64)).prop_map(|(which, part)| Move::Post(which, part)),
        2 => any::<usize>().prop_map(Move::Void),
    ]
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let send = prop::collection::vec(prop::collection::vec(moves(), 1..4), 1..6).prop_map(Act::Send);
    let act = prop_oneof![
        6 => send,
        1 => any::<usize>().prop_map(Act::Again),
        1 => any::<usize>().prop_map(Act::Forged),
        1 => (1..60_i64).prop_map(Act::Wait),
    ];
    prop::collection::vec(act, 1..25)
}

struct Run {
    ledger: Ledger,
    clock: FixedClock,
    model: Model,
    keys: Vec<AccountKey>,
    sent: Vec<Journal>,
    holds: Vec<TransferRef>,
}

impl Run {
    fn start(db: &TestDb, clock: FixedClock) -> Self {
        let keys = vec![clearing(), revenue(), escrow(), escrow(), payable()];
        let account = |index: usize| Account { has_floor: index >= 2, ..Account::default() };
        let accounts = keys.iter().cloned().enumerate().map(|(index, key)| (key, account(index))).collect();
        let model = Model { accounts, ..Model::default() };
        Self { ledger: Ledger::start(db.db().clone()), clock, model, keys, sent: Vec::new(), holds: Vec::new() }
    }

    fn journal(&mut self, moves: &[Move]) -> Journal {
        let mut made = journal();
        for one in moves {
            let transfer = self.transfer(one);
            if matches!(transfer, Transfer::Pending { .. }) {
                self.holds.push(made.line(i16::try_from(made.transfers.len()).unwrap()));
            }
            made = made.with(transfer);
        }
        made
    }

    fn transfer(&self, one: &Move) -> Transfer {
        let movement = |from: usize, step: usize, amount| Movement {
            debit: self.keys[from].clone(),
            credit: self.keys[(from + step) % self.keys.len()].clone(),
            amount: francs(amount),
        };
        let hold = |which: usize| match self.holds.len() {
            0 => journal().line(0),
            count => self.holds[which % count],
        };
        match *one {
            Move::Single(from, step, amount) => Transfer::Single(movement(from, step, amount)),
            Move::Pending(from, step, amount, timeout) => {
                let timeout_at = timeout.map(|seconds| kernel::Clock::now(&self.clock) + SignedDuration::from_secs(seconds));
                Transfer::Pending { movement: movement(from, step, amount), timeout_at }
            }
            Move::Post(which, part) => Transfer::Post { pending: hold(which), amount: part.map(francs) },
            Move::Void(which) => Transfer::Void { pending: hold(which) },
        }
    }

    async fn act(&mut self, act: &Act) {
        match act {
            Act::Wait(seconds) => self.clock.advance(SignedDuration::from_secs(*seconds)),
            Act::Send(journals) => {
                let journals: Vec<_> = journals.iter().map(|moves| self.journal(moves)).collect();
                self.sent.extend(journals.iter().cloned());
                self.send(journals).await;
            }
            Act::Again(which) | Act::Forged(which) if !self.sent.is_empty() => {
                let mut journal = self.sent[which % self.sent.len()].clone();
                if matches!(act, Act::Forged(_)) {
                    journal = journal.moving(self.keys[0].clone(), self.keys[1].clone(), francs(1));
                }
                self.send(vec![journal]).await;
            }
            Act::Again(_) | Act::Forged(_) => {}
        }
    }

    async fn send(&mut self, journals: Vec<Journal>) {
        let now = kernel::Clock::now(&self.clock);
        let expected: Vec<_> = journals.iter().map(|journal| self.model.post(journal, now)).collect();
        let said = futures::future::join_all(journals.into_iter().map(|journal| self.ledger.post(journal))).await;
        let said: Vec<_> = said
            .into_iter()
            .map(|result| match result {
                Ok(receipt) if receipt.replayed => Said::Replayed,
                Ok(_) => Said::Posted,
                Err(LedgerError::Refused(_)) => Said::Refused,
                Err(error) => panic!("{error:?}"),
            })
            .collect();
        assert_eq!(said, expected);
    }

    async fn compare(&self) {
        for (key, account) in &self.model.accounts {
            let balance = self.ledger.balance(key).await.unwrap();
            let real = (balance.posted, balance.debits_pending, balance.credits_pending);
            assert_eq!(real, (francs(account.posted), francs(account.debits_pending), francs(account.credits_pending)), "{key}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]
    #[test]
    fn the_ledger_does_what_the_model_does(acts in acts()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let clock = FixedClock::at("2026-11-21T12:00:00Z".parse().unwrap());
            let db = TestDb::with(Arc::new(clock.clone())).await;
            let mut run = Run::start(&db, clock);
            for act in &acts {
                run.act(act).await;
            }
            run.compare().await;
        });
    }
}
