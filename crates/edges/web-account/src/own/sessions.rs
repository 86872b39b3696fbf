//! `/compte/sessions`: where one is signed in, and ending it.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use identity::{Identity, SessionView};
use kernel::SessionId;
use maud::{Markup, html};
use web_kit::{
    Shell, Visit, WebError,
    ui::{self, Badge, Column, Row, Tone},
};

pub(super) async fn show(State(identity): State<Identity>, visit: Visit) -> Result<Response, WebError> {
    let sessions = identity.list_sessions(&visit.actor).await?;
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("account-sessions-device")),
        Column::new(t.get("account-sessions-address")),
        Column::new(t.get("account-sessions-seen")),
        Column::actions(t.get("account-actions")),
    ];
    let rows = sessions.iter().map(|session| row(&visit, session)).collect();
    let others = ui::Form::post(
        &visit,
        visit.url("/compte/sessions/autres"),
        html! {
            (ui::Button::secondary(t.get("account-sessions-end-others")))
        },
    );
    let content = html! {
        (ui::PageHeader::new(t.get("kit-nav-sessions")).text(t.get("account-sessions-lead")).actions(others.inline()))
        (ui::Table::new(t.get("kit-nav-sessions"), columns, rows))
    };
    Ok(Shell::new(&visit, t.get("kit-nav-sessions")).tool().body(&content))
}

fn row(visit: &Visit, session: &SessionView) -> Row {
    let t = visit.t;
    let own = visit.actor.session_id() == Some(session.id);
    let action: Markup = if own {
        html! { (Badge::new(Tone::Ok, t.get("account-sessions-this"))) }
    } else {
        html! {
            (ui::Form::post(visit, visit.url(&format!("/compte/sessions/{}/fin", session.id)), html! {
                (ui::Button::quiet(t.get("account-sessions-end")).small())
            }).inline())
        }
    };
    Row::new(vec![
        html! { (device(visit, session)) }.into(),
        html! { (session.address.as_deref().unwrap_or("—")) }.into(),
        ui::When::minute(visit.locale, session.last_seen_at).into(),
        action.into(),
    ])
}

/// What the browser says it is, in two words where we know them.
fn device(visit: &Visit, session: &SessionView) -> String {
    if session.user_agent.is_empty() {
        return visit.t.get(if session.is_api { "account-sessions-program" } else { "account-sessions-unknown" });
    }
    let find =
        |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| session.user_agent.contains(mark)).map(|(_, name)| *name);
    // The order matters: Edge and Opera also say Chrome, and Chrome also says Safari.
    let browser =
        find(&[("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        _ => session.user_agent.chars().take(60).collect(),
    }
}

pub(super) async fn revoke(
    State(identity): State<Identity>,
    visit: Visit,
    Path(id): Path<SessionId>,
) -> Result<Response, WebError> {
    identity.revoke_session(&visit.actor, id).await?;
    Ok(visit.redirect("/compte/sessions").saying("account-sessions-ended").into_response())
}

pub(super) async fn revoke_others(State(identity): State<Identity>, visit: Visit) -> Result<Response, WebError> {
    identity.revoke_other_sessions(&visit.actor).await?;
    Ok(visit.redirect("/compte/sessions").saying("account-sessions-ended").into_response())
}
