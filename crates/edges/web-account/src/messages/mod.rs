//! Conversations with those one works with: `/messages`. The list, a thread, what is done to either, and both live.

mod about;
mod acts;
mod file;
mod list;
mod live;
mod parts;
mod report;
mod search;
mod send;
mod staff;
mod thread;

use axum::{
    Router,
    routing::{get, post},
};
use flows::Conversations;
use media::Media;
use messaging::Messaging;
use platform::Bus;

/// What the pages of conversations work with. Cheap to clone.
#[derive(Debug, Clone)]
pub struct MessagesState {
    /// Conversations.
    pub messaging: Messaging,
    /// The conversation of a partnership.
    pub conversations: Conversations,
    /// The files beside messages.
    pub media: Media,
    /// Live messages: that somebody wrote, or read.
    pub bus: Bus,
}

/// The pages of conversations.
pub fn messages(state: MessagesState) -> Router {
    Router::new()
        .route("/messages", get(list::show))
        .route("/messages/liste", get(list::fragment))
        .route("/messages/direct", get(live::list))
        .route("/messages/partenariat/{id}", get(acts::of_partnership))
        .route("/messages/programme/{id}", post(acts::about_program))
        .route("/messages/commande/{partnership}/{conversion}", post(acts::about_order))
        .route("/messages/{id}", get(thread::show).post(send::send))
        .route("/messages/{id}/fil", get(thread::fragment))
        .route("/messages/{id}/direct", get(live::thread))
        .route("/messages/{id}/lu", post(acts::read))
        .route("/messages/{id}/blocage", post(acts::block))
        .route("/messages/{id}/deblocage", post(acts::unblock))
        .route("/messages/{id}/partage", post(acts::share))
        .route("/messages/{id}/retrait/{message}", post(acts::withdraw))
        .route("/messages/{id}/signalement/{message}", get(report::show).post(report::send))
        .route("/messages/{id}/fichiers/{message}/{asset}", get(file::save))
        .route("/moderation/messages", get(staff::list))
        .route("/moderation/messages/{report}", post(staff::decide))
        .route("/moderation/messages/conversations/{id}", get(staff::conversation))
        .with_state(state)
}
