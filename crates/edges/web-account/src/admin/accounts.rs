//! `/admin/comptes`: searching accounts.

use axum::{
    extract::{Query, State},
    response::Response,
};
use identity::{AccountCard, AccountSearch, Identity};
use kernel::{Cursor, PageRequest, Role};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Shell, Visit, WebError,
    ui::{self, Badge, Choice, Column, Icon, Row, Tone},
};

use crate::words;

/// The filters, as they stand in the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Filters {
    #[serde(default)]
    q: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    etat: String,
    apres: Option<String>,
}

impl Filters {
    fn search(&self) -> AccountSearch {
        let text = (!self.q.trim().is_empty()).then(|| self.q.trim().chars().take(100).collect());
        AccountSearch { text, role: Role::parse(&self.role), locked_only: self.etat == "verrouille" }
    }

    fn next(&self, visit: &Visit, cursor: &Cursor) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &self.q)
            .append_pair("role", &self.role)
            .append_pair("etat", &self.etat)
            .append_pair("apres", cursor.as_str())
            .finish();
        format!("{}?{query}", visit.url("/admin/comptes"))
    }
}

pub(super) async fn show(
    State(identity): State<Identity>,
    visit: Visit,
    Query(filters): Query<Filters>,
) -> Result<Response, WebError> {
    let request = PageRequest::new(Some(50), filters.apres.clone().map(Cursor::from_text));
    let page = identity.list_accounts(&visit.actor, &filters.search(), &request).await?;
    let t = visit.t;
    let next = page.next.as_ref().map(|cursor| filters.next(&visit, cursor));
    let content = html! {
        (ui::PageHeader::new(t.get("kit-nav-admin-accounts")))
        (form(&visit, &filters))
        @if page.items.is_empty() { (ui::EmptyState::new(Icon::Users, t.get("account-admin-none"))) } @else {
            (table(&visit, &page.items))
        }
        (ui::Pagination::new(t, next))
    };
    Ok(Shell::new(&visit, t.get("kit-nav-admin-accounts")).tool().body(&content))
}

fn form(visit: &Visit, filters: &Filters) -> Markup {
    let t = visit.t;
    let roles = Role::ALL.into_iter().map(|role| Choice::new(role.as_str(), words::role(t, role))).collect();
    let states = vec![Choice::new("verrouille", t.get("account-admin-locked"))];
    let fields = html! {
        (ui::Field::search("q", t.get("account-admin-search")).value(&filters.q).max_length(100))
        (ui::Select::new("role", t.get("account-admin-role"), roles).empty(t.get("account-admin-all")).chosen(&filters.role))
        (ui::Select::new("etat", t.get("account-admin-state"), states).empty(t.get("account-admin-all")).chosen(&filters.etat))
        (ui::Button::secondary(t.get("account-admin-filter")))
    };
    html! { (ui::Form::get(visit.url("/admin/comptes"), fields).attr("class", "form-filters").attr("role", "search")) }
}

fn table(visit: &Visit, cards: &[AccountCard]) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("account-field-name")),
        Column::new(t.get("account-field-email")),
        Column::new(t.get("account-admin-role")),
        Column::new(t.get("account-admin-created")),
    ];
    let rows = cards.iter().map(|card| row(visit, card)).collect();
    html! { (ui::Table::new(t.get("kit-nav-admin-accounts"), columns, rows)) }
}

fn row(visit: &Visit, card: &AccountCard) -> Row {
    let t = visit.t;
    let roles: Vec<String> = card.roles.iter().map(|role| words::role(t, *role)).collect();
    Row::new(vec![
        html! {
            span {
                (ui::Link::new(visit.url(&format!("/admin/comptes/{}", card.id)), &card.display_name))
                @if card.locked { " " (Badge::new(Tone::Bad, t.get("account-admin-locked"))) }
            }
        }
        .into(),
        html! { span { (card.email) @if !card.email_verified { " " (Badge::new(Tone::Warn, t.get("account-admin-unverified"))) } } }
            .into(),
        html! { (roles.join(" · ")) }.into(),
        ui::When::day(visit.locale, card.created_at).into(),
    ])
}
