//! Where one can go: on the marketplace, at the desk of an influencer, at the desk of a merchant.

use contracts::identity::OrganisationId;
use web_kit::{Brand, NavEntry, Shell, Visit, ui::Icon};

/// A page of the marketplace.
pub(crate) fn market(visit: &Visit, title: impl Into<String>) -> Shell<'_> {
    let entry = |key: &str, path: &str, icon| NavEntry::new(visit.t.get(key), path, icon);
    let mut entries = vec![
        entry("sales-nav-products", "/marche", Icon::List),
        entry("sales-nav-merchants", "/marche/marchands", Icon::Home),
        entry("sales-nav-influencers", "/marche/influenceurs", Icon::Users),
    ];
    if visit.account.is_some() {
        entries.push(entry("kit-nav-influencer", "/influenceur", Icon::Share));
        entries.push(entry("kit-nav-merchant", "/marchand", Icon::Wallet));
    }
    Shell::new(visit, title).brand(Brand::ShareYourSales).nav(entries)
}

/// A page at the desk of an influencer.
pub(crate) fn influencer(visit: &Visit, title: impl Into<String>) -> Shell<'_> {
    let entry = |key: &str, path: &str, icon| NavEntry::new(visit.t.get(key), path, icon);
    let entries = vec![
        entry("sales-nav-figures", "/influenceur", Icon::Gauge),
        entry("sales-nav-partnerships", "/influenceur/partenariats", Icon::Link),
        entry("sales-nav-domains", "/influenceur/domaines", Icon::Globe),
        entry("sales-nav-statements", "/influenceur/releves", Icon::File),
        entry("sales-nav-tax", "/influenceur/fiscalite", Icon::Edit),
        entry("sales-nav-market", "/marche", Icon::Search),
        entry("sales-nav-profile", "/influenceur/profil", Icon::User),
    ];
    Shell::new(visit, title).tool().brand(Brand::ShareYourSales).nav(entries)
}

/// A page at the desk of a merchant.
pub(crate) fn merchant(visit: &Visit, id: OrganisationId, title: impl Into<String>) -> Shell<'_> {
    let entry = |key: &str, rest: &str, icon| NavEntry::new(visit.t.get(key), desk(id, rest), icon);
    let entries = vec![
        entry("sales-nav-figures", "", Icon::Gauge),
        entry("sales-nav-partners", "/partenaires", Icon::Users),
        entry("sales-nav-sales", "/ventes", Icon::List),
        entry("sales-nav-wallet", "/solde", Icon::Wallet),
        entry("sales-nav-fraud", "/fraude", Icon::Shield),
        entry("sales-nav-program", "/programme", Icon::Settings),
        entry("sales-nav-products", "/produits", Icon::Bookmark),
        entry("sales-nav-profile", "/profil", Icon::User),
        entry("sales-nav-tracking", "/suivi", Icon::Link),
        entry("sales-nav-domains", "/domaines", Icon::Globe),
        entry("sales-nav-statements", "/releves", Icon::File),
        entry("sales-nav-tax", "/fiscalite", Icon::Edit),
    ];
    Shell::new(visit, title).tool().brand(Brand::ShareYourSales).nav(entries)
}

/// An address at the desk of a merchant.
pub(crate) fn desk(id: OrganisationId, rest: &str) -> String {
    format!("/marchand/{id}{rest}")
}
