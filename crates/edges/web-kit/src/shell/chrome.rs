//! Header, footer, sidebar, bottom tabs: what stands around the content.

use maud::{Markup, html};

use super::{
    Layout, NavEntry, Shell, bell,
    places::{self, Place},
};
use crate::{
    csrf,
    preferences::Brand,
    ui::{self, Avatar, Icon, Menu, MenuItem},
    visit::Visit,
};

impl Shell<'_> {
    /// The product's own places, or those that everybody has in this layout.
    fn entries(&self) -> Vec<NavEntry> {
        if !self.nav.is_empty() {
            return self.nav.clone();
        }
        let visit = self.visit;
        let places = if self.layout == Layout::Tool { places::tools(visit) } else { places::public(visit) };
        places.into_iter().map(|place| NavEntry::new(visit.t.get(place.key), place.path, place.icon)).collect()
    }

    /// Where one can go from here, label and address: those of the product before those of everybody.
    fn places(&self) -> Vec<(String, String)> {
        let visit = self.visit;
        let mut places: Vec<_> = self.nav.iter().map(|entry| (entry.label.clone(), visit.url(&entry.path))).collect();
        for place in places::everywhere(visit, self.brand.unwrap_or(visit.brand)) {
            if !places.iter().any(|(_, href)| *href == place.1) {
                places.push(place);
            }
        }
        places
    }

    pub(super) fn frame(&self, content: &Markup) -> Markup {
        let visit = self.visit;
        let class = match self.layout {
            Layout::Public => "layout-public",
            Layout::Tool => "layout-tool",
            Layout::Plain => "layout-plain",
        };
        html! {
            body class=(class) data-offline=(visit.t.get("kit-offline-banner")) data-slow=(visit.t.get("kit-slow")) {
                a.skip href="#main" { (visit.t.get("kit-skip")) }
                (self.header())
                div.strip aria-hidden="true" {}
                @if self.layout == Layout::Tool { (sidebar(visit, &self.entries())) }
                main id="main" .page[!self.wide] tabindex="-1" { (content) }
                @if self.layout != Layout::Tool { (footer(visit, self.brand.unwrap_or(visit.brand))) }
                (toasts(visit))
                @if self.layout != Layout::Plain { (ui::CommandPalette::new(visit, self.brand.unwrap_or(visit.brand), self.places())) }
            }
        }
    }

    fn header(&self) -> Markup {
        let visit = self.visit;
        let brand = self.brand.unwrap_or(visit.brand);
        html! {
            header.site-header {
                div.site-header-in {
                    a.logo href=(visit.url(brand.home())) { (brand.name()) }
                    @if self.layout == Layout::Public { (navigation(visit, &self.entries())) }
                    div.site-header-end {
                        @if self.layout != Layout::Plain { (search(visit, brand)) }
                        @if self.layout != Layout::Plain { (bell::show(visit, brand)) }
                        (account(visit, self.layout))
                    }
                }
            }
        }
    }
}

fn navigation(visit: &Visit, entries: &[NavEntry]) -> Markup {
    let here = places::current(visit, entries);
    html! {
        nav.site-nav aria-label=(visit.t.get("kit-nav-label")) {
            ul {
                @for entry in entries {
                    li { a href=(visit.url(&entry.path)) aria-current=[current(here, entry)] { (entry.label) } }
                }
            }
        }
    }
}

fn current(here: Option<&str>, entry: &NavEntry) -> Option<&'static str> {
    (here == Some(&entry.path)).then_some("page")
}

fn search(visit: &Visit, brand: Brand) -> Markup {
    html! {
        a.search-link href=(visit.url(brand.search())) data-palette title="Ctrl K" aria-keyshortcuts="Control+K" {
            (Icon::Search) span { (visit.t.get("kit-search")) } kbd aria-hidden="true" { "Ctrl K" }
        }
    }
}

fn account(visit: &Visit, layout: Layout) -> Markup {
    let Some(account) = &visit.account else {
        return html! {
            @if layout != Layout::Plain {
                a.btn.btn-small href=(visit.url("/connexion")) { (visit.t.get("kit-sign-in")) }
            }
        };
    };
    let link = |place: Place| MenuItem::icon_link(place.icon, visit.t.get(place.key), visit.url(place.path));
    let mut items: Vec<MenuItem> = vec![MenuItem::Custom(html! {
        div.menu-who { strong { (account.display_name) } span.muted { (account.email) } }
    })];
    items.extend(places::personal(visit).into_iter().map(link));
    items.push(MenuItem::Separator);
    let tools = places::tools(visit).into_iter().filter(|place| !place.path.starts_with("/compte/"));
    items.extend(tools.map(link));
    items.push(MenuItem::Separator);
    items.push(MenuItem::Custom(html! {
        form method="post" action=(visit.url("/deconnexion")) {
            input type="hidden" name=(csrf::FIELD) value=(visit.csrf());
            button.menu-item type="submit" { (Icon::LogOut) span { (visit.t.get("kit-sign-out")) } }
        }
    }));
    html! { (Menu::new("account-menu", visit.t.get("kit-account-menu"), items).face(Avatar::new(&account.display_name))) }
}

fn sidebar(visit: &Visit, entries: &[NavEntry]) -> Markup {
    let here = places::current(visit, entries);
    let (first, rest) = entries.split_at(entries.len().min(4));
    let entry = |entry: &NavEntry| {
        html! {
            li { a href=(visit.url(&entry.path)) aria-current=[current(here, entry)] { (entry.icon) span { (entry.label) } } }
        }
    };
    html! {
        nav.sidebar aria-label=(visit.t.get("kit-nav-tools")) {
            ul {
                @for place in first { (entry(place)) }
                @if !rest.is_empty() {
                    li.sidebar-more {
                        button type="button" popovertarget="sidebar-rest" { (Icon::More) span { (visit.t.get("kit-nav-more")) } }
                    }
                }
            }
            @if !rest.is_empty() { ul.sidebar-rest id="sidebar-rest" popover { @for place in rest { (entry(place)) } li.sidebar-switches { (switches(visit)) } } }
            div.sidebar-foot { (switches(visit)) }
        }
    }
}

/// On a desk at the foot of the sidebar, on a phone behind "Plus".
fn switches(visit: &Visit) -> Markup {
    html! { (ui::ModeSwitch::new(visit)) (ui::DataSaverSwitch::new(visit)) (ui::LanguageSwitch::new(visit)) }
}

fn footer(visit: &Visit, here: Brand) -> Markup {
    let line = match here {
        Brand::ShareYourSales => "kit-footer-line-sales",
        _ => "kit-footer-line",
    };
    html! {
        footer.site-footer {
            div.site-footer-in {
                p.muted { (visit.t.get(line)) }
                nav.site-footer-products aria-label=(visit.t.get("kit-nav-products")) {
                    @for brand in [Brand::Karangou, Brand::ShareYourSales] { a href=(visit.url(brand.home())) { (brand.name()) } }
                }
                div.site-footer-switches {
                    (ui::LanguageSwitch::new(visit))
                    (ui::ModeSwitch::new(visit))
                    (ui::DataSaverSwitch::new(visit))
                }
            }
        }
    }
}

fn toasts(visit: &Visit) -> Markup {
    html! {
        div id="toasts" .toasts aria-live="polite" {
            @if let Some(flash) = visit.context.take_flash() { (ui::Toast::new(flash.tone, visit.t.get(&flash.key))) }
        }
    }
}
