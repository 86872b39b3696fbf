//! `GET /admin/agences`: everybody who takes cash, with cap, float and what may still be taken. 200; 401; 403.

use std::collections::{BTreeMap, btree_map::Entry};

use axum::{extract::State, response::Response};
use identity::AccountSearch;
use kernel::{AccountId, PageRequest, Permission, Role};
use maud::html;
use payments::AgentView;
use web_kit::{
    Shell, Visit, WebError, format,
    ui::{self, Column, Icon, Row, When},
};

use super::AgencyState;

/// An agent, and what is held in each currency.
struct Known {
    name: String,
    floats: Vec<AgentView>,
}

pub(super) async fn show(visit: Visit, State(state): State<AgencyState>) -> Result<Response, WebError> {
    visit.actor.require(Permission::PaymentManage)?;
    let known = known(&visit, &state).await?;
    let t = visit.t;
    let content = html! {
        (ui::PageHeader::new(t.get("kit-nav-admin-agencies")).text(t.get("agency-admin-text")))
        @if known.is_empty() { (ui::EmptyState::new(Icon::Users, t.get("agency-admin-none")).text(t.get("agency-admin-how"))) }
        @else { (table(&visit, &known)) }
    };
    Ok(Shell::new(&visit, t.get("kit-nav-admin-agencies")).tool().body(&content))
}

/// Whoever has the role, and whoever still has a cap.
async fn known(visit: &Visit, state: &AgencyState) -> Result<BTreeMap<AccountId, Known>, WebError> {
    let search = AccountSearch { role: Some(Role::Agent), ..AccountSearch::default() };
    let mut known = BTreeMap::new();
    for card in state.identity.list_accounts(&visit.actor, &search, &PageRequest::new(Some(100), None)).await?.items {
        known.insert(card.id, Known { name: card.display_name, floats: Vec::new() });
    }
    for view in state.payments.agents(&visit.actor).await? {
        let agent = match known.entry(view.agent_id) {
            Entry::Occupied(found) => found.into_mut(),
            Entry::Vacant(free) => {
                let card = state.identity.get_account(&visit.actor, view.agent_id).await?;
                free.insert(Known { name: card.display_name, floats: Vec::new() })
            }
        };
        agent.floats.push(view);
    }
    Ok(known)
}

fn table(visit: &Visit, known: &BTreeMap<AccountId, Known>) -> ui::Table {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("agency-agent")),
        Column::number(t.get("agency-held")),
        Column::number(t.get("agency-left")),
        Column::number(t.get("agency-cap")),
        Column::new(t.get("agency-last")),
    ];
    let mut rows = Vec::new();
    for (id, agent) in known {
        let link = ui::Link::new(visit.url(&format!("/admin/agences/{id}")), &agent.name);
        let money = |amount| html! { (format::money(visit.locale, amount)) };
        if agent.floats.is_empty() {
            let none = || html! { span class="text-muted" { (t.get("agency-cap-none")) } };
            rows.push(Row::new(vec![link.clone().into(), none().into(), none().into(), none().into(), html! {}.into()]));
        }
        for view in &agent.floats {
            let last = view.last_at.map(|at| html! { (When::minute(visit.locale, at)) }).unwrap_or_default();
            let figures = [view.float.held, view.float.left, view.float.cap].map(|amount| money(amount).into());
            let [held, left, cap] = figures;
            rows.push(Row::new(vec![link.clone().into(), held, left, cap, last.into()]));
        }
    }
    ui::Table::new(t.get("kit-nav-admin-agencies"), columns, rows)
}
