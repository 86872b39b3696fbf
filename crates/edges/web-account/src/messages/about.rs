//! What a conversation is about, by name, and its page for whoever reads.

use affiliate::AffiliateError;
use contracts::affiliate::{PartnershipId, ProgramId};
use flows::OrderSeen;
use jiff::{SignedDuration, tz::TimeZone};
use kernel::{AppError as _, Cursor, ErrorKind};
use maud::{Markup, html};
use messaging::{ConversationView, Side, SubjectKind};
use web_kit::{
    Translator, Visit, WebError, format,
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
            SubjectKind::Order => {
                let seen = state.conversations.order_of(actor, view.id).await?;
                Ok(seen.map_or_else(Self::default, |seen| Self::order(visit, &seen)))
            }
        }
    }

    /// The shop's number for its merchant; for the partner, who is not told it, the day.
    fn order(visit: &Visit, seen: &OrderSeen) -> Self {
        let partnership = &seen.partnership;
        match &seen.number {
            Some(number) => {
                // The list of sales begins with it.
                let before = Cursor::after(&(seen.occurred_at + SignedDuration::from_micros(1), seen.id.as_uuid()));
                let page =
                    format!("/marchand/{}/ventes?after={}#conversion-{}", partnership.organisation_id, before.as_str(), seen.id);
                Self { title: Some(number.clone()), page: Some((page, "messages-see-order")) }
            }
            None => {
                let day = format::day(visit.locale, seen.occurred_at.to_zoned(TimeZone::UTC).date());
                let page = format!("/influenceur/partenariats/{}#commissions", partnership.id);
                Self {
                    title: Some(format!("{} · {day}", partnership.program_title)),
                    page: Some((page, "messages-see-commissions")),
                }
            }
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
