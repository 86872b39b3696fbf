//! Payouts by bank transfer: the queue, the batch, the bank, its statement.

use contracts::payments::{DisbursementId, Purpose};
use jiff::SignedDuration;
use kernel::{Actor, Currency, Money};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind};
use payments::{
    AttemptState, BankDetails, BatchDetailView, BatchId, BreakKind, Destination, DisbursementKind, DisbursementState, NewBatch,
    NewDisbursement, PaymentsError, ProviderName, Rail, Remedy, TransferFormat,
};
use paysim::Chaos;
use uuid::Uuid;

use crate::support::{OWN_EUR, Stage, staff, visitor};

const DAY: SignedDuration = SignedDuration::from_hours(24);
const REASON: &str = "Seen on the bank's site";

fn details(account: &str) -> BankDetails {
    BankDetails { holder: "Afi Kodjo".into(), account: account.into(), bic: String::new() }
}

/// Somebody is owed so many minor units.
async fn owed(stage: &Stage, amount: Money) -> AccountKey {
    let payable = AccountKey::of(AccountCode::Payable, Uuid::now_v7(), amount.currency).unwrap();
    let clearing = AccountKey::of_provider(AccountCode::Clearing, "paygate", amount.currency).unwrap();
    let cause = Cause { kind: "test", id: Uuid::now_v7() };
    let journal = Journal::new(JournalId::generate(), JournalKind("test-owed"), cause, stage.now());
    stage.ledger.post(journal.moving(clearing, payable.clone(), amount)).await.unwrap();
    payable
}

async fn try_pay_out(
    stage: &Stage,
    debit: &AccountKey,
    amount: Money,
    to: &BankDetails,
) -> Result<DisbursementId, PaymentsError> {
    let new = NewDisbursement {
        id: DisbursementId::generate(),
        kind: DisbursementKind::Payout,
        purpose: Purpose { kind: "project".into(), id: Uuid::now_v7() },
        amount,
        debit: debit.clone(),
        collected_by: None,
        destination: Destination::bank(to).unwrap(),
    };
    let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
    stage.payments.open_disbursement_in(&mut tx, &new).await?;
    tx.commit().await.unwrap();
    stage.settle().await;
    Ok(new.id)
}

/// One payout in euros that waits.
async fn waiting(stage: &Stage, cents: i64) -> (AccountKey, DisbursementId) {
    let amount = Money::new(cents, Currency::Eur);
    let payable = owed(stage, amount).await;
    let id = try_pay_out(stage, &payable, amount, &details("DE89 3704 0044 0532 0130 00")).await.unwrap();
    (payable, id)
}

async fn batch(stage: &Stage, currency: Currency) -> Result<BatchDetailView, PaymentsError> {
    stage.payments.make_batch(&staff(), &NewBatch { id: BatchId::generate(), currency }).await
}

/// The bank takes the file of a batch.
async fn hand_in(stage: &Stage, made: &BatchDetailView) -> String {
    let file = stage.payments.batch_file(&staff(), made.batch.id).await.unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    stage.sim.bank_take(&text).unwrap();
    text
}

async fn import(stage: &Stage) -> payments::Imported {
    let statement = stage.sim.bank_statement(OWN_EUR).unwrap();
    stage.payments.import_statement(&staff(), ProviderName::Bank, &statement).await.unwrap()
}

async fn state(stage: &Stage, id: DisbursementId) -> DisbursementState {
    stage.payments.find_disbursement(id).await.unwrap().unwrap().state
}

async fn in_clearing(stage: &Stage) -> i64 {
    stage.posted(&AccountKey::of_provider(AccountCode::PayoutClearing, "bank", Currency::Eur).unwrap()).await
}

async fn only_break(stage: &Stage) -> payments::BreakView {
    let mut open = stage.payments.open_breaks(&staff()).await.unwrap();
    assert_eq!(open.len(), 1, "{open:?}");
    open.remove(0)
}

#[tokio::test]
async fn a_payout_waits_leaves_in_one_batch_and_is_settled_by_the_statement() {
    let stage = Stage::new().await;
    let (payable, id) = waiting(&stage, 90_000).await;
    stage.pass(DAY).await;
    let queue = stage.payments.bank_queue(&staff()).await.unwrap();
    assert_eq!((queue.len(), queue[0].payouts, queue[0].total.amount_minor, queue[0].is_payable), (1, 1, 90_000, true));
    assert_eq!(stage.payments.waiting_transfers(&staff()).await.unwrap()[0].masked.as_deref(), Some("DE89 … 3000"));
    assert_eq!(stage.ledger.balance(&payable).await.unwrap().available.amount_minor, 0, "reserved");

    let made = batch(&stage, Currency::Eur).await.unwrap();
    assert_eq!((made.batch.payouts, made.batch.open, made.batch.format), (1, 1, TransferFormat::Pain001));
    assert_eq!(made.transfers[0].state, AttemptState::Sent);
    hand_in(&stage, &made).await;
    stage.pass(DAY).await;
    assert_eq!(state(&stage, id).await, DisbursementState::Processing, "a file that was sent proves nothing");
    stage.pass(SignedDuration::from_mins(10)).await;
    assert_eq!(stage.payments.batch(&staff(), made.batch.id).await.unwrap().transfers[0].state, AttemptState::Unknown);

    let done = import(&stage).await;
    assert_eq!((done.new, done.breaks), (1, 0));
    assert_eq!(state(&stage, id).await, DisbursementState::Succeeded);
    assert_eq!((stage.posted(&payable).await, in_clearing(&stage).await), (0, 0));
    assert_eq!(import(&stage).await.known, 1);
    let after = stage.payments.batch(&staff(), made.batch.id).await.unwrap();
    assert_eq!((after.batch.open, after.batch.failed, after.transfers[0].is_settled), (0, 0, true));
    let again = stage.payments.return_transfer(&staff(), after.transfers[0].id, REASON).await;
    assert!(matches!(again, Err(PaymentsError::Closed)), "the bank says that it was paid");
    stage.holds().await;
}

#[tokio::test]
async fn a_batch_is_made_once_and_its_file_is_always_the_same() {
    let stage = Stage::new().await;
    for cents in [100, 200, 300] {
        waiting(&stage, cents).await;
    }
    let (actor, new) = (staff(), NewBatch { id: BatchId::generate(), currency: Currency::Eur });
    let made = futures::future::join_all((0..4).map(|_| stage.payments.make_batch(&actor, &new))).await;
    for made in &made {
        assert_eq!(made.as_ref().unwrap().batch.payouts, 3);
    }
    let again = batch(&stage, Currency::Eur).await;
    let Err(PaymentsError::Invalid(fields)) = again else { panic!("{again:?}") };
    assert_eq!(fields[0].code, "payments-batch-empty", "nothing is in two batches");
    let other = stage.payments.make_batch(&staff(), &NewBatch { currency: Currency::Xof, ..new }).await;
    let Err(PaymentsError::Invalid(fields)) = other else { panic!("{other:?}") };
    assert_eq!(fields[0].code, "payments-batch-changed");

    let first = stage.payments.batch_file(&staff(), new.id).await.unwrap();
    stage.pass(DAY).await;
    let second = stage.payments.batch_file(&staff(), new.id).await.unwrap();
    assert!(first.bytes == second.bytes && first.name == second.name && first.name.contains(".xml"));
    assert_eq!(stage.sim.bank_take(&String::from_utf8(first.bytes).unwrap()), Ok(3));
    let plain = "SELECT count(*) FROM payments.bank_batches WHERE position('DE89'::bytea IN file_sealed) > 0";
    assert_eq!(stage.scalar(plain).await, 0, "sealed");
    assert_eq!(stage.scalar("SELECT count(*) FROM platform.audit WHERE action = 'payments.take-batch-file'").await, 2);
}

#[tokio::test]
async fn two_batches_at_once_share_nothing() {
    let stage = Stage::new().await;
    for cents in [100, 200, 300, 400] {
        waiting(&stage, cents).await;
    }
    let made = futures::future::join_all((0..4).map(|_| batch(&stage, Currency::Eur))).await;
    let payouts: i64 = made.iter().flatten().map(|made| made.batch.payouts).sum();
    assert_eq!((payouts, made.iter().flatten().count()), (4, 1));
    stage.holds().await;
}

#[tokio::test]
async fn what_the_bank_returns_is_owed_again_whenever_it_says_so() {
    // In one statement with its debit, and days later.
    for later in [false, true] {
        let stage = Stage::new().await;
        let (payable, id) = waiting(&stage, 90_000).await;
        let made = batch(&stage, Currency::Eur).await.unwrap();
        hand_in(&stage, &made).await;
        let end_to_end = made.transfers[0].id.as_uuid().simple().to_string();
        if later {
            import(&stage).await;
            assert_eq!(state(&stage, id).await, DisbursementState::Succeeded);
        }
        stage.sim.bank_return(&end_to_end).unwrap();
        let done = import(&stage).await;
        assert_eq!((done.new, done.breaks), (if later { 1 } else { 2 }, 0));
        assert_eq!(state(&stage, id).await, DisbursementState::RequiresAction, "{later}");
        assert_eq!((stage.posted(&payable).await, in_clearing(&stage).await), (90_000, 0));
        let failed = &stage.payments.batch(&staff(), made.batch.id).await.unwrap().transfers[0];
        assert_eq!((failed.state, failed.failure_detail.as_deref()), (AttemptState::Failed, Some("AC04")));
        // Owed, so it is paid to another account.
        let amount = Money::new(90_000, Currency::Eur);
        let id = try_pay_out(&stage, &payable, amount, &details("BE68539007547034")).await.unwrap();
        hand_in(&stage, &batch(&stage, Currency::Eur).await.unwrap()).await;
        import(&stage).await;
        assert_eq!(state(&stage, id).await, DisbursementState::Succeeded);
        assert_eq!((stage.posted(&payable).await, in_clearing(&stage).await), (0, 0));
        assert!(stage.payments.clearing(&staff()).await.unwrap().is_empty());
        stage.holds().await;
    }
}

#[tokio::test]
async fn what_is_not_as_asked_is_a_break_of_its_kind() {
    for (chaos, kind, cents) in [
        (Chaos { bank_duplicate: 100, ..Chaos::none() }, BreakKind::Duplicate, 90_000),
        (Chaos { bank_wrong_amount: 100, ..Chaos::none() }, BreakKind::Late, 89_999),
    ] {
        let stage = Stage::with(chaos, 1).await;
        let (_, id) = waiting(&stage, 90_000).await;
        let made = batch(&stage, Currency::Eur).await.unwrap();
        hand_in(&stage, &made).await;
        import(&stage).await;
        let open = only_break(&stage).await;
        assert_eq!((open.kind, open.difference.amount_minor), (kind, cents));
        if kind == BreakKind::Late {
            let transfer = &stage.payments.batch(&staff(), made.batch.id).await.unwrap().transfers[0];
            assert_eq!((transfer.state, transfer.received.unwrap().amount_minor), (AttemptState::IntegrityFailure, 89_999));
            assert!(transfer.may_be_confirmed() && !transfer.may_be_returned());
            stage.payments.confirm_transfer(&staff(), transfer.id, REASON).await.unwrap();
        }
        assert_eq!(state(&stage, id).await, DisbursementState::Succeeded);
        stage.payments.close_break(&staff(), open.id, Remedy::Adjustment, REASON).await.unwrap();
        assert_eq!(in_clearing(&stage).await, 0, "{kind:?}");
        stage.holds().await;
    }
}

#[tokio::test]
async fn what_never_shows_on_a_statement_is_decided_by_a_person() {
    let stage = Stage::with(Chaos { bank_missing: 100, ..Chaos::none() }, 1).await;
    let (first, second) = (waiting(&stage, 90_000).await, waiting(&stage, 100).await);
    let made = batch(&stage, Currency::Eur).await.unwrap();
    hand_in(&stage, &made).await;
    let ids: Vec<_> = made.transfers.iter().map(|transfer| transfer.id).collect();
    let unreasoned = stage.payments.return_transfer(&staff(), ids[0], " ").await;
    assert!(matches!(unreasoned, Err(PaymentsError::Invalid(_))), "{unreasoned:?}");
    stage.payments.return_transfer(&staff(), ids[0], "The bank refused the file's first line").await.unwrap();
    stage.payments.confirm_transfer(&staff(), ids[1], REASON).await.unwrap();
    assert_eq!(state(&stage, first.1).await, DisbursementState::RequiresAction);
    assert_eq!(state(&stage, second.1).await, DisbursementState::Succeeded);
    assert_eq!((stage.posted(&first.0).await, stage.posted(&second.0).await), (90_000, 0));
    for id in ids {
        let again = stage.payments.confirm_transfer(&staff(), id, REASON).await;
        assert!(matches!(again, Err(PaymentsError::Closed)), "{again:?}");
    }
    stage.pass_often(5, DAY).await;
    assert_eq!(stage.payments.find_missing(&staff(), ProviderName::Bank).await.unwrap(), 0, "found by itself");
    assert_eq!(only_break(&stage).await.kind, BreakKind::MissingAtProvider, "what a person confirmed and no statement has");
    stage.holds().await;
}

#[tokio::test]
async fn a_payout_that_waits_may_be_sent_back_before_any_batch() {
    let stage = Stage::new().await;
    let (payable, id) = waiting(&stage, 500).await;
    let transfer = stage.payments.waiting_transfers(&staff()).await.unwrap().remove(0);
    assert!(!transfer.may_be_confirmed() && transfer.may_be_returned());
    stage.payments.return_transfer(&staff(), transfer.id, "Not the holder's account").await.unwrap();
    assert_eq!((state(&stage, id).await, stage.posted(&payable).await), (DisbursementState::RequiresAction, 500));
    assert!(stage.payments.bank_queue(&staff()).await.unwrap().is_empty());
    stage.holds().await;
}

#[tokio::test]
async fn lines_of_nobody_are_breaks_and_other_accounts_are_refused() {
    let stage = Stage::new().await;
    let head = "line_id,settled_at,kind,provider_reference,merchant_reference,amount,fee,currency\n";
    let lines = "b-1,2026-11-21T10:00:00Z,payout,B1,,5.00,0,EUR\nb-2,2026-11-21T10:00:00Z,return,B2,x,7.00,0,EUR\nb-3,2026-11-21T10:00:00Z,collect,B3,,9.00,0,EUR\n";
    let done = stage.payments.import_statement(&staff(), ProviderName::Bank, &format!("{head}{lines}")).await.unwrap();
    assert_eq!((done.new, done.breaks), (3, 3));
    for open in stage.payments.open_breaks(&staff()).await.unwrap() {
        assert_eq!(open.kind, BreakKind::MissingHere);
        stage.payments.close_break(&staff(), open.id, Remedy::Adjustment, REASON).await.unwrap();
    }
    assert_eq!(in_clearing(&stage).await, 0);
    assert!(stage.payments.clearing(&staff()).await.unwrap().is_empty());
    stage.holds().await;
    waiting(&stage, 500).await;
    hand_in(&stage, &batch(&stage, Currency::Eur).await.unwrap()).await;
    let other = stage.sim.bank_statement(OWN_EUR).unwrap().replace(OWN_EUR, "DE89370400440532013000");
    let refused = stage.payments.import_statement(&staff(), ProviderName::Bank, &other).await;
    let Err(PaymentsError::Invalid(fields)) = refused else { panic!("{refused:?}") };
    assert_eq!(fields[0].code, "payments-statement-account");
}

#[tokio::test]
async fn an_account_is_read_before_money_is_promised_to_it() {
    let stage = Stage::new().await;
    let amount = Money::new(500, Currency::Xof);
    let payable = owed(&stage, amount).await;
    for (account, code) in [
        ("TG53TG0090604310346500400071", "payments-account-key"),
        ("BE68539007547034", "payments-account-currency"),
        ("", "payments-account-characters"),
    ] {
        let refused = try_pay_out(&stage, &payable, amount, &details(account)).await;
        let Err(PaymentsError::Invalid(fields)) = refused else { panic!("{refused:?}") };
        assert_eq!((fields[0].field.as_ref(), fields[0].code), ("account", code));
    }
    assert_eq!(stage.scalar("SELECT count(*) FROM payments.disbursements").await, 0);
    let id = try_pay_out(&stage, &payable, amount, &details("TG009 06043 103465004000 70")).await.unwrap();
    let view = stage.payments.find_disbursement(id).await.unwrap().unwrap();
    assert_eq!((view.rail, view.masked.as_deref()), (Rail::Bank, Some("TG53 … 0070")));
    let sealed = "SELECT count(*) FROM payments.disbursements WHERE position('TG53'::bytea IN party_sealed) > 0";
    assert_eq!(stage.scalar(sealed).await, 0);
    // A table for banks that take no XML.
    let made = batch(&stage, Currency::Xof).await.unwrap();
    let file = stage.payments.batch_file(&staff(), made.batch.id).await.unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    assert!(text.contains(",Afi Kodjo,TG0090604310346500400070,,500,XOF,") && file.name.contains(".csv"), "{text}");
    let line = format!("x-1,2026-11-23T00:00:00Z,payout,X1,{},500,0,XOF\n", made.transfers[0].id.as_uuid().simple());
    let statement = format!("line_id,settled_at,kind,provider_reference,merchant_reference,amount,fee,currency\n{line}");
    stage.payments.import_statement(&staff(), ProviderName::Bank, &statement).await.unwrap();
    assert_eq!(state(&stage, id).await, DisbursementState::Succeeded);
    stage.holds().await;
}

#[tokio::test]
async fn nobody_pays_by_it_and_only_the_staff_of_payments_sees_it() {
    let stage = Stage::new().await;
    assert!(!stage.payments.rails("TG", Currency::Xof).contains(&Rail::Bank));
    assert!(stage.payments.bank_countries(Currency::Xof).contains(&"TG".to_owned()));
    assert!(stage.payments.bank_countries(Currency::Mad).is_empty(), "no route");
    let intent = stage.intent(5_000).await;
    let refused = stage.pay(&intent, Rail::Bank, "TG", "90 12 34 56").await;
    assert!(matches!(refused, Err(PaymentsError::NoRoute)), "{refused:?}");
    let (_, _) = waiting(&stage, 500).await;
    let made = batch(&stage, Currency::Eur).await.unwrap();
    let (nobody, id) = (visitor(), made.transfers[0].id);
    let new = NewBatch { id: made.batch.id, currency: Currency::Eur };
    assert!(matches!(stage.payments.bank_queue(&nobody).await, Err(PaymentsError::Forbidden(_))));
    assert!(matches!(stage.payments.waiting_transfers(&nobody).await, Err(PaymentsError::Forbidden(_))));
    assert!(matches!(stage.payments.batches(&nobody).await, Err(PaymentsError::Forbidden(_))));
    assert!(matches!(stage.payments.batch(&nobody, made.batch.id).await, Err(PaymentsError::Forbidden(_))));
    assert!(matches!(stage.payments.batch_file(&nobody, made.batch.id).await, Err(PaymentsError::Forbidden(_))));
    assert!(matches!(stage.payments.make_batch(&nobody, &new).await, Err(PaymentsError::Forbidden(_))));
    assert!(matches!(stage.payments.confirm_transfer(&nobody, id, REASON).await, Err(PaymentsError::Forbidden(_))));
    assert!(matches!(stage.payments.return_transfer(&nobody, id, REASON).await, Err(PaymentsError::Forbidden(_))));
}
