//! A post: named in the address that is shared, told apart at the influencer's desk; where it came from, at both.

use affiliate::Follow;
use axum::http::StatusCode;

use crate::{
    selling::partners,
    site::{ORIGIN, Site},
};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) Chrome/124.0.0.0 Mobile Safari/537.36";

#[tokio::test]
async fn a_post_is_named_in_the_address_that_is_shared_and_told_apart_at_both_desks() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    let form = [("destination", "https://souk.ma/the"), ("key", "afi-the"), ("post", " réel & 12 ")];
    let made = site.post_as(&aicha, &format!("/influenceur/partenariats/{id}/liens"), &form).await;
    let one = made.location().to_owned();
    assert!(made.status == StatusCode::SEE_OTHER && one.ends_with("?post=r%C3%A9el+%26+12"), "{one}");
    let query = "sub1=r%C3%A9el+%26+12";
    let page = site.get_as(&aicha, &one).await;
    assert_eq!(page.attribute("griot-share input", "value").unwrap(), format!("{ORIGIN}/l/afi-the?{query}"));
    assert_eq!(page.attribute("griot-post-address input[name=post]", "value").unwrap(), "réel & 12");

    let follow = Follow {
        key: "afi-the".into(),
        query: query.into(),
        agent: PHONE.into(),
        referrer: Some("instagram.com".into()),
        is_reading: true,
        ..Follow::default()
    };
    site.affiliate.follow(&follow).await.unwrap();
    site.affiliate.count_figures().await.unwrap();
    let board = site.get_as(&aicha, "/influenceur?par=post").await;
    assert!(board.status == StatusCode::OK && board.shows("réel & 12"));
    let rows = board.attribute("#tableau td a[href*='/influenceur/clics']", "href").unwrap();
    let clicks = site.get_as(&aicha, &rows).await;
    assert!(rows.contains("post=") && clicks.shows("réel & 12") && clicks.shows("instagram.com"), "{rows}");
    let file = site.get_as(&aicha, "/influenceur/tableau.csv?par=post").await;
    assert_eq!(file.status, StatusCode::OK);

    let desk = format!("/marchand/{}", shop.id);
    let board = site.get_as(&shop.owner, &format!("{desk}?par=origin")).await;
    assert!(board.status == StatusCode::OK && board.shows("instagram.com"));
    let rows = board.attribute(&format!("#tableau td a[href*='{desk}/clics']"), "href").unwrap();
    assert!(rows.contains("origine=instagram.com") && site.get_as(&shop.owner, &rows).await.shows("instagram.com"), "{rows}");
    // A merchant's desk does not know posts: the first table is shown.
    assert_eq!(site.get_as(&shop.owner, &format!("{desk}?par=post")).await.status, StatusCode::OK);
}
