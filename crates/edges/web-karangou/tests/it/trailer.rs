//! The trailer of a project: set in the studio, read by the staff, played at the top of its page.

use axum::http::StatusCode;
use kernel::Role;

use crate::site::{Site, project};

#[tokio::test]
async fn a_trailer_is_set_in_the_studio_and_played_on_the_page() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let (staff, other) = (site.person("Mado", Role::Moderator).await, site.person("Kofi", Role::Director).await);
    let id = site.crowdfunding.create_project(&author.actor, &project("La pirogue")).await.unwrap();
    let form = format!("/studio/projets/{id}/bande-annonce");
    let empty = site.get_as(&author, &form).await;
    assert!(empty.has("griot-upload[purpose=trailer]") && !empty.has("griot-player") && !empty.has("griot-live-fragment"));
    assert_eq!(site.get_as(&other, &form).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get(&form).await.status, StatusCode::SEE_OTHER);
    let (foreign, own) = (site.asset(&other, "video").await.to_string(), site.asset(&author, "video").await.to_string());
    let refused = site.post_as(&author, &form, &[("asset", &foreign)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.has("#error-asset") && refused.shows("Choisissez une vidéo que vous avez envoyée."), "{}", refused.text);
    let too_soon = site.post_as(&author, &form, &[("asset", "")]).await;
    assert!(too_soon.status == StatusCode::UNPROCESSABLE_ENTITY && too_soon.has("#error-asset"), "{}", too_soon.text);
    assert_eq!(site.post_as(&author, &form, &[("asset", &own)]).await.status, StatusCode::SEE_OTHER);
    let set = site.get_as(&author, &form).await;
    assert!(set.has("griot-player") && set.has("griot-live-fragment"), "{}", set.text);
    assert!(site.get_as(&author, &format!("{form}/etat")).await.shows("film.mp4"));
    assert_eq!(site.post_as(&author, &format!("{form}/retirer"), &[]).await.status, StatusCode::SEE_OTHER);
    assert!(!site.get_as(&author, &form).await.has("griot-player"));
    assert_eq!(site.post_as(&author, &form, &[("asset", &own)]).await.status, StatusCode::SEE_OTHER);
    site.crowdfunding.submit_project(&author.actor, id).await.unwrap();
    assert!(site.get_as(&staff, &format!("/moderation/projets/{id}")).await.has("[data-trailer] griot-player"));
    let kept = site.get_as(&author, &form).await;
    assert!(kept.shows("elle ne change plus") && !kept.has("griot-upload"));
    assert_eq!(site.post_as(&author, &form, &[("asset", &own)]).await.status, StatusCode::CONFLICT);
    assert_eq!(site.post_as(&author, &format!("{form}/retirer"), &[]).await.status, StatusCode::CONFLICT);

    let slug = site.crowdfunding.project(&author.actor, id).await.unwrap().slug;
    let page = format!("/projets/{slug}");
    assert_eq!(site.get(&page).await.status, StatusCode::NOT_FOUND);
    let review = crowdfunding::Review::Approve;
    site.crowdfunding.review_project(&kernel::Actor::system("test"), id, &review).await.unwrap();
    let online = site.get(&page).await;
    let endpoint = online.attribute("[data-trailer] griot-player", "endpoint").unwrap();
    assert_eq!(endpoint, format!("/api/v1/projects/{id}/trailer/playback"));
    assert!(online.text.contains(&format!("action=\"/projets/{slug}/regarder\"")), "without scripts: {}", online.text);
    assert!(online.shows("360p"), "what it weighs: {}", online.text);

    // Nobody but the staff hides it; then it is its creator's and theirs alone.
    let hide = format!("{page}/bande-annonce/masquer");
    assert!(site.get_as(&staff, &page).await.has("form[action$='/bande-annonce/masquer']"));
    assert!(!site.get_as(&author, &page).await.has("form[action$='/bande-annonce/masquer']"));
    let why = [("reason", "Le film d’un autre.")];
    assert_eq!(site.post_as(&author, &hide, &why).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.post_as(&staff, &hide, &why).await.status, StatusCode::SEE_OTHER);
    assert!(!site.get(&page).await.has("griot-player"));
    assert_eq!(site.post_as(&other, &format!("{page}/regarder"), &[]).await.status, StatusCode::NOT_FOUND);
    assert!(site.get_as(&author, &form).await.shows("Le film d’un autre."));
}

#[tokio::test]
async fn a_project_whose_trailer_cannot_be_played_shows_none() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let id = site.crowdfunding.create_project(&author.actor, &project("La pirogue")).await.unwrap();
    let video = site.asset(&author, "video").await;
    site.crowdfunding.set_trailer(&author.actor, id, Some(video)).await.unwrap();
    site.crowdfunding.submit_project(&author.actor, id).await.unwrap();
    site.crowdfunding.review_project(&kernel::Actor::system("test"), id, &crowdfunding::Review::Approve).await.unwrap();
    site.db.script(format!("UPDATE media.assets SET state = 'working' WHERE id = '{video}'")).await;
    let slug = site.crowdfunding.project(&author.actor, id).await.unwrap().slug;
    let page = site.get(&format!("/projets/{slug}")).await;
    assert!(page.status.is_success() && !page.has("griot-player"));
}
