//! A Merkle sum tree: each node carries the sum below it, so that its head commits to a total and a path proves that one pledge is in it.
//!
//! Its shape, the prefixes of its hashes and the walk of a path are those of RFC 9162, section 2.1 (Certificate Transparency); that a node
//! hashes the sums of its two children one by one is what keeps an amount from being counted for less than it is (Maxwell's proof of
//! liabilities, and its known mend).
//!
//! - leaf: SHA-256 of `0x00`, the pledge's id (16 bytes), its amount in minor units (8, big-endian), its currency (3, ASCII)
//! - node: SHA-256 of `0x01`, left hash (32), left sum (8, big-endian), right hash (32), right sum (8, big-endian)
//! - no pledge: SHA-256 of nothing, and a sum of zero

use contracts::crowdfunding::PledgeId;
use kernel::Currency;
use sha2::{Digest as _, Sha256};

/// A pledge in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) id: PledgeId,
    pub(super) amount_minor: i64,
}

/// A hash and the sum below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) hash: [u8; 32],
    pub(super) sum_minor: i64,
}

impl Node {
    pub(super) fn leaf(leaf: Leaf, currency: Currency) -> Self {
        let mut hash = Sha256::new_with_prefix([0]);
        hash.update(leaf.id.as_uuid().as_bytes());
        hash.update(leaf.amount_minor.to_be_bytes());
        hash.update(currency.code());
        Self { hash: hash.finalize().into(), sum_minor: leaf.amount_minor }
    }

    /// None when the sum is larger than any amount.
    fn above(left: Self, right: Self) -> Option<Self> {
        let mut hash = Sha256::new_with_prefix([1]);
        for side in [left, right] {
            hash.update(side.hash);
            hash.update(side.sum_minor.to_be_bytes());
        }
        Some(Self { hash: hash.finalize().into(), sum_minor: left.sum_minor.checked_add(right.sum_minor)? })
    }
}

/// The head of a tree over these leaves.
pub(super) fn head(leaves: &[Node]) -> Option<Node> {
    match leaves {
        [] => Some(Node { hash: Sha256::digest([]).into(), sum_minor: 0 }),
        [leaf] => Some(*leaf),
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            Node::above(head(left)?, head(right)?)
        }
    }
}

/// What stands beside the way from a leaf to the head, from below.
pub(super) fn path(leaves: &[Node], index: usize) -> Option<Vec<Node>> {
    if leaves.len() <= 1 {
        return (index < leaves.len()).then(Vec::new);
    }
    let at = split(leaves.len());
    let (left, right) = leaves.split_at(at);
    let (mut below, beside) =
        if index < at { (path(left, index)?, head(right)?) } else { (path(right, index - at)?, head(left)?) };
    below.push(beside);
    Some(below)
}

/// The head to which a path leads from a leaf; none when the path does not fit a tree of this size.
pub(super) fn walk(leaf: Node, index: usize, size: usize, path: &[Node]) -> Option<Node> {
    let (mut at, mut last) = (index, size.checked_sub(1)?);
    if at > last || leaf.sum_minor < 0 {
        return None;
    }
    let mut reached = leaf;
    for beside in path {
        if last == 0 || beside.sum_minor < 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            reached = Node::above(*beside, reached)?;
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            reached = Node::above(reached, *beside)?;
        }
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(reached)
}

/// The largest power of two below a length of at least two.
fn split(length: usize) -> usize {
    1 << (usize::BITS - 1 - (length - 1).leading_zeros())
}
