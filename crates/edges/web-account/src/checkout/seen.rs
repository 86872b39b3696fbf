//! A payment with what it is for, as its payer sees it, and what the pages of the checkout share.

use contracts::{crowdfunding::PledgeId, payments::IntentId};
use crowdfunding::{DeliveryView, PledgeProof, PledgeView, ProjectView};
use kernel::Money;
use maud::{Markup, html};
use payments::{IntentState, IntentView, Payments, Voucher};
use web_kit::{
    Translator, Visit, WebError,
    ui::{self, Tone},
};

use super::CheckoutState;

/// A payment and what it is for.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) intent: IntentView,
    pub(super) pledge: PledgeView,
    pub(super) project: ProjectView,
    /// What is shown to an agent, while a payment in cash waits for one.
    pub(super) voucher: Option<Voucher>,
    /// What is kept for the payer, because no rail took it back.
    pub(super) unclaimed: Option<Money>,
    /// That the pledge is counted in a published total, once it is.
    pub(super) proof: Option<PledgeProof>,
    /// What is asked about what was chosen, once it is paid.
    pub(super) delivery: Option<DeliveryView>,
    /// What opens it to whoever holds it.
    pub(super) key: String,
}

impl Seen {
    /// For its account, or whoever holds its key; nobody else learns that it exists.
    pub(super) async fn load(visit: &Visit, state: &CheckoutState, id: IntentId, key: &str) -> Result<Self, WebError> {
        let intent = state.payments.intent(&visit.actor, id, key).await?;
        // Nothing else is paid for yet.
        if intent.purpose.kind != "pledge" {
            return Err(WebError::not_found());
        }
        let pledge = state.crowdfunding.find_pledge(&visit.actor, PledgeId::from_uuid(intent.purpose.id), key).await?;
        let project = state.crowdfunding.project(&visit.actor, pledge.project_id).await?;
        let key = pledge.key.clone();
        let proof = state.crowdfunding.pledge_proof(&visit.actor, pledge.id, &key).await?;
        let (voucher, unclaimed) = match intent.state {
            IntentState::Processing => (state.payments.voucher(&visit.actor, id, &key, &project.title).await?, None),
            IntentState::RequiresAction => (None, None),
            _ => (None, state.payments.unclaimed(&visit.actor, id, &key).await?),
        };
        let delivery = state.crowdfunding.delivery(&visit.actor, pledge.id, &key).await?;
        Ok(Self { intent, pledge, project, voucher, unclaimed, proof, delivery, key })
    }

    /// The address of the payment, or of what lies below it, with the key.
    pub(super) fn path(&self, below: &str) -> String {
        format!("/paiement/{}{below}?cle={}", self.intent.id, self.key)
    }

    /// What the project tells its backers, opened by this pledge.
    pub(super) fn updates_path(&self) -> String {
        format!("{}/nouvelles?contribution={}&cle={}", project_path(&self.project.slug), self.pledge.id, self.key)
    }

    /// What the backer gets, in a few words.
    pub(super) fn tier_title(&self) -> Option<&str> {
        let tier_id = self.pledge.tier_id?;
        self.project.tiers.iter().find(|tier| tier.id == tier_id).map(|tier| tier.title.as_str())
    }
}

/// The page of a project, without language.
pub(super) fn project_path(slug: &str) -> String {
    format!("/projets/{slug}")
}

/// The three steps, and at which we are; 3 when all are done.
pub(super) fn steps(t: Translator, current: usize) -> Markup {
    let names = ["checkout-step-amount", "checkout-step-means", "checkout-step-confirm"];
    let steps = names.into_iter().map(|name| ui::Step::new(t.get(name))).collect();
    html! { (ui::Stepper::new(t.get("checkout-steps"), steps, current)) }
}

/// Says that no real money moves, where that is so.
pub(super) fn simulation(visit: &Visit, payments: &Payments) -> Markup {
    html! { @if payments.is_simulated() { (ui::Banner::new(Tone::Warn, visit.t.get("checkout-simulation"))) } }
}
