use affiliate::{AffiliateError, Listing, MerchantDraft, ProfileState};
use kernel::{AppError as _, Forbidden};

use crate::world::{World, merchant, visitor, wrong};

#[tokio::test]
async fn a_merchant_is_written_listed_edited_and_taken_back() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.organisation("merchant").await);
    assert!(matches!(affiliate.merchant(&shop.owner, shop.id).await, Err(AffiliateError::NotFound)));
    assert_eq!(affiliate.save_merchant(&shop.owner, shop.id, None, &merchant("Théières d’Essaouira")).await.unwrap(), 1);
    let view = affiliate.merchant(&shop.owner, shop.id).await.unwrap();
    assert!(view.slug.starts_with("theieres-d-essaouira-"), "{}", view.slug);
    assert_eq!((view.state, view.categories.join(" "), view.listed_at), (ProfileState::Draft, "home fashion".into(), None));

    affiliate.set_merchant_listed(&shop.owner, shop.id, Listing::Listed).await.unwrap();
    affiliate.set_merchant_listed(&shop.owner, shop.id, Listing::Listed).await.unwrap();
    let listed = affiliate.merchant_by_slug(&visitor(), &view.slug).await.unwrap();
    assert_eq!((listed.state, listed.version), (ProfileState::Listed, 2));
    assert!(listed.listed_at.is_some());

    assert_eq!(affiliate.save_merchant(&shop.owner, shop.id, Some(2), &merchant("Autre nom")).await.unwrap(), 3);
    let renamed = affiliate.merchant_by_slug(&visitor(), &view.slug).await.unwrap();
    assert_eq!((renamed.name.as_str(), &renamed.slug), ("Autre nom", &view.slug));

    affiliate.set_merchant_listed(&shop.owner, shop.id, Listing::Unlisted).await.unwrap();
    assert!(matches!(affiliate.merchant_by_slug(&visitor(), &view.slug).await, Err(AffiliateError::NotFound)));
    world.advance(60);
    affiliate.set_merchant_listed(&shop.owner, shop.id, Listing::Listed).await.unwrap();
    assert_eq!(affiliate.merchant(&visitor(), shop.id).await.unwrap().listed_at, listed.listed_at, "it is not new again");
}

#[tokio::test]
async fn only_those_who_manage_a_merchant_change_it_and_only_its_members_and_the_staff_see_its_draft() {
    let world = World::new().await;
    let (affiliate, shop, other) = (&world.affiliate, world.shop().await, world.shop().await);
    let (admin, member) = (world.member(shop.id, "admin").await, world.member(shop.id, "member").await);
    affiliate.save_merchant(&admin, shop.id, Some(1), &merchant("Souk")).await.unwrap();
    for (actor, code) in
        [(&member, "error-not-allowed"), (&other.owner, "affiliate-not-found"), (&visitor(), "error-not-signed-in")]
    {
        let refused = affiliate.save_merchant(actor, shop.id, Some(2), &merchant("Volé")).await.unwrap_err();
        assert_eq!(refused.code(), code);
        let refused = affiliate.set_merchant_listed(actor, shop.id, Listing::Listed).await.unwrap_err();
        assert_eq!(refused.code(), code);
    }
    for actor in [&member, &admin, &world.moderator().await] {
        assert_eq!(affiliate.merchant(actor, shop.id).await.unwrap().name, "Souk");
    }
    for actor in [&other.owner, &visitor()] {
        assert!(matches!(affiliate.merchant(actor, shop.id).await, Err(AffiliateError::NotFound)));
    }
    let agency = world.organisation("agency").await;
    let refused = affiliate.save_merchant(&agency.owner, agency.id, None, &merchant("Agence")).await;
    assert!(matches!(refused, Err(AffiliateError::NotFound)), "an agency sells nothing");
}

#[tokio::test]
async fn what_somebody_else_changed_is_not_overwritten() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.organisation("merchant").await);
    let refused = affiliate.save_merchant(&shop.owner, shop.id, Some(1), &merchant("Souk")).await;
    assert!(matches!(refused, Err(AffiliateError::NotFound)));
    let (one, two) = (merchant("Un"), merchant("Deux"));
    let (first, second) = tokio::join!(
        affiliate.save_merchant(&shop.owner, shop.id, None, &one),
        affiliate.save_merchant(&shop.owner, shop.id, None, &two),
    );
    let results = [first, second];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(results.iter().any(|result| matches!(result, Err(AffiliateError::Changed))));
    let (first, second) = tokio::join!(
        affiliate.save_merchant(&shop.owner, shop.id, Some(1), &one),
        affiliate.save_merchant(&shop.owner, shop.id, Some(1), &two),
    );
    let results = [first, second];
    assert!(results.iter().any(|result| matches!(result, Ok(2))));
    assert!(results.iter().any(|result| matches!(result, Err(AffiliateError::Changed))));
}

#[tokio::test]
async fn an_incomplete_merchant_is_kept_but_not_shown() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.organisation("merchant").await);
    let half = MerchantDraft { name: "Souk".into(), country: "MA".into(), ..MerchantDraft::default() };
    affiliate.save_merchant(&shop.owner, shop.id, None, &half).await.unwrap();
    let missing = affiliate.set_merchant_listed(&shop.owner, shop.id, Listing::Listed).await.unwrap_err();
    assert_eq!(wrong(&missing), ["about", "countries", "categories"].map(|field| (field, "field-required")));
    affiliate.save_merchant(&shop.owner, shop.id, Some(1), &merchant("Souk")).await.unwrap();
    affiliate.set_merchant_listed(&shop.owner, shop.id, Listing::Listed).await.unwrap();
    let emptied = affiliate.save_merchant(&shop.owner, shop.id, Some(3), &half).await.unwrap_err();
    assert_eq!(emptied.fields().len(), 3, "what is shown stays complete");
    let unknown = MerchantDraft { categories: vec!["magic".into()], ..merchant("Souk") };
    let refused = affiliate.save_merchant(&shop.owner, shop.id, Some(3), &unknown).await.unwrap_err();
    assert_eq!(wrong(&refused), [("categories", "field-unknown-value")]);
}

#[tokio::test]
async fn a_picture_is_a_ready_image_of_a_member() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.shop().await);
    let (member, stranger) = (world.member(shop.id, "member").await, world.person().await);
    for asset in [
        world.picture(&stranger).await,
        world.asset(&member, "video", "working").await,
        world.asset(&member, "image", "checking").await,
        contracts::media::AssetId::generate(),
    ] {
        let draft = MerchantDraft { picture: Some(asset), ..merchant("Souk") };
        let refused = affiliate.save_merchant(&shop.owner, shop.id, Some(1), &draft).await.unwrap_err();
        assert_eq!(wrong(&refused), [("picture", "affiliate-picture")]);
    }
    let draft = MerchantDraft { picture: Some(world.picture(&member).await), ..merchant("Souk") };
    affiliate.save_merchant(&shop.owner, shop.id, Some(1), &draft).await.unwrap();
    world
        .db
        .script(format!("DELETE FROM identity.organisation_member WHERE account_id = '{}'", member.account_id().unwrap()))
        .await;
    affiliate.save_merchant(&shop.owner, shop.id, Some(2), &draft).await.unwrap();
    assert_eq!(affiliate.merchant(&shop.owner, shop.id).await.unwrap().picture, draft.picture, "it stays when its member leaves");
}

#[tokio::test]
async fn the_staff_suspends_a_merchant_for_a_reason_and_gives_it_back() {
    let world = World::new().await;
    let (affiliate, shop, moderator) = (&world.affiliate, world.listed_shop(&merchant("Souk")).await, world.moderator().await);
    for actor in [&shop.owner, &world.person().await] {
        let refused = affiliate.suspend_merchant(actor, shop.id, "Contrefaçons").await;
        assert!(matches!(refused, Err(AffiliateError::Forbidden(Forbidden::NotAllowed))));
    }
    let refused = affiliate.suspend_merchant(&moderator, shop.id, " x ").await.unwrap_err();
    assert_eq!(wrong(&refused), [("reason", "affiliate-reason-length")]);
    affiliate.suspend_merchant(&moderator, shop.id, "Contrefaçons").await.unwrap();
    assert!(matches!(affiliate.suspend_merchant(&moderator, shop.id, "Encore").await, Err(AffiliateError::WrongState)));
    assert!(matches!(affiliate.merchant(&visitor(), shop.id).await, Err(AffiliateError::NotFound)));
    let own = affiliate.merchant(&shop.owner, shop.id).await.unwrap();
    assert_eq!((own.state, own.suspension_reason.as_deref()), (ProfileState::Suspended, Some("Contrefaçons")));
    for listing in [Listing::Listed, Listing::Unlisted] {
        let refused = affiliate.set_merchant_listed(&shop.owner, shop.id, listing).await;
        assert!(matches!(refused, Err(AffiliateError::WrongState)));
    }
    affiliate.save_merchant(&shop.owner, shop.id, Some(own.version), &merchant("Mieux")).await.unwrap();
    assert_eq!(affiliate.merchant(&shop.owner, shop.id).await.unwrap().state, ProfileState::Suspended);

    let insider = world.moderator().await;
    world.join(shop.id, &insider, "member").await;
    let refused = affiliate.reinstate_merchant(&insider, shop.id).await;
    assert!(matches!(refused, Err(AffiliateError::Forbidden(Forbidden::NotAllowed))));
    affiliate.reinstate_merchant(&moderator, shop.id).await.unwrap();
    assert!(matches!(affiliate.reinstate_merchant(&moderator, shop.id).await, Err(AffiliateError::WrongState)));
    let own = affiliate.merchant(&shop.owner, shop.id).await.unwrap();
    assert_eq!((own.state, own.suspension_reason), (ProfileState::Draft, None));
    affiliate.set_merchant_listed(&shop.owner, shop.id, Listing::Listed).await.unwrap();
    let lines = world.count(
        "SELECT count(*) FROM platform.audit WHERE action IN ('affiliate.suspend-merchant', 'affiliate.reinstate-merchant')",
    );
    assert_eq!(lines.await, 2);
}
