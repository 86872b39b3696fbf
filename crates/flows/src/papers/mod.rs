//! Papers that span contexts: the receipt of a pledge, the certificate of a contribution and the statement of commissions, as PDF.
//!
//! Whoever may see the pledge or the statement may have its papers: its context decides that, first.

mod certificate;
mod receipt;
mod statement;

use std::sync::LazyLock;

use contracts::crowdfunding::PledgeId;
use crowdfunding::{Backing, Crowdfunding, PledgeProof, PledgeState, PledgeView, ProjectState, ProjectView};
use documents::Documents;
use kernel::{Actor, Locale};
use payments::{IntentView, Payments};
use platform::{address, letter::Texts};
use url::Url;

pub use self::statement::SalesPapers;
use crate::FlowsError;

/// The words of the papers.
static TEXTS: LazyLock<Texts> =
    LazyLock::new(|| Texts::of(include_str!("../../../../i18n/fr/flows.ftl"), include_str!("../../../../i18n/en/flows.ftl")));

/// The names of rails are those of payments.
static RAILS: LazyLock<Texts> = LazyLock::new(|| {
    Texts::of(include_str!("../../../../i18n/fr/payments.ftl"), include_str!("../../../../i18n/en/payments.ftl"))
});

/// A paper, ready to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// A name for its file, in ASCII.
    pub file_name: String,
    /// A PDF.
    pub pdf: Vec<u8>,
}

/// Makes papers of what contexts know. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Papers {
    crowdfunding: Crowdfunding,
    payments: Payments,
    documents: Documents,
    public_url: Url,
    issuer: &'static str,
}

/// Everything a paper may tell of a pledge.
struct Told {
    locale: Locale,
    pledge: PledgeView,
    backing: Backing,
    project: ProjectView,
    intent: IntentView,
    proof: Option<PledgeProof>,
}

impl Papers {
    /// Issued by `issuer`, with the addresses of this installation.
    pub fn new(crowdfunding: Crowdfunding, payments: Payments, public_url: Url, issuer: &'static str) -> Self {
        Self { crowdfunding, payments, documents: Documents::new(), public_url, issuer }
    }

    /// The receipt of a pledge that was paid, whatever became of it since. For whoever made it or holds its key.
    pub async fn receipt(&self, actor: &Actor, id: PledgeId, key: &str) -> Result<Paper, FlowsError> {
        let told = self.load(actor, id, key).await?;
        if told.backing.paid_at.is_none() {
            return Err(FlowsError::NoPaper);
        }
        let pdf = self.documents.receipt(&receipt::of(self, &told)).await?;
        Ok(Paper { file_name: file_name("recu", "receipt", &told), pdf })
    }

    /// The certificate of a pledge that helped a project to succeed. For whoever made it or holds its key.
    pub async fn certificate(&self, actor: &Actor, id: PledgeId, key: &str) -> Result<Paper, FlowsError> {
        let told = self.load(actor, id, key).await?;
        if !has_certificate(told.pledge.state, told.project.state) {
            return Err(FlowsError::NoPaper);
        }
        let pdf = self.documents.certificate(&certificate::of(self, &told)).await?;
        Ok(Paper { file_name: file_name("certificat", "certificate", &told), pdf })
    }

    async fn load(&self, actor: &Actor, id: PledgeId, key: &str) -> Result<Told, FlowsError> {
        let pledge = self.crowdfunding.find_pledge(actor, id, key).await?;
        let backing = self.crowdfunding.backing(&Actor::system("flows"), id).await?.ok_or(FlowsError::NoPaper)?;
        Ok(Told {
            locale: actor.locale,
            project: self.crowdfunding.project(actor, pledge.project_id).await?,
            intent: self.payments.intent(actor, pledge.intent_id, &pledge.key).await?,
            proof: self.crowdfunding.pledge_proof(actor, id, &pledge.key).await?,
            pledge,
            backing,
        })
    }

    fn page(&self, locale: Locale, path: &str) -> String {
        address::page(&self.public_url, locale, path).into()
    }

    /// The page of the payment, with its key.
    fn payment_page(&self, told: &Told) -> String {
        self.page(told.locale, &format!("/paiement/{}?cle={}", told.pledge.intent_id, told.pledge.key))
    }
}

/// Whether this pledge helped its project to succeed: what is still paid when the project has ended stays so.
pub fn has_certificate(pledge: PledgeState, project: ProjectState) -> bool {
    pledge == PledgeState::Paid && matches!(project, ProjectState::Successful | ProjectState::Settled)
}

fn file_name(french: &str, english: &str, told: &Told) -> String {
    let kind = if told.locale == Locale::Fr { french } else { english };
    format!("{kind}-{}.pdf", told.pledge.id)
}

fn words(told: &Told, key: &str, values: &[(&str, String)]) -> String {
    TEXTS.get(told.locale, key, values)
}
