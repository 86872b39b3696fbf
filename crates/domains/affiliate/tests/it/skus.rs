use affiliate::ProductDraft;
use kernel::AppError as _;

use crate::world::{World, product, variant, wrong};

fn with_sku(title: &str, sku: &str) -> ProductDraft {
    ProductDraft { sku: Some(sku.into()), ..product(title) }
}

#[tokio::test]
async fn a_sku_names_one_thing_of_a_merchant_be_it_a_product_or_a_variant() {
    let world = World::new().await;
    let (affiliate, shop, other) = (&world.affiliate, world.shop().await, world.shop().await);
    let mut draft = with_sku("Théière", "A");
    draft.variants = vec![variant("Grande", Some("B")), variant("Petite", None)];
    let id = world.product(&shop, &draft).await;
    for (sku, field) in [("A", "sku"), ("B", "sku")] {
        let refused = affiliate.create_product(&shop.owner, shop.id, &with_sku("Tasse", sku)).await.unwrap_err();
        assert_eq!(wrong(&refused), [(field, "affiliate-sku-taken")]);
    }
    for sku in ["A", "B"] {
        let mut tasse = product("Tasse");
        tasse.variants = vec![variant("Verte", Some("C")), variant("Bleue", Some(sku))];
        let refused = affiliate.create_product(&shop.owner, shop.id, &tasse).await.unwrap_err();
        assert_eq!(wrong(&refused), [("variants.1.sku", "affiliate-sku-taken")]);
    }
    affiliate.create_product(&other.owner, other.id, &draft).await.unwrap();

    // The product and its variant exchange theirs.
    let view = affiliate.product(&shop.owner, id).await.unwrap();
    (draft.sku, draft.variants[0].sku) = (Some("B".into()), Some("A".into()));
    draft.variants[0].id = Some(view.variants[0].id);
    draft.variants[1].id = Some(view.variants[1].id);
    affiliate.edit_product(&shop.owner, id, 1, &draft).await.unwrap();
    // What is given up is free.
    draft.sku = None;
    affiliate.edit_product(&shop.owner, id, 2, &draft).await.unwrap();
    world.product(&shop, &with_sku("Tasse", "B")).await;
}

#[tokio::test]
async fn of_two_who_give_one_sku_at_once_one_is_told_that_it_is_taken() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.shop().await);
    let admin = world.member(shop.id, "admin").await;
    for round in 0..5 {
        let sku = format!("R-{round}");
        let (as_product, mut as_variant) = (with_sku("Théière", &sku), product("Tasse"));
        as_variant.variants = vec![variant("Verte", Some(&sku))];
        let (first, second) = tokio::join!(
            affiliate.create_product(&shop.owner, shop.id, &as_product),
            affiliate.create_product(&admin, shop.id, &as_variant),
        );
        let results = [first, second];
        let refused: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).collect();
        assert_eq!(refused.len(), 1, "{results:?}");
        assert_eq!(refused[0].fields()[0].code, "affiliate-sku-taken");
    }
    assert_eq!(world.count("SELECT count(*) FROM affiliate.skus").await, 5);
}

#[tokio::test]
async fn the_database_itself_keeps_a_sku_from_naming_two_things_or_none() {
    let world = World::new().await;
    let shop = world.shop().await;
    let mut draft = with_sku("Théière", "A");
    draft.variants = vec![variant("Grande", Some("B")), variant("Petite", None)];
    world.product(&shop, &draft).await;
    for (statement, constraint) in [
        ("UPDATE affiliate.product_variants SET sku = 'A' WHERE title = 'Petite'", "product_variants_sku_is_keyed"),
        ("UPDATE affiliate.product_variants SET sku = 'C' WHERE title = 'Petite'", "product_variants_sku_is_keyed"),
        ("UPDATE affiliate.products SET sku = 'B'", "products_sku_is_keyed"),
        ("DELETE FROM affiliate.skus WHERE sku = 'A'", "products_sku_is_keyed"),
        (
            "INSERT INTO affiliate.skus (organisation_id, sku, product_id) SELECT organisation_id, 'B', id FROM affiliate.products",
            "skus_pkey",
        ),
    ] {
        let error = sqlx::query(statement).execute(world.db.db().pool()).await.unwrap_err();
        assert_eq!(error.as_database_error().unwrap().constraint(), Some(constraint), "{statement}");
    }
}
