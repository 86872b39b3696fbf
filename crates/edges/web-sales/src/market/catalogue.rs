//! `GET /marche`, `/marche/marchands`, `/marche/influenceurs`: what is offered, by whom, and who recommends. Filters are a GET form, so
//! that every selection has its address; "Voir plus" adds cards for htmx and is a plain link otherwise. The palette (Ctrl K) asks the first
//! for a short list. 200, or 422 with the form for a filter that does not exist.

use affiliate::{AffiliateError, CategoryCount, Found, InfluencerFilter, MerchantFilter, ProductFilter};
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use http::HeaderMap;
use kernel::{AppError as _, Cursor, ErrorKind};
use maud::{Markup, html};
use web_kit::{FormErrors, Shell, Visit, WebError, next, next::After, ui, ui::Icon};

use super::{INFLUENCERS, MERCHANTS, PATH, cards, filters, hero, palette};
use crate::{
    SalesState,
    parts::{
        nav,
        pairs::{self, Pairs},
        words,
    },
};

const ROWS: u16 = 24;

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Products,
    Merchants,
    Influencers,
}

impl Kind {
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Products => PATH,
            Self::Merchants => MERCHANTS,
            Self::Influencers => INFLUENCERS,
        }
    }

    /// In the keys of its texts.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Merchants => "merchants",
            Self::Influencers => "influencers",
        }
    }

    /// The parameters that it knows.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Products => &["q", "category", "country", "currency", "price_from", "price_to", "merchant", "sort"],
            Self::Merchants => &["q", "category", "country", "sort"],
            Self::Influencers => &["q", "category", "country", "language", "network", "followers_from", "sort"],
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Products => Icon::Bookmark,
            Self::Merchants => Icon::Home,
            Self::Influencers => Icon::Users,
        }
    }
}

pub(super) async fn products(
    visit: Visit,
    State(state): State<SalesState>,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, WebError> {
    if headers.contains_key("hx-palette") {
        return palette::proposals(&visit, &state, query.0.as_deref()).await;
    }
    answer(&visit, &state, Kind::Products, query).await
}

pub(super) async fn merchants(visit: Visit, State(state): State<SalesState>, query: RawQuery) -> Result<Response, WebError> {
    answer(&visit, &state, Kind::Merchants, query).await
}

pub(super) async fn influencers(visit: Visit, State(state): State<SalesState>, query: RawQuery) -> Result<Response, WebError> {
    answer(&visit, &state, Kind::Influencers, query).await
}

async fn answer(visit: &Visit, state: &SalesState, kind: Kind, RawQuery(query): RawQuery) -> Result<Response, WebError> {
    let given = pairs::known(query.as_deref(), kind.names());
    let after = pairs::known(query.as_deref(), &["after"]).into_iter().next().map(|(_, value)| value);
    let appends = visit.htmx && after.is_some();
    let mut page = Catalogue { visit, kind, pairs: given, counts: Vec::new(), listed: None, errors: FormErrors::none() };
    match page.find(state, &After { after }).await {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::Invalid => {
            page.errors = page.explained(FormErrors::of(error, visit.t)?);
            return Ok(page.shell().invalid().body(&page.content()));
        }
        Err(error) => return Err(error.into()),
    }
    if appends {
        return Ok(page.rows().into_response());
    }
    Ok(page.shell().body(&page.content()))
}

/// What was found, as cards.
struct Listed {
    cells: Markup,
    count: usize,
    next: Option<Cursor>,
    resembling: Option<String>,
}

impl Listed {
    fn of<C>(found: Found<C>, cell: impl Fn(&C) -> Markup) -> Self {
        let items = &found.page.items;
        let cells = html! { @for item in items { (cell(item)) } };
        Self { cells, count: items.len(), next: found.page.next, resembling: found.resembling }
    }
}

struct Catalogue<'v> {
    visit: &'v Visit,
    kind: Kind,
    pairs: Pairs,
    counts: Vec<CategoryCount>,
    /// None when the filter is not one of ours.
    listed: Option<Listed>,
    errors: FormErrors,
}

impl<'v> Catalogue<'v> {
    async fn find(&mut self, state: &SalesState, after: &After) -> Result<(), AffiliateError> {
        let (visit, page) = (self.visit, after.page(ROWS));
        let (affiliate, actor) = (&state.affiliate, &visit.actor);
        let pairs = self.pairs.iter().map(|(name, value)| (*name, value.as_str()));
        let listed = match self.kind {
            Kind::Products => {
                let filter = ProductFilter::from_pairs(visit.locale, pairs)?;
                let found = affiliate.search_products(actor, &filter, &page).await?;
                self.counts = affiliate.count_products(actor, &filter).await?;
                Listed::of(found, |card| cards::product(visit, card))
            }
            Kind::Merchants => {
                let filter = MerchantFilter::from_pairs(pairs)?;
                let found = affiliate.search_merchants(actor, &filter, &page).await?;
                self.counts = affiliate.count_merchants(actor, &filter).await?;
                Listed::of(found, |card| cards::merchant(visit, card))
            }
            Kind::Influencers => {
                let filter = InfluencerFilter::from_pairs(pairs)?;
                let found = affiliate.search_influencers(actor, &filter, &page).await?;
                self.counts = affiliate.count_influencers(actor, &filter).await?;
                Listed::of(found, |card| cards::influencer(visit, card))
            }
        };
        self.listed = Some(listed);
        Ok(())
    }

    /// The same errors; that prices are compared in one currency is said in words.
    fn explained(&self, errors: FormErrors) -> FormErrors {
        let missing = errors.on("currency").is_some() && pairs::value(&self.pairs, "currency").is_empty();
        let text = |field: &str, text: &str| {
            if missing && field == "currency" { self.visit.t.get("sales-market-currency-needed") } else { text.to_owned() }
        };
        match errors.summary() {
            Some(_) => errors,
            None => errors.fields().fold(FormErrors::none(), |kept, (field, said)| kept.and(field, text(field, said))),
        }
    }

    fn key(&self, end: &str) -> String {
        format!("sales-market-{}-{end}", self.kind.word())
    }

    fn shell(&self) -> Shell<'v> {
        let shell = nav::market(self.visit, self.title()).description(self.visit.t.get(&self.key("description")));
        // One address a category is worth finding; every other combination would only repeat the same cards.
        match self.pairs.as_slice() {
            [] => shell.canonical(self.kind.path()),
            [("category", word)] => shell.canonical(format!("{}?category={word}", self.kind.path())),
            _ => shell.no_index(),
        }
    }

    fn title(&self) -> String {
        let t = self.visit.t;
        match self.pairs.as_slice() {
            [("category", word)] if self.listed.is_some() => {
                t.with(&self.key("title-in"), &[("category", words::category(t, word).into())])
            }
            _ => t.get(&self.key("title")),
        }
    }

    /// Whether everything is shown.
    fn is_open(&self) -> bool {
        self.pairs.is_empty()
    }

    fn content(&self) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let is_first = self.kind == Kind::Products && self.is_open() && visit.account.is_none();
        html! {
            @if is_first { (hero::show(visit)) h2 class="mb-4 text-2xl font-bold" id="produits" { (self.title()) } }
            @else { (ui::PageHeader::new(self.title()).text(t.get(&self.key("lead")))) }
            (filters::show(visit, self.kind, &self.pairs, &self.errors))
            (self.chips())
            @if let Some(listed) = &self.listed { (self.found(listed)) }
        }
    }

    /// One press to a category, with how many of what fits are in it.
    fn chips(&self) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let chosen = pairs::value(&self.pairs, "category");
        let others = pairs::without(&self.pairs, "category");
        let with = |word: &str| {
            let mut pairs = others.clone();
            pairs.push(("category", word.to_owned()));
            next::with_pairs(visit, self.kind.path(), &pairs)
        };
        html! {
            @if !self.counts.is_empty() {
                ul class="chips mt-4" aria-label=(t.get("sales-market-categories")) {
                    @for count in &self.counts {
                        @let name = words::category(t, &count.category);
                        @let more = if count.more { "+" } else { "" };
                        @let label = format!("{name} ({}{more})", web_kit::format::number(visit.locale, count.count));
                        @if count.category == chosen {
                            @let off = t.with("sales-market-remove", &[("filter", name.into())]);
                            li { (ui::Tag::new(label).href(next::with_pairs(visit, self.kind.path(), &others)).removable(off)) }
                        } @else { li { (ui::Tag::new(label).href(with(&count.category))) } }
                    }
                }
            }
        }
    }

    fn found(&self, listed: &Listed) -> Markup {
        let t = self.visit.t;
        let instead = listed.resembling.as_ref().map(|words| t.with("sales-market-resembling", &[("words", words.into())]));
        html! {
            section aria-labelledby="results" class="mt-4" {
                h2 class="sr-only" id="results" { (t.get("sales-market-results")) }
                @if let Some(instead) = instead { (ui::Banner::new(ui::Tone::Info, instead).attr("data-resembling", "").attr("class", "mb-4")) }
                @if listed.count == 0 { (self.empty()) } @else {
                    p class="mb-4 text-sm text-muted" role="status" { (self.count(listed)) }
                    div class={ "grid items-start *:[nav]:col-span-full " (self.columns()) } { (self.rows()) }
                }
            }
        }
    }

    const fn columns(&self) -> &'static str {
        match self.kind {
            Kind::Products => "grid-cols-2 gap-x-4 gap-y-8 md:grid-cols-3 lg:grid-cols-4",
            Kind::Merchants | Kind::Influencers => "gap-4 sm:grid-cols-2 lg:grid-cols-3",
        }
    }

    /// The cards, and the way to the next ones, which htmx puts in its place.
    fn rows(&self) -> Markup {
        let Some(listed) = &self.listed else { return html! {} };
        let next = next::url(self.visit, self.kind.path(), &self.pairs, listed.next.as_ref());
        html! {
            (listed.cells)
            (ui::Pagination::new(self.visit.t, next).appending_to("#results"))
        }
    }

    fn count(&self, listed: &Listed) -> String {
        let first = if listed.next.is_some() { "count-first" } else { "count" };
        self.visit.t.with(&self.key(first), &[("n", listed.count.into())])
    }

    fn empty(&self) -> Markup {
        let t = self.visit.t;
        let state = if self.is_open() {
            ui::EmptyState::new(self.kind.icon(), t.get(&self.key("none"))).text(t.get(&self.key("none-text")))
        } else {
            ui::EmptyState::new(Icon::Search, t.get("sales-market-nothing"))
                .text(t.get("sales-market-nothing-text"))
                .action(ui::Button::primary(t.get("sales-market-clear")).href(self.visit.url(self.kind.path())))
        };
        html! { (state) }
    }
}
