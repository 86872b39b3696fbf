//! Who is told of an update, and of questions and answers.

use contracts::crowdfunding::{ProjectId, UpdateId, UpdatePosted};
use crowdfunding::{AddProjectComment, Audience, MakePledge, PostUpdate, ProjectCommentId};
use jiff::SignedDuration;
use kernel::{AccountId, Actor, PageRequest, Role};
use notifications::{Cadence, Topic};
use payments::Rail;
use platform::jobs::{Enqueue, Job};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    World, has,
    stage::{command, draft, member, visitor},
};

/// The job that tells backers, as it is queued.
#[derive(Debug, Serialize, Deserialize)]
struct TellUpdate {
    update_id: UpdateId,
    after: Option<Uuid>,
}

impl Job for TellUpdate {
    const NAME: &'static str = "flows.tell-update";
}

impl World {
    /// A job is queued once more.
    async fn again(&self, job: TellUpdate) {
        let mut tx = self.funding.db.begin(&Actor::system("test")).await.unwrap();
        tx.enqueue(&job, Enqueue::default()).await.unwrap();
        tx.commit().await.unwrap();
        self.settle().await;
    }

    /// A pledge of this person to an address, paid.
    pub(crate) async fn paid(&self, actor: &Actor, project_id: ProjectId, email: Option<&str>) {
        let made = MakePledge { email: email.map(str::to_owned), ..command(project_id, None, 1000) };
        let pledge = self.funding.funding.pledge(actor, &made).await.unwrap();
        self.funding.start(&pledge, Rail::Mixx, "TG", "90 12 34 56").await;
        self.funding.press(paysim::Button::Accept);
        self.settle().await;
    }

    pub(crate) async fn told(&self, project_id: ProjectId, title: &str) -> UpdateId {
        let (title, text) = (title.to_owned(), "Le tournage **commence**.".to_owned());
        let update = PostUpdate { project_id, audience: Audience::Backers, title, text };
        self.funding.funding.post_update(&self.funding.creator, &update).await.unwrap().id
    }

    async fn said(&self, actor: &Actor, project_id: ProjectId, parent_id: Option<ProjectCommentId>) -> ProjectCommentId {
        let said = AddProjectComment { project_id, parent_id, text: "Quand tournez-vous ?".into() };
        let id = self.funding.funding.add_project_comment(actor, &said).await.unwrap().id;
        self.settle().await;
        id
    }

    /// What somebody was told in the page: titles and paths, the newest first.
    async fn inbox(&self, actor: &Actor) -> Vec<(String, String)> {
        let page = self.notifications.notices(actor, &PageRequest::first()).await.unwrap();
        page.items.into_iter().map(|notice| (notice.title, notice.path)).collect()
    }

    /// Somebody who wants every letter at once.
    pub(crate) async fn viewer(&self) -> Actor {
        let id = self.funding.account().await;
        let viewer = member(id, Role::Viewer);
        self.notifications.set_cadence(&viewer, Topic::BackedProjects, Cadence::AtOnce).await.unwrap();
        sqlx::query("UPDATE identity.account SET email_verified_at = now()").execute(self.funding.db.pool()).await.unwrap();
        viewer
    }

    /// How often an address got a letter of this update.
    pub(crate) async fn got(&self, to: &str, title: &str) -> usize {
        has(&self.letters(to).await, title)
    }
}

#[tokio::test]
async fn every_backer_is_told_once_of_an_update_whatever_runs_twice() {
    let world = World::new().await;
    let project_id = world.funding.online(&draft()).await;
    let (afi, ama) = (world.viewer().await, world.viewer().await);
    let account = |actor: &Actor| actor.require_account().unwrap().to_string();
    // Twice by one account, once at an address of its own; twice without account, once in capitals; once by nobody who can be reached.
    for (actor, email) in [(&afi, None), (&afi, Some("afi@example.tg")), (&ama, Some("ama@example.tg"))] {
        world.paid(actor, project_id, email).await;
    }
    for email in [Some("kossi@example.tg"), Some("Kossi@Example.tg"), Some("ama@example.tg"), None] {
        world.paid(&visitor(), project_id, email).await;
    }
    // Promised, and paid for another project: neither is told.
    let unpaid = MakePledge { email: Some("later@example.tg".into()), ..command(project_id, None, 1000) };
    world.funding.funding.pledge(&visitor(), &unpaid).await.unwrap();
    let other = world.funding.online(&draft()).await;
    world.paid(&visitor(), other, Some("other@example.tg")).await;

    let update_id = world.told(project_id, "Premier jour").await;
    world.settle().await;
    let everybody = [account(&afi), "afi@".into(), "ama@".into(), account(&ama), "kossi@".into(), "Kossi@".into()];
    let counts = async || {
        let mut counts = Vec::new();
        for to in &everybody {
            counts.push(world.got(to, "Premier jour").await);
        }
        counts
    };
    let once = vec![1, 0, 1, 0, 1, 0];
    assert_eq!(counts().await, once);
    for nobody in ["later@", "other@"] {
        assert_eq!(world.got(nobody, "Premier jour").await, 0, "{nobody}");
    }
    // As if whoever tells them had died at each of its steps.
    let mut tx = world.funding.db.begin(&Actor::system("test")).await.unwrap();
    tx.emit(&UpdatePosted { update_id, project_id }).await.unwrap();
    tx.commit().await.unwrap();
    world.settle().await;
    world.again(TellUpdate { update_id, after: None }).await;
    assert_eq!(counts().await, once);
    // Even by a batch that nobody told yet.
    world.again(TellUpdate { update_id, after: Some(Uuid::nil()) }).await;
    assert_eq!(counts().await, once);
    assert_eq!(world.inbox(&afi).await.len(), 1 + 2, "one update, two receipts");
}

#[tokio::test]
async fn the_link_opens_the_update_for_who_has_no_account_and_carries_no_key_for_who_has_one() {
    let world = World::new().await;
    let project_id = world.funding.online(&draft()).await;
    let afi = world.viewer().await;
    world.paid(&afi, project_id, None).await;
    world.paid(&visitor(), project_id, Some("kossi@example.tg")).await;
    let update_id = world.told(project_id, "Premier jour").await;
    world.settle().await;
    let slug = world.funding.funding.project(&world.funding.creator, project_id).await.unwrap().slug;
    let page = format!("/projets/{slug}/nouvelles/{update_id}");
    assert_eq!(world.inbox(&afi).await[0].1, page);
    let letter = &world.mail.list_mailbox(Some("kossi@example.tg"), 1).await.unwrap()[0];
    assert!(
        letter.text.contains(&format!("https://griot.example{page}?contribution=")) && letter.text.contains("&cle="),
        "{}",
        letter.text
    );
    // Who wants no letters about projects they back gets no more of them.
    let (_, refusal) = letter.text.split_once("jeton=").unwrap();
    world.notifications.refuse_letters(refusal.split_whitespace().next().unwrap()).await.unwrap();
    world.told(project_id, "Deuxième jour").await;
    world.settle().await;
    assert_eq!(world.got("kossi@", "Deuxième jour").await, 0);
    assert_eq!(world.inbox(&afi).await[0].0.replace(['\u{a0}', '\u{202f}'], " "), "« La pirogue d’Ayélé » : Deuxième jour");
}

#[tokio::test]
async fn more_backers_than_one_batch_holds_are_all_told_and_none_of_what_is_gone() {
    let world = World::new().await;
    let project_id = world.funding.online(&draft()).await;
    sqlx::query(
        "INSERT INTO crowdfunding.pledges (id, project_id, email, anonymous, amount_minor, currency, state, intent_id, request_hash,
             created_at, paid_at, updated_at)
         SELECT gen_random_uuid(), $1, 'many' || n || '@example.tg', false, 1000, 'XOF', 'paid', gen_random_uuid(),
                sha256(n::text::bytea), now(), now(), now()
         FROM generate_series(1, 250) AS n",
    )
    .bind(project_id.as_uuid())
    .execute(world.funding.db.pool())
    .await
    .unwrap();
    let gone = world.told(project_id, "Trop vite").await;
    world.funding.funding.delete_update(&world.funding.creator, gone).await.unwrap();
    world.told(project_id, "Premier jour").await;
    for _ in 0..3 {
        world.settle().await;
    }
    let sent = async |title: &str| {
        let sql =
            format!("SELECT count(DISTINCT recipient) * 1000 + count(*) FROM platform.mailbox WHERE subject LIKE '%{title}%'");
        world.funding.scalar(&sql).await
    };
    assert_eq!((sent("Premier jour").await, sent("Trop vite").await), (250 * 1000 + 250, 0));
}

#[tokio::test]
async fn a_question_is_told_to_the_creator_and_an_answer_to_who_asked() {
    let world = World::new().await;
    let project_id = world.funding.online(&draft()).await;
    world.settle().await;
    let creator = world.funding.creator.clone();
    let (asker, helper) = (world.viewer().await, world.viewer().await);
    let slug = world.funding.funding.project(&creator, project_id).await.unwrap().slug;
    let question = world.said(&asker, project_id, None).await;
    let before = world.inbox(&creator).await;
    assert_eq!(before[0].1, format!("/projets/{slug}/questions/{question}"));
    assert!(before[0].0.contains("a écrit sous"), "{before:?}");
    for answering in [&creator, &helper] {
        let answer = world.said(answering, project_id, Some(question)).await;
        assert_eq!(world.inbox(&asker).await[0].1, format!("/projets/{slug}/questions/{answer}"));
    }
    assert_eq!(world.inbox(&asker).await.len(), 2);
    assert_eq!(world.inbox(&creator).await, before, "answers are not told to the creator");
    // Nobody is told what they wrote themselves.
    world.funding.clock.advance(SignedDuration::from_mins(1));
    world.said(&creator, project_id, None).await;
    world.said(&asker, project_id, Some(question)).await;
    assert_eq!((world.inbox(&creator).await.len(), world.inbox(&asker).await.len()), (before.len(), 2));
    let to = |actor: &Actor| actor.account_id().map(|id: AccountId| id.to_string()).unwrap();
    assert_eq!(has(&world.letters(&to(&asker)).await, "vous a répondu"), 2);
    assert_eq!(has(&world.letters(&to(&creator)).await, "a écrit sous"), 1);
}
