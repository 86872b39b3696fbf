//! Who reads one update or thread, who is to be told, and what waits for an answer.

use crowdfunding::{Audience, CrowdfundingError, PledgePass, PledgeView, ProjectState};
use jiff::SignedDuration;
use kernel::{Actor, Role};
use payments::{Destination, Rail};

use crate::{
    stage::{Funding, draft, member, visitor},
    voices::{MINUTE, said, texts, told},
};

#[tokio::test]
async fn what_is_told_and_asked_is_an_event_and_what_is_refused_is_none() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let events = async |topic: &str| {
        stage.scalar(&format!("SELECT count(*) FROM platform.outbox WHERE topic = 'crowdfunding.{topic}.v1'")).await
    };
    let update = stage.funding.post_update(&stage.creator, &told(project, Audience::Backers, "Pour vous")).await.unwrap();
    let question = stage.say(&stage.creator, project, None, "Une question ?").await;
    let mut untitled = told(project, Audience::Everybody, "x");
    assert!(stage.funding.post_update(&stage.creator, &untitled).await.is_err());
    untitled.title = "Une autre".into();
    assert!(stage.funding.post_update(&visitor(), &untitled).await.is_err());
    assert!(stage.funding.add_project_comment(&stage.creator, &said(project, None, " ")).await.is_err());
    assert_eq!((events("update-posted").await, events("project-comment-added").await), (1, 1));
    let system = Actor::system("test");
    let news = stage.funding.update_news(&system, update.id).await.unwrap().unwrap();
    assert_eq!((news.project_id, news.title.as_str()), (project, "Pour vous"));
    stage.funding.delete_update(&stage.creator, update.id).await.unwrap();
    assert!(stage.funding.update_news(&system, update.id).await.unwrap().is_none(), "nobody is told of what is gone");
    let asked = stage.funding.comment_news(&system, question.id).await.unwrap().unwrap();
    assert_eq!((asked.author_id, asked.answered_id), (asked.creator_id, None));
    stage.funding.delete_project_comment(&stage.creator, question.id).await.unwrap();
    assert!(stage.funding.comment_news(&system, question.id).await.unwrap().is_none());
    for error in [
        stage.funding.update_news(&stage.creator, update.id).await.map(|_| ()),
        stage.funding.comment_news(&stage.creator, question.id).await.map(|_| ()),
        stage.funding.backing_pledges(&stage.creator, project, None, 1).await.map(|_| ()),
    ] {
        assert!(matches!(error, Err(CrowdfundingError::Forbidden(_))));
    }
}

#[tokio::test]
async fn one_update_is_read_as_the_list_shows_it() {
    let stage = Funding::new().await;
    let (project, other) = (stage.online(&draft()).await, stage.online(&draft()).await);
    let post = async |audience, title| stage.funding.post_update(&stage.creator, &told(project, audience, title)).await.unwrap();
    let (open, inner) = (post(Audience::Everybody, "Pour tous").await.id, post(Audience::Backers, "Pour vous").await.id);
    let pledge = stage.paid(project, 1000).await;
    let pass = PledgePass { pledge_id: pledge.id, key: pledge.key.clone() };
    let read = async |actor: &Actor, id, pass: Option<&PledgePass>| stage.funding.update(actor, project, id, pass).await;
    assert!(read(&visitor(), open, None).await.unwrap().text.is_some());
    assert!(read(&visitor(), inner, None).await.unwrap().text.is_none());
    assert!(read(&visitor(), inner, Some(&pass)).await.unwrap().text.is_some());
    let elsewhere = stage.funding.update(&visitor(), other, open, None).await;
    assert!(matches!(elsewhere, Err(CrowdfundingError::NotFound)));
    let moderator = member(stage.account().await, Role::Moderator);
    stage.funding.remove_update(&moderator, inner, "Injurieux").await.unwrap();
    assert!(matches!(read(&visitor(), inner, Some(&pass)).await, Err(CrowdfundingError::NotFound)));
    assert_eq!(read(&stage.creator, inner, None).await.unwrap().removed_reason.as_deref(), Some("Injurieux"));
}

#[tokio::test]
async fn who_took_a_pledge_back_is_no_backer_once_the_creator_is_paid() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let (kept, back) = (stage.paid(project, 100_000).await, stage.paid(project, 1000).await);
    stage.funding.post_update(&stage.creator, &told(project, Audience::Backers, "Pour vous")).await.unwrap();
    stage.funding.cancel_pledge(&visitor(), back.id, &back.key).await.unwrap();
    stage.pass(SignedDuration::from_hours(24 * 30)).await;
    stage.pass(MINUTE * 2).await;
    let destination = Destination { rail: Rail::Mixx, country: "TG".into(), party: Some("+22890123456".into()) };
    stage.funding.pay_out(&stage.creator, project, destination).await.unwrap();
    for _ in 0..4 {
        stage.pass(MINUTE * 2).await;
    }
    assert_eq!(stage.state(project).await, ProjectState::Settled);
    let pass = |pledge: &PledgeView| PledgePass { pledge_id: pledge.id, key: pledge.key.clone() };
    assert_eq!(texts(&stage.read(&visitor(), project, Some(&pass(&kept))).await), [("Pour vous", true)]);
    assert_eq!(texts(&stage.read(&visitor(), project, Some(&pass(&back))).await), [("Pour vous", false)]);
    let backers = stage.funding.backing_pledges(&Actor::system("test"), project, None, 10).await.unwrap();
    assert_eq!(backers, [kept.id]);
}

#[tokio::test]
async fn a_thread_is_found_by_its_answers_and_waits_until_the_creator_answers() {
    let stage = Funding::new().await;
    let (project, other) = (stage.online(&draft()).await, stage.online(&draft()).await);
    let (viewer, moderator) = (member(stage.account().await, Role::Viewer), member(stage.account().await, Role::Moderator));
    let first = stage.say(&viewer, project, None, "Quand ?").await;
    stage.pass(MINUTE).await;
    let second = stage.say(&viewer, project, None, "Où ?").await;
    stage.say(&stage.creator, project, None, "Bienvenue.").await;
    let waits = async |actor: &Actor| {
        let waiting = stage.funding.waiting_questions(actor, project).await?;
        let texts = waiting.first.into_iter().map(|question| question.text).collect::<Vec<_>>();
        Ok::<_, CrowdfundingError>((waiting.count, texts))
    };
    assert_eq!(waits(&stage.creator).await.unwrap(), (2, vec!["Quand ?".to_owned(), "Où ?".to_owned()]));
    let helped = stage.say(&moderator, project, Some(first.id), "En mai.").await;
    assert_eq!(waits(&moderator).await.unwrap().0, 2, "somebody else's answer is not the creator's");
    let answer = stage.say(&stage.creator, project, Some(first.id), "Oui, en mai.").await;
    assert_eq!(waits(&stage.creator).await.unwrap(), (1, vec!["Où ?".to_owned()]));
    stage.funding.hide_project_comment(&moderator, second.id, "Publicité").await.unwrap();
    assert_eq!(waits(&stage.creator).await.unwrap().0, 0);
    for nobody in [&viewer, &visitor()] {
        assert!(matches!(waits(nobody).await, Err(CrowdfundingError::NotFound)));
    }
    for id in [first.id, answer.id] {
        let thread = stage.funding.project_thread(&visitor(), project, id).await.unwrap();
        assert_eq!(thread.comment.id, first.id);
        assert_eq!(thread.answers.iter().map(|it| it.id).collect::<Vec<_>>(), [helped.id, answer.id]);
    }
    assert!(stage.funding.project_thread(&viewer, project, second.id).await.unwrap().comment.hidden_reason.is_some());
    for (actor, of, id) in [(&visitor(), project, second.id), (&viewer, other, first.id)] {
        assert!(matches!(stage.funding.project_thread(actor, of, id).await, Err(CrowdfundingError::NotFound)));
    }
}
