//! Keeping together what is told at the same moment: one transaction, one wait for the disk.

use std::{collections::HashSet, slice, sync::Arc};

use kernel::Actor;

use super::{
    super::{
        Shop, Told,
        keep::{Answer, Kept, Settling},
        tries::Tries,
    },
    AT_ONCE,
    line::Next,
};
use crate::{Affiliate, AffiliateError};

impl Affiliate {
    /// Returns once a report is kept, or known, or cannot be kept. Whoever goes away meanwhile does not stop it.
    pub(in crate::conversion) async fn received(&self, shop: &Shop, told: Told) -> Result<Kept, AffiliateError> {
        let desk = self.lines().of(shop.program_id);
        let mut answer = desk.keeping.enter(told);
        loop {
            let turn = match desk.keeping.next(&mut answer).await {
                Next::Answered(answer) => return answer.unwrap_or(Err(AffiliateError::Bug("a report that nobody kept"))),
                Next::Turn(turn) => turn,
            };
            let (affiliate, desk, shop) = (self.clone(), Arc::clone(&desk), shop.clone());
            let keeping = tokio::spawn(async move {
                let mut numbers = HashSet::new();
                // Of two about the same order the second waits, as it would for the first one's lock: what each says of what was told before
                // stays true.
                let group = desk.keeping.take(AT_ONCE, |told: &Told| numbers.insert(told.number().to_owned()));
                let told: Vec<&Told> = group.iter().map(|one| &one.what).collect();
                let answers = affiliate.keep(&shop, &told).await;
                for (one, answer) in group.into_iter().zip(answers) {
                    one.answer(answer);
                }
                // Last, or who was just answered would take the next turn.
                drop(turn);
            });
            if let Err(error) = keeping.await {
                tracing::error!(%error, "reports were not kept; their shops are told so");
            }
        }
    }

    /// Together, and where that fails each by itself: one that cannot be kept holds up no other. An answer for each.
    async fn keep(&self, shop: &Shop, told: &[&Told]) -> Vec<Answer> {
        if told.len() > 1 {
            match self.keep_once(shop, told).await {
                Ok(answers) => return answers,
                Err(error) => tracing::debug!(%error, reports = told.len(), "kept one by one"),
            }
        }
        let mut answers = Vec::with_capacity(told.len());
        for one in told {
            let mut tries = Tries::default();
            answers.push(loop {
                match self.keep_once(shop, slice::from_ref(one)).await {
                    Err(error) if tries.again(&error) => {}
                    Err(error) => break Err(error),
                    Ok(mut kept) => break kept.pop().unwrap_or(Err(AffiliateError::Bug("a report without an answer"))),
                }
            });
        }
        answers
    }

    async fn keep_once(&self, shop: &Shop, told: &[&Told]) -> Result<Vec<Answer>, AffiliateError> {
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        let answers = self.keep_in(&mut tx, shop, told, Settling::Marked).await?;
        tx.commit().await?;
        Ok(answers)
    }
}
