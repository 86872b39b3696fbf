use catalog::{AddComment, CommentState, Decide, Decision, FilmState, Report, ReportReason, ReportSubject};
use kernel::{AppError as _, ErrorKind, PageRequest};

use crate::stage::{Stage, nobody};

fn spam(subject: ReportSubject) -> Report {
    Report { subject, reason: ReportReason::Spam, note: "Une publicité".to_owned() }
}

fn decide(subject: ReportSubject, decision: Decision) -> Decide {
    Decide { subject, decision, reason: "Publicité".to_owned() }
}

#[tokio::test]
async fn a_reported_comment_is_hidden_and_can_be_shown_again() {
    let stage = Stage::new().await;
    let film_id = stage.film("Aube").await;
    let (author, moderator) = (stage.viewer().await, stage.moderator().await);
    let comment = AddComment { film_id, parent_id: None, text: "Achetez !".to_owned() };
    let comment_id = stage.catalog.add_comment(&author, comment).await.unwrap().id;
    let subject = ReportSubject::Comment(comment_id);
    for reporter in [stage.viewer().await, stage.viewer().await] {
        stage.catalog.report(&reporter, spam(subject)).await.unwrap();
        assert_eq!(stage.catalog.report(&reporter, spam(subject)).await.unwrap_err().code(), "catalog-already-reported");
    }
    let queue = stage.catalog.list_reported(&moderator, &PageRequest::first()).await.unwrap().items;
    assert_eq!((queue.len(), queue[0].report_count, queue[0].reports.len()), (1, 2, 2));
    assert_eq!((queue[0].text.as_str(), queue[0].film_slug.as_str(), queue[0].subject), ("Achetez !", "aube", subject));

    stage.catalog.decide(&moderator, decide(subject, Decision::Hide)).await.unwrap();
    assert!(stage.catalog.list_reported(&moderator, &PageRequest::first()).await.unwrap().items.is_empty());
    assert!(stage.catalog.list_comments(&nobody(), film_id, &PageRequest::first()).await.unwrap().items.is_empty());
    assert_eq!(stage.catalog.get_comment(&nobody(), comment_id).await.unwrap().text, "");
    let own = stage.catalog.get_comment(&author, comment_id).await.unwrap();
    assert_eq!((own.state, own.text.as_str(), own.hidden_reason.as_str()), (CommentState::Hidden, "Achetez !", "Publicité"));
    assert_eq!(stage.catalog.get_film(&nobody(), "aube").await.unwrap().comment_count, 0);

    stage.catalog.decide(&moderator, decide(subject, Decision::Restore)).await.unwrap();
    assert_eq!(stage.catalog.get_film(&nobody(), "aube").await.unwrap().comment_count, 1);
    let audited: i64 = sqlx::query_scalar("SELECT count(*) FROM platform.audit WHERE action = 'catalog.comment-decided'")
        .fetch_one(stage.db.pool())
        .await
        .unwrap();
    assert_eq!(audited, 2);
}

#[tokio::test]
async fn a_reported_film_is_taken_away_or_the_reports_are_dismissed() {
    let stage = Stage::new().await;
    let owner = stage.director().await;
    let film_id = stage.draft(&owner, "Aube").await.page.card.id;
    stage.publish(&owner, film_id).await;
    let subject = ReportSubject::Film(film_id);
    let moderator = stage.moderator().await;
    stage.catalog.report(&stage.viewer().await, spam(subject)).await.unwrap();
    stage.catalog.decide(&moderator, decide(subject, Decision::Dismiss)).await.unwrap();
    let again = stage.catalog.decide(&moderator, decide(subject, Decision::Dismiss)).await;
    assert_eq!(again.unwrap_err().code(), "catalog-report-not-found");
    stage.catalog.report(&stage.viewer().await, spam(subject)).await.unwrap();
    stage.catalog.decide(&moderator, decide(subject, Decision::Hide)).await.unwrap();
    let film = stage.catalog.get_studio_film(&owner, film_id).await.unwrap();
    assert_eq!((film.page.state, film.refusal_reason.as_str()), (FilmState::Refused, "Publicité"));
    assert!(stage.catalog.list_reported(&moderator, &PageRequest::first()).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn only_moderators_see_the_queue_and_decide() {
    let stage = Stage::new().await;
    let subject = ReportSubject::Film(stage.film("Aube").await);
    for (actor, kind) in [
        (nobody(), ErrorKind::Unauthenticated),
        (stage.viewer().await, ErrorKind::Forbidden),
        (stage.director().await, ErrorKind::Forbidden),
    ] {
        assert_eq!(stage.catalog.list_reported(&actor, &PageRequest::first()).await.unwrap_err().kind(), kind);
        assert_eq!(stage.catalog.decide(&actor, decide(subject, Decision::Hide)).await.unwrap_err().kind(), kind);
        assert_eq!(stage.catalog.list_submitted_films(&actor, &PageRequest::first()).await.unwrap_err().kind(), kind);
    }
    assert_eq!(stage.catalog.report(&nobody(), spam(subject)).await.unwrap_err().kind(), ErrorKind::Unauthenticated);
    let empty = Decide { subject, decision: Decision::Hide, reason: " ".to_owned() };
    let error = stage.catalog.decide(&stage.moderator().await, empty).await.unwrap_err();
    assert_eq!(error.fields()[0].field, "reason");
}
