//! What a conversation is about, by name, and its page for whoever reads.

use affiliate::AffiliateError;
use contracts::affiliate::{PartnershipId, ProgramId};
use kernel::{AppError as _, ErrorKind};
use maud::{Markup, html};
use messaging::{ConversationView, Side, SubjectKind};
use web_kit::{
    Translator, Visit, WebError,
    ui::{self, Icon},
};

use super::{MessagesState, parts};

/// What a conversation is about, as far as there is something to show of it.
#[derive(Debug, Default)]
pub(super) struct About {
    /// What the program is called.
    title: Option<String>,
    /// Its page, without language, and the key of what leads there.
    page: Option<(String, &'static str)>,
}

impl About {
    pub(super) async fn of(visit: &Visit, state: &MessagesState, view: &ConversationView) -> Result<Self, WebError> {
        let (affiliate, actor, id) = (&state.conversations.affiliate, &visit.actor, view.subject.id);
        match view.subject.kind {
            SubjectKind::Partnership => {
                let Some(found) = known(affiliate.partnership(actor, PartnershipId::from_uuid(id)).await)? else {
                    return Ok(Self::default());
                };
                let page = match view.own {
                    Side::Account(_) => format!("/influenceur/partenariats/{id}"),
                    Side::Organisation(merchant) => format!("/marchand/{merchant}/partenaires/{id}"),
                };
                Ok(Self { title: Some(found.program_title), page: Some((page, "messages-see-partnership")) })
            }
            SubjectKind::Program => {
                let Some(found) = known(affiliate.program(actor, ProgramId::from_uuid(id)).await)? else {
                    return Ok(Self::default());
                };
                Ok(Self { title: Some(found.title), page: Some((format!("/marche/programmes/{id}"), "messages-see-program")) })
            }
            SubjectKind::Order => Ok(Self::default()),
        }
    }

    /// "À propos d’un partenariat · Thés de l’Atlas".
    pub(super) fn line(&self, t: Translator, view: &ConversationView) -> Markup {
        html! { (parts::subject(t, view)) @if let Some(title) = &self.title { " · " (title) } }
    }

    pub(super) fn link(&self, visit: &Visit) -> Markup {
        html! {
            @if let Some((page, key)) = &self.page { (ui::Button::secondary(visit.t.get(key)).icon(Icon::Eye).href(visit.url(page))) }
        }
    }
}

/// What is gone, or shown to the reader no more, is nothing to show.
fn known<T>(found: Result<T, AffiliateError>) -> Result<Option<T>, WebError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Forbidden) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
