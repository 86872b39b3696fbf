use crowdfunding::{CrowdfundingError, FundingMode, ProjectState, Review};
use kernel::{Actor, AppError as _, Role};

use crate::stage::{Funding, draft, member, tier, visitor};

fn fields(error: &CrowdfundingError) -> Vec<&str> {
    error.fields().iter().map(|error| error.field.as_ref()).collect()
}

#[tokio::test]
async fn a_project_is_written_read_sent_back_and_put_online() {
    let stage = Funding::new().await;
    let mut half = draft();
    half.story = "À écrire.".into();
    let id = stage.funding.create_project(&stage.creator, &half).await.unwrap();
    let refused = stage.funding.submit_project(&stage.creator, id).await.unwrap_err();
    assert_eq!(fields(&refused), ["story"]);
    stage.funding.edit_project(&stage.creator, id, 1, &draft()).await.unwrap();
    stage.funding.submit_project(&stage.creator, id).await.unwrap();

    let moderator = member(stage.account().await, Role::Moderator);
    let note = Review::SendBack { note: "Le budget est trop vague.".into() };
    stage.funding.review_project(&moderator, id, &note).await.unwrap();
    let view = stage.funding.project(&stage.creator, id).await.unwrap();
    assert_eq!((view.state, view.review_note.as_deref()), (ProjectState::Draft, Some("Le budget est trop vague.")));
    stage.funding.submit_project(&stage.creator, id).await.unwrap();
    stage.funding.review_project(&moderator, id, &Review::Approve).await.unwrap();
    let view = stage.funding.project(&visitor(), id).await.unwrap();
    assert_eq!(view.state, ProjectState::Online);
    assert_eq!(view.deadline_at, Some(stage.now() + jiff::SignedDuration::from_hours(24 * 30)));
    assert!(view.slug.starts_with("la-pirogue-d-ayele-"), "{}", view.slug);
}

#[tokio::test]
async fn a_draft_is_for_its_creator_and_the_staff_only() {
    let stage = Funding::new().await;
    let id = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();
    let stranger = member(stage.account().await, Role::Director);
    for actor in [&visitor(), &stranger] {
        assert!(matches!(stage.funding.project(actor, id).await, Err(CrowdfundingError::NotFound)));
        assert!(stage.funding.edit_project(actor, id, 1, &draft()).await.is_err());
        assert!(stage.funding.submit_project(actor, id).await.is_err());
        assert!(matches!(stage.funding.review_project(actor, id, &Review::Approve).await, Err(CrowdfundingError::Forbidden(_))));
    }
    let viewer = member(stage.account().await, Role::Viewer);
    assert!(matches!(stage.funding.create_project(&viewer, &draft()).await, Err(CrowdfundingError::Forbidden(_))));
    assert_eq!(stage.state(id).await, ProjectState::Draft);
}

#[tokio::test]
async fn what_backers_decided_by_is_frozen_online() {
    let stage = Funding::new().await;
    let id = stage.online(&draft()).await;
    let version = stage.funding.project(&stage.creator, id).await.unwrap().version;
    let mut changed = draft();
    (changed.goal_minor, changed.mode, changed.days) = (1, FundingMode::KeepItAll, 60);
    let refused = stage.funding.edit_project(&stage.creator, id, version, &changed).await.unwrap_err();
    assert_eq!(fields(&refused), ["goal", "mode", "days"]);
    let mut words = draft();
    words.story.push_str("Et la pluie vint.");
    stage.funding.edit_project(&stage.creator, id, version, &words).await.unwrap();
    // And by PostgreSQL, without our code.
    for change in ["goal_minor = 1", "currency = 'EUR'", "mode = 'keep_it_all'", "deadline_at = now()", "fee_bp = 0"] {
        let sql = format!("UPDATE crowdfunding.projects SET {change}");
        assert!(sqlx::query(sqlx::AssertSqlSafe(sql)).execute(stage.db.pool()).await.is_err(), "{change}");
    }
}

#[tokio::test]
async fn two_people_do_not_overwrite_each_other() {
    let stage = Funding::new().await;
    let id = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();
    stage.funding.edit_project(&stage.creator, id, 1, &draft()).await.unwrap();
    let late = stage.funding.edit_project(&stage.creator, id, 1, &draft()).await;
    assert!(matches!(late, Err(CrowdfundingError::Changed)));
}

#[tokio::test]
async fn a_tier_that_somebody_chose_stays() {
    let stage = Funding::new().await;
    let mut with_tier = draft();
    with_tier.tiers = vec![tier(1000, Some(5))];
    let id = stage.online(&with_tier).await;
    let chosen = with_tier.tiers[0].id;
    stage.try_promise(id, Some(chosen), 1000).await.unwrap();
    stage.try_promise(id, Some(chosen), 1000).await.unwrap();
    let version = stage.funding.project(&stage.creator, id).await.unwrap().version;
    let refused = stage.funding.edit_project(&stage.creator, id, version, &draft()).await.unwrap_err();
    assert_eq!(fields(&refused), ["tiers"]);
    with_tier.tiers[0].stock = Some(1);
    let refused = stage.funding.edit_project(&stage.creator, id, version, &with_tier).await.unwrap_err();
    assert_eq!(fields(&refused), ["tiers"]);
    with_tier.tiers[0].stock = Some(2);
    stage.funding.edit_project(&stage.creator, id, version, &with_tier).await.unwrap();
    let view = stage.funding.project(&Actor::system("test"), id).await.unwrap();
    assert_eq!(view.tiers[0].left, Some(0));
}
