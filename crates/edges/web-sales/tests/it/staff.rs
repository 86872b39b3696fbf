//! What the staff sees of every merchant, and how lists go on beyond their first page.

use affiliate::{FraudPolicy, LinkDraft, ReportSale};
use axum::http::StatusCode;
use contracts::affiliate::PartnershipId;
use kernel::{Currency, Money, Role};

use crate::{
    selling::{partners, partners_path},
    site::{Person, Shop, Site},
};

/// A sale of a partner that they told with their own mail.
pub(crate) async fn suspicious(site: &Site, shop: &Shop, id: PartnershipId) {
    let owner = &shop.owner.actor;
    let program = site.affiliate.program_of(owner, shop.id).await.unwrap().unwrap().id;
    let known = site.affiliate.fraud_policy(owner, program).await.unwrap().policy;
    let policy = FraudPolicy { mode: affiliate::FraudMode::Enforce, ..known };
    site.affiliate.set_fraud_policy(owner, program, &policy).await.unwrap();
    let code = affiliate::CodeDraft { code: "AFI10".into(), ends_at: None };
    site.affiliate.create_code(owner, id, &code).await.unwrap();
    let sale = ReportSale {
        order_id: "1001".into(),
        customer: None,
        amount: Money::new(50_000, Currency::Mad),
        lines: vec![],
        clicks: vec![],
        codes: vec!["AFI10".into()],
        occurred_at: None,
    };
    let buyer = affiliate::Buyer { email: Some("acha@example.org".into()), country: None };
    site.affiliate.report_sale_by(owner, program, &sale, &buyer).await.unwrap();
}

async fn staff(site: &Site) -> Person {
    site.person_of("Modo", Role::Moderator).await
}

#[tokio::test]
async fn the_staff_decides_on_cases_of_every_merchant() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    suspicious(&site, &shop, id).await;
    let (list, staff) = ("/moderation/controles", staff(&site).await);
    for (who, person) in [("a merchant", &shop.owner), ("a partner", &aicha)] {
        assert_eq!(site.get_as(person, list).await.status, StatusCode::FORBIDDEN, "{who}");
    }
    assert_eq!(site.get(list).await.status, StatusCode::SEE_OTHER);
    let page = site.get_as(&staff, list).await;
    assert!(page.shows("Aïcha") && page.shows("Souk"), "{}", page.text);
    let case = page.attribute("#cases a", "href").unwrap();
    assert_eq!(site.get_as(&shop.owner, &case).await.status, StatusCode::FORBIDDEN, "a merchant has a page of its own");
    let one = site.get_as(&staff, &case).await;
    assert!(one.shows("L’acheteur") || one.has("textarea[name=reason]"));
    let version = one.attribute("input[name=version]", "value").unwrap();
    let refused = site.post_as(&staff, &case, &[("version", &version), ("verdict", "fraud"), ("reason", "")]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has("#error-reason"));
    let decided = [("version", version.as_str()), ("verdict", "fraud"), ("reason", "Achat par son propre compte.")];
    assert_eq!(site.post_as(&shop.owner, &case, &decided).await.status, StatusCode::FORBIDDEN);
    let done = site.post_as(&staff, &case, &decided).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, case.as_str()));
    assert_eq!(site.post_as(&staff, &case, &decided).await.status, StatusCode::CONFLICT, "decided meanwhile");
    assert!(site.get_as(&staff, &format!("/en{list}?file=decided")).await.shows("Souk"));
    let merchant = site.get_as(&shop.owner, &format!("/marchand/{}/fraude?file=decided", shop.id)).await;
    assert!(merchant.shows("Aïcha"), "the merchant sees what was decided");
}

#[tokio::test]
async fn the_staff_that_sees_money_reads_the_figures_of_all_and_opens_those_of_one() {
    let site = Site::new().await;
    let (shop, ..) = partners(&site).await;
    let program = site.affiliate.program_of(&shop.owner.actor, shop.id).await.unwrap().unwrap();
    let (admin, modo) = (site.person_of("Admin", Role::Admin).await, staff(&site).await);
    let one = format!("/admin/ventes/programmes/{}", program.id);
    let rest = ["/etat", "/jours.csv", "/tableau.csv", ""];
    for path in rest.map(|rest| format!("/admin/ventes{rest}")).into_iter().chain(rest.map(|rest| format!("{one}{rest}"))) {
        assert_eq!(site.get_as(&admin, &path).await.status, StatusCode::OK, "{path}");
        assert_eq!(site.get_as(&admin, &format!("/en{path}")).await.status, StatusCode::OK, "{path}");
        for (who, person) in [("a moderator", &modo), ("the merchant", &shop.owner)] {
            assert_eq!(site.get_as(person, &path).await.status, StatusCode::FORBIDDEN, "{who}: {path}");
        }
        assert_eq!(site.get(&path).await.status, StatusCode::SEE_OTHER, "{path}");
    }
    let all = site.get_as(&admin, "/admin/ventes").await;
    assert!(!all.has("a[href*='/admin/ventes/clics']"), "of everybody there is no list of clicks");
    let page = site.get_as(&admin, &one).await;
    assert!(page.shows(&program.title) && page.has(&format!("a[href^='{one}/clics']")));
    for rows in ["/clics", "/conversions"] {
        assert_eq!(site.get_as(&admin, &format!("{one}{rows}")).await.status, StatusCode::OK, "{rows}");
    }
    let tables = site.get_as(&admin, "/admin/ventes?par=product").await;
    assert_eq!(tables.status, StatusCode::OK);
    assert_eq!(site.get_as(&admin, "/admin/ventes?du=2026-13-01").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_desk_begins_in_the_time_of_its_country_until_another_is_chosen() {
    let site = Site::new().await;
    let (shop, aicha, _) = partners(&site).await;
    let chosen = async |person: &Person, path: &str| {
        site.get_as(person, path).await.attribute("select[name=fuseau] option[selected]", "value").unwrap()
    };
    let desk = format!("/marchand/{}", shop.id);
    assert_eq!(chosen(&shop.owner, &desk).await, "Africa/Casablanca");
    assert_eq!(chosen(&shop.owner, &format!("{desk}?fuseau=UTC")).await, "UTC");
    assert_eq!(chosen(&aicha, "/influenceur").await, "Africa/Casablanca");
}

#[tokio::test]
async fn links_beyond_the_first_page_are_reached_from_both_desks() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    for number in 0..33 {
        let draft = LinkDraft { destination: "https://souk.ma/".into(), label: format!("Lien {number}"), ..LinkDraft::default() };
        site.affiliate.create_link(&aicha.actor, id, None, None, &draft).await.unwrap();
    }
    let mine = format!("/influenceur/partenariats/{id}");
    for (person, page, first, size) in [(&aicha, mine, 20, 20), (&shop.owner, partners_path(&shop, id), 10, 30)] {
        let shown = site.get_as(person, &page).await;
        assert_eq!(shown.texts("#liens li").len(), first, "{page}");
        let mut more = shown.attribute("#liens .pagination a", "href").unwrap();
        let mut seen = first;
        loop {
            let next = site.get_as(person, &more).await;
            assert_eq!(next.status, StatusCode::OK, "{more}");
            let rows = next.texts("#liens li").len();
            assert!(rows > 0 && rows <= size);
            seen += rows;
            match next.attribute("#liens .pagination a", "href") {
                Some(further) => more = further,
                None => break,
            }
        }
        assert_eq!(seen, 33, "{page}");
        let stranger = site.influencer(&format!("Stranger {first}"), 10).await;
        assert_eq!(site.get_as(&stranger, more.split('?').next().unwrap()).await.status, StatusCode::NOT_FOUND);
    }
    let commissions = partners_path(&shop, id) + "/commissions";
    assert_eq!(site.get_as(&shop.owner, &commissions).await.status, StatusCode::OK);
    assert_eq!(site.get_as(&aicha, &commissions).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_a_service_refuses_stands_at_the_field_of_the_form() {
    let site = Site::new().await;
    let (shop, _, id) = partners(&site).await;
    let path = partners_path(&shop, id);
    let past = site.post_as(&shop.owner, &format!("{path}/codes"), &[("code", "AFI10"), ("until", "2020-01-01")]).await;
    assert!(past.status == StatusCode::UNPROCESSABLE_ENTITY && past.has("#error-until"), "{}", past.text);
    let program = site.affiliate.program_of(&shop.owner.actor, shop.id).await.unwrap().unwrap();
    let group = format!("/marchand/{}/programme/groupes/{}", shop.id, program.groups[0].id);
    let terms = |sale: &'static str, minimum: &'static str| {
        [
            ("sale", sale),
            ("sale_amount", "10"),
            ("repeat", "first"),
            ("window_days", "30"),
            ("holding_days", "14"),
            ("minimum", minimum),
        ]
    };
    let nothing = site.post_as(&shop.owner, &group, &terms("", "100")).await;
    assert!(nothing.status == StatusCode::UNPROCESSABLE_ENTITY && nothing.has("#error-sale"), "{}", nothing.text);
    let minimum = site.post_as(&shop.owner, &group, &terms("percent", "-1")).await;
    assert!(minimum.status == StatusCode::UNPROCESSABLE_ENTITY && minimum.has("#error-minimum"), "{}", minimum.text);
}
