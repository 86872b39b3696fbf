//! `GET /compte/releve/{kind}/{owner}/{currency}`: what moved on one account, the newest first, each line with what caused it;
//! `…/lignes.csv` all of it as a table. 200; 404 for an account that is not one's own.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use flows::{AccountRef, Held, HeldAccount, Line, Statements};
use kernel::{Currency, Cursor, Page, PageRequest};
use ledger::LineState;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;
use web_kit::{
    Shell, Visit, WebError, format, names,
    ui::{self, Badge, Icon, Tone},
};

use super::{PATH, words};

const ROWS: u16 = 50;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    after: Option<String>,
}

type Names = Path<(String, String, String)>;

pub(super) async fn show(
    State(statements): State<Statements>,
    visit: Visit,
    Path(names): Names,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let account = account(&names)?;
    let after = asked.after.filter(|text| !text.is_empty()).map(Cursor::from_text);
    let goes_on = after.is_some();
    let lines = statements.lines(&visit.actor, account, &PageRequest::new(Some(ROWS), after)).await?;
    if visit.htmx && goes_on {
        return Ok(rows(&visit, account, &lines).into_response());
    }
    let held = statements.account(&visit.actor, account).await?;
    let title = words::name(visit.t, &held);
    Ok(Shell::new(&visit, title).tool().body(&content(&visit, &held, &lines)))
}

pub(super) async fn table(State(statements): State<Statements>, visit: Visit, Path(names): Names) -> Result<Response, WebError> {
    visit.require_account()?;
    let table = statements.table(&visit.actor, account(&names)?).await?;
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"releve.csv\"")),
    ];
    Ok((head, table).into_response())
}

fn account((held, owner, currency): &(String, String, String)) -> Result<AccountRef, WebError> {
    let named = || {
        Some(AccountRef { held: Held::parse(held)?, owner: owner.parse::<Uuid>().ok()?, currency: Currency::parse(currency)? })
    };
    named().ok_or_else(WebError::not_found)
}

fn content(visit: &Visit, held: &HeldAccount, lines: &Page<Line>) -> Markup {
    let t = visit.t;
    let here = visit.url(&words::path(held.account));
    let balance = &held.balance;
    let money = |amount| format::money(visit.locale, amount);
    let facts = ui::DescriptionList::new()
        .fact(t.get("statement-balance"), html! { strong class="text-xl" { (money(balance.posted)) } })
        .fact_if(t.get("statement-on-its-way"), balance.debits_pending.is_positive().then(|| money(balance.debits_pending)));
    html! {
        (ui::Breadcrumb::to(t, words::name(t, held)).step(t.get("statement-title"), visit.url(PATH)))
        (ui::PageHeader::new(words::name(t, held)).text(words::meaning(t, held.account.held)))
        (facts)
        div class="mt-6 grid" id="lignes" { (rows(visit, held.account, lines)) }
        p class="mt-6" { (ui::Button::secondary(t.get("statement-table")).icon(Icon::Download).href(format!("{here}/lignes.csv")).attr("download", "")) }
    }
}

fn rows(visit: &Visit, account: AccountRef, lines: &Page<Line>) -> Markup {
    let more = lines.next.as_ref().map(|next| {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("after", next.as_str()).finish();
        format!("{}?{query}", visit.url(&words::path(account)))
    });
    html! {
        @for line in &lines.items { (row(visit, line)) }
        (ui::Pagination::new(visit.t, more).appending_to("#lignes"))
    }
}

fn row(visit: &Visit, line: &Line) -> Markup {
    let t = visit.t;
    let moved = line.state == LineState::Posted;
    html! {
        div class="flex items-start justify-between gap-4 border-b border-line py-3" data-line {
            div class="grid min-w-0 gap-1" {
                p class="font-semibold break-words" { (words::why(t, line)) " " (state(visit, line.state)) }
                @if let Some(project) = &line.about.project {
                    p class="break-words" { a class="link" href=(visit.url(&format!("/projets/{}", project.slug))) { (project.title) } }
                }
                p class="flex flex-wrap gap-x-3 text-sm text-muted" {
                    (ui::When::minute(visit.locale, line.posted_at))
                    @if let Some(rail) = line.about.rail { span { (names::rail(t, rail)) } }
                    @if let Some(pledge) = line.about.pledge { span { (t.get("statement-pledge")) " " code { (short(&pledge.to_string())) } } }
                    span { (t.get("statement-journal")) " " code { (short(&line.journal.to_string())) } }
                }
            }
            p class={ "shrink-0 tabular-nums " (if moved { "font-semibold" } else { "text-muted" }) } { (amount(visit, line)) }
        }
    }
}

/// With its sign: a plus says that it came.
fn amount(visit: &Visit, line: &Line) -> String {
    let sign = if line.amount.is_positive() { "+" } else { "" };
    format!("{sign}{}", format::money(visit.locale, line.amount))
}

/// Whether it moved, where it did not.
fn state(visit: &Visit, state: LineState) -> Markup {
    let badge = |tone, key: &str| html! { (Badge::new(tone, visit.t.get(key))) };
    match state {
        LineState::Posted => html! {},
        LineState::Reserved => badge(Tone::Info, "statement-state-reserved"),
        LineState::Resolved => badge(Tone::Info, "statement-state-resolved"),
        LineState::Released => badge(Tone::Info, "statement-state-released"),
    }
}

/// The end of an id: its beginning is the time.
fn short(id: &str) -> String {
    id.rsplit('-').next().unwrap_or(id).to_owned()
}
