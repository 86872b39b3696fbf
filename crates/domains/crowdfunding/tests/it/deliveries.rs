//! Where backers want what they chose: asked once paid, sealed, read by the creator of a project that succeeded, and erased.

use contracts::{crowdfunding::ProjectId, identity::AccountDeleted};
use crowdfunding::{Address, CrowdfundingError, Delivery, PledgeState, PledgeView, ProjectDraft, ProjectState, TierAsks};
use jiff::SignedDuration;
use kernel::{Actor, PageRequest, Role};
use payments::{Destination, Rail};
use paysim::Button;

use crate::stage::{Funding, command, draft, member, tier, visitor};

const DAY: SignedDuration = SignedDuration::from_hours(24);
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// One tier that asks for everything, one that asks nothing.
fn asking() -> ProjectDraft {
    let asks = TierAsks { address: true, question: Some("Quelle taille ?".into()) };
    let mut poster = tier(60_000, None);
    poster.asks = asks;
    ProjectDraft { tiers: vec![poster, tier(1_000, None)], ..draft() }
}

fn answer(name: &str) -> Delivery {
    let address = Address {
        name: name.into(),
        line1: "Maison bleue, derrière la pharmacie".into(),
        city: "Kpalimé".into(),
        country: "TG".into(),
        phone: "90 12 34 56".into(),
        ..Address::default()
    };
    Delivery { address: Some(address), answer: Some("L".into()) }
}

impl Funding {
    async fn chosen(&self, who: &Actor, project: ProjectId, draft: &ProjectDraft, at: usize) -> PledgeView {
        let amount = draft.tiers[at].amount_minor;
        self.funding.pledge(who, &command(project, Some(draft.tiers[at].id), amount)).await.unwrap()
    }

    async fn pay(&self, pledge: &PledgeView) {
        self.start(pledge, Rail::Mixx, "TG", "90 12 34 56").await;
        self.press(Button::Accept);
        self.settle().await;
        assert_eq!(self.pledge_state(pledge).await, PledgeState::Paid);
    }

    async fn give(&self, pledge: &PledgeView, given: &Delivery) -> Result<(), CrowdfundingError> {
        self.funding.give_delivery(&visitor(), pledge.id, &pledge.key, given).await
    }

    async fn given(&self, pledge: &PledgeView) -> Option<Delivery> {
        self.funding.delivery(&visitor(), pledge.id, &pledge.key).await.unwrap().and_then(|view| view.given)
    }

    /// What each pledge of the list says, for this person.
    async fn read_by(&self, who: &Actor, project: ProjectId) -> Vec<Option<String>> {
        let page = self.funding.pledges_of(who, project, &PageRequest::first()).await.unwrap();
        let names = page.items.into_iter().map(|row| row.delivery.and_then(|given| given.address).map(|to| to.name));
        names.collect()
    }

    async fn rows(&self) -> i64 {
        self.scalar("SELECT count(*) FROM crowdfunding.deliveries").await
    }
}

#[tokio::test]
async fn an_answer_is_asked_once_paid_and_changes_until_it_is_closed() {
    let stage = Funding::new().await;
    let draft = asking();
    let project = stage.online(&draft).await;
    let pledge = stage.chosen(&visitor(), project, &draft, 0).await;
    assert!(matches!(stage.give(&pledge, &answer("Ama")).await, Err(CrowdfundingError::NotFound)), "not paid yet");
    stage.pay(&pledge).await;
    let view = stage.funding.delivery(&visitor(), pledge.id, &pledge.key).await.unwrap().unwrap();
    assert_eq!((view.asks, view.given, view.is_open), (draft.tiers[0].asks.clone(), None, true));
    stage.give(&pledge, &answer("Ama")).await.unwrap();
    stage.give(&pledge, &answer("Ama Kodjo")).await.unwrap();
    let kept = stage.given(&pledge).await.unwrap();
    let to = kept.address.unwrap();
    assert_eq!((to.name.as_str(), to.phone.as_str(), kept.answer.as_deref()), ("Ama Kodjo", "+22890123456", Some("L")));

    let refused = stage.give(&pledge, &Delivery::default()).await.unwrap_err();
    let CrowdfundingError::Invalid(fields) = refused else { panic!("{refused}") };
    let fields: Vec<_> = fields.iter().map(|error| error.field.as_ref()).collect();
    assert_eq!(fields, ["name", "line1", "city", "country", "phone", "answer"]);

    let early = stage.funding.close_deliveries(&stage.creator, project).await;
    assert!(matches!(early, Err(CrowdfundingError::WrongState)), "nothing is sent before it succeeded");
    let rest = stage.chosen(&visitor(), project, &draft, 0).await;
    stage.pay(&rest).await;
    stage.pass_often(3, DAY * 11).await;
    assert_eq!(stage.state(project).await, ProjectState::Successful);
    stage.give(&rest, &answer("Kofi")).await.unwrap();
    stage.funding.close_deliveries(&stage.creator, project).await.unwrap();
    assert!(matches!(stage.give(&pledge, &answer("Autre")).await, Err(CrowdfundingError::DeliveriesClosed)));
    let view = stage.funding.deliveries(&stage.creator, project).await.unwrap().unwrap();
    assert_eq!((view.asked, view.given, view.is_readable, view.closed_at.is_some()), (2, 2, true, true));
    stage.funding.reopen_deliveries(&stage.creator, project).await.unwrap();
    stage.give(&pledge, &answer("Autre")).await.unwrap();
}

#[tokio::test]
async fn the_creator_reads_it_once_the_project_succeeded_and_nobody_else_does() {
    let stage = Funding::new().await;
    let draft = asking();
    let project = stage.online(&draft).await;
    let staff = member(stage.account().await, Role::Moderator);
    for name in ["Ama", "Kofi"] {
        let pledge = stage.chosen(&visitor(), project, &draft, 0).await;
        stage.pay(&pledge).await;
        stage.give(&pledge, &answer(&format!("{name} \"Kodjo\""))).await.unwrap();
    }
    assert_eq!(stage.read_by(&stage.creator, project).await, [None, None], "not before it succeeded");
    let count = stage.funding.deliveries(&stage.creator, project).await.unwrap().unwrap();
    assert_eq!((count.asked, count.given, count.is_readable), (2, 2, false));
    stage.pass_often(3, DAY * 11).await;
    let mut read = stage.read_by(&stage.creator, project).await;
    read.sort();
    assert_eq!(read, [Some("Ama \"Kodjo\"".to_owned()), Some("Kofi \"Kodjo\"".to_owned())]);
    assert_eq!(stage.read_by(&staff, project).await, [None, None]);
    let table = stage.funding.export_pledges(&stage.creator, project).await.unwrap();
    let cells = "\"Maison bleue, derrière la pharmacie\",,\"Kpalimé\",,\"TG\",\"'+22890123456\",\"L\"\r\n";
    assert!(table.contains(&format!("\"Kofi \"\"Kodjo\"\"\",{cells}")), "{table}");
    let staffs = stage.funding.export_pledges(&staff, project).await.unwrap();
    assert!(!staffs.contains("Maison") && staffs.lines().skip(1).all(|line| line.ends_with(",,,,,,,")), "{staffs}");
    let audited = "SELECT count(*) FROM platform.audit WHERE action = 'crowdfunding.take-addresses'";
    assert_eq!(stage.scalar(audited).await, 1);

    let stranger = member(stage.account().await, Role::Director);
    assert!(matches!(stage.funding.deliveries(&stranger, project).await, Err(CrowdfundingError::NotFound)));
    for other in [&stranger, &staff] {
        let closed = stage.funding.close_deliveries(other, project).await;
        assert!(matches!(closed, Err(CrowdfundingError::NotFound)));
    }
    // Still readable once the creator was paid.
    let to = Destination { rail: Rail::Mixx, country: "TG".into(), party: Some("90 12 34 56".into()) };
    stage.funding.pay_out(&stage.creator, project, to).await.unwrap();
    stage.pass_often(3, MINUTE).await;
    assert_eq!(stage.state(project).await, ProjectState::Settled);
    assert!(stage.read_by(&stage.creator, project).await.iter().all(Option::is_some));
}

#[tokio::test]
async fn what_is_stored_says_nothing_and_only_the_key_or_the_account_opens_it() {
    let stage = Funding::new().await;
    let draft = asking();
    let project = stage.online(&draft).await;
    let backer = member(stage.account().await, Role::Viewer);
    let (pledge, plain) = (stage.chosen(&backer, project, &draft, 0).await, stage.chosen(&visitor(), project, &draft, 1).await);
    stage.pay(&pledge).await;
    stage.pay(&plain).await;
    assert!(stage.funding.delivery(&visitor(), plain.id, &plain.key).await.unwrap().is_none(), "that tier asks nothing");
    assert!(matches!(stage.give(&plain, &answer("Ama")).await, Err(CrowdfundingError::NotFound)));
    stage.funding.give_delivery(&backer, pledge.id, "", &answer("Ama Kodjo")).await.unwrap();
    let stored: Vec<u8> =
        sqlx::query_scalar("SELECT sealed FROM crowdfunding.deliveries").fetch_one(stage.db.pool()).await.unwrap();
    assert!(!stored.windows(5).any(|part| part == b"Kodjo" || part == b"90123"));
    for key in ["", "x", plain.key.as_str()] {
        assert!(matches!(stage.funding.delivery(&visitor(), pledge.id, key).await, Err(CrowdfundingError::NotFound)));
        let erased = stage.funding.erase_delivery(&visitor(), pledge.id, key).await;
        assert!(matches!(erased, Err(CrowdfundingError::NotFound)));
    }
    assert!(stage.given(&pledge).await.is_some());
    // Moved to another pledge, it does not open.
    let moved = format!("UPDATE crowdfunding.deliveries SET pledge_id = '{}'", plain.id);
    sqlx::query(sqlx::AssertSqlSafe(moved)).execute(stage.db.pool()).await.unwrap();
    let asks =
        "UPDATE crowdfunding.pledges SET tier_id = (SELECT tier_id FROM crowdfunding.pledges ORDER BY amount_minor DESC LIMIT 1)";
    stage.execute(asks).await;
    assert!(matches!(stage.funding.delivery(&visitor(), plain.id, &plain.key).await, Err(CrowdfundingError::Bug(_))));
}

#[tokio::test]
async fn an_answer_goes_when_its_backer_wants_with_the_pledge_and_with_the_account() {
    let stage = Funding::new().await;
    let draft = asking();
    let project = stage.online(&draft).await;
    let backer = member(stage.account().await, Role::Viewer);
    let (kept, cancelled, gone) = (
        stage.chosen(&visitor(), project, &draft, 0).await,
        stage.chosen(&visitor(), project, &draft, 0).await,
        stage.chosen(&backer, project, &draft, 0).await,
    );
    for pledge in [&kept, &cancelled, &gone] {
        stage.pay(pledge).await;
        stage.give(pledge, &answer("Ama")).await.unwrap();
    }
    stage.funding.erase_delivery(&visitor(), kept.id, &kept.key).await.unwrap();
    assert_eq!((stage.given(&kept).await, stage.rows().await), (None, 2));
    stage.give(&kept, &answer("Ama")).await.unwrap();
    stage.funding.cancel_pledge(&visitor(), cancelled.id, &cancelled.key).await.unwrap();
    assert_eq!(stage.rows().await, 2);
    let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
    tx.emit(&AccountDeleted { account_id: backer.account_id().unwrap() }).await.unwrap();
    tx.commit().await.unwrap();
    stage.settle().await;
    assert_eq!((stage.given(&gone).await, stage.rows().await), (None, 1));
}

#[tokio::test]
async fn the_answers_of_a_project_that_failed_are_gone_with_its_refunds() {
    let stage = Funding::new().await;
    let draft = asking();
    let project = stage.online(&draft).await;
    let pledge = stage.chosen(&visitor(), project, &draft, 0).await;
    stage.pay(&pledge).await;
    stage.give(&pledge, &answer("Ama")).await.unwrap();
    stage.pass_often(4, DAY * 11).await;
    assert_ne!(stage.state(project).await, ProjectState::Successful);
    assert_eq!(stage.rows().await, 0);
    assert!(stage.funding.delivery(&visitor(), pledge.id, &pledge.key).await.unwrap().is_none());
    assert!(matches!(stage.give(&pledge, &answer("Ama")).await, Err(CrowdfundingError::NotFound)));
    assert_eq!(stage.read_by(&stage.creator, project).await, [None]);
}

#[tokio::test]
async fn what_a_taken_tier_asks_stays_and_a_bad_question_is_refused() {
    let stage = Funding::new().await;
    let draft = asking();
    let project = stage.online(&draft).await;
    stage.chosen(&visitor(), project, &draft, 0).await;
    let version = stage.funding.project(&stage.creator, project).await.unwrap().version;
    for change in [TierAsks::default(), TierAsks { address: true, question: None }] {
        let mut changed = draft.clone();
        changed.tiers[0].asks = change;
        let refused = stage.funding.edit_project(&stage.creator, project, version, &changed).await;
        let Err(CrowdfundingError::Invalid(fields)) = refused else { panic!("{refused:?}") };
        assert_eq!(fields[0].code, "crowdfunding-tier-taken");
    }
    let mut free = draft.clone();
    free.tiers[1].asks.question = Some("Une dédicace ?".into());
    stage.funding.edit_project(&stage.creator, project, version, &free).await.unwrap();
    assert_eq!(stage.funding.project(&visitor(), project).await.unwrap().tiers[1].asks, free.tiers[1].asks);
    for question in ["", "ab", "a\nb c", &"é".repeat(201)] {
        let mut bad = asking();
        bad.tiers[0].asks.question = Some(question.into());
        let refused = stage.funding.create_project(&stage.creator, &bad).await;
        let Err(CrowdfundingError::Invalid(fields)) = refused else { panic!("{question}") };
        assert_eq!(fields[0].field, "tiers");
    }
}
