//! `/admin/taches/{id}`: one job, its last error in full, its attempts.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use maud::{Markup, html};
use platform::{
    Db,
    jobs::admin::{self, JobCard, JobView, JobsError, RunLine},
};
use web_kit::{
    Cache, FormErrors, Shell, Visit, WebError, format,
    ui::{self, Column, Row, Tone},
};

use super::parts::{self, LIST};

pub(super) async fn show(State(db): State<Db>, visit: Visit, Path(id): Path<i64>) -> Result<Response, WebError> {
    let view = admin::get(&db, &visit.actor, id).await?;
    Ok(shell(&visit, id).body(&page(&visit, id, &view, &FormErrors::none())))
}

pub(super) async fn retry(State(db): State<Db>, visit: Visit, Path(id): Path<i64>) -> Result<Response, WebError> {
    let done = admin::retry(&db, &visit.actor, id).await;
    answer(&db, &visit, id, done, "account-jobs-retried").await
}

pub(super) async fn cancel(State(db): State<Db>, visit: Visit, Path(id): Path<i64>) -> Result<Response, WebError> {
    let done = admin::cancel(&db, &visit.actor, id).await;
    answer(&db, &visit, id, done, "account-jobs-cancelled").await
}

async fn answer(db: &Db, visit: &Visit, id: i64, done: Result<(), JobsError>, said: &'static str) -> Result<Response, WebError> {
    match done {
        Ok(()) => Ok(visit.redirect(LIST).saying(said).into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let view = admin::get(db, &visit.actor, id).await?;
            Ok(shell(visit, id).invalid().body(&page(visit, id, &view, &errors)))
        }
    }
}

fn title(visit: &Visit, id: i64) -> String {
    visit.t.with("account-jobs-one", &[("id", id.to_string().into())])
}

fn shell(visit: &Visit, id: i64) -> Shell<'_> {
    Shell::new(visit, title(visit, id)).tool().cache(Cache::NoStore)
}

fn page(visit: &Visit, id: i64, view: &JobView, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let title = title(visit, id);
    let header = ui::PageHeader::new(&title);
    html! {
        (ui::Breadcrumb::to(t, &title).step(t.get("kit-nav-admin-jobs"), visit.url(LIST)))
        @match &view.job {
            Some(job) => (header.text(&job.name).state(parts::badge(t, job.state)).actions(parts::actions(visit, job))),
            None => (header.state(ui::Badge::new(Tone::Ok, t.get("account-jobs-over")))),
        }
        (ui::FormSummary::new(t, errors))
        @if let Some(job) = &view.job { (facts(visit, job)) }
        (attempts(visit, &view.runs))
    }
}

fn facts(visit: &Visit, job: &JobCard) -> Markup {
    let t = visit.t;
    let code = |text: &String| html! { code class="break-all" { (text) } };
    let facts = ui::DescriptionList::new()
        .fact(t.get("account-jobs-role"), html! { (parts::role_word(t, &job.role)) })
        .fact(t.get("account-jobs-attempts"), html! { (job.attempts) "/" (job.max_attempts) })
        .fact(t.get("account-jobs-queued"), ui::When::minute(visit.locale, job.created_at))
        .fact(t.get("account-jobs-due"), ui::When::minute(visit.locale, job.run_at))
        .fact_if(t.get("account-jobs-serial"), job.serial.as_ref().map(code))
        .fact_if(t.get("account-jobs-key"), job.unique_key.as_ref().map(code));
    html! {
        (facts)
        @if let Some(error) = &job.last_error {
            (ui::Section::new(t.get("account-jobs-error"), html! {
                pre class="overflow-x-auto whitespace-pre-wrap break-words rounded-card border border-line bg-surface p-4 text-14" { (error) }
            }))
        }
    }
}

fn attempts(visit: &Visit, runs: &[RunLine]) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("account-jobs-attempt")),
        Column::new(t.get("account-jobs-outcome")),
        Column::new(t.get("account-jobs-started")),
        Column::number(t.get("account-jobs-took")),
        Column::new(t.get("account-jobs-worker")),
    ];
    let rows = runs.iter().map(|run| attempt(visit, run)).collect();
    let content = html! {
        @if runs.is_empty() { p class="text-muted" { (t.get("account-jobs-never")) } } @else {
            (ui::Table::new(t.get("account-jobs-history"), columns, rows))
        }
    };
    html! { (ui::Section::new(t.get("account-jobs-history"), content)) }
}

fn attempt(visit: &Visit, run: &RunLine) -> Row {
    let t = visit.t;
    let milliseconds = i64::try_from(run.ended_at.duration_since(run.started_at).as_millis()).unwrap_or(i64::MAX);
    Row::new(vec![
        html! { (run.attempt) }.into(),
        html! {
            (parts::outcome(t, &run.outcome))
            @if let Some(error) = &run.error { br; small class="text-muted break-words" { (error) } }
        }
        .into(),
        ui::When::minute(visit.locale, run.started_at).into(),
        t.with("account-jobs-ms", &[("n", format::number(visit.locale, milliseconds).into())]).into(),
        html! { span class="break-all" { (run.worker) } }.into(),
    ])
}
