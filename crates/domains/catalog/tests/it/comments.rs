use catalog::{AddComment, CommentState, EditComment};
use contracts::catalog::{CommentId, FilmId};
use kernel::{AppError as _, ErrorKind, PageRequest};

use crate::stage::{Stage, nobody};

fn say(film_id: FilmId, parent_id: Option<CommentId>, text: &str) -> AddComment {
    AddComment { film_id, parent_id, text: text.to_owned() }
}

#[tokio::test]
async fn replies_stand_under_their_comment_one_level_deep() {
    let stage = Stage::new().await;
    let film_id = stage.film("Aube").await;
    let (one, two) = (stage.viewer().await, stage.viewer().await);
    let first = stage.catalog.add_comment(&one, say(film_id, None, "Magnifique.\nVraiment.")).await.unwrap();
    let reply = stage.catalog.add_comment(&two, say(film_id, Some(first.id), "Oui.")).await.unwrap();
    let deeper = stage.catalog.add_comment(&one, say(film_id, Some(reply.id), "Merci.")).await.unwrap();
    let threads = stage.catalog.list_comments(&nobody(), film_id, &PageRequest::first()).await.unwrap().items;
    assert_eq!(threads.len(), 1);
    assert_eq!(threads[0].comment.text, "Magnifique.\nVraiment.");
    assert_eq!(threads[0].comment.author_name, "Viewer");
    assert_eq!(threads[0].replies.iter().map(|reply| reply.id).collect::<Vec<_>>(), [reply.id, deeper.id]);
    assert_eq!(threads[0].reply_count, 2);
    assert_eq!(stage.catalog.get_film(&nobody(), "aube").await.unwrap().comment_count, 3);
    let page = PageRequest::new(Some(1), None);
    let replies = stage.catalog.list_replies(&nobody(), first.id, &page).await.unwrap();
    assert_eq!(replies.items[0].id, reply.id);
    let page = PageRequest::new(Some(1), replies.next);
    assert_eq!(stage.catalog.list_replies(&nobody(), first.id, &page).await.unwrap().items[0].id, deeper.id);
}

#[tokio::test]
async fn only_its_author_changes_or_removes_a_comment() {
    let stage = Stage::new().await;
    let film_id = stage.film("Aube").await;
    let (author, other) = (stage.viewer().await, stage.viewer().await);
    let comment = stage.catalog.add_comment(&author, say(film_id, None, "Bien")).await.unwrap();
    let edit = |text: &str| EditComment { comment_id: comment.id, text: text.to_owned() };
    assert_eq!(stage.catalog.edit_comment(&other, edit("Mal")).await.unwrap_err().kind(), ErrorKind::Forbidden);
    assert_eq!(stage.catalog.delete_comment(&other, comment.id).await.unwrap_err().kind(), ErrorKind::Forbidden);
    assert_eq!(stage.catalog.delete_comment(&nobody(), comment.id).await.unwrap_err().kind(), ErrorKind::Unauthenticated);
    let edited = stage.catalog.edit_comment(&author, edit("Très bien")).await.unwrap();
    assert!(edited.edited_at.is_some() && edited.own && edited.text == "Très bien");
    stage.catalog.delete_comment(&author, comment.id).await.unwrap();
    assert_eq!(stage.catalog.get_comment(&author, comment.id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(stage.catalog.get_film(&nobody(), "aube").await.unwrap().comment_count, 0);
}

#[tokio::test]
async fn a_removed_comment_leaves_an_empty_place_above_its_replies() {
    let stage = Stage::new().await;
    let film_id = stage.film("Aube").await;
    let (one, two) = (stage.viewer().await, stage.viewer().await);
    let first = stage.catalog.add_comment(&one, say(film_id, None, "À effacer")).await.unwrap();
    stage.catalog.add_comment(&two, say(film_id, Some(first.id), "Réponse")).await.unwrap();
    stage.catalog.delete_comment(&one, first.id).await.unwrap();
    let threads = stage.catalog.list_comments(&one, film_id, &PageRequest::first()).await.unwrap().items;
    let place = &threads[0].comment;
    assert_eq!((place.state, place.text.as_str(), place.author_name.as_str()), (CommentState::Deleted, "", ""));
    assert_eq!(threads[0].replies.len(), 1);
    let kept: String = sqlx::query_scalar("SELECT text FROM catalog.comment WHERE id = $1")
        .bind(first.id.as_uuid())
        .fetch_one(stage.db.pool())
        .await
        .unwrap();
    assert_eq!(kept, "…");
    assert_eq!(stage.catalog.get_film(&nobody(), "aube").await.unwrap().comment_count, 1);
}

#[tokio::test]
async fn a_reply_must_answer_a_comment_on_the_same_film() {
    let stage = Stage::new().await;
    let (film_id, other_film) = (stage.film("Aube").await, stage.film("Midi").await);
    let viewer = stage.viewer().await;
    let elsewhere = stage.catalog.add_comment(&viewer, say(other_film, None, "Là-bas")).await.unwrap();
    for parent in [elsewhere.id, CommentId::generate()] {
        let error = stage.catalog.add_comment(&viewer, say(film_id, Some(parent), "Ici")).await.unwrap_err();
        assert_eq!((error.kind(), error.fields()[0].field.as_ref()), (ErrorKind::Invalid, "parent_id"));
    }
}

#[tokio::test]
async fn empty_long_and_too_many_comments_are_refused() {
    let stage = Stage::new().await;
    let film_id = stage.film("Aube").await;
    let viewer = stage.viewer().await;
    for text in ["", " \n\u{0} ", &"é".repeat(2001)] {
        let error = stage.catalog.add_comment(&viewer, say(film_id, None, text)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
    let mut refused = None;
    for n in 0..11 {
        refused = stage.catalog.add_comment(&viewer, say(film_id, None, &format!("Encore {n}"))).await.err();
    }
    let refused = refused.expect("the eleventh in two windows of a minute is one too many");
    assert_eq!(refused.kind(), ErrorKind::RateLimited);
    assert!(refused.retry_after_s().is_some());
}

#[tokio::test]
async fn comments_are_paged_newest_first() {
    let stage = Stage::new().await;
    let film_id = stage.film("Aube").await;
    for n in 0..3 {
        stage.catalog.add_comment(&stage.viewer().await, say(film_id, None, &n.to_string())).await.unwrap();
    }
    let mut texts = Vec::new();
    let mut after = None;
    loop {
        let page = stage.catalog.list_comments(&nobody(), film_id, &PageRequest::new(Some(1), after)).await.unwrap();
        texts.extend(page.items.into_iter().map(|thread| thread.comment.text));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(texts, ["2", "1", "0"]);
}
