use affiliate::{AffiliateError, Listing, ProductDraft, ProductState};
use contracts::affiliate::{ProductId, VariantId};
use kernel::{AppError as _, Currency, Money, PageRequest};

use crate::world::{World, merchant, product, variant, visitor, wrong};

#[tokio::test]
async fn a_product_is_written_listed_edited_and_archived() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.listed_shop(&merchant("Souk")).await);
    let mut draft = ProductDraft { sku: Some("T-1".into()), ..product("Théière d’Azrou") };
    draft.variants = vec![variant("Petite", Some("T-1-S")), variant("Grande", Some("T-1-L"))];
    let id = world.product(&shop, &draft).await;
    assert!(matches!(affiliate.product(&visitor(), id).await, Err(AffiliateError::NotFound)));
    affiliate.list_product(&shop.owner, id).await.unwrap();
    affiliate.list_product(&shop.owner, id).await.unwrap();
    let view = affiliate.product(&visitor(), id).await.unwrap();
    assert!(view.slug.starts_with("theiere-d-azrou-"), "{}", view.slug);
    assert_eq!((view.price, view.variants.len(), view.version), (Money::new(25_000, Currency::Mad), 2, 2));
    assert_eq!((view.merchant_name.as_str(), view.landing_url.as_str()), ("Souk", "https://souk.ma/p/1"));

    // The variants change places, SKUs and prices; one goes, one comes.
    let [small, large] = [view.variants[0].id, view.variants[1].id];
    draft.title = "Théière".into();
    draft.variants = vec![variant("Grande", Some("T-1-S")), variant("Moyenne", Some("T-1-M"))];
    draft.variants[0].id = Some(large);
    assert_eq!(affiliate.edit_product(&shop.owner, id, 2, &draft).await.unwrap(), 3);
    let edited = affiliate.product_by_slug(&visitor(), &view.slug).await.unwrap();
    let skus: Vec<_> = edited.variants.iter().map(|variant| (variant.title.as_str(), variant.sku.as_deref())).collect();
    assert_eq!(skus, [("Grande", Some("T-1-S")), ("Moyenne", Some("T-1-M"))]);
    assert_eq!(edited.variants[0].id, large);
    draft.variants[1].id = Some(small);
    let refused = affiliate.edit_product(&shop.owner, id, 3, &draft).await.unwrap_err();
    assert_eq!(wrong(&refused), [("variants.1.id", "field-unknown-value")], "it is gone");

    affiliate.archive_product(&shop.owner, id).await.unwrap();
    affiliate.archive_product(&shop.owner, id).await.unwrap();
    assert!(matches!(affiliate.product(&visitor(), id).await, Err(AffiliateError::NotFound)));
    assert_eq!(affiliate.product(&shop.owner, id).await.unwrap().state, ProductState::Archived);
    assert!(matches!(affiliate.delete_product(&shop.owner, id).await, Err(AffiliateError::WrongState)));
    affiliate.list_product(&shop.owner, id).await.unwrap();
    assert_eq!(affiliate.product(&visitor(), id).await.unwrap().listed_at, view.listed_at);
}

#[tokio::test]
async fn a_product_is_seen_as_long_as_its_merchant_is() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.shop().await);
    let id = world.listed_product(&shop, &product("Théière")).await;
    assert!(matches!(affiliate.product(&visitor(), id).await, Err(AffiliateError::NotFound)));
    affiliate.set_merchant_listed(&shop.owner, shop.id, Listing::Listed).await.unwrap();
    affiliate.product(&visitor(), id).await.unwrap();
    affiliate.suspend_merchant(&world.moderator().await, shop.id, "Contrefaçons").await.unwrap();
    assert!(matches!(affiliate.product(&visitor(), id).await, Err(AffiliateError::NotFound)));
    for actor in [&shop.owner, &world.member(shop.id, "member").await, &world.moderator().await] {
        affiliate.product(actor, id).await.unwrap();
    }
}

#[tokio::test]
async fn another_merchants_products_are_not_there() {
    let world = World::new().await;
    let (affiliate, shop, other) = (&world.affiliate, world.shop().await, world.shop().await);
    let id = world.product(&shop, &product("Théière")).await;
    let (member, person) = (world.member(shop.id, "member").await, world.person().await);
    let anybody = visitor();
    for (actor, code) in [
        (&other.owner, "affiliate-not-found"),
        (&person, "affiliate-not-found"),
        (&member, "error-not-allowed"),
        (&anybody, "error-not-signed-in"),
    ] {
        let refusals = [
            affiliate.create_product(actor, shop.id, &product("Volé")).await.map(|_| ()),
            affiliate.edit_product(actor, id, 1, &product("Volé")).await.map(|_| ()),
            affiliate.list_product(actor, id).await,
            affiliate.archive_product(actor, id).await,
            affiliate.delete_product(actor, id).await,
        ];
        for refused in refusals {
            assert_eq!(refused.unwrap_err().code(), code);
        }
    }
    for (actor, code) in [(&other.owner, "affiliate-not-found"), (&anybody, "error-not-signed-in")] {
        let refused = affiliate.merchant_products(actor, shop.id, None, &PageRequest::first()).await.unwrap_err();
        assert_eq!(refused.code(), code);
        assert_eq!(affiliate.export_products(actor, shop.id).await.unwrap_err().code(), code);
    }
    // A variant of another's product is not taken over.
    let theirs = world.product(&shop, &ProductDraft { variants: vec![variant("Grande", None)], ..product("Tasse") }).await;
    let theirs = affiliate.product(&shop.owner, theirs).await.unwrap().variants[0].id;
    let mut draft = ProductDraft { variants: vec![variant("Volée", None)], ..product("Verre") };
    draft.variants[0].id = Some(theirs);
    let refused = affiliate.create_product(&other.owner, other.id, &draft).await.unwrap_err();
    assert_eq!(wrong(&refused), [("variants.0.id", "field-unknown-value")]);
    draft.variants[0].id = Some(VariantId::generate());
    assert!(affiliate.create_product(&other.owner, other.id, &draft).await.is_err());
    let organisation = world.organisation("merchant").await;
    let refused = affiliate.create_product(&organisation.owner, organisation.id, &product("Tasse")).await;
    assert!(matches!(refused, Err(AffiliateError::NotFound)), "a product needs its merchant's profile");
}

#[tokio::test]
async fn what_somebody_else_changed_is_not_overwritten() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.shop().await);
    let id = world.product(&shop, &product("Théière")).await;
    let (one, two) = (product("Un deux"), product("Trois"));
    let (first, second) =
        tokio::join!(affiliate.edit_product(&shop.owner, id, 1, &one), affiliate.edit_product(&shop.owner, id, 1, &two));
    let results = [first, second];
    assert!(results.iter().any(|result| matches!(result, Ok(2))));
    assert!(results.iter().any(|result| matches!(result, Err(AffiliateError::Changed))));
    assert!(matches!(affiliate.edit_product(&shop.owner, ProductId::generate(), 1, &one).await, Err(AffiliateError::NotFound)));
}

#[tokio::test]
async fn a_draft_is_deleted_and_not_archived() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.shop().await);
    let draft = ProductDraft { sku: Some("A".into()), variants: vec![variant("Grande", Some("B"))], ..product("Théière") };
    let id = world.product(&shop, &draft).await;
    assert!(matches!(affiliate.archive_product(&shop.owner, id).await, Err(AffiliateError::WrongState)));
    affiliate.delete_product(&shop.owner, id).await.unwrap();
    assert!(matches!(affiliate.product(&shop.owner, id).await, Err(AffiliateError::NotFound)));
    assert_eq!(world.count("SELECT count(*) FROM affiliate.skus").await, 0);
    world.product(&shop, &draft).await;
}

#[tokio::test]
async fn what_is_shown_is_complete_and_names_what_there_is() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.shop().await);
    let half = ProductDraft { description: String::new(), ..product("Théière") };
    let id = world.product(&shop, &half).await;
    assert_eq!(wrong(&affiliate.list_product(&shop.owner, id).await.unwrap_err()), [("description", "field-required")]);
    affiliate.edit_product(&shop.owner, id, 1, &product("Théière")).await.unwrap();
    affiliate.list_product(&shop.owner, id).await.unwrap();
    let refused = affiliate.edit_product(&shop.owner, id, 3, &half).await.unwrap_err();
    assert_eq!(wrong(&refused), [("description", "field-required")]);
    let (good, strange) = (world.picture(&shop.owner).await, world.picture(&world.person().await).await);
    for (draft, expected) in [
        (ProductDraft { category: "magic".into(), ..product("Théière") }, ("category", "field-unknown-value")),
        (ProductDraft { pictures: vec![good, strange], ..product("Théière") }, ("pictures", "affiliate-picture")),
        (
            ProductDraft { landing_url: "https://localhost/".into(), ..product("Théière") },
            ("landing_url", "affiliate-landing-url"),
        ),
    ] {
        assert_eq!(wrong(&affiliate.edit_product(&shop.owner, id, 3, &draft).await.unwrap_err()), [expected]);
    }
    let draft = ProductDraft { pictures: vec![good, good], ..product("Théière") };
    affiliate.edit_product(&shop.owner, id, 3, &draft).await.unwrap();
    assert_eq!(affiliate.product(&shop.owner, id).await.unwrap().pictures, [good]);
}

#[tokio::test]
async fn a_merchant_has_at_most_five_thousand_products() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.shop().await);
    let rows = format!(
        "INSERT INTO affiliate.products (id, organisation_id, slug, title, description, category_id, currency, price_minor, stock_note,
                                         landing_url, state, created_at, updated_at)
         SELECT gen_random_uuid(), '{}', 'p-' || n, 'Produit', '', '019aa000-0000-7000-8000-000000000004', 'MAD', n, '', 'https://a.ma',
                'draft', now(), now() FROM generate_series(1, 4999) n",
        shop.id
    );
    world.db.script(rows).await;
    let (one, two) = (product("Un deux"), product("Trois"));
    let (first, second) =
        tokio::join!(affiliate.create_product(&shop.owner, shop.id, &one), affiliate.create_product(&shop.owner, shop.id, &two));
    let results = [first, second];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(results.iter().any(|result| matches!(result, Err(AffiliateError::Conflict("affiliate-too-many-products")))));
}

#[tokio::test]
async fn a_merchants_own_list_walks_all_its_products_once() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.shop().await);
    let mut made = Vec::new();
    for number in 0..7 {
        made.push(world.product(&shop, &product(&format!("Produit {number}"))).await);
        if number % 3 == 0 {
            world.advance(1);
        }
    }
    affiliate.list_product(&shop.owner, made[2]).await.unwrap();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = PageRequest::new(Some(2), after);
        let page = affiliate.merchant_products(&shop.owner, shop.id, None, &page).await.unwrap();
        seen.extend(page.items.into_iter().map(|product| product.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    made.reverse();
    assert_eq!(seen, made);
    let member = world.member(shop.id, "member").await;
    let listed = affiliate.merchant_products(&member, shop.id, Some(ProductState::Listed), &PageRequest::first()).await.unwrap();
    assert_eq!(listed.items.iter().map(|product| product.title.as_str()).collect::<Vec<_>>(), ["Produit 2"]);
}
