//! The trailer of a project: whose video it may be, who sees it, and that what the staff read stays.

use crowdfunding::{CrowdfundingError, Review};
use kernel::{AppError as _, Role};

use crate::stage::{Funding, draft, member, visitor};

#[tokio::test]
async fn a_trailer_is_a_video_of_its_creators_and_stays_once_the_project_is_handed_in() {
    let stage = Funding::new().await;
    let staff = member(stage.account().await, Role::Moderator);
    let stranger = member(stage.account().await, Role::Director);
    let project = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();
    let video = stage.file(&stage.creator, "video", "working").await;
    for wrong in [
        stage.file(&stranger, "video", "ready").await,
        stage.file(&stage.creator, "image", "ready").await,
        stage.file(&stage.creator, "video", "rejected").await,
        kernel::Id::generate(),
    ] {
        let refused = stage.funding.set_trailer(&stage.creator, project, Some(wrong)).await.unwrap_err();
        assert_eq!(refused.fields()[0].field, "asset_id");
    }
    for other in [&stranger, &staff] {
        let refused = stage.funding.set_trailer(other, project, Some(video)).await;
        assert!(matches!(refused, Err(CrowdfundingError::NotFound)));
    }
    assert!(matches!(stage.funding.trailer(&stage.creator, project).await, Err(CrowdfundingError::NotFound)), "none yet");
    stage.funding.set_trailer(&stage.creator, project, Some(video)).await.unwrap();
    assert_eq!(stage.funding.trailer(&stage.creator, project).await.unwrap(), video);
    assert!(matches!(stage.funding.trailer(&visitor(), project).await, Err(CrowdfundingError::NotFound)), "a draft");
    // Its words are saved without it: it stays.
    let view = stage.funding.project(&stage.creator, project).await.unwrap();
    stage.funding.edit_project(&stage.creator, project, view.version, &draft()).await.unwrap();
    let waiting = stage.funding.submit_project(&stage.creator, project).await.unwrap_err();
    assert_eq!(waiting.fields()[0].code, "crowdfunding-trailer-waiting", "the staff would not see it");
    stage.becomes(video, "playable").await;
    stage.funding.submit_project(&stage.creator, project).await.unwrap();
    let late = stage.funding.set_trailer(&stage.creator, project, None).await;
    assert!(matches!(late, Err(CrowdfundingError::WrongState)));
    let by_hand = sqlx::query("UPDATE crowdfunding.projects SET trailer_asset_id = NULL WHERE id = $1").bind(project.as_uuid());
    let refused = by_hand.execute(stage.db.pool()).await.unwrap_err();
    assert_eq!(refused.as_database_error().unwrap().constraint(), Some("projects_trailer_kept"));
    // Sent back, it can be replaced; online, everybody sees it.
    let note = "La bande-annonce montre un autre film.".to_owned();
    stage.funding.review_project(&staff, project, &Review::SendBack { note }).await.unwrap();
    stage.funding.set_trailer(&stage.creator, project, None).await.unwrap();
    let other = stage.file(&stage.creator, "video", "ready").await;
    stage.funding.set_trailer(&stage.creator, project, Some(other)).await.unwrap();
    stage.funding.submit_project(&stage.creator, project).await.unwrap();
    stage.funding.review_project(&staff, project, &Review::Approve).await.unwrap();
    assert_eq!(stage.funding.trailer(&visitor(), project).await.unwrap(), other);
    // One that is gone meanwhile does not go online unseen.
    let gone = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();
    let lost = stage.file(&stage.creator, "video", "ready").await;
    stage.funding.set_trailer(&stage.creator, gone, Some(lost)).await.unwrap();
    stage.funding.submit_project(&stage.creator, gone).await.unwrap();
    stage.becomes(lost, "rejected").await;
    assert!(stage.funding.review_project(&staff, gone, &Review::Approve).await.is_err());
}

#[tokio::test]
async fn the_staff_hides_a_trailer_and_its_creator_reads_why() {
    let stage = Funding::new().await;
    let staff = member(stage.account().await, Role::Moderator);
    let stranger = member(stage.account().await, Role::Director);
    let project = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();
    let video = stage.file(&stage.creator, "video", "ready").await;
    stage.funding.set_trailer(&stage.creator, project, Some(video)).await.unwrap();
    stage.funding.submit_project(&stage.creator, project).await.unwrap();
    stage.funding.review_project(&staff, project, &Review::Approve).await.unwrap();
    let (forbidden, unknown) = (kernel::ErrorKind::Forbidden, kernel::ErrorKind::Unauthenticated);
    for (other, kind) in [(&stage.creator, forbidden), (&stranger, forbidden), (&visitor(), unknown)] {
        let refused = stage.funding.hide_trailer(other, project, "Le film d’un autre.").await.unwrap_err();
        assert_eq!(refused.kind(), kind);
    }
    assert!(stage.funding.hide_trailer(&staff, project, "x").await.is_err());
    stage.funding.hide_trailer(&staff, project, "Le film d’un autre.").await.unwrap();
    for outsider in [&stranger, &visitor()] {
        assert!(matches!(stage.funding.trailer(outsider, project).await, Err(CrowdfundingError::NotFound)));
        let view = stage.funding.project(outsider, project).await.unwrap();
        assert_eq!((view.trailer, view.trailer_hidden_reason), (None, None));
    }
    for insider in [&stage.creator, &staff] {
        let view = stage.funding.project(insider, project).await.unwrap();
        assert_eq!((view.trailer, view.trailer_hidden_reason.as_deref()), (Some(video), Some("Le film d’un autre.")));
    }
    let told: i64 = sqlx::query_scalar("SELECT count(*) FROM platform.outbox WHERE topic = 'crowdfunding.trailer-hidden.v1'")
        .fetch_one(stage.db.pool())
        .await
        .unwrap();
    assert_eq!(told, 1, "whoever watches is stopped");
    let without = stage.online(&draft()).await;
    assert!(matches!(stage.funding.hide_trailer(&staff, without, "Rien.").await, Err(CrowdfundingError::NotFound)));
}
