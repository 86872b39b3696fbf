//! Finding what was said, in one's own conversations.

use jiff::SignedDuration;
use messaging::{MessagingError, SearchResults, Side};

use crate::stage::{Stage, side, subject};

fn texts(results: &SearchResults) -> Vec<String> {
    let marked = results.hits.iter().map(|hit| {
        let mut text = hit.excerpt.clone();
        for (start, end) in hit.found.iter().rev() {
            text.insert(*end, ']');
            text.insert(*start, '[');
        }
        text
    });
    marked.collect()
}

#[tokio::test]
async fn words_are_found_in_any_form_and_shown_where_they_stand() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    stage.say(&stage.merchant, id, "Les livraisons partent de Lomé le mardi").await;
    stage.clock.advance(SignedDuration::from_secs(1));
    stage.say(&stage.influencer, id, "Quelle livraison ? Le contrat n’est pas signé").await;
    let find = async |words: &str| stage.messaging.search(&stage.colleague, words).await.unwrap();
    assert_eq!(
        texts(&find("livraison").await),
        ["Quelle [livraison] ? Le contrat n’est pas signé", "Les [livraisons] partent de Lomé le mardi"]
    );
    assert_eq!(texts(&find("LOME").await), ["Les livraisons partent de [Lomé] le mardi"]);
    assert_eq!(texts(&find("contr").await), ["Quelle livraison ? Le [contrat] n’est pas signé"], "as somebody types");
    let resembling = find("contart").await;
    assert!(resembling.resembling);
    assert_eq!(texts(&resembling), ["Quelle livraison ? Le [contrat] n’est pas signé"]);
    assert_eq!(find("livriason").await.hits.len(), 2);
    let nothing = find("baobab").await;
    assert!(nothing.hits.is_empty() && !nothing.resembling);
    for odd in ["a'b \" OR --", "%_\\", "!!", "🎉🎉", "le la les"] {
        stage.messaging.search(&stage.colleague, odd).await.unwrap();
    }
    for wrong in ["", "a", &"a".repeat(101)] {
        assert!(matches!(stage.messaging.search(&stage.colleague, wrong).await, Err(MessagingError::Invalid(_))));
    }
}

#[tokio::test]
async fn nobody_finds_what_others_said_or_what_is_gone() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let (kofi, ines) = (stage.account("Kofi").await, stage.account("Inès").await);
    let theirs = stage.open(&kofi, side(&kofi), side(&ines), subject()).await.unwrap();
    stage.say(&kofi, theirs, "Le secret du baobab").await;
    let said = stage.say(&stage.merchant, id, "Le baobab fleurit").await;
    let found = async |actor, words: &str| stage.messaging.search(actor, words).await.unwrap().hits;
    assert_eq!(found(&stage.influencer, "baobab").await.len(), 1);
    assert!(found(&stage.influencer, "secret").await.is_empty());
    assert!(found(&stage.influencer, "secrte").await.is_empty(), "nor what resembles it");
    assert_eq!(found(&ines, "secret").await.len(), 1);
    stage.messaging.withdraw(&stage.merchant, said.id).await.unwrap();
    assert!(found(&stage.influencer, "baobab").await.is_empty());
    let shop = stage.organisation_of(&[&kofi]).await;
    assert!(found(&kofi, "fleurit").await.is_empty());
    stage.open(&kofi, Side::Organisation(shop), side(&stage.influencer), subject()).await.unwrap();
    assert!(found(&kofi, "fleurit").await.is_empty());
}
