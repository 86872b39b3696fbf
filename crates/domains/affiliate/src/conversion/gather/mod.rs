//! Keeping and settling together what was told at the same moment.
//!
//! Reports of one program are kept first, with those that came at the same moment, in a transaction that waits for nobody's money: one whose
//! number somebody else has, as a table that is read in has all of its own, waits by itself. What they earn is decided and booked right after
//! it, with all reports of the program that were kept meanwhile: one transaction, one lock of the merchant's wallet, one wait for the disk.
//! Whoever reports hears of it when both are done.
//!
//! Invariants: what is kept has a mark until it is settled, so that nothing is forgotten when the process ends between the two (the minute's
//! job settles what was left); a mark is taken by the transaction that settles it, so that nothing is told twice; a group has one report of
//! an order at most, so that each sees what was told before it; what waits here of one program is kept by one task at a time and settled by
//! another, and what is left by the job, which waits for whoever is at it. A report whose shop has gone before its turn is not kept, as if it
//! had not come.

mod keep;
mod line;
mod store;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use contracts::affiliate::{ConversionId, ConversionRefunded, ConversionReported, ProgramId, RefundId};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, ErrorKind};
use platform::Tx;
use tokio::sync::Semaphore;

use self::line::{Line, Next};
use super::{Shop, Told, books, keep::Answer, queries, store as rows, tries::Tries};
use crate::{Affiliate, AffiliateError, commission::Funding};

/// How many reports are kept, or settled, together.
const AT_ONCE: usize = 200;
/// How many wait alone, each with a connection.
const ALONE: usize = 4;
/// How many that were left are settled by one run of the job.
const LEFT: i64 = 5000;
/// How old a mark is that nobody is settling.
const LEFT_AFTER: SignedDuration = SignedDuration::from_secs(15);

/// What a report was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct About {
    pub(super) conversion_id: ConversionId,
    /// What was given back; nothing where the conversion itself was told.
    pub(super) refund_id: Option<RefundId>,
}

/// The reports of one program: those that are to be kept, and the marks of those that are to be settled.
#[derive(Debug, Default)]
struct Desk {
    keeping: Line<Told, Answer>,
    settling: Line<i64, ()>,
}

/// Where reports wait for each other: lines for each program that reported to this process, which stay.
#[derive(Debug)]
pub(crate) struct Lines {
    desks: Mutex<HashMap<ProgramId, Arc<Desk>>>,
    /// Places of those that wait for a number that somebody else has.
    alone: Semaphore,
}

impl Default for Lines {
    fn default() -> Self {
        Self { desks: Mutex::default(), alone: Semaphore::new(ALONE) }
    }
}

impl Lines {
    fn of(&self, id: ProgramId) -> Arc<Desk> {
        Arc::clone(self.desks.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default())
    }
}

impl Affiliate {
    /// Returns once a mark is settled, or left to the minute's job: what was told is kept either way. Whoever goes away meanwhile does not
    /// stop it.
    pub(super) async fn settled(&self, id: ProgramId, mark: i64) {
        let desk = self.lines().of(id);
        // Too many wait: the minute's job takes it.
        let Some(mut answer) = desk.settling.enter(mark) else { return };
        loop {
            let turn = match desk.settling.next(&mut answer).await {
                Next::Answered(_) => return,
                Next::Turn(turn) => turn,
            };
            let (affiliate, desk) = (self.clone(), Arc::clone(&desk));
            let settling = tokio::spawn(async move {
                let group = desk.settling.take(AT_ONCE, |_| true);
                let marks: Vec<i64> = group.iter().map(|one| one.what).collect();
                affiliate.settle_marks(id, &marks).await;
                for one in group {
                    one.answer(());
                }
                // Last, or who was just answered would take the next turn.
                drop(turn);
            });
            if let Err(error) = settling.await {
                tracing::error!(%error, "reports are kept and wait for the minute's job");
            }
        }
    }

    /// Settles what was kept and left: by a process that ended, or because it failed. Called every minute.
    pub(crate) async fn settle_left(&self) -> Result<(), AffiliateError> {
        let before = self.db().now() - LEFT_AFTER;
        let mut programs: BTreeMap<ProgramId, Vec<i64>> = BTreeMap::new();
        for (id, mark) in store::left(self.db().pool(), before, LEFT).await? {
            programs.entry(id).or_default().push(mark);
        }
        for (id, marks) in programs {
            for some in marks.chunks(AT_ONCE) {
                self.settle_marks(id, some).await;
            }
        }
        Ok(())
    }

    /// Together, and where that fails in halves: one that cannot be settled holds up no other.
    async fn settle_marks(&self, id: ProgramId, marks: &[i64]) {
        let mut parts = vec![marks];
        while let Some(part) = parts.pop() {
            let Err(error) = self.settle_part(id, part).await else { continue };
            if error.kind() == ErrorKind::Unavailable && !error.gave_way() {
                tracing::error!(%error, program_id = %id, reports = marks.len(), "reports are kept and wait for the minute's job");
                return;
            }
            if part.len() < 2 {
                tracing::error!(%error, program_id = %id, "a report is kept and could not be settled; it is tried again every minute");
                continue;
            }
            tracing::debug!(%error, program_id = %id, reports = part.len(), "reports are settled in halves");
            let (first, second) = part.split_at(part.len() / 2);
            parts.extend([second, first]);
        }
    }

    /// One alone is tried again, without the merchant's wallet where that is short: of several, which it is short for is not known.
    async fn settle_part(&self, id: ProgramId, part: &[i64]) -> Result<(), AffiliateError> {
        let mut tries = Tries::default();
        loop {
            match self.settle_once(id, part, tries.funding).await {
                Err(error) if part.len() == 1 && tries.again(&error) => {}
                done => return done,
            }
        }
    }

    async fn settle_once(&self, id: ProgramId, marks: &[i64], funding: Funding) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        tx.plan_once().await?;
        let about = store::take(&mut tx, marks).await?;
        if about.is_empty() {
            return Ok(());
        }
        let shop = queries::shop(tx.conn(), id).await?.ok_or(AffiliateError::Bug("a report to no program"))?;
        self.settle_told_in(&mut tx, &shop, &about, funding).await?;
        Ok(tx.commit().await?)
    }

    /// Decides and books what reports were about, and tells of it. Comes last: accounts of the ledger are locked from here on.
    pub(super) async fn settle_told_in(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        about: &[About],
        funding: Funding,
    ) -> Result<(), AffiliateError> {
        let organisation_id = shop.merchant;
        let told = about.iter().filter(|one| one.refund_id.is_none());
        let told: Vec<_> = told.map(|one| ConversionReported { conversion_id: one.conversion_id, organisation_id }).collect();
        let refunded = about.iter().filter_map(|one| {
            one.refund_id.map(|refund_id| ConversionRefunded { refund_id, conversion_id: one.conversion_id, organisation_id })
        });
        let refunded: Vec<_> = refunded.collect();
        tx.emit_all(&told).await?;
        tx.emit_all(&refunded).await?;
        let mut ids: Vec<ConversionId> = about.iter().map(|one| one.conversion_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let customers = rows::lock_whose(tx, shop.program_id, &ids).await?;
        self.settle_in(tx, &books(shop, funding), &customers, &ids).await
    }
}
