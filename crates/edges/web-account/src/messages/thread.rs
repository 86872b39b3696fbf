//! `/messages/{id}` (`avant`): what two sides wrote, the newest at the end, and where one writes. Who opens it has read it. What is older stays
//! as it was asked for, and leads back to the newest. 200; 404 for everybody else.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::messaging::{ConversationId, MessageId};
use http::HeaderMap;
use kernel::{Cursor, Page, PageRequest};
use maud::{Markup, html};
use messaging::{ConversationView, MessageState, MessageView};
use serde::Deserialize;
use web_kit::{
    FormErrors, Visit, WebError,
    ui::{self, Icon, Tone},
};

use super::{
    MessagesState,
    about::About,
    parts,
    send::{self, Typed},
};

const PER_PAGE: u16 = 50;
/// A message can be taken back for so long; what decides is the service.
const WITHDRAWN_WITHIN_S: i64 = 15 * 60;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    avant: Option<String>,
    /// What was just sent: what was masked of it is told.
    envoye: Option<MessageId>,
}

/// A conversation with a page of its messages.
pub(super) struct Thread {
    pub(super) view: ConversationView,
    messages: Page<MessageView>,
    /// Whether newer messages follow on another page.
    is_older: bool,
}

impl Thread {
    pub(super) async fn load(
        visit: &Visit,
        state: &MessagesState,
        id: ConversationId,
        before: Option<String>,
    ) -> Result<Self, WebError> {
        visit.require_account()?;
        let view = state.messaging.conversation(&visit.actor, id).await?;
        let asked = before.is_some();
        let request = PageRequest::new(Some(PER_PAGE), before.map(Cursor::from_text));
        let messages = state.messaging.messages(&visit.actor, id, &request).await?;
        let newest = messages.items.first().map_or(0, |message| message.number);
        Ok(Self { is_older: asked && newest < view.last_number, view, messages })
    }

    /// Up to which message somebody reads who sees this.
    fn read_up_to(&self) -> i64 {
        if self.is_older { self.messages.items.first().map_or(0, |message| message.number) } else { self.view.last_number }
    }

    /// What stands in the thread: live pages put it in the place of what was there.
    pub(super) fn fragment(&self, visit: &Visit) -> Markup {
        let t = visit.t;
        let place = visit.url(&format!("/messages/{}", self.view.id));
        let older = self.messages.next.as_ref().map(|cursor| format!("{place}?avant={}", cursor.as_str()));
        html! {
            @if let Some(older) = older { p class="text-center" { (ui::Button::quiet(t.get("messages-older")).href(older)) } }
            @if self.messages.items.is_empty() { p class="py-8 text-center text-muted" { (t.get("messages-first")) } }
            ol class="grid gap-3" data-number=(self.read_up_to()) {
                @for message in self.messages.items.iter().rev() { (one(visit, &self.view, message)) }
            }
            @if self.is_older { p class="text-center" { (ui::Button::quiet(t.get("messages-newest")).href(place)) } }
        }
    }
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<MessagesState>,
    Path(id): Path<ConversationId>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let thread = Thread::load(&visit, &state, id, asked.avant).await?;
    let fetched_ahead = headers.get("sec-purpose").is_some_and(|purpose| purpose.as_bytes().starts_with(b"prefetch"));
    if !fetched_ahead && thread.view.unread > 0 {
        state.messaging.mark_read(&visit.actor, id, thread.read_up_to()).await?;
    }
    let sent = match asked.envoye {
        Some(message) => state.messaging.message(&visit.actor, message).await.ok().filter(|message| message.own),
        None => None,
    };
    page(visit, &state, &thread, &Typed::default(), &FormErrors::none(), sent.as_ref()).await
}

/// The thread alone, for whoever asks now and then.
pub(super) async fn fragment(
    visit: Visit,
    State(state): State<MessagesState>,
    Path(id): Path<ConversationId>,
) -> Result<Response, WebError> {
    let thread = Thread::load(&visit, &state, id, None).await?;
    Ok(([(http::header::CACHE_CONTROL, "no-store")], thread.fragment(&visit)).into_response())
}

/// The whole page; a form that comes back stands where it was.
pub(super) async fn page(
    mut visit: Visit,
    state: &MessagesState,
    thread: &Thread,
    typed: &Typed,
    errors: &FormErrors,
    sent: Option<&MessageView>,
) -> Result<Response, WebError> {
    let unread = state.messaging.unread(&visit.actor).await?;
    visit.unread_messages = Some(unread.count + i64::from(unread.more));
    let (t, view) = (visit.t, &thread.view);
    let about = About::of(&visit, state, view).await?;
    let at = |rest: &str| visit.url(&format!("/messages/{}{rest}", view.id));
    // Only the newest messages keep themselves true: whoever reads further back stays there.
    let poll = (!thread.is_older).then(|| at("/fil"));
    let stream = (!thread.is_older && !visit.lite).then(|| at("/direct"));
    let content = html! {
        (ui::Breadcrumb::to(t, parts::name(t, view)).step(t.get("kit-nav-messages"), visit.url("/messages")))
        (ui::PageHeader::new(parts::name(t, view)).text(about.line(t, view)).state(parts::state(t, view)).actions(about.link(&visit)))
        griot-thread class="grid gap-4" data-src=[stream] data-poll=[poll] data-read=(at("/lu")) data-csrf=(visit.csrf()) {
            div data-thread role="log" aria-label=(t.get("messages-thread")) tabindex="0"
                class="max-h-[60vh] overflow-y-auto rounded-card border border-line p-3 sm:p-4" { (thread.fragment(&visit)) }
            div data-composer { (send::composer(&visit, view, typed, errors, sent)) }
        }
        (options(&visit, view))
    };
    let shell = parts::shell(&visit, parts::name(t, view)).script("islands/thread.ts").script("islands/upload.ts");
    let shell = if errors.is_empty() { shell } else { shell.invalid() };
    Ok(shell.body(&content))
}

fn one(visit: &Visit, view: &ConversationView, message: &MessageView) -> Markup {
    let t = visit.t;
    let side = if message.own_side { "ml-auto border-line bg-surface" } else { "mr-auto border-line" };
    let author = if message.author.name.is_empty() { t.get("messages-gone") } else { message.author.name.clone() };
    let at = |rest: &str| visit.url(&format!("/messages/{}{rest}", view.id));
    html! {
        li id={ "m" (message.number) } class={ "grid w-fit max-w-[88%] gap-1 rounded-card border p-3 " (side) } {
            p class="text-sm text-muted" {
                strong class="text-ink" { (if message.own { t.get("messages-you") } else { author }) }
                " · " (ui::When::relative(visit.locale, message.created_at))
            }
            (said(visit, message))
            @for (place, asset) in message.attachments.iter().enumerate() {
                a class="link inline-flex min-h-11 items-center gap-2" download href=(at(&format!("/fichiers/{}/{asset}", message.id))) {
                    (Icon::File) (t.with("messages-file", &[("n", (place + 1).into())]))
                }
            }
            (below(visit, view, message))
        }
    }
}

fn said(visit: &Visit, message: &MessageView) -> Markup {
    let t = visit.t;
    html! {
        @match message.state {
            MessageState::Withdrawn => p class="italic text-muted" { (t.get("messages-withdrawn")) },
            MessageState::Hidden => {
                p class="italic text-muted" {
                    @match &message.hidden_reason {
                        Some(reason) => (t.with("messages-hidden-because", &[("reason", reason.as_str().into())])),
                        None => (t.get("messages-hidden")),
                    }
                }
                @if !message.text.is_empty() { p class="break-words" { (parts::text(&message.text)) } }
            }
            MessageState::Visible => @if !message.text.is_empty() { p class="break-words" { (parts::text(&message.text)) } },
        }
        @if !message.masked.is_empty() {
            p class="text-sm text-muted" {
                (t.with(if message.own { "messages-masked-own" } else { "messages-masked-other" },
                    &[("what", parts::masked(t, &message.masked).into())]))
            }
        }
    }
}

fn below(visit: &Visit, view: &ConversationView, message: &MessageView) -> Markup {
    let t = visit.t;
    let at = |rest: &str| visit.url(&format!("/messages/{}{rest}", view.id));
    let age_s = visit.now().duration_since(message.created_at).as_secs();
    let label = t.with("messages-report-one", &[("name", message.author.name.as_str().into())]);
    html! {
        @if message.state == MessageState::Visible {
            @if message.own {
                div class="flex flex-wrap items-center gap-x-3 text-sm text-muted" {
                    @if message.number <= view.read_by_other { span { (t.get("messages-read")) } }
                    @if age_s < WITHDRAWN_WITHIN_S {
                        (ui::Form::post(visit, at(&format!("/retrait/{}", message.id)), html! {
                            (ui::Button::quiet(t.get("messages-withdraw")).small())
                        }).inline())
                    }
                }
            } @else if !message.own_side {
                p { a class="link inline-flex min-h-11 items-center text-sm" aria-label=(label) href=(at(&format!("/signalement/{}", message.id))) { (t.get("messages-report")) } }
            }
        }
    }
}

/// What is done to a whole conversation: sharing, blocking.
fn options(visit: &Visit, view: &ConversationView) -> Markup {
    let t = visit.t;
    let at = |rest: &str| visit.url(&format!("/messages/{}{rest}", view.id));
    let state = view.sharing.as_str();
    let act = |word: &'static str| ui::Button::secondary(t.get(&format!("messages-sharing-{word}"))).value("act", word).small();
    let (path, key) = if view.blocking { ("/deblocage", "messages-unblock") } else { ("/blocage", "messages-block") };
    html! {
        details class="mt-4 rounded-card border border-line bg-surface p-4" {
            summary class="min-h-11 cursor-pointer content-center font-semibold" { (t.get("messages-options")) }
            div class="grid gap-4 pt-3" {
                div class="grid gap-2" {
                    h2 class="text-base font-semibold" { (t.get("messages-sharing")) }
                    p class="text-muted" { (t.get(&format!("messages-sharing-is-{state}"))) }
                    @if !view.closed {
                        (ui::Form::post(visit, at("/partage"), html! {
                            div class="flex flex-wrap gap-2" {
                                @match state {
                                    "masked" => (act("offer")),
                                    "proposed" => { (act("accept")) " " (act("stop")) }
                                    _ => (act("stop")),
                                }
                            }
                        }))
                    }
                }
                div class="grid gap-2" {
                    h2 class="text-base font-semibold" { (t.get("messages-blocking")) }
                    p class="text-muted" { (t.get("messages-block-text")) }
                    (ui::Form::post(visit, at(path), html! { (ui::Button::secondary(t.get(key)).small()) }))
                }
            }
        }
        @if view.closed { (ui::Banner::new(Tone::Info, t.get("messages-closed-text"))) }
    }
}
