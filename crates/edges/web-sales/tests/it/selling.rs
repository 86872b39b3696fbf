//! A program, a partner, a link: what both sides do by forms alone, without a script.

use affiliate::{
    PartnershipState, ProgramState,
    attribution::{CouponRule, Model, Shares},
    earning::{Pay, Per, Repeat, Rule, Scope},
};
use axum::http::StatusCode;
use contracts::affiliate::PartnershipId;
use kernel::{Currency, Money, PageRequest};

use crate::site::{ORIGIN, Person, Shop, Site, product};

/// The form of a program, whole.
const PROGRAM: [(&str, &str); 16] = [
    ("title", "Les amis <b>du</b> souk"),
    ("pitch", "Recommandez ce que vous aimez."),
    ("conditions", "Pas d’annonces."),
    ("currency", "MAD"),
    ("hosts", "https://souk.ma/p/1\r\nwww.souk.ma"),
    ("admission", ""),
    ("model", "last"),
    ("coupon", "wins"),
    ("sale", "percent"),
    ("sale_amount", "12,5"),
    ("repeat", "always"),
    ("lead", ""),
    ("window_days", "30"),
    ("holding_days", "14"),
    ("minimum", "100"),
    ("cap", ""),
];

/// The form with something else in one field.
fn with<'f>(name: &str, value: &'f str) -> Vec<(&'f str, &'f str)> {
    PROGRAM.into_iter().map(|(field, text)| (field, if field == name { value } else { text })).collect()
}

/// A merchant with an open program, and an influencer who takes part in it.
pub(crate) async fn partners(site: &Site) -> (Shop, Person, PartnershipId) {
    let shop = site.merchant("Souk").await;
    let program = site.program(&shop).await;
    let aicha = site.influencer("Aïcha", 5000).await;
    let id = site.partnership(&aicha, &shop, program).await;
    (shop, aicha, id)
}

fn programs_path(shop: &Shop) -> String {
    format!("/marchand/{}/programme", shop.id)
}

pub(crate) fn partners_path(shop: &Shop, id: PartnershipId) -> String {
    format!("/marchand/{}/partenaires/{id}", shop.id)
}

#[tokio::test]
async fn a_merchant_makes_a_program_by_its_form_and_opens_it() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let (product_id, _) = site.product(&shop, &product("Théière")).await;
    let (path, scope) = (programs_path(&shop), format!("product:{product_id}"));
    let named = [("rule_scope", scope.as_str()), ("rule_kind", "piece"), ("rule_amount", "15")];
    let empty = [("rule_scope", ""), ("rule_kind", "percent"), ("rule_amount", "")];
    let made = site.post_as(&shop.owner, &path, &[&PROGRAM[..], &named, &empty].concat()).await;
    assert_eq!((made.status, made.location()), (StatusCode::SEE_OTHER, path.as_str()));

    let view = site.affiliate.program_of(&shop.owner.actor, shop.id).await.unwrap().unwrap();
    let terms = &view.groups[0].terms.terms;
    let rule = |scope, pay| Rule { scope, pay, repeat: Repeat::Always };
    let piece = Pay::Flat(Money::new(1_500, Currency::Mad), Per::Piece);
    let whole = [rule(Scope::Everything, Pay::Percent(1250)), rule(Scope::Product(product_id), piece)];
    assert_eq!(terms.sales.as_ref().unwrap().rules(), whole);
    assert_eq!((terms.window_days, terms.holding_days), (30, 14));
    assert_eq!((terms.minimum_payout, terms.lead, terms.cap), (Money::new(10_000, Currency::Mad), None, None));
    assert_eq!(view.hosts, ["souk.ma", "www.souk.ma"], "of an address that was pasted, its host");

    let page = site.get_as(&shop.owner, &path).await;
    assert!(page.shows("Les amis <b>du</b> souk") && page.shows("12,5 % du prix payé sur tout"));
    let group = format!("{path}/groupes/{}", view.groups[0].id);
    let amount = "input[name=sale_amount]";
    assert_eq!(site.get_as(&shop.owner, &group).await.attribute(amount, "value").unwrap(), "12,5");
    assert_eq!(site.get_as(&shop.owner, &format!("/en{group}")).await.attribute(amount, "value").unwrap(), "12.5");

    let public = format!("/marche/programmes/{}", view.id);
    assert_eq!((view.state, site.get(&public).await.status), (ProgramState::Draft, StatusCode::NOT_FOUND));
    assert_eq!(site.post_as(&shop.owner, &format!("{path}/etat"), &[("state", "open")]).await.location(), path);
    let open = site.get(&public).await;
    assert!(open.status == StatusCode::OK && open.shows("Les amis <b>du</b> souk") && !open.has("h1 b"));
}

#[tokio::test]
async fn what_is_wrong_with_a_program_comes_back_on_its_field_with_what_was_typed() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let path = programs_path(&shop);
    for wrong in ["12,345", "douze", "0", "100,01", "1000", "-5"] {
        let refused = site.post_as(&shop.owner, &path, &with("sale_amount", wrong)).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has("#error-sale_amount"), "{wrong}");
        assert_eq!(refused.attribute("input[name=sale_amount]", "value").unwrap(), wrong);
        assert_eq!(refused.attribute("input[name=title]", "value").unwrap(), "Les amis <b>du</b> souk");
    }
    let english = site.post_as(&shop.owner, &format!("/en{path}"), &with("sale_amount", "twelve")).await;
    assert!(english.shows("Write a percentage between 0.01 and 100"));
    for (name, value) in [("window_days", "trente"), ("minimum", "cent"), ("lead", "-1"), ("window_days", "366")] {
        let refused = site.post_as(&shop.owner, &path, &with(name, value)).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has(&format!("#error-{name}")), "{name}");
        assert_eq!(refused.attribute(&format!("input[name={name}]"), "value").unwrap(), value);
    }
    let host = site.post_as(&shop.owner, &path, &with("hosts", "localhost")).await;
    assert!(host.has("#error-hosts") && host.texts("textarea[name=hosts]") == ["localhost"]);
    let nothing = site.post_as(&shop.owner, &path, &with("sale", "")).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.shows("sans cela, rien n’est promis"));
    assert!(site.affiliate.program_of(&shop.owner.actor, shop.id).await.unwrap().is_none());
}

#[tokio::test]
async fn the_attribution_is_changed_by_its_form_and_shares_beyond_everything_come_back() {
    let site = Site::new().await;
    let (shop, _aicha, _id) = partners(&site).await;
    let (path, owner) = (format!("{}/attribution", programs_path(&shop)), &shop.owner);
    let shares = |first, last| [("model", "position"), ("first", first), ("last", last), ("coupon", "else")];
    assert_eq!(site.post_as(owner, &path, &shares("50", "12,5")).await.location(), programs_path(&shop));
    let refused = site.post_as(owner, &path, &shares("80", "30")).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has("#error-first"));
    assert_eq!(refused.attribute("input[name=first]", "value").unwrap(), "80");
    let kept = site.affiliate.program_of(&owner.actor, shop.id).await.unwrap().unwrap().policy;
    let model = Model::Position(Shares::try_new(5000, 1250).unwrap());
    assert_eq!((kept.version, kept.policy.model, kept.policy.coupon), (2, model, CouponRule::Else));
}

#[tokio::test]
async fn an_influencer_asks_is_taken_by_a_form_and_what_both_wrote_is_shown_as_written() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let program = site.program(&shop).await;
    let aicha = site.influencer("Aïcha", 5000).await;
    let hostile = "<script>alert(1)</script>";
    site.post_as(&aicha, &format!("/marche/programmes/{program}"), &[("message", hostile)]).await;
    let desk = format!("/marchand/{}/partenaires", shop.id);
    let list = site.get_as(&shop.owner, &desk).await;
    let path = list.attribute(&format!("main h2 a[href^='{desk}/']"), "href").unwrap();
    for page in [list, site.get_as(&shop.owner, &path).await] {
        assert!(page.shows(hostile) && !page.text.contains("<script>alert"));
    }
    let answer = [("answer", "accept"), ("message", "Bienvenue <i>chez nous</i>")];
    let taken = site.post_as(&shop.owner, &path, &answer).await;
    assert_eq!((taken.status, taken.location()), (StatusCode::SEE_OTHER, path.as_str()));

    let mine = site.get_as(&aicha, "/influenceur/partenariats").await;
    let mine = mine.attribute("main a[href^='/influenceur/partenariats/']", "href").unwrap();
    let page = site.get_as(&aicha, &mine).await;
    assert!(page.shows("Bienvenue <i>chez nous</i>") && !page.has("blockquote i"));
    assert!(site.get_as(&aicha, &format!("/en{mine}")).await.has(&format!("a[href='/en{mine}/liens']")));

    let again = site.post_as(&shop.owner, &path, &[("answer", "refuse")]).await;
    assert!(again.status.is_client_error() && again.shows("Son état ne le permet pas"));
    let found = site.affiliate.my_partnerships(&aicha.actor, &PageRequest::first()).await.unwrap().items.remove(0);
    assert_eq!((found.state, found.answer.as_str()), (PartnershipState::Active, "Bienvenue <i>chez nous</i>"));
}

#[tokio::test]
async fn a_link_is_made_with_its_campaign_found_again_and_stopped() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    let mine = format!("/influenceur/partenariats/{id}");
    let form = [
        ("destination", "https://souk.ma/the?p=1"),
        ("label", "Story <b>1</b>"),
        ("key", "afi-the"),
        ("utm_source", " instagram "),
        ("utm_campaign", "aïd"),
    ];
    let made = site.post_as(&aicha, &format!("{mine}/liens"), &form).await;
    let one = made.location().to_owned();
    assert!(made.status == StatusCode::SEE_OTHER && one.starts_with("/influenceur/liens/"), "{one}");
    let page = site.get_as(&aicha, &one).await;
    let leads = "https://souk.ma/the?p=1&utm_source=instagram&utm_campaign=a%C3%AFd";
    assert_eq!(page.attribute("input[name=destination]", "value").unwrap(), leads);
    assert_eq!(page.attribute("griot-share input", "value").unwrap(), format!("{ORIGIN}/l/afi-the"));
    assert_eq!(site.get_as(&aicha, &mine).await.texts(&format!("a[href='{one}']")), ["Story <b>1</b>"]);
    assert_eq!(site.post_as(&aicha, &format!("{one}/etat"), &[("on", "false")]).await.location(), one);

    let (product_id, _) = site.product(&shop, &product("Théière")).await;
    let product_id = product_id.to_string();
    let second = site.post_as(&aicha, &format!("/en{mine}/liens"), &[("product", product_id.as_str())]).await;
    assert!(second.location().starts_with("/en/influenceur/liens/"));
    let links = site.affiliate.links(&aicha.actor, id, &PageRequest::first()).await.unwrap().items;
    assert_eq!((links.len(), links[0].destination.as_str()), (2, "https://souk.ma/p/1"), "the product's page");
    assert_eq!((links[0].disabled_at, links[1].disabled_at.is_some()), (None, true));
}

#[tokio::test]
async fn a_link_leads_to_the_programs_sites_or_comes_back_as_it_was_typed() {
    let site = Site::new().await;
    let (_shop, aicha, id) = partners(&site).await;
    let path = format!("/influenceur/partenariats/{id}/liens");
    for wrong in ["https://evil.test/?a=1", "https://souk.ma@evil.test/", "javascript:alert(1)", "souk"] {
        let refused = site.post_as(&aicha, &path, &[("destination", wrong), ("key", "afi-the")]).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has("#error-destination"), "{wrong}");
        assert_eq!(refused.attribute("input[name=destination]", "value").unwrap(), wrong);
        assert_eq!(refused.attribute("input[name=key]", "value").unwrap(), "afi-the");
    }
    let outside = [("destination", "https://evil.test/")];
    let english = site.post_as(&aicha, &format!("/en{path}"), &outside).await;
    assert!(english.shows("A link leads to one of the program’s sites"));
    assert!(site.affiliate.links(&aicha.actor, id, &PageRequest::first()).await.unwrap().items.is_empty());
    let good = [("destination", "https://m.souk.ma/"), ("key", "afi-the")];
    assert_eq!(site.post_as(&aicha, &path, &good).await.status, StatusCode::SEE_OTHER);
    let twice = site.post_as(&aicha, &path, &good).await;
    assert!(twice.status == StatusCode::UNPROCESSABLE_ENTITY && twice.has("#error-key"));
}
