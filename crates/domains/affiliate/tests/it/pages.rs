//! Following the cursors meets every row once, whatever the order, the filter and the size of a page.

use std::collections::BTreeSet;

use affiliate::{InfluencerFilter, MarketSort, MerchantFilter, ProductFilter};
use kernel::{Currency, PageRequest};

use crate::world::{World, merchant, visitor};

/// Some hundred rows that often have the same price, the same instant, the same number of followers.
async fn crowd(world: &World) {
    let shop = world.listed_shop(&merchant("Souk")).await;
    world.db.script(format!(
        "INSERT INTO affiliate.products (id, organisation_id, slug, title, description, category_id, currency, price_minor, stock_note,
                                         landing_url, state, created_at, updated_at, listed_at)
         SELECT gen_random_uuid(), '{}', 'p-' || n, CASE WHEN n % 3 = 0 THEN 'Théière ' ELSE 'Tasse ' END || n % 7, 'Souvenir', c.id,
                CASE WHEN n % 2 = 0 THEN 'MAD' ELSE 'XOF' END, n % 11 * 100, '', 'https://a.ma', 'listed', now(), now(),
                '2026-11-01'::timestamptz + (n % 5) * interval '1 second'
         FROM generate_series(1, 300) n
         JOIN affiliate.categories c ON c.word = CASE WHEN n % 4 = 0 THEN 'home' ELSE 'food' END;
         INSERT INTO affiliate.merchants (organisation_id, slug, name, about, country, countries, categories, state, created_at, updated_at,
                                          listed_at, listed_key)
         SELECT gen_random_uuid(), 'm-' || n, 'Maison ' || n % 6, 'Souvenirs', 'MA', '{{MA}}', ARRAY[c.id], 'listed', now(), now(),
                now(), 1000 + n % 4
         FROM generate_series(1, 150) n JOIN affiliate.categories c ON c.word = 'home';
         INSERT INTO affiliate.influencers (account_id, slug, name, about, country, countries, languages, categories, state, created_at,
                                            updated_at, listed_at, listed_key)
         SELECT gen_random_uuid(), 'i-' || n, 'Aïcha ' || n % 6, 'Souvenirs', 'MA', '{{MA}}', '{{fr}}', ARRAY[c.id], 'listed', now(),
                now(), now(), 1000 + n % 4
         FROM generate_series(1, 150) n JOIN affiliate.categories c ON c.word = 'food';
         INSERT INTO affiliate.audiences (account_id, position, network, handle, followers)
         SELECT account_id, 0, CASE WHEN right(slug, 1) < '5' THEN 'tiktok' ELSE 'instagram' END, slug, length(slug) * 100
         FROM affiliate.influencers;",
        shop.id
    ))
    .await;
}

macro_rules! walk {
    ($world:expr, $search:ident, $filter:expr, $id:ident, $limit:expr) => {{
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = PageRequest::new(Some($limit), after);
            let found = $world.affiliate.$search(&visitor(), $filter, &page).await.unwrap();
            assert!(found.page.items.len() <= usize::try_from($limit).unwrap());
            seen.extend(found.page.items.iter().map(|card| card.$id.as_uuid()));
            after = found.page.next;
            if after.is_none() {
                break;
            }
        }
        seen
    }};
}

#[tokio::test]
async fn pages_of_products_have_no_holes_and_no_repeats() {
    let world = World::new().await;
    crowd(&world).await;
    let open = ProductFilter::default;
    for (filter, count) in [
        (open(), 300),
        (ProductFilter { category: Some("home".into()), ..open() }, 75),
        (ProductFilter { currency: Some(Currency::Mad), sort: Some(MarketSort::PriceUp), ..open() }, 150),
        (ProductFilter { currency: Some(Currency::Xof), sort: Some(MarketSort::PriceDown), ..open() }, 150),
        (ProductFilter { words: "theiere".into(), ..open() }, 100),
        (ProductFilter { words: "souvenir".into(), country: Some("FR".into()), ..open() }, 300),
        (ProductFilter { words: "theiere".into(), sort: Some(MarketSort::Newest), ..open() }, 100),
        (
            ProductFilter {
                words: "tasse".into(),
                currency: Some(Currency::Mad),
                price_to_minor: Some(500),
                sort: Some(MarketSort::PriceUp),
                ..open()
            },
            55,
        ),
        (ProductFilter { words: "teiere".into(), ..open() }, 100),
    ] {
        let whole: Vec<_> = walk!(world, search_products, &filter, id, 100);
        assert_eq!(whole.len(), count, "{filter:?}");
        assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), count, "{filter:?}");
        for limit in [1_u16, 7, 33] {
            assert_eq!(walk!(world, search_products, &filter, id, limit), whole, "{limit} of {filter:?}");
        }
    }
}

#[tokio::test]
async fn pages_of_merchants_and_influencers_have_no_holes_and_no_repeats() {
    let world = World::new().await;
    crowd(&world).await;
    for (words, count) in [("", 151), ("maison", 150), ("souvenirs", 150), ("maizon", 150)] {
        let filter = MerchantFilter { words: words.into(), ..MerchantFilter::default() };
        let whole: Vec<_> = walk!(world, search_merchants, &filter, organisation_id, 100);
        assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), count, "{words}");
        for limit in [2_u16, 13] {
            assert_eq!(walk!(world, search_merchants, &filter, organisation_id, limit), whole, "{limit} of {words}");
        }
    }
    for words in ["", "aicha"] {
        for sort in MarketSort::OF_INFLUENCERS {
            for network in [None, Some(affiliate::Network::Tiktok)] {
                let filter = InfluencerFilter { words: words.into(), sort: Some(sort), network, ..InfluencerFilter::default() };
                let whole: Vec<_> = walk!(world, search_influencers, &filter, account_id, 100);
                let count = if network.is_some() { 75 } else { 150 };
                assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), count, "{filter:?}");
                assert_eq!(walk!(world, search_influencers, &filter, account_id, 11), whole, "{filter:?}");
            }
        }
    }
}
