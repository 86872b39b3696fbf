//! Searching by words: accents, endings, beginnings, typos.

use affiliate::{Found, InfluencerFilter, MarketSort, MerchantFilter, ProductCard, ProductDraft, ProductFilter};
use kernel::{AppError as _, PageRequest};

use crate::world::{Shop, World, influencer, merchant, product, variant, visitor};

fn words(words: &str) -> ProductFilter {
    ProductFilter { words: words.into(), ..ProductFilter::default() }
}

async fn search(world: &World, text: &str) -> Found<ProductCard> {
    world.affiliate.search_products(&visitor(), &words(text), &PageRequest::first()).await.unwrap()
}

fn titles(found: &Found<ProductCard>) -> Vec<&str> {
    found.page.items.iter().map(|card| card.title.as_str()).collect()
}

async fn souk(world: &World) -> Shop {
    let shop = world.listed_shop(&merchant("Maison Zellige")).await;
    for (title, description) in [
        ("Djellaba brodée", "Pour l'hiver, en laine."),
        ("Théière en cuivre", "Martelée à la main."),
        ("Plateau", "Pour la théière et six verres."),
        ("Tapis berbère", "Laine de l'Atlas."),
        ("Œufs d’argan", "Savons."),
    ] {
        let mut draft = ProductDraft { description: description.into(), ..product(title) };
        if title == "Plateau" {
            draft.sku = Some("PLT-77".into());
            draft.variants = vec![variant("Argenté", None)];
        }
        world.listed_product(&shop, &draft).await;
    }
    shop
}

#[tokio::test]
async fn products_are_found_whatever_the_accents_case_and_endings() {
    let world = World::new().await;
    souk(&world).await;
    for (text, first) in [
        ("Théière", "Théière en cuivre"),
        ("theiere", "Théière en cuivre"),
        ("THEIERES", "Théière en cuivre"),
        ("thei", "Théière en cuivre"),
        ("djellaba", "Djellaba brodée"),
        ("djellabas brodées", "Djellaba brodée"),
        ("berbere", "Tapis berbère"),
        ("argente", "Plateau"),
        ("PLT-77", "Plateau"),
        ("oeufs", "Œufs d’argan"),
        ("verre", "Plateau"),
    ] {
        let found = search(&world, text).await;
        assert_eq!(titles(&found).first(), Some(&first), "{text}");
        assert_eq!(found.resembling, None, "{text}");
    }
    assert_eq!(titles(&search(&world, "theiere").await), ["Théière en cuivre", "Plateau"], "a title comes before a description");
    assert_eq!(search(&world, "zellige").await.page.items.len(), 5, "the merchant's name finds its products");
    assert_eq!(titles(&search(&world, "zellige laine tapis").await), ["Tapis berbère"]);
}

#[tokio::test]
async fn misspelt_words_find_what_resembles_them_and_it_is_said() {
    let world = World::new().await;
    souk(&world).await;
    for (text, first, instead) in [
        ("jelaba", "Djellaba brodée", "djellaba"),
        ("jellaba", "Djellaba brodée", "djellaba"),
        ("djelaba brodé", "Djellaba brodée", "djellaba brode"),
        ("theire", "Théière en cuivre", "theiere"),
        ("berbaire", "Tapis berbère", "berbere"),
    ] {
        let found = search(&world, text).await;
        assert_eq!(titles(&found).first(), Some(&first), "{text}");
        assert!(
            found.resembling.as_deref().unwrap().contains(instead.split(' ').next().unwrap()),
            "{text}: {:?}",
            found.resembling
        );
    }
    let nothing = search(&world, "xyzzyqwfp").await;
    assert_eq!((nothing.page.items.len(), nothing.resembling), (0, None));
    for harmless in ["'", "\"", "!!!", "a & | ! ( )", "\\", ":*", "%_", "-", "\u{0}", "le"] {
        search(&world, harmless).await;
    }
}

#[tokio::test]
async fn what_resembles_is_paged_and_counted_like_what_fits() {
    let world = World::new().await;
    let shop = world.listed_shop(&merchant("Souk")).await;
    for number in 0..5 {
        world.listed_product(&shop, &product(&format!("Djellaba {number}"))).await;
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = PageRequest::new(Some(2), after);
        let found = world.affiliate.search_products(&visitor(), &words("jelaba"), &page).await.unwrap();
        assert_eq!(found.resembling.as_deref(), Some("djellaba"));
        seen.extend(found.page.items.into_iter().map(|card| card.title));
        after = found.page.next;
        if after.is_none() {
            break;
        }
    }
    seen.sort();
    assert_eq!(seen, (0..5).map(|number| format!("Djellaba {number}")).collect::<Vec<_>>());
    let counts = world.affiliate.count_products(&visitor(), &words("jelaba")).await.unwrap();
    assert_eq!(counts.iter().map(|count| (count.category.as_str(), count.count)).collect::<Vec<_>>(), [("home", 5)]);
}

#[tokio::test]
async fn what_changes_is_found_as_it_is_now() {
    let world = World::new().await;
    let (affiliate, shop) = (&world.affiliate, souk(&world).await);
    let id = world.listed_product(&shop, &product("Pouf")).await;
    let mut draft = ProductDraft { variants: vec![variant("Safran", None)], ..product("Coussin") };
    affiliate.edit_product(&shop.owner, id, 2, &draft).await.unwrap();
    assert!(search(&world, "pouf").await.page.items.is_empty());
    assert_eq!(titles(&search(&world, "safran").await), ["Coussin"]);
    draft.variants.clear();
    affiliate.edit_product(&shop.owner, id, 3, &draft).await.unwrap();
    assert!(search(&world, "safran").await.page.items.is_empty());
    affiliate.save_merchant(&shop.owner, shop.id, Some(2), &merchant("Atelier Bleu")).await.unwrap();
    assert_eq!(search(&world, "atelier").await.page.items.len(), 6);
    assert!(search(&world, "zellige").await.page.items.is_empty());
}

#[tokio::test]
async fn merchants_and_influencers_are_found_by_words_too() {
    let world = World::new().await;
    let affiliate = &world.affiliate;
    souk(&world).await;
    world.listed_shop(&merchant("Épicerie du Môle")).await;
    for (text, name) in [
        ("epicerie", "Épicerie du Môle"),
        ("ZELLIGE", "Maison Zellige"),
        ("zelige", "Maison Zellige"),
        ("mole", "Épicerie du Môle"),
    ] {
        let filter = MerchantFilter { words: text.into(), ..MerchantFilter::default() };
        let found = affiliate.search_merchants(&visitor(), &filter, &PageRequest::first()).await.unwrap();
        assert_eq!(found.page.items.first().map(|card| card.name.as_str()), Some(name), "{text}");
    }
    let mut cook = influencer("Aïcha Bénali", 5000);
    cook.audiences[0].handle = "@saveursdefes".into();
    world.listed_influencer(&cook).await;
    world.listed_influencer(&influencer("Koffi Mensah", 9000)).await;
    for (text, name) in
        [("aicha", "Aïcha Bénali"), ("benaly", "Aïcha Bénali"), ("saveursdefes", "Aïcha Bénali"), ("kofi", "Koffi Mensah")]
    {
        let filter = InfluencerFilter { words: text.into(), ..InfluencerFilter::default() };
        let found = affiliate.search_influencers(&visitor(), &filter, &PageRequest::first()).await.unwrap();
        assert_eq!(found.page.items.first().map(|card| card.name.as_str()), Some(name), "{text}");
        let counts = affiliate.count_influencers(&visitor(), &filter).await.unwrap();
        assert_eq!(
            counts.iter().map(|count| (count.category.as_str(), count.count)).collect::<Vec<_>>(),
            [("food", 1)],
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_cursor_of_another_order_is_refused() {
    let world = World::new().await;
    let shop = world.listed_shop(&merchant("Souk")).await;
    for number in 0..3 {
        world.listed_product(&shop, &product(&format!("Tasse {number}"))).await;
    }
    let newest = world.affiliate.search_products(&visitor(), &words(""), &PageRequest::new(Some(1), None)).await.unwrap();
    let page = PageRequest::new(Some(1), newest.page.next);
    let relevance = ProductFilter { sort: Some(MarketSort::Relevance), ..words("tasse") };
    let refused = world.affiliate.search_products(&visitor(), &relevance, &page).await.unwrap_err();
    assert_eq!(refused.fields()[0].code, "field-cursor");
    let page = PageRequest::new(None, Some(kernel::Cursor::from_text("x".into())));
    assert!(world.affiliate.search_products(&visitor(), &words(""), &page).await.is_err());
}

#[tokio::test]
async fn no_sign_in_a_search_is_more_than_a_sign() {
    let world = World::new().await;
    let read = "SELECT count(affiliate.search_query(a || chr(n) || b)) + count(affiliate.corrected('product', a || chr(n) || b))
                FROM generate_series(1, 3000) n,
                     (VALUES ('ab', 'cd'), ('', 'ab'), ('ab', ''), ('ab ', ' cd'), ('ab''', E'\\\\')) around (a, b)";
    assert_eq!(world.count(read).await, 30_000);
}
