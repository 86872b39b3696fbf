//! `GET, POST /marchand/{org}/ventes/import`: what a till knows, from a CSV table; `GET, POST /marchand/{org}/partenaires/import`: codes of
//! partners. Both are tried before they are kept. 200; 303 once it is kept; 403 for members who only look; 404 for everybody else; 422 with
//! what is wrong in which line; 429.

use affiliate::{ImportReport, PartnershipState, ProgramView};
use axum::{
    extract::{Multipart, Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::OrganisationId;
use jiff::SignedDuration;
use kernel::{AppError as _, Forbidden, PageRequest};
use maud::{Markup, html};
use web_kit::{FormErrors, Shell, Visit, WebError, format, ui};

use super::partners;
use crate::{
    SalesState,
    parts::{
        form,
        import::{Import, Sent, sample},
        nav,
        seller::Seller,
    },
};

/// How many partners stand in the lines to begin with.
const SAMPLED: u16 = 3;

/// What a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Conversions,
    Codes,
}

pub(super) async fn ask_conversions(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
) -> Result<Response, WebError> {
    ask(&visit, &state, org, Kind::Conversions).await
}

pub(super) async fn import_conversions(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    multipart: Multipart,
) -> Result<Response, WebError> {
    import(&visit, &state, (org, Kind::Conversions), multipart).await
}

pub(super) async fn ask_codes(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
) -> Result<Response, WebError> {
    ask(&visit, &state, org, Kind::Codes).await
}

pub(super) async fn import_codes(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    multipart: Multipart,
) -> Result<Response, WebError> {
    import(&visit, &state, (org, Kind::Codes), multipart).await
}

async fn ask(visit: &Visit, state: &SalesState, org: OrganisationId, kind: Kind) -> Result<Response, WebError> {
    let Some(page) = TablePage::find(visit, state, org, kind).await? else {
        let shell = nav::merchant(visit, org, visit.t.get(kind.texts().title));
        return Ok(shell.body(&partners::no_program(visit, org)));
    };
    Ok(page.shell(visit).body(&page.content(visit, None, &FormErrors::none())))
}

async fn import(
    visit: &Visit,
    state: &SalesState,
    (org, kind): (OrganisationId, Kind),
    multipart: Multipart,
) -> Result<Response, WebError> {
    let page = TablePage::find(visit, state, org, kind).await?.ok_or_else(WebError::not_found)?;
    let sent = Sent::read(multipart).await?;
    if let Some(errors) = sent.missing(visit) {
        return Ok(page.shell(visit).invalid().body(&page.content(visit, None, &errors)));
    }
    let (actor, id) = (&visit.actor, page.program.id);
    let done = match kind {
        Kind::Conversions => state.affiliate.import_conversions(actor, id, &sent.file, sent.mode()).await,
        Kind::Codes => state.affiliate.import_codes(actor, id, &sent.file, sent.mode()).await,
    };
    match done {
        Ok(report) if report.kept => {
            let said = if report.created > 0 { "sales-import-kept" } else { "sales-import-same" };
            Ok(visit.redirect(&nav::desk(org, kind.back().1)).saying(said).into_response())
        }
        Ok(report) => {
            let shell = page.shell(visit);
            let shell = if report.errors_count > 0 { shell.invalid() } else { shell };
            Ok(shell.body(&page.content(visit, Some((&report, &sent)), &FormErrors::none())))
        }
        Err(error) => {
            let status = form::refused(error.kind());
            let errors = FormErrors::of(error, visit.t)?;
            Ok(page.shell(visit).invalid().status(status).body(&page.content(visit, None, &errors)))
        }
    }
}

/// The texts of one of both pages.
struct Texts {
    title: &'static str,
    lead: &'static str,
    columns: &'static str,
    would: &'static str,
}

impl Kind {
    const fn texts(self) -> Texts {
        match self {
            Self::Conversions => Texts {
                title: "sales-told-title",
                lead: "sales-told-lead",
                columns: "sales-told-columns-text",
                would: "sales-told-would",
            },
            Self::Codes => Texts {
                title: "sales-codes-import",
                lead: "sales-codes-import-lead",
                columns: "sales-codes-columns-text",
                would: "sales-codes-would",
            },
        }
    }

    /// The page it belongs to: its name and where it is.
    const fn back(self) -> (&'static str, &'static str) {
        match self {
            Self::Conversions => ("sales-nav-sales", "/ventes"),
            Self::Codes => ("sales-nav-partners", "/partenaires"),
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Conversions => "/ventes/import",
            Self::Codes => "/partenaires/import",
        }
    }
}

struct TablePage {
    kind: Kind,
    org: OrganisationId,
    program: ProgramView,
    /// Lines to begin with.
    sample: String,
}

impl TablePage {
    /// None without a program.
    async fn find(visit: &Visit, state: &SalesState, org: OrganisationId, kind: Kind) -> Result<Option<Self>, WebError> {
        if !Seller::of(state, visit, org).await?.may_manage() {
            return Err(Forbidden::NotAllowed.into());
        }
        let Some(program) = partners::program(visit, state, org).await? else { return Ok(None) };
        let sample = match kind {
            Kind::Conversions => told(visit, &program),
            Kind::Codes => codes(visit, state, &program).await?,
        };
        Ok(Some(Self { kind, org, program, sample }))
    }

    fn shell<'v>(&self, visit: &'v Visit) -> Shell<'v> {
        nav::merchant(visit, self.org, visit.t.get(self.kind.texts().title))
    }

    fn content(&self, visit: &Visit, tried: Option<(&ImportReport, &Sent)>, errors: &FormErrors) -> Markup {
        let (t, texts, (back, rest)) = (visit.t, self.kind.texts(), self.kind.back());
        let import = Import {
            address: visit.url(&nav::desk(self.org, self.kind.path())),
            limits: t.get("sales-told-file-hint"),
            would: texts.would,
        };
        html! {
            (ui::Breadcrumb::to(t, t.get(texts.title)).step(t.get(back), visit.url(&nav::desk(self.org, rest))))
            (ui::PageHeader::new(t.get(texts.title)).text(t.get(texts.lead)))
            @if let Some((report, sent)) = tried { div class="mb-8" { (import.report(visit, report, sent)) } }
            (import.form(visit, errors))
            (ui::Section::new(t.get("sales-import-columns"), html! { p class="max-w-[65ch]" { (t.get(texts.columns)) } (sample(&self.sample)) }))
        }
    }
}

/// A sale, its refund and a lead, in the program's currency.
fn told(visit: &Visit, program: &ProgramView) -> String {
    // What lies ahead cannot be told.
    let yesterday = visit.now() - SignedDuration::from_hours(24);
    let (day, code) = (yesterday.strftime("%Y-%m-%d"), program.currency.code());
    let amount =
        |units: i64| format::decimal(visit.locale, units * 10_i64.pow(program.currency.decimals()), program.currency.decimals());
    format!(
        "kind;order_id;refund_id;amount;currency;customer;clicks;codes;occurred_at\n\
         sale;1042;;{};{code};c-77;;AFI10;{day}T10:30:00Z\n\
         refund;1042;r-1;{};{code};;;;{day}T16:00:00Z\n\
         lead;inscription-7;;;;c-78;;;{day}",
        amount(360),
        amount(135),
    )
}

/// Codes of the first partners that there are.
async fn codes(visit: &Visit, state: &SalesState, program: &ProgramView) -> Result<String, WebError> {
    let page = PageRequest::new(Some(SAMPLED), None);
    let found = state.affiliate.partnerships(&visit.actor, program.id, Some(PartnershipState::Active), &page).await?;
    let today = visit.now().strftime("%Y-%m-%d").to_string();
    let lines = found.items.iter().map(|partner| {
        let word: String = partner.influencer_slug.chars().filter(char::is_ascii_alphabetic).take(8).collect();
        format!("\n{}10;{};{today};", word.to_uppercase(), partner.influencer_slug)
    });
    Ok(std::iter::once("code;partner;from;until".to_owned()).chain(lines).collect())
}
