//! Heads of trees and proofs, as they are published.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use contracts::crowdfunding::{PledgeId, ProjectId};
use ed25519_dalek::{Signature, Signer as _, SigningKey};
use jiff::Timestamp;
use kernel::Money;
use serde::{Deserialize, Serialize};

use super::tree::{self, Leaf, Node};

/// What begins the text that is signed.
const SIGNED: &[u8] = b"griot-tree-head-v1\0";
/// A tree of two thousand million leaves is not higher.
const HIGHEST: usize = 31;

/// What a project had raised at an instant, by all paid pledges together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeHead {
    /// The project.
    pub project_id: ProjectId,
    /// Its first head is 1.
    pub number: i32,
    /// How many pledges were paid.
    pub size: i32,
    /// What they were together: what the ledger held for the project at the same instant.
    pub total: Money,
    /// The hash above all of them, in hexadecimal.
    pub root: String,
    /// Whether the project was decided by it: there is none after it.
    pub is_final: bool,
    /// When it was made, to the second.
    pub at: Timestamp,
    /// Ed25519 over `griot-tree-head-v1`, a zero byte, the project's id (16 bytes), number (4, big-endian), size (4), total in minor
    /// units (8), currency (3, ASCII), root (32), 1 or 0 for the last one (1), seconds since 1970 (8); in base64url without padding.
    pub signature: String,
}

/// A hash beside the way from a pledge to the root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofNode {
    /// In hexadecimal.
    pub hash: String,
    /// What the pledges below it are together, in minor units.
    pub sum_minor: i64,
}

/// That one pledge is counted in a published total. Whoever holds it can check it without us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeProof {
    /// The pledge.
    pub pledge_id: PledgeId,
    /// What it is.
    pub amount: Money,
    /// At which place it stands; the first is 0.
    pub index: i32,
    /// What stands beside its way to the root, from below.
    pub path: Vec<ProofNode>,
    /// The total in which it is counted.
    pub head: TreeHead,
}

/// What is wrong with a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofFault {
    /// It does not lead from the pledge to its root and total: something in it was changed.
    Broken,
    /// Its head is none that was published for this project.
    Unknown,
}

impl PledgeProof {
    /// Whether it leads from the pledge to the root and the total of its head. That the head is a published one is another question.
    pub fn leads_to_its_head(&self) -> bool {
        self.reached().is_some_and(|reached| {
            hex::encode(reached.hash) == self.head.root && self.head.total.amount_minor == reached.sum_minor
        })
    }

    fn reached(&self) -> Option<Node> {
        if self.path.len() > HIGHEST || self.amount.currency != self.head.total.currency {
            return None;
        }
        let read = |node: &ProofNode| {
            let mut hash = [0; 32];
            hex::decode_to_slice(&node.hash, &mut hash).ok()?;
            Some(Node { hash, sum_minor: node.sum_minor })
        };
        let path: Vec<_> = self.path.iter().map(read).collect::<Option<_>>()?;
        let leaf = Leaf { id: self.pledge_id, amount_minor: self.amount.amount_minor };
        let (index, size) = (usize::try_from(self.index).ok()?, usize::try_from(self.head.size).ok()?);
        tree::walk(Node::leaf(leaf, self.amount.currency), index, size, &path)
    }
}

/// Signs heads with this installation's key.
pub(super) fn sign(key: &SigningKey, head: &TreeHead, root: &[u8; 32]) -> Signature {
    key.sign(&signed(head, root))
}

fn signed(head: &TreeHead, root: &[u8; 32]) -> Vec<u8> {
    let mut bytes = SIGNED.to_vec();
    bytes.extend_from_slice(head.project_id.as_uuid().as_bytes());
    bytes.extend_from_slice(&head.number.to_be_bytes());
    bytes.extend_from_slice(&head.size.to_be_bytes());
    bytes.extend_from_slice(&head.total.amount_minor.to_be_bytes());
    bytes.extend_from_slice(head.total.currency.code().as_bytes());
    bytes.extend_from_slice(root);
    bytes.push(u8::from(head.is_final));
    bytes.extend_from_slice(&head.at.as_second().to_be_bytes());
    bytes
}

/// The key by which everybody checks signatures, in base64url without padding.
pub(super) fn public(key: &SigningKey) -> String {
    URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes())
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::VerifyingKey;
    use kernel::Currency;
    use proptest::prelude::*;

    use super::*;

    fn proof_of(amounts: &[i64], index: usize) -> PledgeProof {
        let leaves: Vec<_> =
            amounts.iter().map(|amount_minor| Leaf { id: PledgeId::generate(), amount_minor: *amount_minor }).collect();
        let nodes: Vec<_> = leaves.iter().map(|leaf| Node::leaf(*leaf, Currency::Xof)).collect();
        let head = tree::head(&nodes).unwrap();
        let path = tree::path(&nodes, index).unwrap();
        PledgeProof {
            pledge_id: leaves[index].id,
            amount: Money::new(amounts[index], Currency::Xof),
            index: i32::try_from(index).unwrap(),
            path: path.into_iter().map(|node| ProofNode { hash: hex::encode(node.hash), sum_minor: node.sum_minor }).collect(),
            head: TreeHead {
                project_id: ProjectId::generate(),
                number: 1,
                size: i32::try_from(amounts.len()).unwrap(),
                total: Money::new(head.sum_minor, Currency::Xof),
                root: hex::encode(head.hash),
                is_final: false,
                at: Timestamp::from_second(1_790_000_000).unwrap(),
                signature: String::new(),
            },
        }
    }

    proptest! {
        #[test]
        fn every_pledge_of_every_tree_is_proven_and_no_other_amount_place_or_total(
            amounts in prop::collection::vec(1_i64..1_000_000_000, 1..70), at in any::<prop::sample::Index>(), wrong in 1_i64..1000,
        ) {
            let proof = proof_of(&amounts, at.index(amounts.len()));
            prop_assert!(proof.leads_to_its_head());
            prop_assert_eq!(proof.head.total.amount_minor, amounts.iter().sum::<i64>());
            let changed = |change: &dyn Fn(&mut PledgeProof)| {
                let mut other = proof.clone();
                change(&mut other);
                other.leads_to_its_head()
            };
            prop_assert!(!changed(&|other| other.amount.amount_minor += wrong));
            prop_assert!(!changed(&|other| other.head.total.amount_minor += wrong));
            prop_assert!(!changed(&|other| other.pledge_id = PledgeId::generate()));
            prop_assert!(!changed(&|other| other.amount.currency = Currency::Eur));
            prop_assert!(!changed(&|other| other.index += i32::try_from(amounts.len()).unwrap()));
            let longer = changed(&|other| other.path.push(ProofNode { hash: "00".repeat(32), sum_minor: 0 }));
            prop_assert!(!longer);
            if amounts.len() > 1 {
                let shorter = changed(&|other| drop(other.path.pop()));
                prop_assert!(!shorter);
                prop_assert!(!changed(&|other| other.path[0].sum_minor += wrong));
                prop_assert!(!changed(&|other| other.path[0].sum_minor = -1));
                prop_assert!(!changed(&|other| other.path[0].hash.truncate(10)));
                prop_assert!(!changed(&|other| other.head.size = 1));
            }
        }
    }

    /// The vectors that the browser's code is tested with, made by neither.
    #[test]
    fn the_vectors_lead_to_their_heads() {
        let proofs: Vec<PledgeProof> = serde_json::from_str(include_str!("../../tests/vectors/proofs.json")).unwrap();
        assert_eq!(proofs.len(), 7);
        assert!(proofs.iter().all(PledgeProof::leads_to_its_head));
    }

    #[test]
    fn sums_that_are_larger_than_any_amount_are_no_proof() {
        let mut proof = proof_of(&[1, 2], 0);
        proof.path[0].sum_minor = i64::MAX;
        assert!(!proof.leads_to_its_head());
    }

    #[test]
    fn a_signature_holds_for_every_word_of_its_head() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let head = proof_of(&[500], 0).head;
        let signature = sign(&key, &head, &[3; 32]);
        let public: [u8; 32] = URL_SAFE_NO_PAD.decode(public(&key)).unwrap().try_into().unwrap();
        let public = VerifyingKey::from_bytes(&public).unwrap();
        let holds = |head: &TreeHead, root: [u8; 32]| public.verify_strict(&signed(head, &root), &signature).is_ok();
        assert!(holds(&head, [3; 32]));
        assert!(!holds(&head, [4; 32]));
        for change in [
            |head: &mut TreeHead| head.number += 1,
            |head: &mut TreeHead| head.size += 1,
            |head: &mut TreeHead| head.total.amount_minor += 1,
            |head: &mut TreeHead| head.total.currency = Currency::Mad,
            |head: &mut TreeHead| head.is_final = true,
            |head: &mut TreeHead| head.project_id = ProjectId::generate(),
            |head: &mut TreeHead| head.at = Timestamp::UNIX_EPOCH,
        ] {
            let mut other = head.clone();
            change(&mut other);
            assert!(!holds(&other, [3; 32]), "{other:?}");
        }
    }
}
