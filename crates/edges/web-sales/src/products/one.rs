//! `GET, POST /marchand/{org}/produits/nouveau`: a new product; `GET, POST …/{product}`: one that is there; `POST …/publier`, `…/archiver`,
//! `…/supprimer`. 200; 303; 403 for members who only look; 404 for everybody else, and for another merchant's product; 409 when it was
//! changed elsewhere; 422 with the form.

use affiliate::{AffiliateError, ProductState, ProductView};
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::{affiliate::ProductId, identity::OrganisationId};
use kernel::{AppError as _, Forbidden};
use maud::{Markup, html};
use web_kit::{CsrfForm, FormErrors, Shell, Visit, WebError, ui, ui::Icon};

use super::{form::Form, path, path_of, typed::Typed};
use crate::{
    SalesState,
    market::{self, Nothing},
    parts::{form, nav, seller::Seller, states},
};

pub(super) async fn ask_new(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<OrganisationId>,
) -> Result<Response, WebError> {
    let page = OnePage::fresh(&visit, &state, id).await?;
    Ok(page.shell(&visit).body(&page.content(&visit, &Typed::fresh(), &FormErrors::none())))
}

pub(super) async fn create(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<OrganisationId>,
    CsrfForm(mut typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let page = OnePage::fresh(&visit, &state, id).await?;
    if typed.step == "variant" {
        typed.add_variant();
        return Ok(page.shell(&visit).body(&page.content(&visit, &typed, &FormErrors::none())));
    }
    let read = match typed.read(visit.t) {
        Ok(read) => read,
        Err(errors) => return Ok(page.shell(&visit).invalid().body(&page.content(&visit, &typed, &errors))),
    };
    match state.affiliate.create_product(&visit.actor, id, &read.draft).await {
        Ok(product_id) => Ok(visit.redirect(&path_of(id, product_id)).saying("sales-product-added").into_response()),
        Err(error) => page.refused(&visit, &typed, &read.rows, error),
    }
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path((id, product_id)): Path<(OrganisationId, ProductId)>,
) -> Result<Response, WebError> {
    let (page, view) = OnePage::of(&visit, &state, id, product_id).await?;
    Ok(page.shell(&visit).body(&page.content(&visit, &Typed::stored(&view, visit.t), &FormErrors::none())))
}

pub(super) async fn save(
    visit: Visit,
    State(state): State<SalesState>,
    Path((id, product_id)): Path<(OrganisationId, ProductId)>,
    CsrfForm(mut typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let (page, view) = OnePage::of(&visit, &state, id, product_id).await?;
    if typed.step == "variant" {
        typed.add_variant();
        return Ok(page.shell(&visit).body(&page.content(&visit, &typed, &FormErrors::none())));
    }
    let read = match typed.read(visit.t) {
        Ok(read) => read,
        Err(errors) => return Ok(page.shell(&visit).invalid().body(&page.content(&visit, &typed, &errors))),
    };
    let version = typed.version.unwrap_or(view.version);
    match state.affiliate.edit_product(&visit.actor, product_id, version, &read.draft).await {
        Ok(_version) => Ok(visit.redirect(&path_of(id, product_id)).saying("sales-product-saved").into_response()),
        Err(error) => page.refused(&visit, &typed, &read.rows, error),
    }
}

pub(super) async fn publish(
    visit: Visit,
    State(state): State<SalesState>,
    Path((id, product_id)): Path<(OrganisationId, ProductId)>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    let (page, view) = OnePage::of(&visit, &state, id, product_id).await?;
    match state.affiliate.list_product(&visit.actor, product_id).await {
        Ok(()) => Ok(visit.redirect(&path_of(id, product_id)).saying("sales-product-published").into_response()),
        // What is missing is told on the form.
        Err(error) => page.refused(&visit, &Typed::stored(&view, visit.t), &[], error),
    }
}

pub(super) async fn archive(
    visit: Visit,
    State(state): State<SalesState>,
    Path((id, product_id)): Path<(OrganisationId, ProductId)>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    OnePage::of(&visit, &state, id, product_id).await?;
    state.affiliate.archive_product(&visit.actor, product_id).await?;
    Ok(visit.redirect(&path_of(id, product_id)).saying("sales-product-archived").into_response())
}

pub(super) async fn delete(
    visit: Visit,
    State(state): State<SalesState>,
    Path((id, product_id)): Path<(OrganisationId, ProductId)>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    OnePage::of(&visit, &state, id, product_id).await?;
    state.affiliate.delete_product(&visit.actor, product_id).await?;
    Ok(visit.redirect(&path(id)).saying("sales-product-deleted").into_response())
}

/// Everything the page shows but what was typed.
struct OnePage {
    seller: Seller,
    categories: Vec<String>,
    /// The product; none for a new one.
    view: Option<ProductView>,
}

impl OnePage {
    /// For a new product of a merchant that has a profile.
    async fn fresh(visit: &Visit, state: &SalesState, id: OrganisationId) -> Result<Self, WebError> {
        let seller = Seller::of(state, visit, id).await?;
        if !seller.may_manage() {
            return Err(Forbidden::NotAllowed.into());
        }
        if seller.profile.is_none() {
            return Err(WebError::not_found());
        }
        Ok(Self { seller, categories: state.affiliate.categories().await?, view: None })
    }

    /// For a product of this merchant; another's is not there.
    async fn of(
        visit: &Visit,
        state: &SalesState,
        id: OrganisationId,
        product_id: ProductId,
    ) -> Result<(Self, ProductView), WebError> {
        let seller = Seller::of(state, visit, id).await?;
        let view = state.affiliate.product(&visit.actor, product_id).await?;
        if view.organisation_id != id {
            return Err(AffiliateError::NotFound.into());
        }
        Ok((Self { seller, categories: state.affiliate.categories().await?, view: Some(view.clone()) }, view))
    }

    fn title(&self, visit: &Visit) -> String {
        self.view.as_ref().map_or_else(|| visit.t.get("sales-product-new"), |view| view.title.clone())
    }

    fn shell<'v>(&self, visit: &'v Visit) -> Shell<'v> {
        nav::merchant(visit, self.seller.organisation.id, self.title(visit))
            .script("islands/upload.ts")
            .script("islands/form-rows.ts")
    }

    /// The form again, with what is wrong where it was typed.
    fn refused(&self, visit: &Visit, typed: &Typed, rows: &[usize], error: AffiliateError) -> Result<Response, WebError> {
        let status = form::refused(error.kind());
        let errors = FormErrors::of(error, visit.t)?;
        let name = |field: &str| form::on_row(field, "variants", "variant", rows).unwrap_or_else(|| field.to_owned());
        let errors = form::renamed(&errors, name);
        Ok(self.shell(visit).invalid().status(status).body(&self.content(visit, typed, &errors)))
    }

    fn content(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
        let (t, id) = (visit.t, self.seller.organisation.id);
        let title = self.title(visit);
        let (action, save) = match &self.view {
            Some(view) => (path_of(id, view.id), t.get("sales-product-save")),
            None => (format!("{}/nouveau", path(id)), t.get("sales-product-create")),
        };
        let save = Some(save).filter(|_save| self.seller.may_manage());
        let form = Form { typed, categories: &self.categories, action: visit.url(&action), save };
        html! {
            (ui::Breadcrumb::to(t, &title).step(t.get("sales-nav-products"), visit.url(&path(id))))
            @match &self.view {
                Some(view) => (self.head(visit, view)),
                None => (ui::PageHeader::new(title).text(html! { (t.get("sales-product-new-lead")) })),
            }
            (form.show(visit, errors))
            @if let Some(view) = &self.view { (self.end(visit, view)) }
        }
    }

    /// Title and state, and what can be done with it.
    fn head(&self, visit: &Visit, view: &ProductView) -> Markup {
        let t = visit.t;
        let (tone, word) = states::product_state(t, view.state);
        let see =
            ui::Button::secondary(t.get("sales-product-see")).icon(Icon::Eye).href(visit.url(&market::product_path(&view.slug)));
        let publish = html! { (ui::Button::secondary(t.get("sales-product-publish")).icon(Icon::Check)) };
        let actions = html! {
            (see)
            @if view.state != ProductState::Listed && self.seller.may_manage() {
                (ui::Form::post(visit, self.action(visit, view, "publier"), publish).inline())
            }
        };
        html! { (ui::PageHeader::new(&view.title).state(ui::Badge::new(tone, word)).actions(actions)) }
    }

    /// Taken from the marketplace, or deleted as long as nobody has seen it.
    fn end(&self, visit: &Visit, view: &ProductView) -> Markup {
        let t = visit.t;
        let (verb, key) = match view.state {
            ProductState::Draft => ("supprimer", "delete"),
            ProductState::Listed => ("archiver", "archive"),
            ProductState::Archived => return html! {},
        };
        if !self.seller.may_manage() {
            return html! {};
        }
        let button = html! { (ui::Button::danger(t.get(&format!("sales-product-{key}")))) };
        html! {
            div class="mt-10 grid max-w-3xl gap-3 border-t border-line pt-6" {
                p class="text-sm text-muted" { (t.get(&format!("sales-product-{key}-text"))) }
                (ui::Form::post(visit, self.action(visit, view, verb), button))
            }
        }
    }

    fn action(&self, visit: &Visit, view: &ProductView, verb: &str) -> String {
        visit.url(&format!("{}/{verb}", path_of(self.seller.organisation.id, view.id)))
    }
}
