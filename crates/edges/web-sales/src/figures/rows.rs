//! The rows behind figures: clicks, leads and sales of a period, of one link, partner, product, country, device, post or origin.

use std::str::FromStr;

use affiliate::{ClickRow, ConversionRow, ConversionShare, FigureBy, FigurePeriod, FigureRowNames, FigureRows};
use axum::response::{IntoResponse as _, Response};
use kernel::Page;
use maud::{Markup, html};
use web_kit::{Shell, Visit, WebError, format, names, next, next::After, ui, ui::Icon};

use super::{Asked, Desk, tables::device};
use crate::{
    SalesState,
    parts::{terms, words},
};

const ROWS: u16 = 50;

impl Asked {
    fn rows(&self) -> Result<FigureRows, WebError> {
        let (link, product, partner) = (given(&self.lien), given(&self.produit), given(&self.partenaire));
        match (link, product, partner) {
            (Ok(link_id), Ok(product_id), Ok(partnership_id)) => Ok(FigureRows {
                link_id,
                product_id,
                partnership_id,
                country: self.pays.clone(),
                device: self.appareil.clone(),
                post: self.post.clone(),
                origin: self.origine.clone(),
                kind: self.kind(),
            }),
            _ => Err(WebError::not_found()),
        }
    }

    fn kind(&self) -> Option<String> {
        matches!(self.genre.as_str(), "lead" | "sale").then(|| self.genre.clone())
    }

    /// Every parameter that names the rows.
    fn row_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.pairs();
        let named = [("lien", &self.lien), ("partenaire", &self.partenaire), ("produit", &self.produit)];
        pairs.extend(named.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.clone())));
        pairs.extend(self.pays.iter().map(|value| ("pays", value.clone())));
        let kept = [("appareil", &self.appareil), ("post", &self.post), ("origine", &self.origine)];
        pairs.extend(kept.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
        pairs.extend(self.kind().map(|kind| ("genre", kind)));
        pairs
    }
}

/// The id that a parameter names; none when it is empty.
fn given<T: FromStr>(text: &str) -> Result<Option<T>, T::Err> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
}

/// `…/clics`.
pub(crate) async fn clicks(
    (visit, state): (&Visit, &SalesState),
    desk: &Desk,
    (asked, after): (&Asked, &After),
    shell: Shell<'_>,
) -> Result<Response, WebError> {
    let (period, errors) = asked.period(visit, desk)?;
    let found = state.affiliate.figure_clicks(&visit.actor, desk.scope, &period, &asked.rows()?, &after.page(ROWS)).await?;
    let more = next::url(visit, &format!("{}/clics", desk.path), &asked.row_pairs(), found.next.as_ref());
    let list = html! {
        @for click in &found.items { (click_row(visit, click)) }
        (ui::Pagination::new(visit.t, more).appending_to("#rows"))
    };
    if visit.htmx && after.after.is_some() {
        return Ok(list.into_response());
    }
    let begins = period.from().to_zoned(jiff::tz::TimeZone::UTC).map_err(|_beyond| WebError::not_found())?.timestamp();
    let kept = state.affiliate.clicks_kept_since(&visit.actor).await?.filter(|since| begins < *since);
    let head = head((visit, state), desk, (asked, &period), ("clics", "sales-figure-clicks")).await?;
    let page = html! {
        (page(visit, &head, (found.items.is_empty(), &list)))
        @if let Some(since) = kept {
            p class="text-sm text-muted" { (visit.t.with("sales-rows-kept", &[("date", format::date(visit.locale, since).into())])) }
        }
    };
    Ok(if errors.is_empty() { shell.body(&page) } else { shell.invalid().body(&page) })
}

/// `…/conversions`.
pub(crate) async fn conversions(
    (visit, state): (&Visit, &SalesState),
    desk: &Desk,
    (asked, after): (&Asked, &After),
    shell: Shell<'_>,
) -> Result<Response, WebError> {
    let (period, errors) = asked.period(visit, desk)?;
    let found: Page<ConversionRow> =
        state.affiliate.figure_conversions(&visit.actor, desk.scope, &period, &asked.rows()?, &after.page(ROWS)).await?;
    let more = next::url(visit, &format!("{}/conversions", desk.path), &asked.row_pairs(), found.next.as_ref());
    let list = html! {
        @for conversion in &found.items { (conversion_row(visit, desk, conversion)) }
        (ui::Pagination::new(visit.t, more).appending_to("#rows"))
    };
    if visit.htmx && after.after.is_some() {
        return Ok(list.into_response());
    }
    let title = match asked.genre.as_str() {
        "lead" => "sales-figure-leads",
        "sale" => "sales-figure-sales",
        _ => "sales-figure-conversions",
    };
    let head = head((visit, state), desk, (asked, &period), ("conversions", title)).await?;
    let page = page(visit, &head, (found.items.is_empty(), &list));
    Ok(if errors.is_empty() { shell.body(&page) } else { shell.invalid().body(&page) })
}

/// What the rows are: of when, and of what, each to be taken off.
async fn head(
    (visit, state): (&Visit, &SalesState),
    desk: &Desk,
    (asked, period): (&Asked, &FigurePeriod),
    (below, title): (&str, &str),
) -> Result<Markup, WebError> {
    let t = visit.t;
    let names = state.affiliate.figure_row_names(&visit.actor, desk.scope, &asked.rows()?).await?;
    let pairs = asked.row_pairs();
    let without = |name: &str| {
        let kept: Vec<_> = pairs.iter().filter(|(other, _)| *other != name).cloned().collect();
        next::with_pairs(visit, &format!("{}/{below}", desk.path), &kept)
    };
    let tag = |name: &str, value: &str| {
        let label = filter_name(visit, (name, value), &names);
        let remove = t.with("sales-rows-without", &[("name", label.as_str().into())]);
        ui::Tag::new(label).href(without(name)).removable(remove)
    };
    let filters: Vec<_> = pairs.iter().skip(asked.pairs().len()).collect();
    let days = [period.from(), period.to()].map(|day| format::day(visit.locale, day));
    let [from, to] = days;
    Ok(html! {
        (ui::Breadcrumb::to(t, t.get(title)).step(t.get("sales-nav-figures"), next::with_pairs(visit, &desk.path, &asked.pairs())))
        (ui::PageHeader::new(t.get(title)).text(t.with("sales-rows-period", &[("from", from.into()), ("to", to.into())])))
        @if !filters.is_empty() {
            ul class="tags mb-4" aria-label=(t.get("sales-rows-filters")) { @for (name, value) in &filters { li { (tag(name, value)) } } }
        }
    })
}

/// What a parameter of the rows says, in words.
fn filter_name(visit: &Visit, (name, value): (&str, &str), names: &FigureRowNames) -> String {
    let t = visit.t;
    let known = |word: &Option<String>| word.clone().unwrap_or_else(|| t.get("sales-by-unknown"));
    match name {
        "lien" => known(&names.link_key),
        "partenaire" => known(&names.influencer_name),
        "produit" => known(&names.product_title),
        _ if value.is_empty() => t.get("sales-by-unknown"),
        "pays" => names::country(t, value),
        "appareil" => device(visit, value),
        "genre" => t.get(if value == "lead" { "sales-figure-leads" } else { "sales-figure-sales" }),
        _ => value.to_owned(),
    }
}

fn page(visit: &Visit, head: &Markup, (empty, list): (bool, &Markup)) -> Markup {
    let t = visit.t;
    html! {
        (head)
        @if empty { (ui::EmptyState::new(Icon::List, t.get("sales-rows-none"))) }
        @else { div class="grid gap-2" id="rows" { (list) } }
    }
}

fn click_row(visit: &Visit, click: &ClickRow) -> Markup {
    let t = visit.t;
    let country = click.country.as_deref().map(|code| names::country(t, code));
    html! {
        article class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 rounded-card border border-line bg-surface px-4 py-3" {
            span { code class="break-all" { (click.link_key) } " · " (ui::When::minute(visit.locale, click.at)) }
            span class="flex flex-wrap items-center gap-2 text-sm text-muted" {
                (device(visit, &click.device))
                @if let Some(country) = country { " · " (country) }
                @if click.is_scan { (ui::Badge::new(ui::Tone::Info, t.get("sales-click-scan"))) }
                @if let Some(fault) = &click.fault { (ui::Badge::new(ui::Tone::Warn, fault_word(visit, fault))) }
            }
            @if let Some(post) = &click.post { span class="w-full text-sm break-all" { (post) } }
            @if let Some(referrer) = &click.referrer { span class="w-full text-sm break-all text-muted" { (referrer) } }
        }
    }
}

fn fault_word(visit: &Visit, fault: &str) -> String {
    let key = format!("sales-fault-{}", fault.replace('_', "-"));
    if visit.t.has(&key) { visit.t.get(&key) } else { fault.to_owned() }
}

fn conversion_row(visit: &Visit, desk: &Desk, conversion: &ConversionRow) -> Markup {
    let (t, locale) = (visit.t, visit.locale);
    html! {
        article class="grid gap-1 rounded-card border border-line bg-surface px-4 py-3" {
            div class="flex flex-wrap items-center justify-between gap-2" {
                strong class="break-all" { (words::conversion_kind(t, &conversion.kind)) @if let Some(number) = &conversion.external_id { " " (number) } }
                @if conversion.kind == "sale" { span { (format::money(locale, conversion.amount)) } }
            }
            p class="text-sm text-muted" {
                (ui::When::minute(locale, conversion.occurred_at))
                @if conversion.refunded.is_positive() { " · " (t.with("sales-refunded-of", &[("amount", format::money(locale, conversion.refunded).into())])) }
            }
            @for share in &conversion.partners {
                p class="text-sm" {
                    (partner(visit, desk, share))
                    (t.with("sales-share-earned", &[("share", terms::share(locale, u32::try_from(share.share_bp).unwrap_or(0)).into()), ("amount", format::money(locale, share.booked).into())]))
                }
            }
        }
    }
}

/// Whose the share is, for everybody but the partner: at the merchant's desk leading to the partner's page.
fn partner(visit: &Visit, desk: &Desk, share: &ConversionShare) -> Markup {
    let page = desk.page_of(FigureBy::Partner, &share.partnership_id.to_string());
    html! {
        @if desk.sells() {
            @match page {
                Some(path) => a class="link" href=(visit.url(&path)) { (share.influencer_name) },
                None => (share.influencer_name),
            }
            " · "
        }
    }
}
