//! The public proof of what a project has raised. Paid pledges are the leaves of a Merkle sum tree; its head, with the total, is signed
//! and published, and each backer's receipt proves that the pledge is in that total.
//!
//! A head is made some seconds after something was paid or taken back, only while the pledges are together what the ledger holds, and
//! a last time when the project is decided. A head that was published is never changed.

mod model;
mod queries;
mod store;
mod tree;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use contracts::crowdfunding::{PledgeId, ProjectId};
use ed25519_dalek::SigningKey;
use jiff::{SignedDuration, Timestamp};
use kernel::{Actor, Currency, FieldError, Money, Page, PageRequest};
use platform::{DbError, Secrets, Tx, jobs::Enqueue};

pub use self::model::{PledgeProof, ProofFault, ProofNode, TreeHead};
use self::tree::{Leaf, Node};
use crate::{
    Crowdfunding, CrowdfundingError, escrow,
    jobs::PublishHeadJob,
    project::{self, ProjectState},
};

/// What comes within this time is published together.
const GATHER: SignedDuration = SignedDuration::from_secs(5);
/// The longest text of a proof that is read.
const LONGEST: usize = 20_000;

/// This installation's key.
pub(crate) fn key_of(secrets: &Secrets) -> SigningKey {
    SigningKey::from_bytes(&secrets.key("crowdfunding.tree-heads"))
}

/// Something was paid or taken back: a new head is due.
pub(crate) async fn ask_for_head(tx: &mut Tx, project_id: ProjectId) -> Result<(), DbError> {
    let options = Enqueue { unique_key: Some(project_id.to_string()), run_at: Some(tx.now() + GATHER), ..Enqueue::default() };
    tx.enqueue(&PublishHeadJob { project_id }, options).await
}

impl Crowdfunding {
    /// The published heads of a project, the newest first, for everybody.
    pub async fn tree_heads(&self, id: ProjectId, page: &PageRequest) -> Result<Page<TreeHead>, CrowdfundingError> {
        let found = project::store::owner(self.db().pool(), id).await?;
        found.filter(|project| project.state.is_public()).ok_or(CrowdfundingError::NotFound)?;
        let before: Option<i32> = page.after_key()?;
        let rows = queries::heads(self.db().pool(), id, before, i64::from(page.limit()) + 1).await?;
        Ok(Page::from_rows(rows, page, |head| head.number))
    }

    /// The Ed25519 key by which heads are signed, in base64url without padding.
    pub fn proof_key(&self) -> String {
        model::public(self.signer())
    }

    /// That a pledge is counted in the newest published total, for whoever holds its key or made it. None while it is not: it was not
    /// paid, or only just.
    pub async fn pledge_proof(&self, actor: &Actor, id: PledgeId, key: &str) -> Result<Option<PledgeProof>, CrowdfundingError> {
        let pledge = self.find_pledge(actor, id, key).await?;
        // Who still pays asks again and again: nothing is read or hashed for them.
        if !pledge.state.was_paid() {
            return Ok(None);
        }
        let Some((head, leaves)) = queries::newest(self.db().pool(), pledge.project_id).await? else { return Ok(None) };
        let Some(index) = leaves.iter().position(|leaf| leaf.id == id) else { return Ok(None) };
        let nodes = nodes(&leaves, head.total.currency);
        let path = tree::path(&nodes, index).ok_or(CrowdfundingError::Bug("a leaf beside its tree"))?;
        let path = path.into_iter().map(|node| ProofNode { hash: hex::encode(node.hash), sum_minor: node.sum_minor });
        let amount = Money::new(leaves[index].amount_minor, head.total.currency);
        let index = i32::try_from(index).map_err(|_large| CrowdfundingError::Bug("more leaves than a head counts"))?;
        Ok(Some(PledgeProof { pledge_id: id, amount, index, path: path.collect(), head }))
    }

    /// What is wrong with a proof that somebody was given, for everybody; nothing, when its pledge is counted in a published total.
    pub async fn check_proof(&self, proof: &PledgeProof) -> Result<Option<ProofFault>, CrowdfundingError> {
        let published = queries::head(self.db().pool(), proof.head.project_id, proof.head.number).await?;
        Ok(match published {
            Some(head) if head == proof.head => (!proof.leads_to_its_head()).then_some(ProofFault::Broken),
            _ => Some(ProofFault::Unknown),
        })
    }

    /// A proof as it was saved from a receipt.
    pub fn read_proof(text: &str) -> Result<PledgeProof, CrowdfundingError> {
        let wrong = |code| CrowdfundingError::Invalid(vec![FieldError::new("proof", code)]);
        if text.trim().is_empty() {
            return Err(wrong("field-required"));
        }
        let read = (text.len() <= LONGEST).then(|| serde_json::from_str(text).ok()).flatten();
        read.ok_or_else(|| wrong("crowdfunding-proof-unreadable"))
    }

    /// Publishes what an open project has raised; false while a payment is being booked.
    pub(crate) async fn publish_head(&self, id: ProjectId) -> Result<bool, CrowdfundingError> {
        let mut tx = self.db().begin(&Actor::system("crowdfunding")).await?;
        // Nothing leaves the escrow meanwhile. What comes in is in the ledger first: as long as both are alike, both are whole.
        let Some(project) = project::store::lock(tx.conn(), id).await? else { return Ok(true) };
        if !matches!(project.state, ProjectState::Online | ProjectState::Waiting) {
            return Ok(true);
        }
        let leaves = store::paid(tx.conn(), id).await?;
        let held = self.ledger().balance(&escrow(id, project.draft.currency)?).await?.posted;
        if leaves.iter().map(|leaf| leaf.amount_minor).sum::<i64>() != held.amount_minor {
            return Ok(false);
        }
        self.add_head(&mut tx, id, &leaves, held, false).await?;
        Ok(tx.commit().await.map(|()| true)?)
    }

    /// The last head of a project that is decided in this transaction.
    pub(crate) async fn publish_last(&self, tx: &mut Tx, id: ProjectId, held: Money) -> Result<(), CrowdfundingError> {
        let leaves = store::paid(tx.conn(), id).await?;
        self.add_head(tx, id, &leaves, held, true).await
    }

    async fn add_head(
        &self,
        tx: &mut Tx,
        id: ProjectId,
        leaves: &[Leaf],
        held: Money,
        is_final: bool,
    ) -> Result<(), CrowdfundingError> {
        let top = tree::head(&nodes(leaves, held.currency)).filter(|top| top.sum_minor == held.amount_minor);
        let top = top.ok_or(CrowdfundingError::Bug("a tree that is not what the ledger holds"))?;
        let root = hex::encode(top.hash);
        let before = store::newest(tx.conn(), id).await?;
        if !is_final && before.as_ref().is_some_and(|(_, known)| *known == root) {
            return Ok(());
        }
        let number = before.map_or(0, |(number, _)| number) + 1;
        let size = i32::try_from(leaves.len()).map_err(|_large| CrowdfundingError::Bug("more pledges than a head counts"))?;
        let at =
            Timestamp::from_second(tx.now().as_second()).map_err(|_far| CrowdfundingError::Bug("an instant that is none"))?;
        let mut head = TreeHead { project_id: id, number, size, total: held, root, is_final, at, signature: String::new() };
        let signature = model::sign(self.signer(), &head, &top.hash).to_bytes();
        head.signature = URL_SAFE_NO_PAD.encode(signature);
        Ok(store::add(tx, &head, &top.hash, &signature, leaves).await?)
    }
}

fn nodes(leaves: &[Leaf], currency: Currency) -> Vec<Node> {
    leaves.iter().map(|leaf| Node::leaf(*leaf, currency)).collect()
}
