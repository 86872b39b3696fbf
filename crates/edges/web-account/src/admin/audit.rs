//! `/admin/audit`: who did what, when, from where.

use axum::{
    extract::{Query, State},
    response::Response,
};
use identity::{AuditEntry, AuditFilter, Identity};
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use kernel::{Cursor, PageRequest};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    Cache, Shell, Visit, WebError,
    ui::{self, Column, Icon, Row},
};

/// The filters, as they stand in the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Filters {
    #[serde(default)]
    compte: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    objet: String,
    #[serde(default)]
    du: String,
    #[serde(default)]
    au: String,
    apres: Option<String>,
}

impl Filters {
    fn filter(&self) -> AuditFilter {
        let text = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        AuditFilter {
            account_id: self.compte.trim().parse().ok(),
            action: text(&self.action),
            subject: text(&self.objet),
            since: start_of(&self.du, 0),
            // "Until the 21st" includes the 21st.
            until: start_of(&self.au, 1),
        }
    }

    fn next(&self, visit: &Visit, cursor: &Cursor) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("compte", &self.compte)
            .append_pair("action", &self.action)
            .append_pair("objet", &self.objet)
            .append_pair("du", &self.du)
            .append_pair("au", &self.au)
            .append_pair("apres", cursor.as_str())
            .finish();
        format!("{}?{query}", visit.url("/admin/audit"))
    }
}

/// The beginning of a day of the form in UTC, which is also the time of Lomé.
fn start_of(day: &str, days_later: i32) -> Option<Timestamp> {
    let date: Date = day.parse().ok()?;
    let date = date.checked_add(days_later.days()).ok()?;
    date.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

pub(super) async fn show(
    State(identity): State<Identity>,
    visit: Visit,
    Query(filters): Query<Filters>,
) -> Result<Response, WebError> {
    let request = PageRequest::new(Some(50), filters.apres.clone().map(Cursor::from_text));
    let page = identity.list_audit(&visit.actor, &filters.filter(), &request).await?;
    let t = visit.t;
    let next = page.next.as_ref().map(|cursor| filters.next(&visit, cursor));
    let content = html! {
        (ui::PageHeader::new(t.get("kit-nav-admin-audit")).text(t.get("account-audit-lead")))
        (form(&visit, &filters))
        @if page.items.is_empty() { (ui::EmptyState::new(Icon::History, t.get("account-audit-none"))) } @else {
            (table(&visit, &page.items))
        }
        (ui::Pagination::new(t, next))
    };
    Ok(Shell::new(&visit, t.get("kit-nav-admin-audit")).tool().cache(Cache::NoStore).body(&content))
}

fn form(visit: &Visit, filters: &Filters) -> Markup {
    let t = visit.t;
    let fields = html! {
        (ui::Field::text("action", t.get("account-audit-action")).value(&filters.action).max_length(100).autocomplete("off"))
        (ui::Field::text("compte", t.get("account-audit-account")).value(&filters.compte).max_length(36).autocomplete("off"))
        (ui::Field::text("objet", t.get("account-audit-subject")).value(&filters.objet).max_length(100).autocomplete("off"))
        (ui::Field::date("du", t.get("account-audit-from")).value(&filters.du))
        (ui::Field::date("au", t.get("account-audit-to")).value(&filters.au))
        (ui::Button::secondary(t.get("account-admin-filter")))
    };
    html! { (ui::Form::get(visit.url("/admin/audit"), fields).attr("class", "form-filters").attr("role", "search")) }
}

fn table(visit: &Visit, entries: &[AuditEntry]) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("account-audit-when")),
        Column::new(t.get("account-audit-who")),
        Column::new(t.get("account-audit-action")),
        Column::new(t.get("account-audit-subject")),
        Column::new(t.get("account-sessions-address")),
    ];
    let rows = entries.iter().map(|entry| row(visit, entry)).collect();
    html! { (ui::Table::new(t.get("kit-nav-admin-audit"), columns, rows)) }
}

fn row(visit: &Visit, entry: &AuditEntry) -> Row {
    let line = &entry.line;
    let details = line.details.as_object().filter(|members| !members.is_empty()).map(|_| line.details.to_string());
    Row::new(vec![
        ui::When::minute(visit.locale, line.at).into(),
        who(visit, entry).into(),
        html! { code { (line.action) } @if let Some(details) = details { br; small class="text-muted break-all" { (details) } } }
            .into(),
        html! { span class="break-all" { (line.subject) } }.into(),
        html! { (line.address.as_deref().unwrap_or("—")) }.into(),
    ])
}

fn who(visit: &Visit, entry: &AuditEntry) -> Markup {
    let t = visit.t;
    match (entry.line.account_id, &entry.line.system) {
        (Some(id), _) => {
            let name = entry.display_name.clone().unwrap_or_else(|| t.get("account-audit-gone"));
            html! { (ui::Link::new(visit.url(&format!("/admin/comptes/{id}")), name)) }
        }
        (None, Some(system)) => html! { code { (system) } },
        (None, None) => html! { (t.get("account-audit-stranger")) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_of_a_range_is_part_of_it() {
        assert_eq!(start_of("2026-11-21", 0).unwrap().to_string(), "2026-11-21T00:00:00Z");
        assert_eq!(start_of("2026-11-30", 1).unwrap().to_string(), "2026-12-01T00:00:00Z");
        assert_eq!(start_of("yesterday", 0), None);
    }
}
