use kernel::AppError as _;

use super::*;

fn fields<T: std::fmt::Debug>(read: Result<T, AffiliateError>) -> Vec<String> {
    read.unwrap_err().fields().iter().map(|error| error.field.clone().into_owned()).collect()
}

#[test]
fn a_filter_of_products_is_read_from_a_url() {
    let pairs = [
        ("q", "  théière \u{0} cuivre "),
        ("category", "home"),
        ("country", "ma"),
        ("price_from", "1 234,50"),
        ("price_to", ""),
        ("currency", "MAD"),
        ("sort", "price-up"),
        ("page", "left to others"),
    ];
    let filter = ProductFilter::from_pairs(Locale::Fr, pairs).unwrap();
    assert_eq!((filter.words.as_str(), filter.country.as_deref()), ("théière cuivre", Some("MA")));
    assert_eq!((filter.price_from_minor, filter.price_to_minor, filter.sort()), (Some(123_450), None, MarketSort::PriceUp));
}

#[test]
fn wrong_values_are_named_and_never_ignored() {
    let products = |pairs: &[(&'static str, &'static str)]| fields(ProductFilter::from_pairs(Locale::Fr, pairs.iter().copied()));
    assert_eq!(products(&[("currency", "USD"), ("merchant", "x"), ("sort", "best")]), ["currency", "merchant", "sort"]);
    assert_eq!(products(&[("category", "'; drop"), ("country", "Maroc")]), ["category", "country"]);
    assert_eq!(products(&[("price_from", "5")]), ["currency"]);
    assert_eq!(products(&[("price_to", "cinq"), ("currency", "MAD")]), ["price_to"]);
    assert_eq!(products(&[("sort", "price-down")]), ["currency"]);
    assert_eq!(products(&[("sort", "followers")]), ["sort"]);
    let influencers = [("network", "myspace"), ("followers_from", "many")];
    assert_eq!(fields(InfluencerFilter::from_pairs(influencers)), ["network", "followers_from"]);
    assert_eq!(
        fields(InfluencerFilter::from_pairs([("language", "xx"), ("followers_from", "-1")])),
        ["followers_from", "language"]
    );
    assert_eq!(fields(MerchantFilter::from_pairs([("sort", "price-up")])), ["sort"]);
}

#[test]
fn without_words_nothing_fits_better() {
    assert_eq!(ProductFilter::default().sort(), MarketSort::Newest);
    let words = ProductFilter { words: "x".into(), ..ProductFilter::default() };
    assert_eq!(words.sort(), MarketSort::Relevance);
}
