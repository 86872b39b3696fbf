use affiliate::{AffiliateError, Audience, AudienceSource, InfluencerDraft, Listing, Network, ProfileState};
use kernel::{Actor, AppError as _, Forbidden, Locale, PermissionSet, SignedIn};

use crate::world::{World, influencer, visitor, wrong};

#[tokio::test]
async fn an_influencer_is_written_listed_edited_and_taken_back() {
    let world = World::new().await;
    let (affiliate, who) = (&world.affiliate, world.person().await);
    assert_eq!(affiliate.my_influencer(&who).await.unwrap(), None);
    assert_eq!(affiliate.save_influencer(&who, None, &influencer("Aïcha Bénali", 1200)).await.unwrap(), 1);
    let own = affiliate.my_influencer(&who).await.unwrap().unwrap();
    assert!(own.slug.starts_with("aicha-benali-"), "{}", own.slug);
    assert!(matches!(affiliate.influencer_by_slug(&visitor(), &own.slug).await, Err(AffiliateError::NotFound)));

    affiliate.set_influencer_listed(&who, Listing::Listed).await.unwrap();
    affiliate.set_influencer_listed(&who, Listing::Listed).await.unwrap();
    let mut draft = influencer("Aïcha", 1200);
    draft.audiences.push(Audience { network: Network::Instagram, handle: "aicha.b".into(), followers: 90_000 });
    assert_eq!(affiliate.save_influencer(&who, Some(2), &draft).await.unwrap(), 3);
    let view = affiliate.influencer_by_slug(&visitor(), &own.slug).await.unwrap();
    assert_eq!((view.name.as_str(), view.followers, view.audiences.len()), ("Aïcha", 90_000, 2));
    assert!(view.audiences.iter().all(|audience| audience.source == AudienceSource::Declared));
    assert_eq!(serde_json::to_value(&view.audiences[1]).unwrap()["source"], "declared");

    draft.audiences.pop();
    affiliate.save_influencer(&who, Some(3), &draft).await.unwrap();
    assert_eq!(affiliate.my_influencer(&who).await.unwrap().unwrap().followers, 1200);
    affiliate.set_influencer_listed(&who, Listing::Unlisted).await.unwrap();
    assert!(matches!(affiliate.influencer(&visitor(), own.account_id).await, Err(AffiliateError::NotFound)));
}

#[tokio::test]
async fn a_profile_is_for_oneself_and_the_staff_until_it_is_listed() {
    let world = World::new().await;
    let (affiliate, who) = (&world.affiliate, world.person().await);
    affiliate.save_influencer(&who, None, &influencer("Aïcha", 10)).await.unwrap();
    let id = who.account_id().unwrap();
    for actor in [&who, &world.moderator().await] {
        assert_eq!(affiliate.influencer(actor, id).await.unwrap().name, "Aïcha");
    }
    for actor in [&world.person().await, &visitor()] {
        assert!(matches!(affiliate.influencer(actor, id).await, Err(AffiliateError::NotFound)));
    }
    let powerless = SignedIn { account_id: id, session_id: None, permissions: PermissionSet::NONE };
    for (actor, code) in [(visitor(), "error-not-signed-in"), (Actor::signed_in(powerless, Locale::Fr), "error-not-allowed")] {
        assert_eq!(affiliate.save_influencer(&actor, Some(1), &influencer("X", 1)).await.unwrap_err().code(), code);
        assert_eq!(affiliate.set_influencer_listed(&actor, Listing::Listed).await.unwrap_err().code(), code);
    }
    assert!(matches!(affiliate.my_influencer(&visitor()).await, Err(AffiliateError::Forbidden(Forbidden::NotSignedIn))));
}

#[tokio::test]
async fn two_windows_of_one_person_do_not_overwrite_each_other() {
    let world = World::new().await;
    let (affiliate, who) = (&world.affiliate, world.person().await);
    assert!(matches!(affiliate.save_influencer(&who, Some(1), &influencer("Un", 1)).await, Err(AffiliateError::NotFound)));
    assert!(matches!(affiliate.set_influencer_listed(&who, Listing::Listed).await, Err(AffiliateError::NotFound)));
    let (one, two) = (influencer("Un", 1), influencer("Deux", 2));
    for version in [None, Some(1)] {
        let (first, second) =
            tokio::join!(affiliate.save_influencer(&who, version, &one), affiliate.save_influencer(&who, version, &two));
        let results = [first, second];
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        assert!(results.iter().any(|result| matches!(result, Err(AffiliateError::Changed))));
    }
    assert_eq!(world.count("SELECT count(*) FROM affiliate.audiences").await, 1);
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_named() {
    let world = World::new().await;
    let (affiliate, who) = (&world.affiliate, world.person().await);
    let half = InfluencerDraft { name: "Aïcha".into(), country: "MA".into(), ..InfluencerDraft::default() };
    affiliate.save_influencer(&who, None, &half).await.unwrap();
    let missing = affiliate.set_influencer_listed(&who, Listing::Listed).await.unwrap_err();
    assert_eq!(wrong(&missing), ["about", "languages", "categories", "audiences"].map(|field| (field, "field-required")));
    let draft = InfluencerDraft { picture: Some(world.picture(&world.person().await).await), ..influencer("Aïcha", 1) };
    let refused = affiliate.save_influencer(&who, Some(1), &draft).await.unwrap_err();
    assert_eq!(wrong(&refused), [("picture", "affiliate-picture")]);
    let draft = InfluencerDraft { picture: Some(world.picture(&who).await), ..influencer("Aïcha", 1) };
    affiliate.save_influencer(&who, Some(1), &draft).await.unwrap();
    assert_eq!(affiliate.my_influencer(&who).await.unwrap().unwrap().picture, draft.picture);
}

#[tokio::test]
async fn the_staff_suspends_an_influencer_for_a_reason_and_gives_them_back() {
    let world = World::new().await;
    let (affiliate, who) = (&world.affiliate, world.listed_influencer(&influencer("Aïcha", 10)).await);
    let (id, moderator) = (who.account_id().unwrap(), world.moderator().await);
    let refused = affiliate.suspend_influencer(&who, id, "Faux abonnés").await;
    assert!(matches!(refused, Err(AffiliateError::Forbidden(Forbidden::NotAllowed))));
    affiliate.suspend_influencer(&moderator, id, "Faux abonnés").await.unwrap();
    assert!(matches!(affiliate.influencer(&visitor(), id).await, Err(AffiliateError::NotFound)));
    let own = affiliate.my_influencer(&who).await.unwrap().unwrap();
    assert_eq!((own.state, own.suspension_reason.as_deref()), (ProfileState::Suspended, Some("Faux abonnés")));
    assert!(matches!(affiliate.set_influencer_listed(&who, Listing::Listed).await, Err(AffiliateError::WrongState)));
    assert!(matches!(affiliate.suspend_influencer(&moderator, id, "Encore").await, Err(AffiliateError::WrongState)));
    assert!(matches!(affiliate.reinstate_influencer(&who, id).await, Err(AffiliateError::Forbidden(_))));
    affiliate.reinstate_influencer(&moderator, id).await.unwrap();
    affiliate.set_influencer_listed(&who, Listing::Listed).await.unwrap();
    let nobody = kernel::AccountId::generate();
    assert!(matches!(affiliate.suspend_influencer(&moderator, nobody, "Faux").await, Err(AffiliateError::NotFound)));

    let myself = moderator.account_id().unwrap();
    affiliate.save_influencer(&moderator, None, &influencer("Modo", 1)).await.unwrap();
    affiliate.suspend_influencer(&world.moderator().await, myself, "Faux abonnés").await.unwrap();
    let refused = affiliate.reinstate_influencer(&moderator, myself).await;
    assert!(matches!(refused, Err(AffiliateError::Forbidden(Forbidden::NotAllowed))), "nobody decides on themselves");
}
