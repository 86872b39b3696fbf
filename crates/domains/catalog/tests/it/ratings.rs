use catalog::{Rate, RatingSummary, Stars};
use kernel::{AppError as _, ErrorKind};

use crate::stage::{Stage, narrowed, nobody};

#[tokio::test]
async fn fifty_people_at_once_are_counted_exactly() {
    let stage = Stage::new().await;
    let film_id = stage.film("Aube").await;
    let mut people = Vec::new();
    for _ in 0..50 {
        people.push(stage.viewer().await);
    }
    let votes = people.into_iter().enumerate().map(|(n, person)| {
        let catalog = stage.catalog.clone();
        async move {
            // Everybody rates twice: only the second rating counts.
            for stars in [5, i16::try_from(n % 5 + 1).unwrap()] {
                catalog.rate(&person, Rate { film_id, stars: Stars::try_new(stars).unwrap() }).await.unwrap();
            }
        }
    });
    futures::future::join_all(votes).await;
    let page = stage.catalog.get_film(&nobody(), "aube").await.unwrap();
    assert_eq!(page.card.rating, RatingSummary { sum: 150, count: 50 });
    assert_eq!(page.card.rating.average_tenths(), Some(30));
}

#[tokio::test]
async fn the_same_person_at_once_counts_once() {
    let stage = Stage::new().await;
    let film_id = stage.film("Aube").await;
    let viewer = stage.viewer().await;
    let votes = (0..50).map(|n| {
        let (catalog, viewer) = (stage.catalog.clone(), viewer.clone());
        async move {
            if n % 3 == 0 {
                catalog.unrate(&viewer, film_id).await.unwrap();
            } else {
                catalog.rate(&viewer, Rate { film_id, stars: Stars::try_new(n % 5 + 1).unwrap() }).await.unwrap();
            }
        }
    });
    futures::future::join_all(votes).await;
    let last = stage.catalog.rate(&viewer, Rate { film_id, stars: Stars::try_new(4).unwrap() }).await.unwrap();
    assert_eq!(last, RatingSummary { sum: 4, count: 1 });
    assert_eq!(stage.catalog.get_film(&viewer, "aube").await.unwrap().mine.unwrap().stars, Some(4));
    assert_eq!(stage.catalog.unrate(&viewer, film_id).await.unwrap(), RatingSummary::default());
}

#[tokio::test]
async fn nobody_rates_without_an_account_or_a_film_that_is_not_listed() {
    let stage = Stage::new().await;
    let film_id = stage.film("Aube").await;
    let stars = Stars::try_new(5).unwrap();
    let rated = stage.catalog.rate(&nobody(), Rate { film_id, stars }).await;
    assert_eq!(rated.unwrap_err().kind(), ErrorKind::Unauthenticated);
    let viewer = stage.viewer().await;
    let rated = stage.catalog.rate(&narrowed(&viewer), Rate { film_id, stars }).await;
    assert_eq!(rated.unwrap_err().kind(), ErrorKind::Forbidden);
    let owner = stage.director().await;
    let draft = stage.draft(&owner, "Brouillon").await.page.card.id;
    let rated = stage.catalog.rate(&owner, Rate { film_id: draft, stars }).await;
    assert_eq!(rated.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(Stars::try_new(0).is_none() && Stars::try_new(6).is_none());
}
