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
}
