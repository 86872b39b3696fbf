//! Proofs outside: the same members as in the file that a backer saves.

use crowdfunding::{PledgeProof, ProofFault, ProofNode, TreeHead};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Amount;

/// What a project had raised at an instant: the head of a Merkle sum tree over its paid pledges.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TreeHead)]
pub(crate) struct HeadBody {
    project_id: Uuid,
    /// The first of a project is 1.
    #[schema(minimum = 1)]
    number: i32,
    /// How many pledges.
    #[schema(minimum = 0)]
    size: i32,
    /// What they are together, and what the ledger held.
    total: Amount,
    /// SHA-256, in hexadecimal.
    #[schema(min_length = 64, max_length = 64)]
    root: String,
    /// Whether the project was decided by it.
    is_final: bool,
    /// To the second.
    at: Timestamp,
    /// Ed25519 over `griot-tree-head-v1`, a zero byte, project (16 bytes), number (4, big-endian), size (4), total (8), currency (3,
    /// ASCII), root (32), 1 or 0 for the last one (1), seconds since 1970 (8); in base64url without padding.
    #[schema(max_length = 86)]
    signature: String,
}

/// A hash beside the way from a pledge to the root.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProofNode)]
pub(crate) struct NodeBody {
    /// SHA-256, in hexadecimal.
    #[schema(max_length = 64)]
    hash: String,
    /// What the pledges below it are together.
    sum_minor: i64,
}

/// That one pledge is counted in a published total. The walk of the path is that of RFC 9162, section 2.1.3.2; a leaf is SHA-256 of
/// 0x00, pledge (16 bytes), amount (8, big-endian), currency (3); a node SHA-256 of 0x01 and, left and right, hash (32) and sum (8).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PledgeProof)]
pub(crate) struct ProofBody {
    pledge_id: Uuid,
    amount: Amount,
    /// The first is 0.
    #[schema(minimum = 0)]
    index: i32,
    /// From below.
    #[schema(max_items = 31)]
    path: Vec<NodeBody>,
    head: HeadBody,
}

/// What came of checking a proof.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CheckedProof)]
pub(crate) struct CheckedBody {
    /// Whether the pledge is counted in a total that was published.
    holds: bool,
    /// `broken`: it does not lead to its root and total; `unknown`: its head was never published; null when it holds.
    fault: Option<&'static str>,
}

/// The key of this installation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProofKey)]
pub(crate) struct KeyBody {
    /// Ed25519, in base64url without padding.
    pub(crate) public: String,
}

impl From<TreeHead> for HeadBody {
    fn from(head: TreeHead) -> Self {
        Self {
            project_id: head.project_id.as_uuid(),
            number: head.number,
            size: head.size,
            total: head.total.into(),
            root: head.root,
            is_final: head.is_final,
            at: head.at,
            signature: head.signature,
        }
    }
}

impl From<HeadBody> for TreeHead {
    fn from(body: HeadBody) -> Self {
        Self {
            project_id: body.project_id.into(),
            number: body.number,
            size: body.size,
            total: body.total.into(),
            root: body.root,
            is_final: body.is_final,
            at: body.at,
            signature: body.signature,
        }
    }
}

impl From<PledgeProof> for ProofBody {
    fn from(proof: PledgeProof) -> Self {
        let path = proof.path.into_iter().map(|node| NodeBody { hash: node.hash, sum_minor: node.sum_minor });
        Self {
            pledge_id: proof.pledge_id.as_uuid(),
            amount: proof.amount.into(),
            index: proof.index,
            path: path.collect(),
            head: proof.head.into(),
        }
    }
}

impl From<ProofBody> for PledgeProof {
    fn from(body: ProofBody) -> Self {
        let path = body.path.into_iter().map(|node| ProofNode { hash: node.hash, sum_minor: node.sum_minor });
        Self {
            pledge_id: body.pledge_id.into(),
            amount: body.amount.into(),
            index: body.index,
            path: path.collect(),
            head: body.head.into(),
        }
    }
}

impl From<Option<ProofFault>> for CheckedBody {
    fn from(fault: Option<ProofFault>) -> Self {
        let word = fault.map(|fault| match fault {
            ProofFault::Broken => "broken",
            ProofFault::Unknown => "unknown",
        });
        Self { holds: word.is_none(), fault: word }
    }
}
