//! The rows: what forms undo or take away stands last.

use super::Got::{self, Let, Refused, SignIn};
use crate::desks::{ABOUT, Fields, TERMS};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Post,
    /// A multipart form.
    PostFile,
}

/// A route, what its form holds, and how each of [`super::Who`] is answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) fields: Fields,
    pub(super) answers: [Got; 8],
}

const PRODUCT: Fields = &[
    ("title", "Plateau"),
    ("description", "En cuivre."),
    ("category", "home"),
    ("currency", "MAD"),
    ("price", "100"),
    ("landing_url", "https://souk.ma/p/2"),
];

const NONE: Got = Refused(404);
const NO: Got = Refused(403);
const WHO: Got = Refused(401);

const EVERYBODY: [Got; 8] = [Let; 8];
/// Everybody who is signed in: their own things, or those of everybody.
const SIGNED_IN: [Got; 8] = [SignIn, Let, Let, Let, Let, Let, Let, Let];
const SIGNED_IN_SEND: [Got; 8] = [WHO, Let, Let, Let, Let, Let, Let, Let];
/// Those of the merchant look; those who manage it change.
const MERCHANT: [Got; 8] = [SignIn, NONE, NONE, Let, Let, NONE, NONE, NONE];
const MERCHANT_ASKS: [Got; 8] = [SignIn, NONE, NONE, Let, NO, NONE, NONE, NONE];
const MERCHANT_SENDS: [Got; 8] = [WHO, NONE, NONE, Let, NO, NONE, NONE, NONE];
const PARTNER: [Got; 8] = [SignIn, NONE, NONE, NONE, NONE, Let, NONE, NONE];
const PARTNER_SENDS: [Got; 8] = [WHO, NONE, NONE, NONE, NONE, Let, NONE, NONE];
/// Who has a profile of an influencer.
const INFLUENCERS_SEND: [Got; 8] = [WHO, NONE, Let, NONE, NONE, Let, NONE, NONE];
const STAFF: [Got; 8] = [SignIn, NO, NO, NO, NO, NO, Let, Let];
const STAFF_SENDS: [Got; 8] = [WHO, NO, NO, NO, NO, NO, Let, Let];
/// The staff that sees money.
const MONEY: [Got; 8] = [SignIn, NO, NO, NO, NO, NO, NO, Let];

fn pages(answers: [Got; 8], paths: &[&'static str]) -> Vec<Row> {
    paths.iter().map(|path| Row { method: Method::Get, path, fields: &[], answers }).collect()
}

fn forms(answers: [Got; 8], forms: &[(&'static str, Fields)]) -> Vec<Row> {
    forms.iter().map(|(path, fields)| Row { method: Method::Post, path, fields, answers }).collect()
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = market();
    rows.extend(staff());
    rows.extend(merchants_pages());
    rows.extend(influencers_pages());
    rows.extend(merchants_forms());
    rows.extend(influencers_forms());
    rows.extend(what_ends());
    rows
}

fn market() -> Vec<Row> {
    let mut rows = pages(
        EVERYBODY,
        &[
            "/marche",
            "/marche/marchands",
            "/marche/influenceurs",
            "/marche/produits/{product_slug}",
            "/marche/marchands/{merchant}",
            "/marche/influenceurs/{influencer}",
            "/marche/programmes/{program}",
            "/sitemap/marche.xml",
            "/sitemap/produits.xml",
            "/sitemap/marchands.xml",
            "/sitemap/influenceurs.xml",
            "/sitemap/programmes.xml",
        ],
    );
    rows.extend(forms(SIGNED_IN_SEND, &[("/marche/programmes/{program}", &[])]));
    // Without a reason, and what is not suspended.
    rows.extend(forms(
        STAFF_SENDS,
        &[
            ("/marche/marchands/{merchant}/suspendre", &[]),
            ("/marche/marchands/{merchant}/retablir", &[]),
            ("/marche/influenceurs/{influencer}/suspendre", &[]),
            ("/marche/influenceurs/{influencer}/retablir", &[]),
        ],
    ));
    rows
}

fn staff() -> Vec<Row> {
    let mut rows = pages(STAFF, &["/moderation/controles", "/moderation/controles/{case}"]);
    rows.extend(forms(STAFF_SENDS, &[("/moderation/controles/{case}", &[("version", "1"), ("verdict", "fraud")])]));
    rows.extend(pages(
        MONEY,
        &[
            "/admin/ventes",
            "/admin/ventes/etat",
            "/admin/ventes/direct",
            "/admin/ventes/jours.csv",
            "/admin/ventes/tableau.csv",
            "/admin/ventes/programmes/{program}",
            "/admin/ventes/programmes/{program}/etat",
            "/admin/ventes/programmes/{program}/direct",
            "/admin/ventes/programmes/{program}/clics",
            "/admin/ventes/programmes/{program}/conversions",
            "/admin/ventes/programmes/{program}/jours.csv",
            "/admin/ventes/programmes/{program}/tableau.csv",
        ],
    ));
    rows
}

fn merchants_pages() -> Vec<Row> {
    let mut rows = pages(SIGNED_IN, &["/marchand"]);
    rows.extend(pages(
        MERCHANT,
        &[
            "/marchand/{org}",
            "/marchand/{org}/etat",
            "/marchand/{org}/direct",
            "/marchand/{org}/clics",
            "/marchand/{org}/conversions",
            "/marchand/{org}/jours.csv",
            "/marchand/{org}/tableau.csv",
            "/marchand/{org}/programme",
            "/marchand/{org}/programme/et-si",
            "/marchand/{org}/programme/groupes/{group}",
            "/marchand/{org}/partenaires",
            "/marchand/{org}/partenaires/{partnership}",
            "/marchand/{org}/partenaires/{partnership}/liens",
            "/marchand/{org}/partenaires/{partnership}/commissions",
            "/marchand/{org}/ventes",
            "/marchand/{org}/solde",
            "/marchand/{org}/fraude",
            "/marchand/{org}/fraude/{case}",
            "/marchand/{org}/suivi",
            "/marchand/{org}/suivi/boutiques/{shop}",
            "/marchand/{org}/suivi/essai",
            "/marchand/{org}/suivi/essai/etat",
            "/marchand/{org}/suivi/essai/direct",
            "/marchand/{org}/suivi/pixel",
            "/marchand/{org}/profil",
            "/marchand/{org}/produits",
            "/marchand/{org}/produits/produits.csv",
            "/marchand/{org}/produits/{product}",
            "/marchand/{org}/fiscalite",
            "/marchand/{org}/releves",
            "/marchand/{org}/releves/{statement}",
            "/marchand/{org}/releves/{statement}/releve.pdf",
            "/marchand/{org}/releves/{statement}/releve.csv",
            "/marchand/{org}/domaines",
            "/marchand/{org}/domaines/{domain}",
        ],
    ));
    rows.extend(pages(MERCHANT, &["/marchand/{org}/domaines/{domain}/retirer"]));
    // Those who only look are asked nothing that they may not do.
    rows.extend(pages(
        MERCHANT_ASKS,
        &[
            "/marchand/{org}/partenaires/import",
            "/marchand/{org}/ventes/import",
            "/marchand/{org}/produits/nouveau",
            "/marchand/{org}/produits/import",
            "/marchand/{org}/suivi/boutiques/{shop}/fin",
        ],
    ));
    rows
}

fn influencers_pages() -> Vec<Row> {
    let mut rows = pages(
        SIGNED_IN,
        &[
            "/influenceur",
            "/influenceur/etat",
            "/influenceur/direct",
            "/influenceur/clics",
            "/influenceur/conversions",
            "/influenceur/jours.csv",
            "/influenceur/tableau.csv",
            "/influenceur/partenariats",
            "/influenceur/profil",
            "/influenceur/fiscalite",
            "/influenceur/releves",
            "/influenceur/domaines",
        ],
    );
    rows.extend(pages(
        PARTNER,
        &[
            "/influenceur/partenariats/{partnership}",
            "/influenceur/partenariats/{partnership}/commissions",
            "/influenceur/partenariats/{partnership}/controles",
            "/influenceur/partenariats/{partnership}/liens",
            "/influenceur/partenariats/{partnership}/liens/tous",
            "/influenceur/fraude/{case}",
            "/influenceur/liens/{link}",
            "/influenceur/liens/{link}/qr.svg",
            "/influenceur/liens/{link}/qr.png",
            "/influenceur/releves/{statement}",
            "/influenceur/releves/{statement}/releve.pdf",
            "/influenceur/releves/{statement}/releve.csv",
            "/influenceur/domaines/{my_domain}",
            "/influenceur/domaines/{my_domain}/retirer",
        ],
    ));
    rows
}

fn merchants_forms() -> Vec<Row> {
    let mut rows = forms(SIGNED_IN_SEND, &[("/marchand", &[])]);
    rows.extend(forms(
        MERCHANT_SENDS,
        &[
            ("/marchand/{org}/programme", ABOUT),
            ("/marchand/{org}/programme/etat", &[("state", "open")]),
            ("/marchand/{org}/programme/attribution", &[("model", "first"), ("coupon", "else")]),
            ("/marchand/{org}/programme/groupes", &[("name", "Fidèles")]),
            ("/marchand/{org}/programme/groupes/{group}", TERMS),
            ("/marchand/{org}/partenaires/{partnership}", &[("answer", "refuse")]),
            ("/marchand/{org}/partenaires/{partnership}/groupe", &[("group", "{group}")]),
            ("/marchand/{org}/partenaires/{partnership}/codes", &[("code", "VOL10")]),
            ("/marchand/{org}/solde", &[("amount", "100")]),
            ("/marchand/{org}/fraude", &[("mode", "off")]),
            ("/marchand/{org}/fraude/{case}", &[("version", "1"), ("verdict", "fraud")]),
            ("/marchand/{org}/suivi/boutiques", &[("kind", "woocommerce")]),
            ("/marchand/{org}/suivi/boutiques/{shop}/secret", &[]),
            ("/marchand/{org}/suivi/essai", &[]),
            ("/marchand/{org}/suivi/pixel/secret", &[]),
            ("/marchand/{org}/suivi/pixel/jour", &[("day", "2026-01-01"), ("verdict", "confirm")]),
            ("/marchand/{org}/suivi/pixel/{report}/confirmer", &[]),
            ("/marchand/{org}/suivi/pixel/{another_report}/rejeter", &[]),
            ("/marchand/{org}/profil", &[]),
            ("/marchand/{org}/profil/publier", &[]),
            ("/marchand/{org}/produits/nouveau", PRODUCT),
            ("/marchand/{org}/produits/{product}", PRODUCT),
            ("/marchand/{org}/produits/{product}/publier", &[]),
            ("/marchand/{org}/produits/{product}/archiver", &[]),
            ("/marchand/{org}/fiscalite", &[]),
            ("/marchand/{org}/domaines", &[("host", "go.marque.ma")]),
            ("/marchand/{org}/domaines/{domain}/verifier", &[]),
            ("/marchand/{org}/domaines/{domain}/racine", &[]),
        ],
    ));
    let tables = ["/marchand/{org}/ventes/import", "/marchand/{org}/partenaires/import", "/marchand/{org}/produits/import"];
    let table = |path| Row { method: Method::PostFile, path, fields: &[], answers: MERCHANT_SENDS };
    rows.extend(tables.map(table));
    rows
}

fn influencers_forms() -> Vec<Row> {
    let mut rows = forms(SIGNED_IN_SEND, &[("/influenceur/profil", &[]), ("/influenceur/fiscalite", &[])]);
    rows.extend(forms(SIGNED_IN_SEND, &[("/influenceur/fiscalite/mandat", &[]), ("/influenceur/domaines", &[])]));
    rows.extend(forms(INFLUENCERS_SEND, &[("/influenceur/profil/publier", &[])]));
    rows.extend(forms(
        PARTNER_SENDS,
        &[
            ("/influenceur/partenariats/{partnership}/versement", &[]),
            ("/influenceur/partenariats/{partnership}/versement/automatique", &[("every", "never")]),
            ("/influenceur/partenariats/{partnership}/liens", &[]),
            ("/influenceur/fraude/{case}", &[]),
            ("/influenceur/liens/{link}", &[]),
            ("/influenceur/liens/{link}/etat", &[("on", "true")]),
            ("/influenceur/domaines/{my_domain}/verifier", &[]),
            ("/influenceur/domaines/{my_domain}/racine", &[]),
        ],
    ));
    rows
}

fn what_ends() -> Vec<Row> {
    let mut rows = forms(
        MERCHANT_SENDS,
        &[
            ("/marchand/{org}/partenaires/{partnership}/codes/{code}/fin", &[]),
            ("/marchand/{org}/suivi/boutiques/{shop}/fin", &[]),
            ("/marchand/{org}/suivi/pixel/arret", &[]),
            ("/marchand/{org}/domaines/{domain}/retirer", &[]),
            ("/marchand/{org}/produits/{product}/supprimer", &[]),
            ("/marchand/{org}/profil/retirer", &[]),
            ("/marchand/{org}/partenaires/{partnership}/fin", &[]),
        ],
    );
    rows.extend(forms(
        PARTNER_SENDS,
        &[("/influenceur/domaines/{my_domain}/retirer", &[]), ("/influenceur/partenariats/{partnership}/fin", &[])],
    ));
    rows.extend(forms(INFLUENCERS_SEND, &[("/influenceur/profil/retirer", &[])]));
    rows
}
