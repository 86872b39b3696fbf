//! `/admin/taches`: how the queue stands, what waits, runs or failed, who works, what comes by the clock.

use axum::{
    extract::{Query, State},
    response::Response,
};
use kernel::{Cursor, PageRequest};
use maud::{Markup, html};
use platform::{
    Db,
    jobs::{
        WorkRole,
        admin::{self, CronLine, JobCard, JobCount, JobFilter, JobState, WorkerLine},
    },
};
use serde::Deserialize;
use web_kit::{
    Cache, Shell, Visit, WebError, format,
    ui::{self, Choice, Column, Icon, Row, Stat},
};

use super::parts::{self, LIST};

/// The filters, as they stand in the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Filters {
    #[serde(default)]
    etat: String,
    #[serde(default)]
    file: String,
    #[serde(default)]
    q: String,
    apres: Option<String>,
}

impl Filters {
    fn filter(&self) -> JobFilter {
        let name = Some(self.q.trim().to_owned()).filter(|text| !text.is_empty());
        let state = JobState::ALL.into_iter().find(|state| parts::slug(*state) == self.etat);
        JobFilter { state, role: WorkRole::parse(&self.file), name }
    }

    fn next(&self, visit: &Visit, cursor: &Cursor) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("etat", &self.etat)
            .append_pair("file", &self.file)
            .append_pair("q", &self.q)
            .append_pair("apres", cursor.as_str())
            .finish();
        format!("{}?{query}", visit.url(LIST))
    }
}

pub(super) async fn show(State(db): State<Db>, visit: Visit, Query(filters): Query<Filters>) -> Result<Response, WebError> {
    let request = PageRequest::new(Some(50), filters.apres.clone().map(Cursor::from_text));
    let page = admin::list(&db, &visit.actor, &filters.filter(), &request).await?;
    let counts = admin::counts(&db, &visit.actor).await?;
    let workers = admin::list_workers(&db, &visit.actor).await?;
    let schedule = admin::list_schedule(&db, &visit.actor).await?;
    let t = visit.t;
    let next = page.next.as_ref().map(|cursor| filters.next(&visit, cursor));
    let content = html! {
        (ui::PageHeader::new(t.get("kit-nav-admin-jobs")).text(t.get("account-jobs-lead")))
        (figures(&visit, &counts, &workers))
        (form(&visit, &filters))
        @if page.items.is_empty() { (empty(&visit, &filters)) } @else { (table(&visit, &page.items)) }
        (ui::Pagination::new(t, next))
        (working(&visit, &workers))
        (scheduled(&visit, &schedule))
    };
    Ok(Shell::new(&visit, t.get("kit-nav-admin-jobs")).tool().cache(Cache::NoStore).body(&content))
}

/// Each state with its number, and under it how that splits over the two kinds of workers.
fn figures(visit: &Visit, counts: &[JobCount], workers: &[WorkerLine]) -> Markup {
    let t = visit.t;
    let number = |value: i64| format::number(visit.locale, value);
    let of = |state: JobState, role: Option<&str>| {
        let these = counts.iter().filter(|count| count.state == state && role.is_none_or(|role| count.role == role));
        these.map(|count| count.jobs).sum::<i64>()
    };
    let mut stats: Vec<Stat> = JobState::ALL
        .into_iter()
        .map(|state| {
            let note = t.with(
                "account-jobs-split",
                &[
                    ("worker", number(of(state, Some(WorkRole::Worker.as_str()))).into()),
                    ("media", number(of(state, Some(WorkRole::Media.as_str()))).into()),
                ],
            );
            let rows = visit.url(&format!("{LIST}?etat={}", parts::slug(state)));
            let all = of(state, None);
            let stat = Stat::new(t, parts::state(t, state), Some(number(all))).href(rows);
            if all == 0 { stat } else { stat.note(note) }
        })
        .collect();
    let present = i64::try_from(workers.len()).unwrap_or(i64::MAX);
    stats.push(Stat::new(t, t.get("account-jobs-workers"), Some(number(present))).href("#workers"));
    html! { div class="mb-6" { (ui::StatRow::new(stats)) } }
}

fn form(visit: &Visit, filters: &Filters) -> Markup {
    let t = visit.t;
    let states = JobState::ALL.into_iter().map(|state| Choice::new(parts::slug(state), parts::state(t, state))).collect();
    let roles =
        [WorkRole::Worker, WorkRole::Media].into_iter().map(|role| Choice::new(role.as_str(), parts::role(t, role))).collect();
    let fields = html! {
        (ui::Field::search("q", t.get("account-jobs-kind")).value(&filters.q).max_length(100))
        (ui::Select::new("etat", t.get("account-jobs-state"), states).empty(t.get("account-jobs-all")).chosen(&filters.etat))
        (ui::Select::new("file", t.get("account-jobs-role"), roles).empty(t.get("account-jobs-all")).chosen(&filters.file))
        (ui::Button::secondary(t.get("account-admin-filter")))
    };
    html! { (ui::Form::get(visit.url(LIST), fields).attr("class", "form-filters").attr("role", "search")) }
}

/// Nothing there: all is done, or nothing matches the filters.
fn empty(visit: &Visit, filters: &Filters) -> Markup {
    let t = visit.t;
    let filter = filters.filter();
    if filter.state.is_none() && filter.role.is_none() && filter.name.is_none() {
        return html! { (ui::EmptyState::new(Icon::CheckCircle, t.get("account-jobs-none")).text(t.get("account-jobs-none-text"))) };
    }
    let all = ui::Button::secondary(t.get("account-jobs-show-all")).href(visit.url(LIST));
    html! { (ui::EmptyState::new(Icon::Search, t.get("account-jobs-no-match")).action(all)) }
}

fn table(visit: &Visit, jobs: &[JobCard]) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("account-jobs-kind")),
        Column::new(t.get("account-jobs-state")),
        Column::number(t.get("account-jobs-attempts")),
        Column::new(t.get("account-jobs-due")),
        Column::actions(t.get("account-actions")),
    ];
    let rows = jobs.iter().map(|job| row(visit, job)).collect();
    html! { (ui::Table::new(t.get("kit-nav-admin-jobs"), columns, rows)) }
}

fn row(visit: &Visit, job: &JobCard) -> Row {
    let t = visit.t;
    Row::new(vec![
        html! {
            a class="job link break-all" href=(visit.url(&format!("{LIST}/{}", job.id))) { (job.name) }
            br; small class="text-muted" { (t.with("account-jobs-number", &[("id", job.id.to_string().into())])) " · " (parts::role_word(t, &job.role)) }
            @if let Some(error) = &job.last_error { br; small class="text-muted break-words" { (short(error)) } }
        }
        .into(),
        parts::badge(t, job.state).into(),
        html! { (job.attempts) "/" (job.max_attempts) }.into(),
        ui::When::minute(visit.locale, job.run_at).into(),
        parts::actions(visit, job).into(),
    ])
}

/// The beginning of an error; the whole stands on the page of the job.
fn short(error: &str) -> String {
    const SHOWN: usize = 160;
    let mut text: String = error.chars().take(SHOWN).collect();
    if error.chars().nth(SHOWN).is_some() {
        text.push('…');
    }
    text
}

fn working(visit: &Visit, workers: &[WorkerLine]) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("account-jobs-worker")),
        Column::new(t.get("account-jobs-role")),
        Column::new(t.get("account-jobs-since")),
        Column::new(t.get("account-jobs-seen")),
        Column::number(t.get("account-jobs-in-hand")),
    ];
    let rows = workers.iter().map(|worker| {
        Row::new(vec![
            html! { span class="break-all" { (worker.label) } }.into(),
            parts::role_word(t, &worker.role).into(),
            ui::When::minute(visit.locale, worker.started_at).into(),
            ui::When::relative(visit.locale, worker.seen_at).into(),
            format::number(visit.locale, worker.running).into(),
        ])
    });
    let content = html! {
        @if workers.is_empty() { (ui::Banner::new(ui::Tone::Warn, t.get("account-jobs-nobody"))) } @else {
            (ui::Table::new(t.get("account-jobs-workers"), columns, rows.collect()))
        }
    };
    html! { (ui::Section::new(t.get("account-jobs-workers"), content).id("workers").text(t.get("account-jobs-workers-lead"))) }
}

fn scheduled(visit: &Visit, schedule: &[CronLine]) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("account-jobs-kind")),
        Column::new(t.get("account-jobs-schedule")),
        Column::new(t.get("account-jobs-last")),
        Column::new(t.get("account-jobs-next")),
        Column::new(t.get("account-jobs-outcome")),
    ];
    let unknown = || html! { "—" };
    let rows = schedule.iter().map(|line| {
        Row::new(vec![
            html! { span class="break-all" { (line.name) } }.into(),
            html! { code { (line.schedule) } }.into(),
            ui::When::minute(visit.locale, line.last_tick).into(),
            line.next_tick.map_or_else(unknown, |at| html! { (ui::When::minute(visit.locale, at)) }).into(),
            line.last_outcome.as_deref().map_or_else(unknown, |word| html! { (parts::outcome(t, word)) }).into(),
        ])
    });
    let content = html! {
        @if schedule.is_empty() { p class="text-muted" { (t.get("account-jobs-schedule-none")) } } @else {
            (ui::Table::new(t.get("account-jobs-scheduled"), columns, rows.collect()))
        }
    };
    html! { (ui::Section::new(t.get("account-jobs-scheduled"), content).text(t.get("account-jobs-scheduled-lead"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_error_is_cut_between_letters() {
        assert_eq!(short("é"), "é");
        assert_eq!(short(&"é".repeat(200)).chars().count(), 161);
    }
}
