//! A payment with what it is for, as its payer sees it, and what the pages of the checkout share.

use affiliate::DepositView;
use contracts::{crowdfunding::PledgeId, payments::IntentId};
use crowdfunding::{DeliveryView, PledgeProof, PledgeView, ProjectState, ProjectView};
use kernel::Money;
use maud::{Markup, html};
use payments::{IntentState, IntentView, Payments, Voucher};
use web_kit::{
    Brand, Shell, Translator, Visit, WebError,
    ui::{self, Tone},
};

use super::CheckoutState;

/// A payment and what it is for.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) intent: IntentView,
    pub(super) subject: Subject,
    /// What is shown to an agent, while a payment in cash waits for one.
    pub(super) voucher: Option<Voucher>,
    /// What is kept for the payer, because no rail took it back.
    pub(super) unclaimed: Option<Money>,
    /// What opens it to whoever holds it.
    pub(super) key: String,
}

/// What is paid for.
#[derive(Debug)]
pub(super) enum Subject {
    /// A project is given to.
    Backing(Box<Backing>),
    /// A merchant fills its wallet for commissions.
    Deposit(DepositView),
}

/// A pledge with its project.
#[derive(Debug)]
pub(super) struct Backing {
    pub(super) pledge: PledgeView,
    pub(super) project: ProjectView,
    /// That the pledge is counted in a published total, once it is.
    pub(super) proof: Option<PledgeProof>,
    /// What is asked about what was chosen, once it is paid.
    pub(super) delivery: Option<DeliveryView>,
}

impl Seen {
    /// The page in the colours of what is paid for.
    pub(super) fn dressed<'v>(&self, shell: Shell<'v>) -> Shell<'v> {
        match self.subject {
            Subject::Backing(_) => shell,
            Subject::Deposit(_) => shell.brand(Brand::ShareYourSales),
        }
    }

    /// For its account, or whoever holds its key; nobody else learns that it exists.
    pub(super) async fn load(visit: &Visit, state: &CheckoutState, id: IntentId, key: &str) -> Result<Self, WebError> {
        let intent = state.payments.intent(&visit.actor, id, key).await?;
        let (subject, key) = match intent.purpose.kind.as_str() {
            "pledge" => {
                let backing = Backing::load(visit, state, PledgeId::from_uuid(intent.purpose.id), key).await?;
                let key = backing.pledge.key.clone();
                (Subject::Backing(Box::new(backing)), key)
            }
            "affiliate-deposit" => {
                let deposit = state.affiliate.deposit_of(&visit.actor, id, key).await?;
                let key = deposit.key.clone();
                (Subject::Deposit(deposit), key)
            }
            // Nothing else is paid for on these pages yet.
            _ => return Err(WebError::not_found()),
        };
        let name = name_of(&subject);
        let (voucher, unclaimed) = match intent.state {
            IntentState::Processing => (state.payments.voucher(&visit.actor, id, &key, name).await?, None),
            IntentState::RequiresAction => (None, None),
            _ => (None, state.payments.unclaimed(&visit.actor, id, &key).await?),
        };
        Ok(Self { intent, subject, voucher, unclaimed, key })
    }

    /// The pledge and its project, where that is what is paid for.
    pub(super) fn backing(&self) -> Option<&Backing> {
        match &self.subject {
            Subject::Backing(backing) => Some(backing),
            Subject::Deposit(_) => None,
        }
    }

    /// The same for pages that there are for pledges alone.
    pub(super) fn require_backing(&self) -> Result<&Backing, WebError> {
        self.backing().ok_or_else(WebError::not_found)
    }

    /// What it is for: the project, the merchant.
    pub(super) fn name(&self) -> &str {
        name_of(&self.subject)
    }

    /// Where one comes from and goes back to.
    pub(super) fn home(&self) -> String {
        match &self.subject {
            Subject::Backing(backing) => project_path(&backing.project.slug),
            Subject::Deposit(deposit) => format!("/marchand/{}/solde", deposit.organisation_id),
        }
    }

    /// Where the other side is: its ways to pay come first.
    pub(super) fn country(&self) -> &str {
        match &self.subject {
            Subject::Backing(backing) => &backing.project.country,
            Subject::Deposit(deposit) => &deposit.country,
        }
    }

    /// Where the same can be begun again.
    pub(super) fn again(&self) -> Option<String> {
        match &self.subject {
            Subject::Backing(backing) if backing.is_open() => Some(format!("{}/contribuer", self.home())),
            Subject::Backing(_) => None,
            Subject::Deposit(_) => Some(self.home()),
        }
    }

    /// The address of the payment, or of what lies below it, with the key.
    pub(super) fn path(&self, below: &str) -> String {
        format!("/paiement/{}{below}?cle={}", self.intent.id, self.key)
    }
}

impl Backing {
    async fn load(visit: &Visit, state: &CheckoutState, id: PledgeId, key: &str) -> Result<Self, WebError> {
        let pledge = state.crowdfunding.find_pledge(&visit.actor, id, key).await?;
        let project = state.crowdfunding.project(&visit.actor, pledge.project_id).await?;
        let proof = state.crowdfunding.pledge_proof(&visit.actor, pledge.id, &pledge.key).await?;
        let delivery = state.crowdfunding.delivery(&visit.actor, pledge.id, &pledge.key).await?;
        Ok(Self { pledge, project, proof, delivery })
    }

    /// Whether the project still takes pledges.
    pub(super) fn is_open(&self) -> bool {
        self.project.state == ProjectState::Online
    }

    /// What the project tells its backers, opened by this pledge.
    pub(super) fn updates_path(&self) -> String {
        format!("{}/nouvelles?contribution={}&cle={}", project_path(&self.project.slug), self.pledge.id, self.pledge.key)
    }

    /// What the backer gets, in a few words.
    pub(super) fn tier_title(&self) -> Option<&str> {
        let tier_id = self.pledge.tier_id?;
        self.project.tiers.iter().find(|tier| tier.id == tier_id).map(|tier| tier.title.as_str())
    }
}

fn name_of(subject: &Subject) -> &str {
    match subject {
        Subject::Backing(backing) => &backing.project.title,
        Subject::Deposit(deposit) => &deposit.merchant_name,
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
