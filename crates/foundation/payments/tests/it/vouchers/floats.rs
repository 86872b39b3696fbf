//! Caps, deposits, and refunds of what was paid in cash.

use kernel::PageRequest;
use ledger::{Cause, Journal, JournalId, JournalKind};
use payments::Destination;
use uuid::Uuid;

use super::*;
use crate::support::MTN;

fn deposit(agent: &Actor, amount: i64, reference: &str) -> NewDeposit {
    NewDeposit {
        id: DepositId::generate(),
        agent_id: agent.account_id().unwrap(),
        amount: francs(amount),
        reference: reference.into(),
        reason: "Bordereau du jour".into(),
    }
}

fn field(result: Result<(), PaymentsError>) -> (String, &'static str) {
    let error = result.unwrap_err();
    let field = error.fields().first().unwrap_or_else(|| panic!("{error:?}"));
    (field.field.clone().into_owned(), field.code)
}

#[tokio::test]
async fn an_agent_takes_no_more_than_the_cap_until_cash_was_deposited() {
    let stage = stage().await;
    let agent = agent_with(&stage, 8_000).await;
    let (first, second) = (stage.intent(5_000).await, stage.intent(4_000).await);
    let (one, two) = (voucher(&stage, &first).await, voucher(&stage, &second).await);
    accept(&stage, &agent, &one.token).await.unwrap();
    let shown = stage.payments.find_voucher(&agent, &Presented::read(&two.token)).await.unwrap();
    assert_eq!(shown.standing, VoucherStanding::Refused(VoucherError::OverCap), "said before the cash is taken");
    assert_eq!(refused(accept(&stage, &agent, &two.token).await), VoucherError::OverCap);
    assert_eq!((stage.state(&second).await, held(&stage, &agent).await), (IntentState::Processing, 5_000));

    stage.payments.book_deposit(&staff(), &deposit(&agent, 5_000, "BOA-1")).await.unwrap();
    accept(&stage, &agent, &two.token).await.unwrap();
    assert_eq!(held(&stage, &agent).await, 4_000);
    assert_eq!(stage.of_provider(AccountCode::Cash, ProviderName::Agency).await, -5_000);
    let id = agent.account_id().unwrap();
    let [view] = stage.payments.agent(&agent, id).await.unwrap().try_into().unwrap();
    assert_eq!((view.float.cap, view.float.held, view.float.left), (francs(8_000), francs(4_000), francs(4_000)));
    assert_eq!(stage.payments.agents(&staff()).await.unwrap(), [view]);
    stage.holds().await;
}

#[tokio::test]
async fn nobody_takes_cash_before_a_cap_was_set() {
    let stage = stage().await;
    let intent = stage.intent(5_000).await;
    let text = voucher(&stage, &intent).await.token;
    let agent = agent(AccountId::generate());
    assert_eq!(refused(accept(&stage, &agent, &text).await), VoucherError::OverCap);
    assert_eq!(stage.state(&intent).await, IntentState::Processing);
}

#[tokio::test]
async fn a_deposit_is_booked_once_and_no_larger_than_what_is_held() {
    let stage = stage().await;
    let agent = agent_with(&stage, CAP).await;
    let intent = stage.intent(5_000).await;
    let text = voucher(&stage, &intent).await.token;
    accept(&stage, &agent, &text).await.unwrap();
    let book = async |new: &NewDeposit| stage.payments.book_deposit(&staff(), new).await;
    assert_eq!(field(book(&deposit(&agent, 5_001, "A")).await), ("amount".into(), "payments-deposit-too-much"));
    for (amount, reference, reason, wrong) in
        [(0, "A", "Dépôt", "amount"), (1, " ", "Dépôt", "reference"), (1, "A", "x", "reason")]
    {
        let new = NewDeposit { reason: reason.into(), ..deposit(&agent, amount, reference) };
        assert_eq!(field(book(&new).await).0, wrong);
    }
    let new = deposit(&agent, 2_000, "A");
    for _ in 0..2 {
        book(&new).await.unwrap();
    }
    assert_eq!(held(&stage, &agent).await, 3_000, "once");
    assert_eq!(field(book(&deposit(&agent, 2_000, "A")).await), ("reference".into(), "payments-deposit-known"));
    assert_eq!(field(book(&NewDeposit { amount: francs(1), ..new }).await), ("reference".into(), "payments-deposit-known"));
    let id = agent.account_id().unwrap();
    let set = stage.payments.set_agent_cap(&staff(), id, francs(2_999)).await;
    assert_eq!(field(set), ("cap".into(), "payments-cap-below-float"));
    stage.payments.set_agent_cap(&staff(), id, francs(3_000)).await.unwrap();
    let audited = "SELECT count(*) FROM platform.audit WHERE action IN ('payments.set-agent-cap', 'payments.book-deposit')";
    assert_eq!(stage.scalar(audited).await, 3);
    let deposits = stage.payments.deposits(&agent, id, &PageRequest::first()).await.unwrap().items;
    assert_eq!(deposits.iter().map(|deposit| deposit.amount).collect::<Vec<_>>(), [francs(2_000)]);
    stage.holds().await;
}

#[tokio::test]
async fn an_agent_sees_what_was_accepted_page_by_page_and_nobody_else_s() {
    let stage = stage().await;
    let (agent, other) = (agent_with(&stage, CAP).await, agent_with(&stage, CAP).await);
    for amount in [1_000, 2_000, 3_000] {
        let text = voucher(&stage, &stage.intent(amount).await).await.token;
        accept(&stage, &agent, &text).await.unwrap();
        stage.pass(MINUTE).await;
    }
    let id = agent.account_id().unwrap();
    let mut seen = Vec::new();
    let mut page = PageRequest::new(Some(2), None);
    loop {
        let found = stage.payments.acceptances(&agent, id, &page).await.unwrap();
        seen.extend(found.items.iter().map(|line| line.amount.amount_minor));
        match found.next {
            Some(next) => page = PageRequest::new(Some(2), Some(next)),
            None => break,
        }
    }
    assert_eq!(seen, [3_000, 2_000, 1_000]);
    assert_eq!(stage.payments.acceptances(&other, id, &page).await.unwrap_err().code(), "error-not-allowed");
    assert_eq!(stage.payments.deposits(&other, id, &page).await.unwrap_err().code(), "error-not-allowed");
}

#[tokio::test]
async fn nobody_outside_speaks_for_our_agents() {
    let stage = stage().await;
    let (intent, agent) = (stage.intent(5_000).await, agent_with(&stage, CAP).await);
    let text = voucher(&stage, &intent).await.token;
    let raw = payments::provider::RawCallback {
        method: "POST".into(),
        query: None,
        headers: std::collections::BTreeMap::new(),
        body: text.clone().into(),
    };
    assert_eq!(stage.payments.receive(ProviderName::Agency, raw, None).await.unwrap_err().code(), "payments-not-found");
    accept(&stage, &agent, &text).await.unwrap();
    stage.pass_often(5, SignedDuration::from_hours(24)).await;
    assert_eq!(stage.payments.find_missing(&staff(), ProviderName::Agency).await.unwrap(), 0);
    assert!(stage.payments.open_breaks(&staff()).await.unwrap().is_empty(), "no statement is waited for");
    let header = "line_id,settled_at,kind,provider_reference,merchant_reference,amount,fee,currency\n";
    let refused = stage.payments.import_statement(&staff(), ProviderName::Agency, header).await.map(drop);
    assert_eq!(field(refused), ("provider".into(), "payments-no-statements"));
}

/// What was paid in cash is to go back.
async fn refunded(stage: &Stage) -> Intent {
    let (intent, agent) = (stage.intent(5_000).await, agent_with(stage, CAP).await);
    let text = voucher(stage, &intent).await.token;
    accept(stage, &agent, &text).await.unwrap();
    let view = stage.view(&intent).await;
    let owed = AccountKey::of(AccountCode::RefundPayable, Uuid::now_v7(), Currency::Xof).unwrap();
    let cause = Cause { kind: "test", id: Uuid::now_v7() };
    let journal = Journal::new(JournalId::generate(), JournalKind("test-failed"), cause, stage.now());
    stage.ledger.post(journal.moving(intent.escrow.clone(), owed.clone(), view.amount)).await.unwrap();
    let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
    stage.payments.refund_in(&mut tx, latest(&view).id, owed, view.purpose.clone()).await.unwrap();
    tx.commit().await.unwrap();
    stage.settle().await;
    intent
}

async fn kept(stage: &Stage) -> i64 {
    stage.posted(&AccountKey::ours(AccountCode::UnclaimedRefunds, Currency::Xof).unwrap()).await
}

fn to(rail: Rail, country: &str, phone: &str) -> Destination {
    Destination { rail, country: country.into(), party: Some(phone.into()) }
}

#[tokio::test]
async fn cash_goes_back_to_the_wallet_that_its_owner_names() {
    let stage = stage().await;
    let intent = refunded(&stage).await;
    assert_eq!(kept(&stage).await, 5_000, "no rail takes it back: kept at once");
    let claim = async |key: &str, to| stage.payments.claim_refund(&visitor(), intent.id, key, &to).await;
    let unclaimed = async || stage.payments.unclaimed(&visitor(), intent.id, &intent.key).await.unwrap();
    assert_eq!(unclaimed().await, Some(francs(5_000)));
    assert_eq!(claim("x", to(Rail::Mixx, "TG", TOGO)).await.unwrap_err().code(), "payments-not-found");
    assert_eq!(claim(&intent.key, to(Rail::Mixx, "TG", "12")).await.unwrap_err().code(), "payments-invalid");
    for wrong in [to(Rail::Cash, "TG", TOGO), to(Rail::Card, "TG", TOGO), to(Rail::MtnMomo, "TG", TOGO)] {
        assert_eq!(claim(&intent.key, wrong).await.unwrap_err().code(), "payments-no-route");
    }
    assert_eq!(kept(&stage).await, 5_000);

    claim(&intent.key, to(Rail::Mixx, "tg", TOGO)).await.unwrap();
    assert_eq!((kept(&stage).await, unclaimed().await), (0, None));
    assert_eq!(claim(&intent.key, to(Rail::Mixx, "TG", TOGO)).await.unwrap_err().code(), "payments-closed", "once");
    stage.pass_often(4, MINUTE).await;
    let [sent] = stage.sim.transactions().try_into().unwrap();
    let sent: paysim::Transaction = sent;
    assert_eq!((sent.kind, sent.amount_minor, sent.state), (paysim::Kind::Payout, 5_000, paysim::TransactionState::Succeeded));
    assert_eq!(stage.scalar("SELECT count(*) FROM payments.disbursements WHERE state = 'succeeded'").await, 1);
    assert_eq!(stage.of_provider(AccountCode::PayoutClearing, ProviderName::Agency).await, 0);
    stage.holds().await;
}

#[tokio::test]
async fn a_claim_that_no_rail_takes_can_be_made_again() {
    let stage = stage().await;
    let intent = refunded(&stage).await;
    let claim = async || {
        let to = to(Rail::MtnMomo, "BJ", MTN);
        stage.payments.claim_refund(&visitor(), intent.id, &intent.key, &to).await.unwrap();
    };
    stage.sim.set_chaos(Chaos { server_error: 100, ..Chaos::none() });
    claim().await;
    stage.pass_often(2, MINUTE).await;
    assert_eq!(kept(&stage).await, 0, "on its way");
    stage.sim.set_chaos(Chaos::none());
    stage.pass_often(8, SignedDuration::from_hours(1)).await;
    assert_eq!(stage.scalar("SELECT count(*) FROM payments.disbursements WHERE state = 'succeeded'").await, 1);
    assert_eq!(stage.sim.transactions().len(), 1, "once");
    stage.holds().await;
}
