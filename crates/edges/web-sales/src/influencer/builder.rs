//! `GET|POST /influenceur/partenariats/{id}/liens`: making a tracked link, with what it will lead to as one types. 200; 303 to the link; 404
//! for others than the influencer; 422 with what was typed.

use affiliate::{DomainChoice, LinkDraft, LinkView, PartnershipView, ProductCard, ProductFilter, ProgramView, Target};
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::affiliate::{LinkDomainId, PartnershipId, ProductId};
use kernel::PageRequest;
use maud::{Markup, html};
use platform::agent::Device;
use serde::Deserialize;
use url::Url;
use web_kit::{CsrfForm, FormErrors, Shell, Visit, WebError, ui, ui::Choice, ui::Icon};

use super::{
    host, link, partnership,
    partnerships::PATH,
    targets::{self, ROWS_MAX},
};
use crate::{
    SalesState,
    parts::{form, links::POST_MAX, nav},
};

/// How many products of the merchant the form offers.
const PRODUCTS: u16 = 100;
/// A link as typed. Other destinations come column by column.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    pub(super) version: Option<i32>,
    label: String,
    /// Of the post that it is shared in: a word of its address, not of the link.
    post: String,
    product: Option<ProductId>,
    /// The own domain; ours without one.
    domain: Option<LinkDomainId>,
    destination: String,
    key: String,
    utm_source: String,
    utm_medium: String,
    utm_campaign: String,
    /// The last day.
    until: String,
    expired_url: String,
    pub(super) target_country: Vec<String>,
    pub(super) target_device: Vec<String>,
    pub(super) target_url: Vec<String>,
}

impl Typed {
    /// What is stored, as somebody would type it.
    pub(super) fn stored(link: &LinkView) -> Self {
        let mut typed = Self {
            version: Some(link.version),
            label: link.label.clone(),
            product: link.product_id,
            domain: link.domain_id,
            destination: link.destination.clone(),
            until: link.expires_at.map_or_else(String::new, |end| form::last_day(end).to_string()),
            expired_url: link.expired_url.clone().unwrap_or_default(),
            ..Self::default()
        };
        for target in &link.targets {
            typed.target_country.push(target.country.clone().unwrap_or_default());
            typed.target_device.push(target.device.map_or("", Device::as_str).to_owned());
            typed.target_url.push(target.url.clone());
        }
        typed
    }

    /// The link that was typed. Without an address it leads to the page of its product.
    pub(super) fn draft(&self, visit: &Visit, landing: Option<&str>) -> Result<LinkDraft, FormErrors> {
        let written = self.destination.trim();
        let destination = if written.is_empty() { landing.unwrap_or_default() } else { written };
        let expired_url = self.expired_url.trim();
        Ok(LinkDraft {
            label: self.label.clone(),
            destination: self.with_campaign(destination),
            targets: self.targets(),
            expires_at: form::end_of_day(visit, &self.until)?,
            expired_url: (!expired_url.is_empty()).then(|| expired_url.to_owned()),
            domain_id: self.domain,
        })
    }

    /// The address with the parameters by which shops know campaigns; what is no address stays as it is, for the rules to refuse.
    fn with_campaign(&self, destination: &str) -> String {
        let added = [("utm_source", &self.utm_source), ("utm_medium", &self.utm_medium), ("utm_campaign", &self.utm_campaign)];
        let added: Vec<_> = added.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect();
        let Some(mut url) = Url::parse(destination).ok().filter(|_| !added.is_empty()) else { return destination.to_owned() };
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| !added.iter().any(|(known, _)| known == name))
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        url.query_pairs_mut().clear().extend_pairs(kept).extend_pairs(added.iter().map(|(name, value)| (name, value.trim())));
        url.into()
    }

    /// The rows of other destinations that say where to.
    fn target_rows(&self) -> Vec<usize> {
        (0..self.target_url.len().min(ROWS_MAX)).filter(|at| !self.target_url[*at].trim().is_empty()).collect()
    }

    /// What the service refused, on the fields of the form.
    pub(super) fn refused(&self, visit: &Visit, errors: &FormErrors) -> FormErrors {
        let row = |at: i64, text: &str| visit.t.with("sales-target-error", &[("n", at.into()), ("error", text.into())]);
        let errors = form::in_list(errors, "targets", &self.target_rows(), row);
        form::named(&errors, &[("product_id", "product"), ("expires_at", "until"), ("domain_id", "domain")])
    }

    fn targets(&self) -> Vec<Target> {
        let cell =
            |column: &[String], at: usize| column.get(at).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        self.target_rows()
            .into_iter()
            .filter_map(|at| {
                let url = cell(&self.target_url, at)?;
                let device =
                    cell(&self.target_device, at).and_then(|word| Device::ALL.into_iter().find(|one| one.as_str() == word));
                Some(Target { country: cell(&self.target_country, at), device, url })
            })
            .collect()
    }
}

/// What the form stands on.
pub(super) struct Known {
    pub(super) view: PartnershipView,
    program: ProgramView,
    products: Vec<ProductCard>,
    domains: Vec<DomainChoice>,
}

impl Known {
    pub(super) async fn load(visit: &Visit, state: &SalesState, id: PartnershipId) -> Result<Self, WebError> {
        let view = partnership::own(visit, state, id).await?;
        let program = state.affiliate.program(&visit.actor, view.program_id).await?;
        let filter = ProductFilter { merchant: Some(view.organisation_id), ..ProductFilter::default() };
        let found = state.affiliate.search_products(&visit.actor, &filter, &PageRequest::new(Some(PRODUCTS), None)).await?;
        let domains = state.affiliate.link_domain_choices(&visit.actor, id).await?;
        Ok(Self { view, program, products: found.page.items, domains })
    }

    /// The page of a product in its shop.
    pub(super) async fn landing(&self, visit: &Visit, state: &SalesState, typed: &Typed) -> Result<Option<String>, WebError> {
        let Some(id) = typed.product else { return Ok(None) };
        let product = state.affiliate.product(&visit.actor, id).await?;
        Ok(Some(product.landing_url))
    }
}

pub(super) async fn ask(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<PartnershipId>,
) -> Result<Response, WebError> {
    let known = Known::load(&visit, &state, id).await?;
    Ok(shell(&visit).body(&page(&visit, &state, &known, &Typed::default(), &FormErrors::none())))
}

pub(super) async fn create(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<PartnershipId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let known = Known::load(&visit, &state, id).await?;
    let landing = known.landing(&visit, &state, &typed).await?;
    let errors = match typed.draft(&visit, landing.as_deref()) {
        Ok(draft) => {
            let key = Some(typed.key.trim()).filter(|key| !key.is_empty());
            match state.affiliate.create_link(&visit.actor, id, key, typed.product, &draft).await {
                Ok(link) => {
                    return Ok(visit.redirect(&link::path_in(link, &typed.post)).saying("sales-link-created").into_response());
                }
                Err(error) => typed.refused(&visit, &FormErrors::of(error, visit.t)?),
            }
        }
        Err(errors) => errors,
    };
    Ok(shell(&visit).invalid().body(&page(&visit, &state, &known, &typed, &errors)))
}

fn shell(visit: &Visit) -> Shell<'_> {
    nav::influencer(visit, visit.t.get("sales-link-new")).script("islands/link-builder.ts")
}

fn page(visit: &Visit, state: &SalesState, known: &Known, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let path = format!("{PATH}/{}", known.view.id);
    html! {
        (ui::Breadcrumb::to(t, t.get("sales-link-new")).step(t.get("sales-nav-partnerships"), visit.url(PATH)).step(&known.view.program_title, visit.url(&path)))
        (ui::PageHeader::new(t.get("sales-link-new")).text(t.with("sales-link-lead", &[("hosts", known.program.hosts.join(", ").into())])))
        (ui::Form::post(visit, visit.url(&format!("{path}/liens")), html! {
            (ui::FormSummary::new(t, errors))
            (fields(visit, state, known, (typed, errors), None))
            (ui::Button::primary(t.get("sales-link-create")).icon(Icon::Link))
        }).stacked())
    }
}

/// The fields of a link; `key` is the end of its address once it has one.
pub(super) fn fields(
    visit: &Visit,
    state: &SalesState,
    known: &Known,
    (typed, errors): (&Typed, &FormErrors),
    key: Option<&str>,
) -> Markup {
    let t = visit.t;
    let choice = |card: &ProductCard| Choice::new(card.id.to_string(), &card.title).landing(&card.landing_url);
    let products = known.products.iter().map(choice).collect();
    let product = ui::Select::new("product", t.get("sales-link-product"), products)
        .empty(t.get("sales-link-no-product"))
        .chosen(typed.product.map(|id| id.to_string()).unwrap_or_default())
        .errors(errors);
    let short = format!("{}l/", state.public_url);
    html! {
        griot-link-builder class="grid gap-4" data-short=(short) data-key=[key] {
            @if key.is_none() { (product) }
            (ui::Field::url("destination", t.get("sales-link-destination")).hint(t.get("sales-link-destination-hint")).value(&typed.destination).errors(errors).max_length(2000))
            (ui::Field::text("label", t.get("sales-link-label")).hint(t.get("sales-link-label-hint")).value(&typed.label).errors(errors).max_length(120))
            @if key.is_none() { (ui::Field::text("key", t.get("sales-link-key")).hint(t.with("sales-link-key-hint", &[("start", short.as_str().into())])).value(&typed.key).errors(errors).max_length(40).attr("autocapitalize", "none")) }
            @if key.is_none() { (ui::Field::text("post", t.get("sales-link-post")).hint(t.get("sales-link-post-hint")).value(&typed.post).max_length(POST_MAX.into())) }
            (host::choice(visit, state, &known.domains, (typed.domain, errors)))
            (campaign(visit, typed))
            (ending(visit, typed, errors))
            (targets::fields(visit, typed, errors))
            output class="rounded-card border border-line bg-surface p-4" hidden {
                span class="block text-sm text-muted" { (t.get("sales-link-preview")) }
                strong class="block break-all" data-short-address {}
                span class="block text-sm break-all text-muted" data-long-address {}
            }
        }
    }
}

pub(super) fn folded(title: String, (id, open): (Option<&str>, bool), content: &Markup) -> Markup {
    html! {
        details id=[id] open[open] {
            summary class="inline-flex min-h-11 cursor-pointer items-center gap-1" { (Icon::ChevronDown) (title) }
            div class="mt-2 grid gap-3" { (content) }
        }
    }
}

fn campaign(visit: &Visit, typed: &Typed) -> Markup {
    let t = visit.t;
    let field = |name, value: &str| {
        ui::Field::text(name, t.get(&format!("sales-link-{}", name.replace('_', "-")))).value(value).max_length(100)
    };
    let written = [&typed.utm_source, &typed.utm_medium, &typed.utm_campaign].into_iter().any(|text| !text.is_empty());
    let content = html! {
        p class="hint" { (t.get("sales-link-utm-hint")) }
        div class="grid gap-3 sm:grid-cols-3" {
            (field("utm_source", &typed.utm_source)) (field("utm_medium", &typed.utm_medium)) (field("utm_campaign", &typed.utm_campaign))
        }
    };
    folded(t.get("sales-link-utm"), (None, written), &content)
}

fn ending(visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let content = html! {
        div class="grid gap-3 sm:grid-cols-2" {
            (ui::Field::date("until", t.get("sales-link-until")).value(&typed.until).errors(errors))
            (ui::Field::url("expired_url", t.get("sales-link-expired-url")).value(&typed.expired_url).errors(errors).max_length(2000))
        }
    };
    let open = !typed.until.is_empty() || errors.on("until").is_some() || errors.on("expired_url").is_some();
    folded(t.get("sales-link-ending"), (None, open), &content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_campaign_is_added_to_an_address_and_to_nothing_else() {
        let typed = Typed { utm_source: " instagram ".into(), utm_campaign: "aïd".into(), ..Typed::default() };
        let url = typed.with_campaign("https://boutique.example/the?utm_source=old&p=1");
        assert_eq!(url, "https://boutique.example/the?p=1&utm_source=instagram&utm_campaign=a%C3%AFd");
        assert_eq!(typed.with_campaign("boutique"), "boutique");
        assert_eq!(Typed::default().with_campaign("https://a.example/?q=a%20b"), "https://a.example/?q=a%20b");
    }
}
