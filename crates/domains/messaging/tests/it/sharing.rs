//! Two sides that agree to share personal data, and end it.

use messaging::{MessagingError, Sharing};

use crate::stage::Stage;

const NUMBER: &str = "Mon numéro : 90 12 34 56";
const MASKED: &str = "Mon numéro : •••";

#[tokio::test]
async fn nothing_is_masked_once_one_side_offered_and_the_other_accepted() {
    let stage = Stage::new().await;
    let id = stage.conversation().await;
    let alone = stage.messaging.accept_sharing(&stage.influencer, id).await;
    assert!(matches!(alone, Err(MessagingError::SharingState)), "nobody offered");
    assert_eq!(stage.messaging.offer_sharing(&stage.merchant, id).await.unwrap().sharing, Sharing::Offered);
    assert_eq!(stage.messaging.conversation(&stage.influencer, id).await.unwrap().sharing, Sharing::Proposed);
    let own = stage.messaging.accept_sharing(&stage.colleague, id).await;
    assert!(matches!(own, Err(MessagingError::SharingState)), "a side does not accept its own offer");
    assert_eq!(stage.say(&stage.influencer, id, NUMBER).await.text, MASKED);
    assert_eq!(stage.messaging.accept_sharing(&stage.influencer, id).await.unwrap().sharing, Sharing::Shared);
    let shared = stage.say(&stage.influencer, id, NUMBER).await;
    assert_eq!((shared.text.as_str(), shared.masked.len()), (NUMBER, 0));
    assert_eq!(stage.messaging.stop_sharing(&stage.colleague, id).await.unwrap().sharing, Sharing::Masked);
    assert_eq!(stage.say(&stage.influencer, id, NUMBER).await.text, MASKED);
    for (action, times) in [("messaging.sharing-offered", 1), ("messaging.sharing-agreed", 1), ("messaging.sharing-stopped", 1)] {
        assert_eq!(stage.audited(action).await, times, "{action}");
    }
}

#[tokio::test]
async fn two_offers_are_an_agreement_and_an_offer_can_be_declined() {
    let stage = Stage::new().await;
    let (id, other) = (stage.conversation().await, stage.conversation().await);
    stage.messaging.offer_sharing(&stage.merchant, id).await.unwrap();
    assert_eq!(stage.messaging.stop_sharing(&stage.influencer, id).await.unwrap().sharing, Sharing::Masked);
    assert!(matches!(stage.messaging.stop_sharing(&stage.influencer, id).await, Err(MessagingError::SharingState)));
    stage.messaging.offer_sharing(&stage.merchant, id).await.unwrap();
    assert_eq!(stage.messaging.offer_sharing(&stage.influencer, id).await.unwrap().sharing, Sharing::Shared);
    assert!(matches!(stage.messaging.offer_sharing(&stage.influencer, id).await, Err(MessagingError::SharingState)));
    assert_eq!(stage.messaging.conversation(&stage.merchant, other).await.unwrap().sharing, Sharing::Masked, "each its own");
}
