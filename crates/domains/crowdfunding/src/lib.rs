//! Crowdfunding: film projects that people fund together, all or nothing. See README.md.
//!
//! Invariants: what a project has raised is the balance of its escrow in the ledger; a tier is never oversold; goal, currency, mode
//! and deadline do not change once a project is online; a project is decided once, after its deadline and after every payment that
//! was on its way; then either the creator is owed everything but the fee, or every backer gets everything back.

mod campaign;
mod config;
mod delivery;
mod discussion;
mod document;
mod error;
mod jobs;
mod live;
mod pledge;
mod project;
mod proof;
mod trailer;
mod update;
mod verify;
mod visit;

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use kernel::FieldError;
use ledger::{AccountCode, AccountKey, Ledger};
use payments::Payments;
use platform::{Db, RateLimiter, Secrets, secrets::KeyedHash};

pub use self::{
    campaign::{FundingView, PayoutView, RefundsView, TotalView},
    config::CrowdfundingConfig,
    delivery::{Address, DeliveriesView, Delivery, DeliveryView, TierAsks},
    discussion::{
        AddProjectComment, CommentNews, ProjectCommentId, ProjectCommentState, ProjectCommentView, ProjectThread,
        WaitingQuestions,
    },
    document::{AddDocument, DocumentAudience, DocumentId, DocumentKind, DocumentView, FileState},
    error::CrowdfundingError,
    pledge::{Backer, Backing, MakePledge, PledgeLine, PledgeRow, PledgeState, PledgeView},
    project::{
        BudgetLine, FundingMode, ProjectCard, ProjectDraft, ProjectName, ProjectShelf, ProjectState, ProjectView, Review,
        TierDraft, TierView,
    },
    proof::{PledgeProof, ProofFault, ProofNode, TreeHead},
    update::{Audience, PledgePass, PostUpdate, UpdateId, UpdateNews, UpdateView},
    visit::{Arrival, Funnel, RailFunnel, SiteName, Source, VisitRange, VisitsView},
};

/// The crowdfunding context. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Crowdfunding {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    ledger: Ledger,
    payments: Payments,
    limits: RateLimiter,
    config: CrowdfundingConfig,
    signer: Signer,
    visits: visit::Recorder,
    visitors: KeyedHash,
    secrets: Secrets,
}

/// What signs the heads of proofs. Shows nothing of its key.
struct Signer(SigningKey);

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer(…)")
    }
}

impl Crowdfunding {
    /// The context on its neighbours.
    pub fn new(db: Db, ledger: Ledger, payments: Payments, secrets: &Secrets, config: CrowdfundingConfig) -> Self {
        let limits = RateLimiter::new(db.clone());
        let signer = Signer(proof::key_of(secrets));
        let (visits, visitors) = (visit::Recorder::default(), secrets.keyed_hash("crowdfunding.visitor"));
        Self {
            inner: Arc::new(Inner { db, ledger, payments, limits, config, signer, visits, visitors, secrets: secrets.clone() }),
        }
    }

    fn signer(&self) -> &SigningKey {
        &self.inner.signer.0
    }

    fn db(&self) -> &Db {
        &self.inner.db
    }

    fn ledger(&self) -> &Ledger {
        &self.inner.ledger
    }

    fn payments(&self) -> &Payments {
        &self.inner.payments
    }

    fn limits(&self) -> &RateLimiter {
        &self.inner.limits
    }

    fn visits(&self) -> &visit::Recorder {
        &self.inner.visits
    }

    fn visitors(&self) -> &KeyedHash {
        &self.inner.visitors
    }

    fn secrets(&self) -> &Secrets {
        &self.inner.secrets
    }

    fn config(&self) -> &CrowdfundingConfig {
        &self.inner.config
    }
}

/// The account that holds a project's pledges.
fn escrow(project_id: contracts::crowdfunding::ProjectId, currency: kernel::Currency) -> Result<AccountKey, CrowdfundingError> {
    Ok(AccountKey::of(AccountCode::Escrow, project_id.as_uuid(), currency)?)
}

/// Why the staff takes something away: whoever wrote it reads it.
fn required_reason(reason: &str) -> Result<&str, CrowdfundingError> {
    let reason = reason.trim();
    let fits = (3..=500).contains(&reason.chars().count()) && !reason.chars().any(char::is_control);
    let wrong = || CrowdfundingError::Invalid(vec![FieldError::new("reason", "crowdfunding-reason-length")]);
    fits.then_some(reason).ok_or_else(wrong)
}
