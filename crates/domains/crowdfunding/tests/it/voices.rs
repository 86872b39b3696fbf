//! Updates of a project, and what people ask and answer.

use contracts::crowdfunding::ProjectId;
use crowdfunding::{
    AddProjectComment, Audience, CrowdfundingError, PledgePass, PostUpdate, ProjectCommentId, ProjectCommentState,
    ProjectCommentView, UpdateView,
};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, ErrorKind, PageRequest, Role};
use payments::Rail;
use paysim::Button;

use crate::stage::{Funding, command, draft, member, visitor};

pub(crate) const MINUTE: SignedDuration = SignedDuration::from_mins(1);

pub(crate) fn told(project_id: ProjectId, audience: Audience, title: &str) -> PostUpdate {
    PostUpdate { project_id, audience, title: title.into(), text: "Le tournage **commence**.".into() }
}

pub(crate) fn said(project_id: ProjectId, parent_id: Option<ProjectCommentId>, text: &str) -> AddProjectComment {
    AddProjectComment { project_id, parent_id, text: text.into() }
}

impl Funding {
    pub(crate) async fn read(&self, actor: &Actor, id: ProjectId, pass: Option<&PledgePass>) -> Vec<UpdateView> {
        self.funding.updates(actor, id, pass, &PageRequest::first()).await.unwrap().items
    }

    pub(crate) async fn say(
        &self,
        actor: &Actor,
        id: ProjectId,
        parent: Option<ProjectCommentId>,
        text: &str,
    ) -> ProjectCommentView {
        self.funding.add_project_comment(actor, &said(id, parent, text)).await.unwrap()
    }
}

pub(crate) fn texts(updates: &[UpdateView]) -> Vec<(&str, bool)> {
    updates.iter().map(|update| (update.title.as_str(), update.text.is_some())).collect()
}

#[tokio::test]
async fn an_update_for_backers_is_read_by_who_paid() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let (backer, passer) = (member(stage.account().await, Role::Viewer), member(stage.account().await, Role::Viewer));
    let pledge = stage.funding.pledge(&backer, &command(project, None, 1000)).await.unwrap();
    let unpaid = stage.funding.pledge(&passer, &command(project, None, 1000)).await.unwrap();
    stage.start(&pledge, Rail::Mixx, "TG", "90 12 34 56").await;
    stage.press(Button::Accept);
    stage.settle().await;
    for (audience, title) in [(Audience::Everybody, "Pour tous"), (Audience::Backers, "Pour vous")] {
        stage.pass(MINUTE).await;
        stage.funding.post_update(&stage.creator, &told(project, audience, title)).await.unwrap();
    }
    let all = [("Pour vous", true), ("Pour tous", true)];
    let open = [("Pour vous", false), ("Pour tous", true)];
    let pass = |id, key: &str| PledgePass { pledge_id: id, key: key.into() };
    let moderator = member(stage.account().await, Role::Moderator);
    for reader in [&stage.creator, &backer, &moderator] {
        assert_eq!(texts(&stage.read(reader, project, None).await), all);
    }
    assert_eq!(texts(&stage.read(&visitor(), project, Some(&pass(pledge.id, &pledge.key))).await), all);
    for reader in [&passer, &visitor()] {
        assert_eq!(texts(&stage.read(reader, project, None).await), open);
        assert_eq!(texts(&stage.read(reader, project, Some(&pass(pledge.id, &unpaid.key))).await), open);
        assert_eq!(texts(&stage.read(reader, project, Some(&pass(unpaid.id, &unpaid.key))).await), open);
    }
    // Another project's pledge opens nothing here.
    let other = stage.online(&draft()).await;
    stage.funding.post_update(&stage.creator, &told(other, Audience::Backers, "Ailleurs")).await.unwrap();
    assert_eq!(texts(&stage.read(&backer, other, Some(&pass(pledge.id, &pledge.key))).await), [("Ailleurs", false)]);
    // Who took it back reads no more.
    stage.funding.cancel_pledge(&backer, pledge.id, "").await.unwrap();
    assert_eq!(texts(&stage.read(&backer, project, None).await), open);
}

#[tokio::test]
async fn a_creator_tells_of_their_own_project_once_it_is_online() {
    let stage = Funding::new().await;
    let (project, hidden) = (stage.online(&draft()).await, stage.funding.create_project(&stage.creator, &draft()).await.unwrap());
    let post = async |actor: &Actor, update: &PostUpdate| stage.funding.post_update(actor, update).await;
    let too_early = post(&stage.creator, &told(hidden, Audience::Everybody, "Bientôt")).await;
    assert!(matches!(too_early, Err(CrowdfundingError::WrongState)));
    let stranger = member(stage.account().await, Role::Director);
    let moderator = member(stage.account().await, Role::Moderator);
    for nobody in [&stranger, &moderator] {
        assert!(matches!(post(nobody, &told(project, Audience::Everybody, "Moi")).await, Err(CrowdfundingError::NotFound)));
    }
    assert!(matches!(post(&visitor(), &told(project, Audience::Everybody, "Moi")).await, Err(CrowdfundingError::Forbidden(_))));
    for (field, change) in [
        ("title", (|update: &mut PostUpdate| update.title = " x ".into()) as fn(&mut PostUpdate)),
        ("title", |update| update.title = "x".repeat(121)),
        ("title", |update| update.title = "ab\0cd".into()),
        ("text", |update| update.text = " \n ".into()),
        ("text", |update| update.text = "x".repeat(10_001)),
        ("text", |update| update.text = "a\0b".into()),
    ] {
        let mut bad = told(project, Audience::Everybody, "Nouvelle");
        change(&mut bad);
        let refused = post(&stage.creator, &bad).await.unwrap_err();
        assert_eq!((refused.kind(), refused.fields()[0].field.as_ref()), (ErrorKind::Invalid, field));
    }
    for number in 0..10 {
        post(&stage.creator, &told(project, Audience::Everybody, &format!("Jour {number}"))).await.unwrap();
    }
    let eleventh = post(&stage.creator, &told(project, Audience::Everybody, "Encore")).await.unwrap_err();
    assert_eq!(eleventh.kind(), ErrorKind::RateLimited);
    assert!(eleventh.retry_after_s().is_some());
    assert_eq!(stage.read(&visitor(), project, None).await.len(), 10);
    let none = stage.funding.updates(&stage.creator, hidden, None, &PageRequest::first()).await;
    assert!(matches!(none, Err(CrowdfundingError::NotFound)));
}

#[tokio::test]
async fn an_update_is_taken_away_by_its_creator_or_for_a_reason_by_the_staff() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let post = async |title| stage.funding.post_update(&stage.creator, &told(project, Audience::Everybody, title)).await.unwrap();
    let (kept, own, bad) = (post("Gardée").await, post("Retirée").await, post("Interdite").await);
    let (moderator, stranger) = (member(stage.account().await, Role::Moderator), member(stage.account().await, Role::Director));
    for nobody in [&stranger, &moderator] {
        assert!(matches!(stage.funding.delete_update(nobody, own.id).await, Err(CrowdfundingError::NotFound)));
    }
    stage.funding.delete_update(&stage.creator, own.id).await.unwrap();
    for nobody in [&stranger, &stage.creator, &visitor()] {
        let refused = stage.funding.remove_update(nobody, bad.id, "Injurieux").await;
        assert!(matches!(refused, Err(CrowdfundingError::Forbidden(_))));
    }
    let no_reason = stage.funding.remove_update(&moderator, bad.id, " ").await.unwrap_err();
    assert_eq!(no_reason.fields()[0].field, "reason");
    stage.funding.remove_update(&moderator, bad.id, "Injurieux").await.unwrap();
    let seen: Vec<_> = stage.read(&visitor(), project, None).await.iter().map(|update| update.id).collect();
    assert_eq!(seen, [kept.id]);
    let inside = stage.read(&stage.creator, project, None).await;
    let why = inside.iter().find(|update| update.id == bad.id).unwrap().removed_reason.as_deref();
    assert_eq!((inside.len(), why), (2, Some("Injurieux")));
    assert_eq!(stage.scalar("SELECT count(*) FROM platform.audit WHERE action = 'crowdfunding.remove-update'").await, 1);
}

#[tokio::test]
async fn people_ask_and_the_creators_answer_is_marked() {
    let stage = Funding::new().await;
    let (project, other) = (stage.online(&draft()).await, stage.online(&draft()).await);
    let viewer = member(stage.account().await, Role::Viewer);
    let question = stage.say(&viewer, project, None, " Quand tournez-vous ? ").await;
    assert_eq!((question.text.as_str(), question.by_creator, question.own), ("Quand tournez-vous ?", false, true));
    let answer = stage.say(&stage.creator, project, Some(question.id), "En mai.").await;
    assert!(answer.by_creator);
    // An answer to an answer stands beside it.
    stage.pass(MINUTE).await;
    let thanks = stage.say(&viewer, project, Some(answer.id), "Merci").await;
    stage.say(&viewer, project, None, "Bravo").await;
    let threads = stage.funding.discussion(&visitor(), project, &PageRequest::first()).await.unwrap().items;
    assert_eq!(threads.iter().map(|thread| thread.comment.text.as_str()).collect::<Vec<_>>(), ["Bravo", "Quand tournez-vous ?"]);
    let answers: Vec<_> = threads[1].answers.iter().map(|answer| (answer.id, answer.by_creator, answer.own)).collect();
    assert_eq!((answers, threads[1].answer_count), (vec![(answer.id, true, false), (thanks.id, false, false)], 2));
    let first = stage.funding.answers(&visitor(), question.id, &PageRequest::new(Some(1), None)).await.unwrap();
    let rest = stage.funding.answers(&visitor(), question.id, &PageRequest::new(Some(1), first.next)).await.unwrap();
    assert_eq!((first.items[0].id, rest.items[0].id, rest.next), (answer.id, thanks.id, None));

    let wrong = stage.funding.add_project_comment(&viewer, &said(other, Some(question.id), "Ici ?")).await;
    assert!(matches!(wrong, Err(CrowdfundingError::NotFound)));
    assert!(stage.funding.add_project_comment(&visitor(), &said(project, None, "Moi")).await.is_err());
    let hidden = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();
    let nowhere = stage.funding.add_project_comment(&stage.creator, &said(hidden, None, "Moi")).await;
    assert!(matches!(nowhere, Err(CrowdfundingError::NotFound)));
    for text in ["", "  ", "a\0b", &"x".repeat(2001)] {
        let refused = stage.funding.add_project_comment(&viewer, &said(project, None, text)).await.unwrap_err();
        assert_eq!(refused.fields()[0].field, "text");
    }
}

#[tokio::test]
async fn what_is_removed_or_hidden_leaves_its_place_and_no_word() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let (viewer, moderator) = (member(stage.account().await, Role::Viewer), member(stage.account().await, Role::Moderator));
    let question = stage.say(&viewer, project, None, "Achetez !").await;
    let answer = stage.say(&stage.creator, project, Some(question.id), "Non.").await;
    for nobody in [&stage.creator, &viewer, &visitor()] {
        let refused = stage.funding.hide_project_comment(nobody, question.id, "Publicité").await;
        assert!(matches!(refused, Err(CrowdfundingError::Forbidden(_))));
    }
    stage.funding.hide_project_comment(&moderator, question.id, "Publicité").await.unwrap();
    let look = async |actor: &Actor| {
        let threads = stage.funding.discussion(actor, project, &PageRequest::first()).await.unwrap().items;
        threads
            .into_iter()
            .map(|thread| (thread.comment.text, thread.comment.hidden_reason, thread.answers.len()))
            .collect::<Vec<_>>()
    };
    assert_eq!(look(&visitor()).await, [(String::new(), None, 1)]);
    for reader in [&viewer, &moderator] {
        assert_eq!(look(reader).await, [("Achetez !".to_owned(), Some("Publicité".to_owned()), 1)]);
    }
    let to_hidden = stage.funding.add_project_comment(&viewer, &said(project, Some(question.id), "Encore")).await;
    assert!(matches!(to_hidden, Err(CrowdfundingError::NotFound)));
    stage.funding.show_project_comment(&moderator, question.id).await.unwrap();
    assert_eq!(look(&visitor()).await, [("Achetez !".to_owned(), None, 1)]);

    assert!(matches!(stage.funding.delete_project_comment(&viewer, answer.id).await, Err(CrowdfundingError::NotFound)));
    stage.funding.delete_project_comment(&viewer, question.id).await.unwrap();
    let threads = stage.funding.discussion(&moderator, project, &PageRequest::first()).await.unwrap().items;
    let place = &threads[0].comment;
    assert_eq!((place.state, place.author_id, place.text.as_str()), (ProjectCommentState::Deleted, None, ""));
    for again in [
        stage.funding.delete_project_comment(&viewer, question.id).await,
        stage.funding.show_project_comment(&moderator, question.id).await,
    ] {
        assert!(matches!(again, Err(CrowdfundingError::NotFound)));
    }
    stage.funding.delete_project_comment(&stage.creator, answer.id).await.unwrap();
    assert!(look(&moderator).await.is_empty());
    assert_eq!(stage.scalar("SELECT count(*) FROM crowdfunding.comments WHERE text <> ''").await, 0);
}

#[tokio::test]
async fn nobody_floods_a_project() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let viewer = member(stage.account().await, Role::Viewer);
    for number in 0..5 {
        stage.say(&viewer, project, None, &format!("Message {number}")).await;
    }
    let sixth = stage.funding.add_project_comment(&viewer, &said(project, None, "Encore")).await.unwrap_err();
    assert_eq!(sixth.kind(), ErrorKind::RateLimited);
    stage.say(&stage.creator, project, None, "Un autre peut").await;
    stage.pass(MINUTE).await;
    stage.say(&viewer, project, None, "Plus tard aussi").await;
}
