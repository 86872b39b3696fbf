//! The pixel at a merchant's desk, by forms alone.

use axum::http::{StatusCode, header};
use kernel::PageRequest;

use crate::{profiles::member, site::Site};

#[tokio::test]
async fn a_merchant_turns_the_pixel_on_sees_its_secret_once_and_decides_what_waits() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let program = site.program(&shop).await;
    let desk = |rest: &str| format!("/marchand/{}/suivi{rest}", shop.id);
    assert!(site.get_as(&shop.owner, &desk("")).await.shows("Utiliser le pixel"));
    assert!(site.get_as(&shop.owner, &desk("/pixel")).await.shows("Activer le pixel"));
    let drawn = site.post_as(&shop.owner, &desk("/pixel/secret"), &[]).await;
    assert_eq!((drawn.status, &drawn.headers[header::CACHE_CONTROL]), (StatusCode::OK, &"no-store".parse().unwrap()));
    assert!(drawn.shows("gpx_"));
    assert!(!site.get_as(&shop.owner, &desk("/pixel")).await.shows("gpx_"), "once");
    let say = async |order: &str| {
        let query = format!("program={program}&order={order}&amount=30000&currency=MAD&codes=AFI%3Cb%3E");
        site.affiliate.hear_pixel(&query, None).await.unwrap();
    };
    for order in ["1%3Cb%3E", "2", "3", "4"] {
        say(order).await;
    }
    site.affiliate.hear_pixel(&format!("program={program}&order=9&amount=1&currency=MAD&signature=0"), None).await.unwrap();
    let page = site.get_as(&shop.owner, &desk("/pixel")).await;
    for text in ["À confirmer : 4", "1<b>", "300,00", "Signature fausse", "Confirmer le jour"] {
        assert!(page.shows(text), "{text}");
    }
    assert!(site.get_as(&shop.owner, &format!("/en{}", desk("/pixel"))).await.shows("To confirm: 4"));
    let waiting = async || {
        let found = site.affiliate.pixel_reports(&shop.owner.actor, program, &PageRequest::first()).await.unwrap();
        found.items.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    let ids = waiting().await;
    let looks = member(&site, &shop, "member").await;
    for (rest, fields) in [
        (format!("/pixel/{}/confirmer", ids[0]), &[][..]),
        (format!("/pixel/{}/rejeter", ids[0]), &[]),
        ("/pixel/jour".to_owned(), &[("day", "2026-11-22"), ("verdict", "confirm")]),
        ("/pixel/secret".to_owned(), &[]),
        ("/pixel/arret".to_owned(), &[]),
    ] {
        assert_eq!(site.post_as(&looks, &desk(&rest), fields).await.status, StatusCode::FORBIDDEN, "{rest}");
    }
    assert_eq!(waiting().await, ids);
    for (id, act) in [(ids[0], "confirmer"), (ids[1], "rejeter"), (ids[1], "confirmer")] {
        let done = site.post_as(&shop.owner, &desk(&format!("/pixel/{id}/{act}")), &[]).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, desk("/pixel").as_str()));
    }
    let today = kernel::Clock::now(&kernel::SystemClock).strftime("%Y-%m-%d").to_string();
    for (day, verdict, status) in [
        ("hier", "confirm", StatusCode::NOT_FOUND),
        (today.as_str(), "", StatusCode::NOT_FOUND),
        (today.as_str(), "confirm", StatusCode::SEE_OTHER),
    ] {
        let done = site.post_as(&shop.owner, &desk("/pixel/jour"), &[("day", day), ("verdict", verdict)]).await;
        assert_eq!(done.status, status, "{day} {verdict}");
    }
    assert!(waiting().await.is_empty());
    let told = site.affiliate.conversions(&shop.owner.actor, program, &PageRequest::first()).await.unwrap();
    assert_eq!(told.items.len(), 3, "one by one, and the rest of the day");
    assert_eq!(site.post_as(&shop.owner, &desk("/pixel/arret"), &[]).await.status, StatusCode::SEE_OTHER);
    say("5").await;
    assert!(waiting().await.is_empty());
}
