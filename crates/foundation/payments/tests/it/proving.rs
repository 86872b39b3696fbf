//! Whether the ledger is what payments made of it, and that a difference is named.

use jiff::SignedDuration;
use ledger::Invariant;
use payments::{ProviderName, Rail};
use paysim::{Button, Provider};

use crate::support::{Stage, TOGO, staff};

/// One payment of 5 000 francs by Mixx.
async fn paid() -> Stage {
    let stage = Stage::new().await;
    let intent = stage.intent(5000).await;
    stage.pay(&intent, Rail::Mixx, "TG", TOGO).await.unwrap();
    let asked = stage.sim.transactions()[0].id.clone();
    stage.sim.press(&asked, Button::Accept).unwrap();
    stage.settle().await;
    assert_eq!(stage.posted(&intent.escrow).await, 5000);
    stage
}

async fn found(stage: &Stage) -> Vec<(Invariant, String)> {
    let findings = stage.payments.verify().await.unwrap();
    findings.into_iter().map(|finding| (finding.invariant, finding.what)).collect()
}

#[tokio::test]
async fn a_settled_payment_holds_and_so_does_one_on_its_way() {
    let stage = paid().await;
    assert_eq!(found(&stage).await, [], "booked and not settled");
    stage.payments.import_statement(&staff(), ProviderName::Paygate, &stage.sim.statement(Provider::PayGate)).await.unwrap();
    assert_eq!(found(&stage).await, [], "settled");
}

#[tokio::test]
async fn a_line_that_nobody_booked_is_named_on_each_of_its_accounts() {
    let stage = paid().await;
    let line =
        "INSERT INTO payments.statement_lines (provider, line_id, settled_at, kind, provider_ref, merchant_ref, amount_minor,
                    fee_minor, currency, journal_id, imported_at)
                VALUES ('paygate', 'x', now(), 'collect', '', '', 300, 20, 'XOF', gen_random_uuid(), now())";
    sqlx::query(line).execute(stage.db.pool()).await.unwrap();
    assert_eq!(
        found(&stage).await,
        [
            (Invariant::CashAsSettled, "cash:paygate:XOF holds 0, the rows make -280".to_owned()),
            (Invariant::ClearingExplained, "clearing:paygate:XOF holds -5000, the rows make -4700".to_owned()),
            (Invariant::CashAsSettled, "provider_fees:paygate:XOF holds 0, the rows make -20".to_owned()),
        ]
    );
}

#[tokio::test]
async fn a_deposit_that_nobody_booked_is_named() {
    let stage = paid().await;
    let deposit = "INSERT INTO payments.agent_deposits (id, agent_id, amount_minor, currency, reference, reason, booked_at)
                   VALUES (gen_random_uuid(), '01890000-0000-7000-8000-000000000001', 700, 'XOF', 'slip 1', 'cash', now())";
    sqlx::query(deposit).execute(stage.db.pool()).await.unwrap();
    let named: Vec<String> = found(&stage).await.into_iter().map(|(_, what)| what).collect();
    assert_eq!(
        named,
        [
            "agent_float:01890000-0000-7000-8000-000000000001:XOF holds 0, the rows make 700",
            "cash:agency:XOF holds 0, the rows make -700",
        ]
    );
}

#[tokio::test]
async fn what_is_not_settled_for_days_needs_a_break() {
    let stage = paid().await;
    stage.clock.advance(SignedDuration::from_hours(24 * 6));
    let named = found(&stage).await;
    assert!(matches!(&named[..], [(Invariant::ClearingExplained, what)] if what.ends_with("no break is open")), "{named:?}");
    assert_eq!(stage.payments.find_missing(&staff(), ProviderName::Paygate).await.unwrap(), 1);
    assert_eq!(found(&stage).await, []);
}
