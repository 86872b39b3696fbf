//! Keeping together what is told at the same moment: one transaction, one wait for the disk.

use std::{collections::HashSet, slice, sync::Arc, time::Duration};

use kernel::{Actor, AppError as _, ErrorKind};

use super::{
    super::{
        Shop, Told,
        keep::{Answer, Kept, Settling},
        store as rows,
        tries::Tries,
    },
    AT_ONCE, Desk,
    line::Next,
};
use crate::{Affiliate, AffiliateError};

/// How long a group may take, whatever it waits for: then its shops are asked to tell it again.
const PATIENCE: Duration = Duration::from_secs(30);

impl Affiliate {
    /// Returns once a report is kept, or known, or cannot be kept. One whose shop went away before its turn is not; one that is being kept
    /// is.
    pub(in crate::conversion) async fn received(&self, shop: &Shop, told: Told) -> Result<Kept, AffiliateError> {
        let program_id = shop.program_id;
        let desk = self.lines().of(program_id);
        let mut answer = desk.keeping.enter(told).ok_or(AffiliateError::Unkept)?;
        loop {
            let turn = match desk.keeping.next(&mut answer).await {
                Next::Answered(answer) => return answer.unwrap_or(Err(AffiliateError::Unkept)),
                Next::Turn(turn) => turn,
            };
            let (affiliate, desk, shop) = (self.clone(), Arc::clone(&desk), shop.clone());
            let keeping = tokio::spawn(async move {
                affiliate.keep_next(&shop, &desk).await;
                // Last, or who was just answered would take the next turn.
                drop(turn);
            });
            if let Err(error) = keeping.await {
                tracing::error!(%error, %program_id, "reports were not kept; their shops are asked to tell them again");
            }
        }
    }

    /// Keeps those who wait, and tells them.
    async fn keep_next(&self, shop: &Shop, desk: &Desk) {
        let mut numbers = HashSet::new();
        // Of two about the same order the second waits, as it would for the first one's lock: what each says of what was told before stays
        // true.
        let group = desk.keeping.take_present(AT_ONCE, |told| numbers.insert(told.number().to_owned()));
        let told: Vec<&Told> = group.iter().map(|one| &one.what).collect();
        let Ok(answers) = tokio::time::timeout(PATIENCE, self.keep(shop, &told)).await else {
            tracing::error!(program_id = %shop.program_id, reports = told.len(), "reports were not kept in time");
            return;
        };
        // Who has no answer is dropped, and hears that theirs is not kept.
        for (one, answer) in group.into_iter().zip(answers) {
            match answer {
                Some(answer) => one.answer(answer),
                None => {
                    let (affiliate, shop) = (self.clone(), shop.clone());
                    tokio::spawn(async move {
                        let answer = affiliate.keep_alone(&shop, &one.what).await;
                        one.answer(answer);
                    });
                }
            }
        }
    }

    /// Together, and where that fails in halves: one that cannot be kept holds up no other. An answer for each, nothing for one whose number
    /// somebody else has, and none any more once the database is away.
    async fn keep(&self, shop: &Shop, told: &[&Told]) -> Vec<Option<Answer>> {
        let (mut answers, mut parts) = (Vec::with_capacity(told.len()), vec![told]);
        while let Some(part) = parts.pop() {
            match (self.keep_part(shop, part).await, part) {
                (Ok(kept), _) => answers.extend(kept),
                (Err(error), _) if error.kind() == ErrorKind::Unavailable => {
                    tracing::error!(%error, program_id = %shop.program_id, reports = told.len() - answers.len(), "reports were not kept");
                    break;
                }
                (Err(error), [_]) => answers.push(Some(Err(error))),
                (Err(error), _) => {
                    tracing::warn!(%error, program_id = %shop.program_id, reports = part.len(), "reports are kept in halves");
                    let (first, second) = part.split_at(part.len() / 2);
                    parts.extend([second, first]);
                }
            }
        }
        answers
    }

    async fn keep_part(&self, shop: &Shop, told: &[&Told]) -> Result<Vec<Option<Answer>>, AffiliateError> {
        let mut tries = Tries::default();
        loop {
            match self.keep_once(shop, told).await {
                Err(error) if tries.again(&error) => {}
                done => return done,
            }
        }
    }

    /// Waits for nobody who has a number: the others of the group would wait as well.
    async fn keep_once(&self, shop: &Shop, told: &[&Told]) -> Result<Vec<Option<Answer>>, AffiliateError> {
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        let numbers: Vec<&str> = told.iter().map(|one| one.number()).collect();
        let free = rows::try_lock_orders(&mut tx, shop.program_id, &numbers).await?;
        let ours: Vec<&Told> = told.iter().copied().filter(|one| free.contains(one.number())).collect();
        let mut answers = self.keep_in(&mut tx, shop, &ours, Settling::Marked).await?.into_iter();
        tx.commit().await?;
        Ok(told.iter().map(|one| if free.contains(one.number()) { answers.next() } else { None }).collect())
    }

    /// By itself, once whoever has its number is done. Few at a time: each has a connection while it waits.
    async fn keep_alone(&self, shop: &Shop, told: &Told) -> Answer {
        let _place = self.lines().alone.acquire().await.map_err(|_closed| AffiliateError::Unkept)?;
        let mut tries = Tries::default();
        loop {
            match self.keep_waiting(shop, told).await {
                Err(error) if tries.again(&error) => {}
                done => return done,
            }
        }
    }

    async fn keep_waiting(&self, shop: &Shop, told: &Told) -> Answer {
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        rows::lock_orders(&mut tx, shop.program_id, &[told.number()]).await?;
        let kept = self.keep_in(&mut tx, shop, slice::from_ref(&told), Settling::Marked).await?.pop();
        let kept = kept.ok_or(AffiliateError::Bug("a report without an answer"))??;
        tx.commit().await?;
        Ok(kept)
    }
}
