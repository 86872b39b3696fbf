//! Clicks that earn: promised by a form, told in words to both sides.

use std::sync::Arc;

use affiliate::{AffiliateConfig, Follow};
use axum::http::StatusCode;
use jiff::{SignedDuration, tz::TimeZone};
use kernel::{Actor, Clock as _, Currency, FixedClock, Locale, Money, PageRequest, SystemClock, format};
use test_kit::TestDb;

use crate::{
    selling::{partners, partners_path},
    site::{ORIGIN, Site},
};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36";
const TERMS: [(&str, &str); 8] = [
    ("version", "1"),
    ("sale", ""),
    ("sale_amount", ""),
    ("repeat", "first"),
    ("click", "0,50"),
    ("window_days", "30"),
    ("holding_days", "14"),
    ("minimum", "100"),
];

#[tokio::test]
async fn clicks_are_promised_by_a_form_and_what_they_earn_is_said_in_words() {
    let clock = FixedClock::at(SystemClock.now());
    let site = Site::on(ORIGIN, TestDb::with(Arc::new(clock.clone())).await, AffiliateConfig::default());
    let (shop, aicha, id) = partners(&site).await;
    let program = site.affiliate.program_of(&shop.owner.actor, shop.id).await.unwrap().unwrap();
    let group = format!("/marchand/{}/programme/groupes/{}", shop.id, program.groups[0].id);
    for wrong in ["0", "-1", "beaucoup", "100 001"] {
        let typed = TERMS.map(|(name, value)| (name, if name == "click" { wrong } else { value }));
        let refused = site.post_as(&shop.owner, &group, &typed).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has("#error-click"), "{wrong}");
        assert_eq!(refused.attribute("input[name=click]", "value").unwrap(), wrong);
    }
    assert_eq!(site.post_as(&shop.owner, &group, &TERMS).await.status, StatusCode::SEE_OTHER);
    let page = site.get_as(&shop.owner, &group).await;
    assert_eq!(page.attribute("input[name=click]", "value").unwrap(), "0,50");
    assert!(page.shows("0,50 DH une fois par jour et par visiteur, quel que soit le lien"));

    // A link that nobody followed yet is known by the new terms.
    let link = site.link(&aicha, id).await;
    let key = site.affiliate.link(&aicha.actor, link).await.unwrap().key;
    for address in ["41.207.160.1", "41.207.160.1", "41.207.160.2"] {
        let address = Some(address.parse().unwrap());
        let follow = Follow { key: key.clone(), agent: PHONE.into(), address, is_reading: true, ..Follow::default() };
        site.affiliate.follow(&follow).await.unwrap();
    }
    let day = clock.now().to_zoned(TimeZone::UTC).date();
    clock.advance(SignedDuration::from_hours(26));
    site.affiliate.pay_clicks(&Actor::system("test")).await.unwrap();
    let earned = site.affiliate.commissions(&aicha.actor, id, &PageRequest::first()).await.unwrap().items;
    assert_eq!(earned.iter().map(|one| one.owed).collect::<Vec<_>>(), [Money::new(100, Currency::Mad)]);

    let said = format!("2 clics comptés le {}, à 0,50 DH chacun.", format::day(Locale::Fr, day));
    let mine = site.get_as(&aicha, &format!("/influenceur/partenariats/{id}")).await;
    assert!(mine.shows(&said) && mine.shows("Clics"), "{:?}", mine.texts("#commissions td"));
    let theirs = site.get_as(&shop.owner, &partners_path(&shop, id)).await;
    assert!(theirs.shows(&said));
    let english = site.get_as(&aicha, &format!("/en/influenceur/partenariats/{id}/commissions")).await;
    assert!(english.shows("2 counted clicks on"), "{:?}", english.texts("#commissions td"));
    let sales = site.get_as(&shop.owner, &format!("/marchand/{}/ventes", shop.id)).await;
    assert!(sales.status == StatusCode::OK && !sales.shows("0,50 DH"), "no shop told it");
}
