//! Cash at an agency: what an agent may take, once, up to a cap, and what happens to it.

mod floats;
mod orders;

use jiff::SignedDuration;
use kernel::{AccountId, Actor, AppError as _, Currency, Locale, Money, Permission, PermissionSet, SignedIn};
use ledger::{AccountCode, AccountKey};
use payments::{
    AcceptVoucher, Acceptance, AttemptState, DepositId, IntentState, IntentView, NewDeposit, PaymentsError, Presented,
    ProviderName, Rail, Voucher, VoucherError, VoucherStanding,
};
use paysim::{Button, Chaos};

use crate::support::{Intent, MINUTE, Stage, TOGO, latest, route, staff, visitor};

const CAP: i64 = 50_000;

fn francs(amount: i64) -> Money {
    Money::new(amount, Currency::Xof)
}

/// Somebody who takes cash.
fn agent(id: AccountId) -> Actor {
    let permissions = PermissionSet::of(&[Permission::CashCollect]);
    Actor::signed_in(SignedIn { account_id: id, session_id: None, permissions }, Locale::Fr)
}

async fn stage() -> Stage {
    let routes = vec![route(Rail::Cash, ProviderName::Agency, &["TG"], &[Currency::Xof])];
    Stage::routed(routes, Chaos::none(), 1).await
}

/// An agent who may hold so much.
async fn agent_with(stage: &Stage, cap: i64) -> Actor {
    let id = AccountId::generate();
    stage.payments.set_agent_cap(&staff(), id, francs(cap)).await.unwrap();
    agent(id)
}

/// Somebody chose to pay in cash.
async fn voucher(stage: &Stage, intent: &Intent) -> Voucher {
    stage.pay(intent, Rail::Cash, "TG", "").await.unwrap();
    stage.payments.voucher(&visitor(), intent.id, &intent.key, "La Pirogue").await.unwrap().unwrap()
}

async fn accept(stage: &Stage, agent: &Actor, text: &str) -> Result<Acceptance, PaymentsError> {
    let command = AcceptVoucher { presented: Presented::read(text), taken_at: None };
    stage.payments.accept_voucher(agent, &command).await
}

fn refused<T: std::fmt::Debug>(result: Result<T, PaymentsError>) -> VoucherError {
    match result {
        Err(PaymentsError::Voucher(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

async fn held(stage: &Stage, agent: &Actor) -> i64 {
    let id = agent.account_id().unwrap();
    let float = AccountKey::of(AccountCode::AgentFloat, id.as_uuid(), Currency::Xof).unwrap();
    -stage.posted(&float).await
}

async fn cancel(stage: &Stage, intent: &Intent) {
    let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
    stage.payments.cancel_intent_in(&mut tx, intent.id).await.unwrap();
    tx.commit().await.unwrap();
}

async fn give_up(stage: &Stage, intent: &Intent) -> IntentView {
    stage.payments.give_up_voucher(&visitor(), intent.id, &intent.key).await.unwrap()
}

#[tokio::test]
async fn cash_for_a_voucher_pays_what_it_is_for() {
    let stage = stage().await;
    for by_code in [false, true] {
        let (intent, agent) = (stage.intent(5_000).await, agent_with(&stage, CAP).await);
        let voucher = voucher(&stage, &intent).await;
        assert_eq!(stage.state(&intent).await, IntentState::Processing);
        let text = if by_code { voucher.code.to_lowercase() } else { voucher.token };
        let shown = stage.payments.find_voucher(&agent, &Presented::read(&text)).await.unwrap();
        assert_eq!((shown.standing, shown.amount, shown.intent_id), (VoucherStanding::Open, francs(5_000), intent.id));

        let taken = accept(&stage, &agent, &text).await.unwrap();
        assert_eq!((taken.voucher_id, taken.amount), (voucher.id, francs(5_000)));
        let view = stage.view(&intent).await;
        assert_eq!((view.state, latest(&view).state), (IntentState::Succeeded, AttemptState::Charged));
        assert_eq!(latest(&view).reference, taken.reference);
        assert_eq!((stage.posted(&intent.escrow).await, held(&stage, &agent).await), (5_000, 5_000));
        assert_eq!(stage.of_provider(AccountCode::Clearing, ProviderName::Agency).await, 0);
        assert!(stage.payments.voucher(&visitor(), intent.id, &intent.key, "x").await.unwrap().is_none(), "used up");
    }
    let told = "SELECT count(*) FROM platform.outbox WHERE topic = 'payments.payment-succeeded.v1'";
    assert_eq!(stage.scalar(told).await, 2);
    let audited = "SELECT count(*) FROM platform.audit WHERE action = 'payments.accept-voucher' AND account_id IS NOT NULL";
    assert_eq!(stage.scalar(audited).await, 2);
    stage.holds().await;
}

#[tokio::test]
async fn the_same_agent_gets_the_first_answer_again_and_another_none() {
    let stage = stage().await;
    let (intent, agent, other) = (stage.intent(5_000).await, agent_with(&stage, CAP).await, agent_with(&stage, CAP).await);
    let voucher = voucher(&stage, &intent).await;
    let first = accept(&stage, &agent, &voucher.token).await.unwrap();
    stage.pass(SignedDuration::from_hours(3)).await;
    assert_eq!(accept(&stage, &agent, &voucher.token).await.unwrap(), first);
    assert_eq!(accept(&stage, &agent, &voucher.code).await.unwrap(), first);
    assert_eq!(refused(accept(&stage, &other, &voucher.token).await), VoucherError::Taken);
    let shown = async |actor| stage.payments.find_voucher(actor, &Presented::read(&voucher.token)).await.unwrap().standing;
    assert_eq!(shown(&agent).await, VoucherStanding::Accepted(first.accepted_at));
    assert_eq!(shown(&other).await, VoucherStanding::Refused(VoucherError::Taken));
    assert_eq!((stage.posted(&intent.escrow).await, held(&stage, &agent).await, held(&stage, &other).await), (5_000, 5_000, 0));
    stage.holds().await;
}

#[tokio::test]
async fn of_two_agents_at_the_same_moment_one_has_it() {
    let stage = stage().await;
    let (one, two) = (agent_with(&stage, CAP).await, agent_with(&stage, CAP).await);
    for _ in 0..5 {
        let intent = stage.intent(1_000).await;
        let voucher = voucher(&stage, &intent).await;
        let both = [&one, &two, &one, &two].map(|agent| accept(&stage, agent, &voucher.token));
        let answers = futures::future::join_all(both).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 2, "the same agent twice: {answers:?}");
        for answer in answers.into_iter().filter(Result::is_err) {
            assert_eq!(refused(answer), VoucherError::Taken);
        }
        assert_eq!(stage.posted(&intent.escrow).await, 1_000);
    }
    assert_eq!(held(&stage, &one).await + held(&stage, &two).await, 5_000);
    stage.holds().await;
}

#[tokio::test]
async fn a_voucher_that_is_not_ours_changes_nothing() {
    let stage = stage().await;
    let (intent, agent) = (stage.intent(5_000).await, agent_with(&stage, CAP).await);
    let voucher = voucher(&stage, &intent).await;
    let elsewhere = stage.with_secrets([8; 32]);
    let foreign = elsewhere.voucher(&visitor(), intent.id, &elsewhere.key_of(intent.id), "x").await.unwrap().unwrap();
    let mut changed = voucher.token.clone();
    let last = changed.pop().unwrap();
    changed.insert(30, if last == 'A' { 'B' } else { 'A' });
    for text in [&*foreign.token, &changed, "GV1.", "GV1.AAAA", &voucher.token[..60]] {
        assert_eq!(refused(accept(&stage, &agent, text).await), VoucherError::Forged, "{text}");
        assert_eq!(refused(stage.payments.find_voucher(&agent, &Presented::read(text)).await), VoucherError::Forged);
    }
    for code in ["", "ZZZZ ZZZZ", "not a code"] {
        assert_eq!(refused(accept(&stage, &agent, code).await), VoucherError::NotFound, "{code}");
    }
    assert_eq!(stage.state(&intent).await, IntentState::Processing);
    assert_eq!((stage.posted(&intent.escrow).await, held(&stage, &agent).await), (0, 0));
}

#[tokio::test]
async fn who_takes_no_cash_may_not() {
    let stage = stage().await;
    let intent = stage.intent(5_000).await;
    let voucher = voucher(&stage, &intent).await;
    let id = AccountId::generate();
    let member = Actor::signed_in(
        SignedIn { account_id: id, session_id: None, permissions: kernel::Role::Viewer.permissions() },
        Locale::Fr,
    );
    for (actor, code) in [(visitor(), "error-not-signed-in"), (member, "error-not-allowed")] {
        assert_eq!(accept(&stage, &actor, &voucher.token).await.unwrap_err().code(), code);
        let shown = stage.payments.find_voucher(&actor, &Presented::read(&voucher.token)).await;
        assert_eq!(shown.unwrap_err().code(), code);
        assert_eq!(stage.payments.agent(&actor, id).await.unwrap_err().code(), code);
        assert_eq!(stage.payments.agents(&actor).await.unwrap_err().code(), code);
        assert_eq!(stage.payments.set_agent_cap(&actor, id, francs(1)).await.unwrap_err().code(), code);
    }
    // A voucher is its payer's.
    let other = stage.intent(1_000).await;
    assert!(stage.payments.voucher(&visitor(), intent.id, &other.key, "x").await.is_err());
    assert!(stage.payments.give_up_voucher(&visitor(), intent.id, &other.key).await.is_err());
    assert_eq!(stage.state(&intent).await, IntentState::Processing);
}

#[tokio::test]
async fn a_voucher_is_over_at_its_time_and_what_was_taken_before_still_counts() {
    let stage = stage().await;
    let agent = agent_with(&stage, CAP).await;
    let (early, late, lost) = (stage.intent(1_000).await, stage.intent(2_000).await, stage.intent(3_000).await);
    let vouchers = [voucher(&stage, &early).await, voucher(&stage, &late).await, voucher(&stage, &lost).await];
    let in_time = stage.now() + MINUTE;
    stage.pass_often(6, SignedDuration::from_mins(20)).await;

    assert_eq!(refused(accept(&stage, &agent, &vouchers[1].token).await), VoucherError::Expired);
    let taken = |voucher: &Voucher, at| AcceptVoucher { presented: Presented::Token(voucher.token.clone()), taken_at: Some(at) };
    let too_late = taken(&vouchers[1], vouchers[1].expires_at + MINUTE);
    assert_eq!(refused(stage.payments.accept_voucher(&agent, &too_late).await), VoucherError::Expired);
    stage.payments.accept_voucher(&agent, &taken(&vouchers[0], in_time)).await.unwrap();
    assert_eq!(stage.state(&early).await, IntentState::Succeeded);

    // A day later nobody waits any more, whatever a device says.
    stage.pass_often(14, SignedDuration::from_hours(2)).await;
    for (intent, voucher) in [(&late, &vouchers[1]), (&lost, &vouchers[2])] {
        let view = stage.view(intent).await;
        assert_eq!(view.state, IntentState::Expired);
        assert_eq!(refused(stage.payments.accept_voucher(&agent, &taken(voucher, in_time)).await), VoucherError::Expired);
    }
    stage.pass_often(4, SignedDuration::from_hours(6)).await;
    assert_eq!(latest(&stage.view(&late).await).state, AttemptState::Failed, "nobody asks about it any more");
    assert_eq!(held(&stage, &agent).await, 1_000);
    stage.holds().await;
}

#[tokio::test]
async fn what_was_given_up_or_paid_otherwise_takes_no_cash() {
    let stage = stage().await;
    let agent = agent_with(&stage, CAP).await;
    let cancelled = stage.intent(1_000).await;
    let text = voucher(&stage, &cancelled).await.token;
    cancel(&stage, &cancelled).await;
    assert_eq!(refused(accept(&stage, &agent, &text).await), VoucherError::Cancelled);

    let otherwise = stage.intent(2_000).await;
    let text = voucher(&stage, &otherwise).await.token;
    assert_eq!(give_up(&stage, &otherwise).await.state, IntentState::RequiresAction);
    stage.pay(&otherwise, Rail::Mixx, "TG", TOGO).await.unwrap();
    assert_eq!(refused(accept(&stage, &agent, &text).await), VoucherError::Replaced);
    let id = stage.sim.transactions().last().unwrap().id.clone();
    stage.sim.press(&id, Button::Accept).unwrap();
    stage.settle().await;
    assert_eq!(refused(accept(&stage, &agent, &text).await), VoucherError::PaidOtherwise);
    assert_eq!((stage.posted(&otherwise.escrow).await, held(&stage, &agent).await), (2_000, 0));
    stage.holds().await;
}

#[tokio::test]
async fn who_gave_the_voucher_up_and_pays_cash_all_the_same_has_paid() {
    let stage = stage().await;
    let (intent, agent) = (stage.intent(1_000).await, agent_with(&stage, CAP).await);
    let text = voucher(&stage, &intent).await.token;
    let view = give_up(&stage, &intent).await;
    assert_eq!(latest(&view).failure_code.as_deref(), Some("payment-voucher-given-up"));
    accept(&stage, &agent, &text).await.unwrap();
    assert_eq!(stage.state(&intent).await, IntentState::Succeeded);
    stage.holds().await;
}
