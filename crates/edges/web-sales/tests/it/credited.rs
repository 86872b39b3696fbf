//! What both sides are told of a sale and led to next: who got it, where its rows are, what to do first, what one may change.

use affiliate::{CodeDraft, Listing, ReportRefund, ReportSale};
use axum::http::StatusCode;
use contracts::affiliate::PartnershipId;
use kernel::{Currency, Money};

use crate::{
    profiles::member,
    selling::{partners, partners_path},
    site::{Shop, Site, influencer},
};

fn sale(order: &str, codes: &[&str]) -> ReportSale {
    ReportSale {
        order_id: order.into(),
        customer: None,
        amount: Money::new(50_000, Currency::Mad),
        lines: vec![],
        clicks: vec![],
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
        occurred_at: None,
    }
}

/// A sale of 500 DH by the partner's code, one by nobody, and 200 DH of the first given back.
pub(crate) async fn sold(site: &Site, shop: &Shop, id: PartnershipId) {
    let owner = &shop.owner.actor;
    let program = site.affiliate.program_of(owner, shop.id).await.unwrap().unwrap().id;
    site.affiliate.create_code(owner, id, &CodeDraft { code: "AFI10".into(), ends_at: None }).await.unwrap();
    for told in [sale("1001", &["AFI10"]), sale("1002", &[])] {
        site.affiliate.report_sale(owner, program, &told).await.unwrap();
    }
    let refund = ReportRefund {
        refund_id: "r-1".into(),
        order_id: "1001".into(),
        amount: Some(Money::new(20_000, Currency::Mad)),
        occurred_at: None,
    };
    site.affiliate.report_refund(owner, program, &refund).await.unwrap();
    site.affiliate.count_figures().await.unwrap();
}

#[tokio::test]
async fn a_merchant_reads_who_got_a_sale_what_it_earns_them_and_what_was_given_back() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    sold(&site, &shop, id).await;
    let desk = format!("/marchand/{}", shop.id);
    let partner = partners_path(&shop, id);
    let list = site.get_as(&shop.owner, &format!("{desk}/ventes")).await;
    assert_eq!(list.texts(&format!("article a[href='{partner}']")), ["Aïcha"]);
    assert!(list.shows("200,00 DH remboursés") && list.shows("Part de 100") && list.shows("30,00 DH de commission"));
    assert!(list.shows("En attente"), "its wallet is empty");

    let rows = site.get_as(&shop.owner, &format!("{desk}/conversions?genre=sale")).await;
    assert_eq!(rows.texts(&format!("#rows a[href='{partner}']")), ["Aïcha"]);
    let mine = site.get_as(&aicha, "/influenceur/conversions?genre=sale").await;
    assert!(mine.shows("Part de 100") && !mine.shows("1001") && !mine.has("#rows a"));

    let page = site.get_as(&shop.owner, &partner).await;
    let order = page.attribute("#commissions a[href*='/ventes?after=']", "href").unwrap();
    let first = site.get_as(&shop.owner, &order).await;
    assert!(order.contains("#conversion-") && first.shows("1001"), "the list begins with it: {order}");
    assert!(!site.get_as(&aicha, &format!("/influenceur/partenariats/{id}")).await.has("#commissions a"));
}

#[tokio::test]
async fn a_merchant_reads_that_a_refund_in_another_currency_was_not_counted() {
    let site = Site::new().await;
    let (shop, _aicha, _) = partners(&site).await;
    let owner = &shop.owner.actor;
    let program = site.affiliate.program_of(owner, shop.id).await.unwrap().unwrap().id;
    let refund = ReportRefund {
        refund_id: "r-1".into(),
        order_id: "1001".into(),
        amount: Some(Money::new(2_500, Currency::Eur)),
        occurred_at: None,
    };
    site.affiliate.report_refund(owner, program, &refund).await.unwrap();
    for order in ["1001", "1002"] {
        site.affiliate.report_sale(owner, program, &sale(order, &[])).await.unwrap();
    }
    let path = format!("/marchand/{}/ventes", shop.id);
    let french = site.get_as(&shop.owner, &path).await;
    assert!(french.shows("Remboursement de 25,00 € non compté"), "{:?}", french.texts("article"));
    assert_eq!(french.texts("article .banner").len(), 1, "at the sale that it is of");
    let english = site.get_as(&shop.owner, &format!("/en{path}")).await;
    assert!(english.shows("not counted: it was told before its sale"), "{:?}", english.texts("article"));
}

#[tokio::test]
async fn both_sides_write_about_a_sale_from_where_they_read_it_and_the_partner_learns_no_number() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    sold(&site, &shop, id).await;
    let list = site.get_as(&shop.owner, &format!("/marchand/{}/ventes", shop.id)).await;
    let form = format!("form[method=post][action^='/messages/commande/{id}/']");
    assert_eq!(list.texts(&format!("{form} button")), ["Écrire à Aïcha"], "not of what nobody is credited with");
    let address = list.attribute(&form, "action").unwrap();
    for page in [format!("/influenceur/partenariats/{id}"), format!("/influenceur/partenariats/{id}/commissions")] {
        let mine = site.get_as(&aicha, &page).await;
        assert_eq!(mine.attribute(&form, "action").as_deref(), Some(address.as_str()), "of the same sale: {page}");
        assert!(mine.shows("Écrire au marchand") && !mine.text.contains("1001"), "{page}");
        assert!(site.get_as(&aicha, &format!("/en{page}")).await.has(&format!("form[action='/en{address}']")));
    }
    let desk = site.get_as(&shop.owner, &format!("{}/commissions", partners_path(&shop, id))).await;
    assert!(!desk.has(&form) && desk.has("#commissions a[href*='/ventes?after=']"), "there it leads to the sale");
}

#[tokio::test]
async fn rows_say_of_when_and_of_what_they_are_and_each_filter_is_taken_off() {
    let site = Site::new().await;
    let (shop, _aicha, id) = partners(&site).await;
    sold(&site, &shop, id).await;
    let desk = format!("/marchand/{}", shop.id);
    let board = site.get_as(&shop.owner, &desk).await;
    for kind in ["lead", "sale"] {
        assert!(
            board.has(&format!(".stat a[href='{desk}/conversions?genre={kind}']"))
                || board.text.contains(&format!("genre={kind}"))
        );
    }
    let days = "du=2026-01-01&au=2026-01-31";
    let page = site.get_as(&shop.owner, &format!("{desk}/conversions?{days}&partenaire={id}&genre=lead")).await;
    assert!(page.shows("Du 1er\u{A0}janvier 2026 au 31\u{A0}janvier 2026") && page.texts("h1") == ["Prospects"]);
    assert_eq!(page.texts("ul.tags a"), ["Aïcha", "Prospects"]);
    assert!(page.has(&format!("ul.tags a[href='{desk}/conversions?{days}&genre=lead']")), "without the partner");
    assert!(page.has(&format!("nav a[href='{desk}?{days}']")), "the period stays");
    let others = site.get_as(&shop.owner, &format!("{desk}/conversions?partenaire={}", PartnershipId::generate())).await;
    assert_eq!(others.texts("ul.tags a"), ["Inconnu"], "what is no partner has no name");
}

#[tokio::test]
async fn a_period_is_replayed_under_another_attribution_and_nothing_changes() {
    let site = Site::new().await;
    let (shop, _aicha, id) = partners(&site).await;
    sold(&site, &shop, id).await;
    let path = format!("/marchand/{}/programme/et-si", shop.id);
    let member = member(&site, &shop, "member").await;
    assert!(!site.get_as(&member, &path).await.has("[data-what-if]"), "nothing is asked yet");
    let page = site.get_as(&member, &format!("{path}?model=first&coupon=else")).await;
    assert!(page.status == StatusCode::OK && page.shows("2 prospects et ventes rejoués"));
    let table = page.texts("#resultat tbody tr td");
    assert!(table.iter().any(|cell| cell.contains("500,00")), "{table:?}");
    assert!(page.has(&format!("#resultat a[href='{}']", partners_path(&shop, id))));
    assert!(page.shows("Aucun partenaire"), "what nobody is credited with stands apart");
    for wrong in ["model=position&first=80&last=40&coupon=wins", "model=last&coupon=wins&du=2026-01-01&au=2026-06-30"] {
        let refused = site.get_as(&member, &format!("{path}?{wrong}")).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has(".field-error"), "{wrong}");
    }
}

#[tokio::test]
async fn a_member_who_only_looks_finds_no_form_and_reads_who_may_change_it() {
    let site = Site::new().await;
    let (shop, _aicha, id) = partners(&site).await;
    sold(&site, &shop, id).await;
    let looks = member(&site, &shop, "member").await;
    let desk = format!("/marchand/{}", shop.id);
    let group = site.affiliate.program_of(&shop.owner.actor, shop.id).await.unwrap().unwrap().groups[0].id;
    let forms = |page: &str| format!("main form[action^='{page}'][method=post]");
    for rest in [
        "/programme".into(),
        format!("/programme/groupes/{group}"),
        format!("/partenaires/{id}"),
        "/solde".into(),
        "/fraude".into(),
        "/suivi".into(),
        "/suivi/pixel".into(),
        "/suivi/essai".to_owned(),
    ] {
        let theirs = site.get_as(&looks, &format!("{desk}{rest}")).await;
        assert!(theirs.shows("peuvent faire des changements ici") && !theirs.has(&forms(&desk)), "{rest}");
        let page = site.get_as(&shop.owner, &format!("{desk}{rest}")).await;
        assert!(!page.shows("peuvent faire des changements ici") && page.has(&forms(&desk)), "{rest}");
    }
    for rest in ["/ventes", "/partenaires", "/suivi"] {
        let import = "main a[href$='/import']";
        assert!(!site.get_as(&looks, &format!("{desk}{rest}")).await.has(import), "{rest}");
        assert!(site.get_as(&shop.owner, &format!("{desk}{rest}")).await.has(import), "{rest}");
    }
}

#[tokio::test]
async fn an_influencers_desk_leads_to_what_comes_next() {
    let site = Site::new().await;
    let person = site.person("Sena").await;
    site.affiliate.save_influencer(&person.actor, None, &influencer("Sena", 10)).await.unwrap();
    let draft = site.get_as(&person, "/influenceur").await;
    assert!(draft.shows("Votre profil n’est pas publié") && draft.has("main a[href='/influenceur/profil']"));
    site.affiliate.set_influencer_listed(&person.actor, Listing::Listed).await.unwrap();
    let listed = site.get_as(&person, "/influenceur").await;
    assert!(listed.shows("Aucun partenariat pour l’instant") && listed.has("main a[href='/marche']"));
    let shop = site.merchant("Souk").await;
    let program = site.program(&shop).await;
    site.partnership(&person, &shop, program).await;
    let partner = site.get_as(&person, "/influenceur").await;
    assert_eq!(partner.texts("main a[href='/influenceur/partenariats'].btn-primary"), ["Mes liens"]);
}

#[tokio::test]
async fn a_request_is_withdrawn_in_its_own_words_and_led_to_from_its_program() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let program = site.program(&shop).await;
    let aicha = site.influencer("Aïcha", 10).await;
    let id = site.affiliate.ask(&aicha.actor, program, "Bonjour").await.unwrap();
    let mine = format!("/influenceur/partenariats/{id}");
    let public = site.get_as(&aicha, &format!("/marche/programmes/{program}")).await;
    assert_eq!(public.texts(&format!("a[href='{mine}']")), ["Voir ma demande"]);
    let page = site.get_as(&aicha, &mine).await;
    assert!(page.shows("Retirer ma demande") && page.shows("dans trente jours") && !page.shows("Terminer le partenariat"));
    // What the merchant typed comes back.
    let long = "x".repeat(2_001);
    let answer = [("answer", "accept"), ("message", long.as_str())];
    let refused = site.post_as(&shop.owner, &partners_path(&shop, id), &answer).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.texts("textarea[name=message]") == [long]);
}

#[tokio::test]
async fn a_page_that_nobody_sees_is_named_and_not_linked() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    let (mine, theirs) = (format!("/influenceur/partenariats/{id}"), partners_path(&shop, id));
    let [merchant, profile] = ["/marche/marchands/", "/marche/influenceurs/"].map(|path| format!("main a[href^='{path}']"));
    assert!(site.get_as(&aicha, &mine).await.has(&merchant) && site.get_as(&shop.owner, &theirs).await.has(&profile));
    site.affiliate.set_influencer_listed(&aicha.actor, Listing::Unlisted).await.unwrap();
    site.affiliate.set_merchant_listed(&shop.owner.actor, shop.id, Listing::Unlisted).await.unwrap();
    let page = site.get_as(&aicha, &mine).await;
    assert!(!page.has(&merchant) && page.shows("Souk"));
    assert!(!site.get_as(&shop.owner, &theirs).await.has(&profile));
}

#[tokio::test]
async fn another_merchant_is_made_by_whoever_has_one_and_a_group_without_a_name_keeps_its_form_open() {
    let site = Site::new().await;
    let (shop, _aicha, id) = partners(&site).await;
    assert_eq!(site.get_as(&shop.owner, "/marchand").await.status, StatusCode::SEE_OTHER);
    let another = site.get_as(&shop.owner, "/marchand?nouveau=1").await;
    assert!(another.status == StatusCode::OK && another.has("form[action='/marchand'] input[name=name]"));
    let profile = site.get_as(&shop.owner, &format!("/marchand/{}/profil", shop.id)).await;
    assert!(profile.has("main a[href='/marchand?nouveau=1']"));

    let long = "x".repeat(81);
    let groups = format!("/marchand/{}/programme/groupes", shop.id);
    let refused = site.post_as(&shop.owner, &groups, &[("name", long.as_str())]).await;
    assert_eq!(refused.attribute("details[open] #f-name", "value").unwrap(), long);

    let list = site.get_as(&shop.owner, &format!("/marchand/{}/partenaires", shop.id)).await;
    assert!(list.texts("[data-earnings]")[0].contains("0,00"), "what each partner has");
    let path = partners_path(&shop, id);
    site.post_as(&shop.owner, &format!("{path}/codes"), &[("code", "FIN10"), ("until", "2099-11-30")]).await;
    assert!(site.get_as(&shop.owner, &path).await.shows("30\u{A0}novembre 2099"), "the day that was typed");
}
