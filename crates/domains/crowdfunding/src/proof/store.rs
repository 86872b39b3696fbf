//! Heads and their leaves, in rows.

use contracts::crowdfunding::{PledgeId, ProjectId};
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use sqlx::PgConnection;

use super::{TreeHead, tree::Leaf};

/// A pledge's id and its amount.
const LEAF: usize = 24;

/// What is paid, in the order in which it was: all of it, for it is a sum.
pub(super) async fn paid(conn: &mut PgConnection, id: ProjectId) -> Result<Vec<Leaf>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, amount_minor FROM crowdfunding.pledges WHERE project_id = $1 AND state = 'paid' ORDER BY paid_at, id",
        id.as_uuid()
    );
    let rows = rows.fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| Leaf { id: row.id.into(), amount_minor: row.amount_minor }).collect())
}

/// The number and the root of the newest head.
pub(super) async fn newest(conn: &mut PgConnection, id: ProjectId) -> Result<Option<(i32, String)>, DbError> {
    let row = sqlx::query!(
        "SELECT number, root FROM crowdfunding.tree_heads WHERE project_id = $1 ORDER BY number DESC LIMIT 1",
        id.as_uuid()
    );
    Ok(row.fetch_optional(conn).await?.map(|row| (row.number, hex::encode(row.root))))
}

pub(super) async fn add(
    tx: &mut Tx,
    head: &TreeHead,
    root: &[u8; 32],
    signature: &[u8; 64],
    leaves: &[Leaf],
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO crowdfunding.tree_heads (project_id, number, size, total_minor, root, is_final, signature, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        head.project_id.as_uuid(),
        head.number,
        head.size,
        head.total.amount_minor,
        root.as_slice(),
        head.is_final,
        signature.as_slice(),
        head.at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO crowdfunding.tree_leaves (project_id, number, leaves) VALUES ($1, $2, $3)
         ON CONFLICT (project_id) DO UPDATE SET number = excluded.number, leaves = excluded.leaves",
        head.project_id.as_uuid(),
        head.number,
        packed(leaves),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn packed(leaves: &[Leaf]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(leaves.len() * LEAF);
    for leaf in leaves {
        bytes.extend_from_slice(leaf.id.as_uuid().as_bytes());
        bytes.extend_from_slice(&leaf.amount_minor.to_be_bytes());
    }
    bytes
}

/// What `packed` wrote.
pub(super) fn unpacked(bytes: &[u8]) -> Vec<Leaf> {
    let (leaves, _rest) = bytes.as_chunks::<LEAF>();
    let read = leaves.iter().filter_map(|leaf| {
        let (id, amount_minor) = leaf.split_first_chunk::<16>()?;
        let amount_minor = i64::from_be_bytes(amount_minor.try_into().ok()?);
        Some(Leaf { id: PledgeId::from_uuid(uuid::Uuid::from_bytes(*id)), amount_minor })
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_come_back_as_they_were_kept() {
        let leaves: Vec<_> = (0..5).map(|at| Leaf { id: PledgeId::generate(), amount_minor: at * 1_000_000_007 }).collect();
        assert_eq!(unpacked(&packed(&leaves)), leaves);
        assert_eq!(unpacked(&[]), []);
    }
}
