//! Which products, merchants and influencers pass which filters.

use affiliate::{
    Affiliate, Audience, CategoryCount, InfluencerFilter, Listing, MarketSort, MerchantDraft, MerchantFilter, Network,
    ProductDraft, ProductFilter,
};
use kernel::{AppError as _, Currency, PageRequest};

use crate::world::{World, influencer, merchant, product, visitor, wrong};

async fn titles(affiliate: &Affiliate, filter: &ProductFilter) -> Vec<String> {
    let found = affiliate.search_products(&visitor(), filter, &PageRequest::first()).await.unwrap();
    found.page.items.into_iter().map(|card| card.title).collect()
}

async fn names(affiliate: &Affiliate, filter: &InfluencerFilter) -> Vec<String> {
    let found = affiliate.search_influencers(&visitor(), filter, &PageRequest::first()).await.unwrap();
    found.page.items.into_iter().map(|card| card.name).collect()
}

fn counted(counts: &[CategoryCount]) -> Vec<(&str, i64)> {
    counts.iter().map(|count| (count.category.as_str(), count.count)).collect()
}

#[tokio::test]
async fn every_filter_of_products_narrows_and_every_order_orders() {
    let world = World::new().await;
    let (affiliate, open) = (&world.affiliate, ProductFilter::default);
    let fes = world.listed_shop(&merchant("Fès")).await;
    let lome = MerchantDraft { country: "TG".into(), countries: vec!["TG".into(), "BJ".into()], ..merchant("Lomé") };
    let lome = world.listed_shop(&lome).await;
    for (shop, title, category, currency, price_minor) in [
        (&fes, "Théière", "home", Currency::Mad, 25_000),
        (&fes, "Caftan", "fashion", Currency::Mad, 90_000),
        (&fes, "Miel", "food", Currency::Eur, 1_200),
        (&lome, "Pagne", "fashion", Currency::Xof, 15_000),
        (&lome, "Panier", "home", Currency::Xof, 4_000),
    ] {
        world.listed_product(shop, &ProductDraft { category: category.into(), currency, price_minor, ..product(title) }).await;
        world.advance(1);
    }
    for (filter, expected) in [
        (open(), "Panier Pagne Miel Caftan Théière"),
        (ProductFilter { category: Some("fashion".into()), ..open() }, "Pagne Caftan"),
        (ProductFilter { country: Some("BJ".into()), ..open() }, "Panier Pagne"),
        (ProductFilter { country: Some("FR".into()), category: Some("home".into()), ..open() }, "Théière"),
        (ProductFilter { currency: Some(Currency::Mad), ..open() }, "Caftan Théière"),
        (ProductFilter { currency: Some(Currency::Mad), price_from_minor: Some(25_001), ..open() }, "Caftan"),
        (ProductFilter { currency: Some(Currency::Xof), price_to_minor: Some(4_000), ..open() }, "Panier"),
        (ProductFilter { merchant: Some(fes.id), ..open() }, "Miel Caftan Théière"),
        (ProductFilter { currency: Some(Currency::Xof), sort: Some(MarketSort::PriceUp), ..open() }, "Panier Pagne"),
        (ProductFilter { currency: Some(Currency::Xof), sort: Some(MarketSort::PriceDown), ..open() }, "Pagne Panier"),
        (ProductFilter { words: "pa".into(), ..open() }, "Panier Pagne"),
        (ProductFilter { words: "pa".into(), category: Some("home".into()), ..open() }, "Panier"),
        (ProductFilter { category: Some("books".into()), ..open() }, ""),
    ] {
        assert_eq!(titles(affiliate, &filter).await.join(" "), expected, "{filter:?}");
    }
    let unknown = ProductFilter { category: Some("magic".into()), ..open() };
    let refused = affiliate.search_products(&visitor(), &unknown, &PageRequest::first()).await.unwrap_err();
    assert_eq!(wrong(&refused), [("category", "field-unknown-value")]);

    let all = affiliate.count_products(&visitor(), &open()).await.unwrap();
    assert_eq!(counted(&all), [("fashion", 2), ("food", 1), ("home", 2)]);
    let within = ProductFilter { country: Some("BJ".into()), category: Some("home".into()), ..open() };
    let counts = affiliate.count_products(&visitor(), &within).await.unwrap();
    assert_eq!(counted(&counts), [("fashion", 1), ("home", 1)], "whichever category was asked for");
}

#[tokio::test]
async fn what_is_not_listed_or_of_a_merchant_that_is_not_is_nowhere() {
    let world = World::new().await;
    let (affiliate, open) = (&world.affiliate, ProductFilter::default());
    let (shop, hidden) = (world.listed_shop(&merchant("Souk")).await, world.shop().await);
    let shown = world.listed_product(&shop, &product("Théière")).await;
    world.product(&shop, &product("Brouillon")).await;
    world.listed_product(&hidden, &product("Cachée")).await;
    assert_eq!(titles(affiliate, &open).await, ["Théière"]);
    affiliate.set_merchant_listed(&hidden.owner, hidden.id, Listing::Listed).await.unwrap();
    assert_eq!(titles(affiliate, &open).await.len(), 2);
    affiliate.suspend_merchant(&world.moderator().await, hidden.id, "Contrefaçons").await.unwrap();
    assert_eq!(titles(affiliate, &open).await, ["Théière"]);
    let merchants = affiliate.search_merchants(&visitor(), &MerchantFilter::default(), &PageRequest::first()).await.unwrap();
    assert_eq!(merchants.page.items.iter().map(|card| (card.name.as_str(), card.products)).collect::<Vec<_>>(), [("Souk", 1)]);
    affiliate.archive_product(&shop.owner, shown).await.unwrap();
    assert!(titles(affiliate, &open).await.is_empty());
    assert_eq!(world.count("SELECT count(*) FROM affiliate.market_products").await, 0);
    assert!(affiliate.count_products(&visitor(), &open).await.unwrap().is_empty());
}

#[tokio::test]
async fn where_a_merchant_delivers_is_where_its_products_are_found() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, world.listed_shop(&merchant("Souk")).await);
    world.listed_product(&shop, &product("Théière")).await;
    let to_togo = ProductFilter { country: Some("tg".into()), ..ProductFilter::default() };
    assert!(titles(affiliate, &to_togo).await.is_empty());
    let draft = MerchantDraft { countries: vec!["TG".into()], categories: vec!["food".into()], ..merchant("Souk") };
    affiliate.save_merchant(&shop.owner, shop.id, Some(2), &draft).await.unwrap();
    assert_eq!(titles(affiliate, &to_togo).await, ["Théière"]);
    for (filter, count) in [
        (MerchantFilter { country: Some("TG".into()), ..MerchantFilter::default() }, 1),
        (MerchantFilter { country: Some("MA".into()), ..MerchantFilter::default() }, 0),
        (MerchantFilter { category: Some("food".into()), ..MerchantFilter::default() }, 1),
        (MerchantFilter { category: Some("home".into()), ..MerchantFilter::default() }, 0),
    ] {
        let found = affiliate.search_merchants(&visitor(), &filter, &PageRequest::first()).await.unwrap();
        assert_eq!(found.page.items.len(), count, "{filter:?}");
    }
    let counts = affiliate.count_merchants(&visitor(), &MerchantFilter::default()).await.unwrap();
    assert_eq!(counted(&counts), [("food", 1)]);
}

#[tokio::test]
async fn influencers_are_filtered_by_whom_they_reach() {
    let world = World::new().await;
    let (affiliate, open) = (&world.affiliate, InfluencerFilter::default);
    let mut both = influencer("Aïcha", 1_000);
    both.audiences.push(Audience { network: Network::Youtube, handle: "aicha".into(), followers: 50_000 });
    let mut abroad = influencer("Koffi", 20_000);
    (abroad.country, abroad.countries, abroad.languages) = ("TG".into(), vec!["FR".into()], vec!["ee".into()]);
    abroad.categories = vec!["sport".into()];
    for draft in [&both, &abroad, &influencer("Nadia", 8_000)] {
        world.listed_influencer(draft).await;
        world.advance(1);
    }
    world.affiliate.save_influencer(&world.person().await, None, &influencer("Cachée", 99_000)).await.unwrap();
    let (tiktok, youtube) = (Some(Network::Tiktok), Some(Network::Youtube));
    for (filter, expected) in [
        (open(), "Nadia Koffi Aïcha"),
        (InfluencerFilter { network: youtube, ..open() }, "Aïcha"),
        (InfluencerFilter { followers_from: Some(10_000), ..open() }, "Koffi Aïcha"),
        (InfluencerFilter { network: tiktok, followers_from: Some(5_000), ..open() }, "Nadia Koffi"),
        (InfluencerFilter { language: Some("EE".into()), ..open() }, "Koffi"),
        (InfluencerFilter { country: Some("TG".into()), ..open() }, "Koffi"),
        (InfluencerFilter { country: Some("FR".into()), ..open() }, "Koffi"),
        (InfluencerFilter { country: Some("BE".into()), ..open() }, "Nadia Aïcha"),
        (InfluencerFilter { category: Some("sport".into()), ..open() }, "Koffi"),
        (InfluencerFilter { sort: Some(MarketSort::Followers), ..open() }, "Aïcha Koffi Nadia"),
        (InfluencerFilter { sort: Some(MarketSort::Followers), network: tiktok, ..open() }, "Koffi Nadia Aïcha"),
    ] {
        assert_eq!(names(affiliate, &filter).await.join(" "), expected, "{filter:?}");
        let counts =
            affiliate.count_influencers(&visitor(), &InfluencerFilter { category: None, ..filter.clone() }).await.unwrap();
        let total: i64 = counts.iter().map(|count| count.count).sum();
        let category_less = names(affiliate, &InfluencerFilter { category: None, ..filter }).await;
        assert_eq!(usize::try_from(total).unwrap(), category_less.len());
    }
    let card =
        &affiliate.search_influencers(&visitor(), &InfluencerFilter { network: youtube, ..open() }, &PageRequest::first()).await;
    let card = &card.as_ref().unwrap().page.items[0];
    assert_eq!((card.followers, card.audiences.len()), (50_000, 2));
    let refused = InfluencerFilter { sort: Some(MarketSort::PriceUp), ..open() };
    let refused = affiliate.search_influencers(&visitor(), &refused, &PageRequest::first()).await.unwrap_err();
    assert_eq!(refused.fields()[0].field, "sort");
}

#[tokio::test]
async fn the_categories_are_words_with_a_text_each() {
    let world = World::new().await;
    let categories = world.affiliate.categories().await.unwrap();
    assert_eq!((categories.len(), categories[0].as_str()), (18, "fashion"));
    assert_eq!(affiliate::category_key("fashion"), "affiliate-category-fashion");
    let texts = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../i18n/fr/affiliate.ftl");
    let texts = std::fs::read_to_string(texts).unwrap();
    for word in &categories {
        assert!(texts.contains(&format!("\n{} = ", affiliate::category_key(word))), "{word}");
    }
}

#[tokio::test]
async fn a_product_and_its_merchant_listed_or_hidden_at_once_are_shown_together_or_not_at_all() {
    let world = World::new().await;
    let (affiliate, moderator) = (&world.affiliate, world.moderator().await);
    for round in 1..=5 {
        let shop = world.shop().await;
        let id = world.product(&shop, &product("Théière")).await;
        let (product, merchant) = tokio::join!(
            affiliate.list_product(&shop.owner, id),
            affiliate.set_merchant_listed(&shop.owner, shop.id, Listing::Listed),
        );
        product.unwrap();
        merchant.unwrap();
        assert_eq!(world.count("SELECT count(*) FROM affiliate.market_products").await, 1, "round {round}");
        let another = world.product(&shop, &crate::world::product("Tasse")).await;
        let (product, merchant) = tokio::join!(
            affiliate.list_product(&shop.owner, another),
            affiliate.suspend_merchant(&moderator, shop.id, "Contrefaçons"),
        );
        product.unwrap();
        merchant.unwrap();
        assert_eq!(world.count("SELECT count(*) FROM affiliate.market_products").await, 0, "round {round}");
    }
}
