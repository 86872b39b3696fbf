//! Whether what partners have in the ledger is what was booked, at every moment of a sale, and that a difference is named.

use jiff::SignedDuration;
use ledger::{AccountCode, Cause, Invariant, Journal, JournalId, JournalKind};
use uuid::Uuid;

use crate::{
    books::{account, refund},
    trade::{Trade, dirham},
};

async fn found(trade: &Trade) -> Vec<String> {
    let findings = trade.affiliate.verify().await.unwrap();
    assert!(findings.iter().all(|finding| finding.invariant == Invariant::CommissionsAsBooked));
    findings.into_iter().map(|finding| finding.what).collect()
}

#[tokio::test]
async fn a_commission_is_proven_from_its_sale_to_its_refund() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(5_000)).await;
    assert_eq!(found(&trade).await, [""; 0], "no sale");
    trade.sold(&partner, "1", 20_000).await;
    assert_eq!(found(&trade).await, [""; 0], "held");
    trade.sold(&partner, "2", 40_000).await;
    assert_eq!(found(&trade).await, [""; 0], "the wallet is short");
    trade.pass(SignedDuration::from_hours(24 * 14));
    trade.minute().await;
    assert_eq!(found(&trade).await, [""; 0], "payable");
    trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund("r", "1", 0)).await.unwrap();
    assert_eq!(found(&trade).await, [""; 0], "given back");
    assert_eq!(trade.books(partner.id).await.available, 0);
}

#[tokio::test]
async fn a_claim_that_no_partner_owes_and_a_commission_that_was_changed_are_named() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(5_000)).await;
    trade.sold(&partner, "1", 20_000).await;
    let claims = account(AccountCode::MerchantClaims, trade.merchant.as_uuid());
    let nobody = account(AccountCode::PartnerDebt, Uuid::now_v7());
    let cause = Cause { kind: "test", id: Uuid::now_v7() };
    let journal = Journal::new(JournalId::generate(), JournalKind("test"), cause, trade.db.now());
    trade.ledger.post(journal.moving(nobody, claims.clone(), dirham(300))).await.unwrap();
    assert_eq!(found(&trade).await, [format!("{claims} holds 3.00, its partners owe 0.00")]);
    // Behind our back: no trigger sees it.
    let changed = "SET session_replication_role = replica; UPDATE affiliate.commissions SET booked_minor = booked_minor - 1;
                   SET session_replication_role = DEFAULT";
    sqlx::raw_sql(changed).execute(trade.db.pool()).await.unwrap();
    let found = found(&trade).await;
    let what = "1999 is booked by its commissions, 2000 by their entries, 2000 is held, payable, paid out and owed (minor units)";
    assert_eq!(found[0], format!("partnership {}: {what}", partner.id));
    assert_eq!(found.len(), 2);
}
