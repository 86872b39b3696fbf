//! Who may open which page of a desk and send which of its forms, and who is told that there is nothing.

use affiliate::{CodeView, DepositRow, DomainOwner, LinkDomainView, LinkView, PartnershipView, ProgramView, ShopView};
use axum::http::{StatusCode, header};
use contracts::affiliate::{GroupId, LinkId, PartnershipId, ProgramId};
use kernel::PageRequest;

use crate::{
    profiles::member,
    site::{Person, Shop, Site},
};

pub(crate) type Fields = &'static [(&'static str, &'static str)];

/// The pages of a merchant's desk; those of one group and of one partner come besides.
const MERCHANTS: [&str; 26] = [
    "",
    "/etat",
    "/clics",
    "/conversions",
    "/jours.csv",
    "/tableau.csv",
    "/programme",
    "/programme/et-si",
    "/partenaires",
    "/ventes",
    "/solde",
    "/fraude",
    "/suivi",
    "/suivi/pixel",
    "/suivi/essai",
    "/suivi/essai/etat",
    "/ventes/import",
    "/partenaires/import",
    "/profil",
    "/produits",
    "/produits/nouveau",
    "/produits/import",
    "/produits/produits.csv",
    "/fiscalite",
    "/releves",
    "/domaines",
];

/// The pages of an influencer's desk that name nothing: everybody has their own.
const INFLUENCERS: [&str; 11] = [
    "",
    "/etat",
    "/clics",
    "/conversions",
    "/jours.csv",
    "/tableau.csv",
    "/partenariats",
    "/profil",
    "/fiscalite",
    "/releves",
    "/domaines",
];

pub(crate) const ABOUT: Fields = &[("title", "Un autre titre"), ("currency", "MAD"), ("hosts", "autre.ma")];
pub(crate) const TERMS: Fields = &[
    ("sale", "percent"),
    ("sale_amount", "50"),
    ("repeat", "first"),
    ("window_days", "30"),
    ("holding_days", "14"),
    ("minimum", ""),
];

/// A merchant with an open program, and an influencer who takes part in it with a link.
struct Side {
    shop: Shop,
    program: ProgramId,
    group: GroupId,
    partner: Person,
    partnership: PartnershipId,
    link: LinkId,
}

/// What forms at a merchant's desk could have changed.
#[derive(Debug, PartialEq)]
struct Kept {
    program: Option<ProgramView>,
    partners: Vec<PartnershipView>,
    codes: Vec<CodeView>,
    deposits: Vec<DepositRow>,
    fraud_version: i32,
    shops: Vec<ShopView>,
    domains: Vec<LinkDomainView>,
}

impl Side {
    async fn new(site: &Site, name: &str) -> Self {
        let shop = site.merchant(name).await;
        let program = site.program(&shop).await;
        let partner = site.influencer(&format!("Partner of {name}"), 500).await;
        let partnership = site.partnership(&partner, &shop, program).await;
        let link = site.link(&partner, partnership).await;
        let group = site.affiliate.program_of(&shop.owner.actor, shop.id).await.unwrap().unwrap().groups[0].id;
        Self { shop, program, group, partner, partnership, link }
    }

    fn desk(&self, rest: &str) -> String {
        format!("/marchand/{}{rest}", self.shop.id)
    }

    fn merchants_pages(&self) -> Vec<String> {
        let one = [format!("/programme/groupes/{}", self.group), format!("/partenaires/{}", self.partnership)];
        MERCHANTS.into_iter().map(|rest| self.desk(rest)).chain(one.iter().map(|rest| self.desk(rest))).collect()
    }

    fn influencers_pages(&self) -> [String; 6] {
        let partnership = format!("/influenceur/partenariats/{}", self.partnership);
        let link = format!("/influenceur/liens/{}", self.link);
        let below = ["commissions", "controles", "liens"].map(|rest| format!("{partnership}/{rest}"));
        let [commissions, cases, links] = below;
        [commissions, cases, links, partnership, format!("{link}/qr.svg"), link]
    }

    /// Forms at this merchant's desk; `asked` is a request that waits.
    fn forms(&self, asked: PartnershipId) -> [(String, Fields); 11] {
        [
            (self.desk("/programme"), ABOUT),
            (self.desk("/programme/etat"), &[("state", "paused")]),
            (self.desk("/programme/attribution"), &[("model", "first"), ("coupon", "else")]),
            (self.desk("/programme/groupes"), &[("name", "Fidèles")]),
            (self.desk(&format!("/programme/groupes/{}", self.group)), TERMS),
            (self.desk(&format!("/partenaires/{asked}")), &[("answer", "accept")]),
            (self.desk(&format!("/partenaires/{}/codes", self.partnership)), &[("code", "VOL10")]),
            (self.desk("/solde"), &[("amount", "100")]),
            (self.desk("/fraude"), &[("mode", "off")]),
            (self.desk("/suivi/boutiques"), &[("kind", "shopify")]),
            (self.desk("/domaines"), &[("host", "go.marque.ma")]),
        ]
    }

    async fn kept(&self, site: &Site) -> Kept {
        let (affiliate, owner, id) = (&site.affiliate, &self.shop.owner.actor, self.shop.id);
        Kept {
            program: affiliate.program_of(owner, id).await.unwrap(),
            partners: affiliate.partnerships(owner, self.program, None, &PageRequest::first()).await.unwrap().items,
            codes: affiliate.codes(owner, self.partnership).await.unwrap(),
            deposits: affiliate.deposits(owner, id).await.unwrap(),
            fraud_version: affiliate.fraud_policy(owner, self.program).await.unwrap().version,
            shops: affiliate.shops(owner, self.program).await.unwrap(),
            domains: affiliate.link_domains(owner, DomainOwner::Merchant(id)).await.unwrap(),
        }
    }

    async fn links(&self, site: &Site) -> Vec<LinkView> {
        site.affiliate.links(&self.partner.actor, self.partnership, &PageRequest::first()).await.unwrap().items
    }
}

/// Where somebody who is not signed in is led from this page.
fn sign_in(page: &str) -> String {
    format!("/connexion?suite={}", page.replace('/', "%2F"))
}

#[tokio::test]
async fn a_merchants_desk_is_open_to_those_of_the_merchant_and_to_nobody_else() {
    let site = Site::new().await;
    let (mine, theirs) = (Side::new(&site, "Souk").await, Side::new(&site, "Atlas").await);
    let stranger = site.person("Stranger").await;
    let others = [("a stranger", &stranger), ("another merchant", &theirs.shop.owner), ("a partner", &mine.partner)];
    let streams = [mine.desk("/direct"), mine.desk("/suivi/essai/direct")];
    for page in mine.merchants_pages().iter().chain(&streams) {
        let nobody = site.get(page).await;
        assert_eq!((nobody.status, nobody.location()), (StatusCode::SEE_OTHER, sign_in(page).as_str()), "{page}");
        for (who, person) in others {
            let found = site.get_as(person, page).await;
            assert_eq!(found.status, StatusCode::NOT_FOUND, "{who}: {page}");
            assert!(!found.shows("Les amis du souk"), "{who}: {page}");
        }
    }
    for page in mine.merchants_pages() {
        assert_eq!(site.get_as(&mine.shop.owner, &page).await.status, StatusCode::OK, "{page}");
        assert_eq!(site.get_as(&mine.shop.owner, &format!("/en{page}")).await.status, StatusCode::OK, "/en{page}");
    }
}

#[tokio::test]
async fn forms_of_a_merchants_desk_change_nothing_for_strangers_and_for_members_who_only_look() {
    let site = Site::new().await;
    let (mine, theirs) = (Side::new(&site, "Souk").await, Side::new(&site, "Atlas").await);
    let kofi = site.influencer("Kofi", 300).await;
    let asked = site.affiliate.ask(&kofi.actor, mine.program, "Bonjour").await.unwrap();
    let before = mine.kept(&site).await;
    let (stranger, looks) = (site.person("Stranger").await, member(&site, &mine.shop, "member").await);
    for (who, person, status) in [
        ("a stranger", &stranger, StatusCode::NOT_FOUND),
        ("another merchant", &theirs.shop.owner, StatusCode::NOT_FOUND),
        ("who asked", &kofi, StatusCode::NOT_FOUND),
        ("a partner", &mine.partner, StatusCode::NOT_FOUND),
        ("a member", &looks, StatusCode::FORBIDDEN),
    ] {
        for (path, fields) in mine.forms(asked) {
            assert_eq!(site.post_as(person, &path, fields).await.status, status, "{who}: {path}");
        }
    }
    assert_eq!(mine.kept(&site).await, before);
    // The same forms are those that an owner sends.
    for (path, fields) in mine.forms(asked).into_iter().filter(|(path, _)| !path.ends_with("/fraude")) {
        assert_eq!(site.post_as(&mine.shop.owner, &path, fields).await.status, StatusCode::SEE_OTHER, "{path}");
    }
    assert_ne!(mine.kept(&site).await, before);
}

#[tokio::test]
async fn what_belongs_to_another_merchant_is_not_at_ones_own_desk() {
    let site = Site::new().await;
    let (mine, theirs) = (Side::new(&site, "Souk").await, Side::new(&site, "Atlas").await);
    let kofi = site.influencer("Kofi", 300).await;
    let asked = site.affiliate.ask(&kofi.actor, theirs.program, "Bonjour").await.unwrap();
    let (owner, before) = (&mine.shop.owner, theirs.kept(&site).await);
    let group = mine.desk(&format!("/programme/groupes/{}", theirs.group));
    let partner = mine.desk(&format!("/partenaires/{}", theirs.partnership));
    for page in [&group, &partner] {
        assert_eq!(site.get_as(owner, page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    let own_group = mine.group.to_string();
    for (path, fields) in [
        (group.clone(), TERMS),
        (mine.desk(&format!("/partenaires/{asked}")), &[("answer", "accept")][..]),
        (format!("{partner}/codes"), &[("code", "VOL10")][..]),
        (format!("{partner}/groupe"), &[("group", own_group.as_str())][..]),
    ] {
        assert_eq!(site.post_as(owner, &path, fields).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(theirs.kept(&site).await, before);
    // Nor does a partner of one's own move into a group of somebody else's program.
    let (path, their_group) = (mine.desk(&format!("/partenaires/{}/groupe", mine.partnership)), theirs.group.to_string());
    let moved = site.post_as(owner, &path, &[("group", their_group.as_str())]).await;
    assert_eq!(moved.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.affiliate.partnership(&owner.actor, mine.partnership).await.unwrap().group_id, mine.group);
}

#[tokio::test]
async fn a_partnership_and_its_links_are_at_their_influencers_desk_and_at_no_other() {
    let site = Site::new().await;
    let (mine, theirs) = (Side::new(&site, "Souk").await, Side::new(&site, "Atlas").await);
    for page in mine.influencers_pages() {
        let nobody = site.get(&page).await;
        assert_eq!((nobody.status, nobody.location()), (StatusCode::SEE_OTHER, sign_in(&page).as_str()), "{page}");
        for (who, person) in [("its merchant", &mine.shop.owner), ("another influencer", &theirs.partner)] {
            assert_eq!(site.get_as(person, &page).await.status, StatusCode::NOT_FOUND, "{who}: {page}");
        }
        assert_eq!(site.get_as(&mine.partner, &page).await.status, StatusCode::OK, "{page}");
        assert_eq!(site.get_as(&mine.partner, &format!("/en{page}")).await.status, StatusCode::OK, "/en{page}");
    }
    for page in INFLUENCERS.map(|rest| format!("/influenceur{rest}")) {
        assert_eq!(site.get(&page).await.location(), sign_in(&page), "{page}");
        assert_eq!(site.get_as(&mine.partner, &page).await.status, StatusCode::OK, "{page}");
    }
    let code = site.get_as(&mine.partner, &format!("/influenceur/liens/{}/qr.svg", mine.link)).await;
    assert_eq!(code.headers[header::CONTENT_TYPE], "image/svg+xml");
    assert_eq!(code.headers[header::CACHE_CONTROL], "private, max-age=86400");
    let printed = site.get_as(&mine.partner, &format!("/influenceur/liens/{}/qr.png", mine.link)).await;
    assert_eq!(
        (printed.status, &printed.headers[header::CONTENT_TYPE]),
        (StatusCode::OK, &header::HeaderValue::from_static("image/png"))
    );
    assert_eq!(
        site.get_as(&theirs.partner, &format!("/influenceur/liens/{}/qr.png", mine.link)).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn nobody_else_makes_changes_or_stops_an_influencers_links() {
    let site = Site::new().await;
    let (mine, theirs) = (Side::new(&site, "Souk").await, Side::new(&site, "Atlas").await);
    let before = mine.links(&site).await;
    let (partnership, link) =
        (format!("/influenceur/partenariats/{}", mine.partnership), format!("/influenceur/liens/{}", mine.link));
    let forms: [(String, Fields); 5] = [
        (format!("{partnership}/liens"), &[("destination", "https://souk.ma/autre")]),
        (link.clone(), &[("destination", "https://souk.ma/autre")]),
        (format!("{link}/etat"), &[("on", "false")]),
        (format!("{partnership}/versement"), &[("wallet", "mixx-TG"), ("phone", "+22890123456")]),
        (format!("{partnership}/versement/automatique"), &[("every", "week")]),
    ];
    for (path, fields) in &forms {
        for (who, person) in [("its merchant", &mine.shop.owner), ("another influencer", &theirs.partner)] {
            assert_eq!(site.post_as(person, path, fields).await.status, StatusCode::NOT_FOUND, "{who}: {path}");
        }
    }
    assert_eq!(mine.links(&site).await, before);
    for (path, fields) in &forms[..3] {
        assert_eq!(site.post_as(&mine.partner, path, fields).await.status, StatusCode::SEE_OTHER, "{path}");
    }
    assert_ne!(mine.links(&site).await, before);
}
