//! Whatever the order in which cash is taken, sent twice, given up, paid otherwise, deposited or too late: the books agree.

use proptest::{prelude::*, test_runner::TestRunner};

use super::*;

/// Something that happens to one of the payments.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// An agent sends the voucher, as taken so many minutes ago.
    Accept {
        payment: usize,
        agent: usize,
        minutes_ago: i64,
    },
    /// Both agents at once.
    Both {
        payment: usize,
    },
    Cancel {
        payment: usize,
    },
    GiveUp {
        payment: usize,
    },
    Otherwise {
        payment: usize,
    },
    Confirm,
    Deposit {
        agent: usize,
        amount: i64,
    },
    Wait {
        minutes: i64,
    },
}

const PAYMENTS: usize = 4;
const AMOUNTS: [i64; PAYMENTS] = [1_000, 2_000, 3_000, 4_000];
const SMALL_CAP: i64 = 6_000;

fn step() -> impl Strategy<Value = Step> {
    let payment = 0..PAYMENTS;
    prop_oneof![
        6 => (payment.clone(), 0..2_usize, 0..90_i64)
            .prop_map(|(payment, agent, minutes_ago)| Step::Accept { payment, agent, minutes_ago }),
        2 => payment.clone().prop_map(|payment| Step::Both { payment }),
        1 => payment.clone().prop_map(|payment| Step::Cancel { payment }),
        2 => payment.clone().prop_map(|payment| Step::GiveUp { payment }),
        2 => payment.prop_map(|payment| Step::Otherwise { payment }),
        2 => Just(Step::Confirm),
        2 => (0..2_usize, 1..4_000_i64).prop_map(|(agent, amount)| Step::Deposit { agent, amount }),
        2 => (1..40_i64).prop_map(|minutes| Step::Wait { minutes }),
    ]
}

struct World {
    stage: Stage,
    agents: [Actor; 2],
    payments: Vec<(Intent, Voucher)>,
    deposited: [i64; 2],
}

impl World {
    async fn new() -> Self {
        let stage = stage().await;
        let agents = [agent_with(&stage, SMALL_CAP).await, agent_with(&stage, SMALL_CAP).await];
        let mut payments = Vec::new();
        for amount in AMOUNTS {
            let intent = stage.intent(amount).await;
            let voucher = voucher(&stage, &intent).await;
            payments.push((intent, voucher));
        }
        Self { stage, agents, payments, deposited: [0; 2] }
    }

    async fn accept(&self, payment: usize, agent: usize, minutes_ago: i64) -> bool {
        let presented = Presented::Token(self.payments[payment].1.token.clone());
        let taken_at = Some(self.stage.now() - SignedDuration::from_mins(minutes_ago));
        match self.stage.payments.accept_voucher(&self.agents[agent], &AcceptVoucher { presented, taken_at }).await {
            Ok(_) => true,
            Err(PaymentsError::Voucher(_)) => false,
            Err(error) => panic!("{error:?}"),
        }
    }

    async fn take(&mut self, step: Step) {
        let stage = &self.stage;
        match step {
            Step::Accept { payment, agent, minutes_ago } => drop(self.accept(payment, agent, minutes_ago).await),
            Step::Both { payment } => {
                let (one, two) = futures::join!(self.accept(payment, 0, 0), self.accept(payment, 1, 0));
                assert!(!(one && two), "two agents took one voucher");
            }
            Step::Cancel { payment } => {
                let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
                match stage.payments.cancel_intent_in(&mut tx, self.payments[payment].0.id).await {
                    Ok(()) => tx.commit().await.unwrap(),
                    Err(error) => assert!(matches!(error, PaymentsError::Closed), "{error:?}"),
                }
            }
            Step::GiveUp { payment } => drop(give_up(stage, &self.payments[payment].0).await),
            Step::Otherwise { payment } => match stage.pay(&self.payments[payment].0, Rail::Mixx, "TG", TOGO).await {
                Ok(_) | Err(PaymentsError::Closed) => {}
                Err(error) => panic!("{error:?}"),
            },
            Step::Confirm => {
                for asked in stage.sim.transactions() {
                    if asked.state == paysim::TransactionState::Pending {
                        stage.sim.press(&asked.id, Button::Accept).unwrap();
                    }
                }
                stage.settle().await;
            }
            Step::Deposit { agent, amount } => self.deposit(agent, amount).await,
            Step::Wait { minutes } => stage.pass(SignedDuration::from_mins(minutes)).await,
        }
    }

    async fn deposit(&mut self, agent: usize, amount: i64) {
        let id = DepositId::generate();
        let new = NewDeposit {
            id,
            agent_id: self.agents[agent].account_id().unwrap(),
            amount: francs(amount),
            reference: id.to_string(),
            reason: "test".into(),
        };
        match self.stage.payments.book_deposit(&staff(), &new).await {
            Ok(()) => self.deposited[agent] += amount,
            Err(error) => assert_eq!(error.code(), "payments-invalid", "more than is held"),
        }
    }

    async fn agrees(&self) {
        let stage = &self.stage;
        stage.holds().await;
        for (agent, deposited) in self.agents.iter().zip(self.deposited) {
            let id = agent.account_id().unwrap();
            let accepted = format!(
                "SELECT coalesce(sum(a.amount_minor), 0)::bigint FROM payments.vouchers v
                 JOIN payments.attempts a ON a.id = v.attempt_id WHERE v.agent_id = '{id}'"
            );
            let accepted = stage.scalar(&accepted).await;
            assert_eq!(held(stage, agent).await, accepted - deposited, "what is held is what was taken less what was deposited");
            assert!((0..=SMALL_CAP).contains(&held(stage, agent).await));
        }
        for ((intent, voucher), amount) in self.payments.iter().zip(AMOUNTS) {
            let view = stage.view(intent).await;
            let paid = view.state == IntentState::Succeeded;
            assert_eq!(stage.posted(&intent.escrow).await, if paid { amount } else { 0 }, "{view:?}");
            let id = voucher.id;
            let taken = format!("SELECT count(*) FROM payments.vouchers WHERE attempt_id = '{id}' AND agent_id IS NOT NULL");
            let charged = view.attempts.iter().any(|attempt| attempt.id == voucher.id && attempt.state == AttemptState::Charged);
            assert_eq!(stage.scalar(&taken).await == 1, charged, "taken and paid are one");
        }
    }
}

#[test]
fn whatever_the_order_the_books_agree() {
    let config = ProptestConfig { cases: 10, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new(config);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let run = runner.run(&prop::collection::vec(step(), 1..24), |steps| {
        runtime.block_on(async {
            let mut world = World::new().await;
            for step in steps {
                world.take(step).await;
            }
            world.agrees().await;
        });
        Ok(())
    });
    run.unwrap();
}
