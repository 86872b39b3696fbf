//! What pages of shops say, over HTTP.

use axum::body::to_bytes;
use http::{Method, StatusCode};
use kernel::PageRequest;

use crate::{Trade, ask, head, site};

#[tokio::test]
async fn the_pixel_is_the_same_picture_whatever_was_said_and_is_never_cached() {
    let (trade, partner) = Trade::linked().await;
    trade.affiliate.draw_pixel_secret(&trade.owner, partner.program_id).await.unwrap();
    let site = site(&trade);
    let said = format!("/p.gif?program={}&order=1001&amount=100&currency=MAD", partner.program_id);
    let mut pictures = Vec::new();
    for path in ["/p.gif", "/p.gif?program=1", &format!("{said}&signature=00"), &said, &format!("/en{said}")] {
        let answer = ask(&site, Method::GET, path, &[("referer", "https://thes.example/merci")]).await;
        assert_eq!((answer.status(), head(&answer, "content-type")), (StatusCode::OK, "image/gif"), "{path}");
        assert_eq!(head(&answer, "cache-control"), "no-store");
        assert_eq!(head(&answer, "cross-origin-resource-policy"), "cross-origin");
        assert!(answer.headers().get("set-cookie").is_none());
        pictures.push(to_bytes(answer.into_body(), 1000).await.unwrap());
    }
    assert!(pictures.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!((pictures[0].len(), &pictures[0][..6], pictures[0].last()), (43, &b"GIF89a"[..], Some(&0x3b)));
    let waiting = trade.affiliate.pixel_reports(&trade.owner, partner.program_id, &PageRequest::first()).await.unwrap();
    assert_eq!(waiting.items.len(), 1);
}

#[tokio::test]
async fn a_head_says_nothing_and_without_the_database_the_picture_is_there() {
    let (trade, partner) = Trade::linked().await;
    trade.affiliate.draw_pixel_secret(&trade.owner, partner.program_id).await.unwrap();
    let site = site(&trade);
    let said = format!("/p.gif?program={}&order=1001&amount=100&currency=MAD", partner.program_id);
    assert_eq!(ask(&site, Method::HEAD, &said, &[]).await.status(), StatusCode::OK);
    let view = trade.affiliate.pixel(&trade.owner, partner.program_id).await.unwrap();
    assert_eq!((view.waiting, view.outcomes.len()), (0, 0));
    sqlx::query("ALTER TABLE affiliate.pixels RENAME TO gone").execute(trade.db.pool()).await.unwrap();
    let answer = ask(&site, Method::GET, &said, &[]).await;
    assert_eq!((answer.status(), head(&answer, "content-type")), (StatusCode::OK, "image/gif"));
}
