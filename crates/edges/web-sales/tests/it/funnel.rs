//! From a click to a sale that stays, what checks come to, and where each figure leads.

use affiliate::{Follow, ReportLead};
use axum::http::StatusCode;
use contracts::affiliate::PartnershipId;
use kernel::Role;

use crate::{
    credited::sold,
    selling::partners,
    site::{Person, Shop, Site},
    staff::suspicious,
};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36";

/// Four clicks, of which one became a lead; a sale of 500 DH, of which 200 DH were given back.
async fn traded(site: &Site, shop: &Shop, partner: &Person, id: PartnershipId) {
    let link = site.link(partner, id).await;
    let key = site.affiliate.link(&partner.actor, link).await.unwrap().key;
    let mut clicks = Vec::new();
    for last in 1..=4 {
        let address = Some(format!("41.207.160.{last}").parse().unwrap());
        let follow = Follow { key: key.clone(), agent: PHONE.into(), address, is_reading: true, ..Follow::default() };
        let location = site.affiliate.follow(&follow).await.unwrap().location;
        clicks.push(location.query_pairs().find(|(name, _)| name == "griot_id").unwrap().1.into_owned());
    }
    let program = site.affiliate.program_of(&shop.owner.actor, shop.id).await.unwrap().unwrap().id;
    let lead = ReportLead { event_id: "inscription-1".into(), customer: None, clicks: clicks.split_off(3), occurred_at: None };
    site.affiliate.report_lead(&shop.owner.actor, program, &lead).await.unwrap();
    sold(site, shop, id).await;
}

#[tokio::test]
async fn a_merchant_reads_each_step_from_the_click_to_the_sale_that_stays_with_its_share() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    let desk = format!("/marchand/{}", shop.id);
    let empty = site.get_as(&shop.owner, &desk).await;
    assert_eq!(empty.texts("#parcours tbody th"), ["Clics", "Prospects", "Ventes"]);
    assert!(empty.texts("#parcours tbody td").contains(&"–".to_owned()), "of nothing there is no share");
    traded(&site, &shop, &aicha, id).await;

    let page = site.get_as(&shop.owner, &desk).await;
    assert_eq!(page.texts("#parcours tbody th"), ["Clics", "Prospects", "Ventes", "Conservé après remboursements"]);
    let cells = page.texts("#parcours tbody td");
    let new = "rien dans la période d’avant";
    let (counts, shares): (Vec<_>, Vec<_>) = cells.chunks(3).map(|row| (row[0].as_str(), row[1].as_str())).unzip();
    assert_eq!(counts, ["4", "1", "1", "300,00 DH"]);
    assert_eq!(shares, ["–", "25 % des clics", "25 % des clics", "60 % de ce qui a été payé"]);
    assert!(cells.chunks(3).all(|row| row[2] == new), "{cells:?}");
    for rows in ["/clics", "/conversions?genre=lead", "/conversions?genre=sale"] {
        let address = format!("{desk}{rows}");
        assert!(page.has(&format!("#parcours a[href='{address}']")), "{rows}");
        assert_eq!(site.get_as(&shop.owner, &address).await.status, StatusCode::OK, "{rows}");
    }
    let english = site.get_as(&shop.owner, &format!("/en{desk}/etat")).await;
    assert!(english.shows("From click to sale") && english.shows("60% of what was paid"), "{}", english.text);
    assert!(!site.get_as(&aicha, "/influenceur").await.has("#parcours, #controles"), "it is the merchant's");
}

#[tokio::test]
async fn a_merchant_reads_what_checks_come_to_and_is_led_to_their_lists() {
    let site = Site::new().await;
    let (shop, _aicha, id) = partners(&site).await;
    let desk = format!("/marchand/{}", shop.id);
    suspicious(&site, &shop, id).await;
    let page = site.get_as(&shop.owner, &desk).await;
    assert_eq!(page.texts("#controles dt"), ["À décider", "Commissions retenues", "Rejetées"]);
    assert_eq!(page.texts("#controles .stat-value"), ["1", "50,00 DH", "0"]);
    let open = page.attribute("#controles a[href$='file=open']", "href").unwrap();
    let case = site.get_as(&shop.owner, &open).await.attribute("#cases a", "href").unwrap();
    let version = site.get_as(&shop.owner, &case).await.attribute("input[name=version]", "value").unwrap();
    let decided = [("version", version.as_str()), ("verdict", "fraud"), ("reason", "Achat par son propre compte.")];
    assert_eq!(site.post_as(&shop.owner, &case, &decided).await.status, StatusCode::SEE_OTHER);
    let after = site.get_as(&shop.owner, &format!("/en{desk}")).await;
    assert_eq!(after.texts("#controles .stat-value")[0], "0");
    assert_eq!(after.texts("#controles .stat-value")[2], "1");
    let list = after.attribute("#controles a[href$='file=decided']", "href").unwrap();
    assert!(site.get_as(&shop.owner, &list).await.shows("Aïcha"));
}

#[tokio::test]
async fn each_figure_leads_to_the_rows_that_it_is_made_of() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    traded(&site, &shop, &aicha, id).await;
    let program = site.affiliate.program_of(&shop.owner.actor, shop.id).await.unwrap().unwrap().id;
    let admin = site.person_of("Admin", Role::Admin).await;
    let one = format!("/admin/ventes/programmes/{program}");
    let desk = format!("/marchand/{}", shop.id);
    for (who, board, name, rows) in [
        (&shop.owner, desk.as_str(), "Rendement", format!("{desk}/conversions")),
        (&aicha, "/influenceur", "Gain par clic", "/influenceur/clics".to_owned()),
        (&admin, "/admin/ventes", "Clics", "/admin/ventes?par=program#tableau".to_owned()),
        (&admin, "/admin/ventes", "Rendement", "/admin/ventes?par=program#tableau".to_owned()),
    ] {
        let page = site.get_as(who, board).await;
        assert!(page.texts(&format!(".stat a[href='{rows}']")).contains(&name.to_owned()), "{board}: {name}");
        assert_eq!(site.get_as(who, rows.split('#').next().unwrap()).await.status, StatusCode::OK, "{rows}");
    }
    let all = site.get_as(&admin, "/admin/ventes?par=program").await;
    for (rows, count) in [(format!("{one}/clics"), "4"), (format!("{one}/conversions?genre=sale"), "1")] {
        assert_eq!(all.texts(&format!("#tableau a[href='{rows}']")), [count], "{rows}");
        assert_eq!(site.get_as(&admin, &rows).await.status, StatusCode::OK, "{rows}");
    }
}
