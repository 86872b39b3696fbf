//! The page of a program, for those of its merchant.

use std::{collections::HashMap, sync::LazyLock};

use affiliate::{ProgramState, ProgramView};
use contracts::{affiliate::GroupId, identity::OrganisationId};
use kernel::Currency;
use maud::{Markup, html};
use web_kit::{FormErrors, Shell, Visit, WebError, names, ui, ui::Choice, ui::Icon};

use super::{BELOW, draft::Typed, groups};
use crate::{
    SalesState,
    parts::{
        nav, seller,
        terms::{self, Named},
        words,
    },
};

/// What the page stands on.
pub(super) struct Known {
    pub(super) org: OrganisationId,
    pub(super) program: Option<ProgramView>,
    /// Whether the visitor may change it.
    pub(super) may: bool,
    /// What rules can be for: a value of the form, and its name.
    pub(super) scopes: Vec<(String, String)>,
    /// What the rules of each group are for.
    named: HashMap<GroupId, Named>,
}

impl Known {
    pub(super) async fn load(visit: &Visit, state: &SalesState, org: OrganisationId) -> Result<Self, WebError> {
        visit.require_account()?;
        let program = state.affiliate.program_of(&visit.actor, org).await?;
        let mut named = HashMap::new();
        for group in program.iter().flat_map(|program| &program.groups) {
            named.insert(group.id, Named::of(state, visit, &group.terms.terms).await?);
        }
        let may = seller::may_manage(visit, state, org).await?;
        Ok(Self { org, program, may, scopes: groups::scopes(visit, state, org).await?, named })
    }

    pub(super) fn named(&self, id: GroupId) -> &Named {
        static NOTHING: LazyLock<Named> = LazyLock::new(Named::default);
        self.named.get(&id).unwrap_or(&NOTHING)
    }
}

pub(super) fn shell(visit: &Visit, org: OrganisationId) -> Shell<'_> {
    nav::merchant(visit, org, visit.t.get("sales-nav-program"))
}

/// The page with its forms.
pub(super) struct Page<'p> {
    pub(super) visit: &'p Visit,
    pub(super) known: &'p Known,
    pub(super) typed: &'p Typed,
    pub(super) errors: &'p FormErrors,
}

impl Page<'_> {
    pub(super) fn content(&self) -> Markup {
        match &self.known.program {
            Some(program) if self.known.may => self.existing(program),
            Some(program) => self.read_only(program),
            None if self.known.may => self.new_one(),
            None => html! {
                (ui::PageHeader::new(self.visit.t.get("sales-nav-program")))
                (seller::only_looks(self.visit, false))
                (ui::EmptyState::new(Icon::Settings, self.visit.t.get("sales-no-program")).text(self.visit.t.get("sales-no-program-text")))
            },
        }
    }

    fn action(&self, rest: &str) -> String {
        self.visit.url(&nav::desk(self.known.org, &format!("{BELOW}{rest}")))
    }

    fn new_one(&self) -> Markup {
        let t = self.visit.t;
        let currency = Currency::parse(&self.typed.currency).unwrap_or(Currency::Mad);
        let fields = html! {
            (ui::FormSummary::new(t, self.errors))
            (ui::FieldSet::new(t.get("sales-program-what"), self.about(false)))
            (ui::FieldSet::new(t.get("sales-terms-title"), groups::fields(self, currency)))
            (ui::FieldSet::new(t.get("sales-policy-title"), self.policy()))
            (ui::Button::primary(t.get("sales-program-create")).icon(Icon::Add))
        };
        html! {
            (ui::PageHeader::new(t.get("sales-program-new")).text(t.get("sales-program-lead")))
            (ui::Form::post(self.visit, self.action(""), fields).stacked())
        }
    }

    /// What everybody who sells here finds at the top.
    fn header(&self, program: &ProgramView) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let (tone, state) = words::program_state(t, program.state);
        let public = visit.url(&format!("/marche/programmes/{}", program.id));
        html! {
            (ui::PageHeader::new(&program.title).state(ui::Badge::new(tone, state))
                .actions(html! { @if program.state != ProgramState::Draft { (ui::Button::secondary(t.get("sales-program-see")).icon(Icon::Eye).href(public)) } }))
        }
    }

    /// For members who only look.
    fn read_only(&self, program: &ProgramView) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let facts = ui::DescriptionList::new()
            .fact_if(t.get("sales-program-pitch"), Some(&program.pitch).filter(|pitch| !pitch.is_empty()))
            .fact(t.get("sales-program-hosts"), program.hosts.join(", "))
            .fact_if(
                t.get("sales-program-conditions"),
                Some(&program.conditions).filter(|text| !text.is_empty()).map(|text| ui::Prose::markdown(text)),
            );
        html! {
            (self.header(program))
            (seller::only_looks(visit, false))
            (groups::section(visit, self, program))
            (ui::Section::new(t.get("sales-policy-title"), html! { p class="max-w-[65ch]" { (terms::policy(visit, &program.policy.policy)) } })
                .id("attribution").action(self.what_if()))
            (ui::Section::new(t.get("sales-program-what"), html! { (facts) }))
        }
    }

    fn existing(&self, program: &ProgramView) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        html! {
            (self.header(program))
            (ui::FormSummary::new(t, self.errors))
            (self.steps(program))
            (groups::section(visit, self, program))
            (ui::Section::new(t.get("sales-policy-title"), html! {
                (ui::Form::post(visit, self.action("/attribution"), html! {
                    (self.policy())
                    (ui::Button::secondary(t.get("sales-policy-save")))
                }).stacked())
            }).text(t.get("sales-policy-text")).id("attribution").action(self.what_if()))
            (ui::Section::new(t.get("sales-program-what"), html! {
                (ui::Form::post(visit, self.action(""), html! {
                    input type="hidden" name="version" value=(self.typed.version.unwrap_or(program.version));
                    (self.about(true))
                    (ui::Button::primary(t.get("sales-save")))
                }).stacked())
            }))
        }
    }

    /// Leads to what another attribution would have meant.
    fn what_if(&self) -> ui::Button {
        ui::Button::secondary(self.visit.t.get("sales-what-if")).icon(Icon::Refresh).href(self.action("/et-si"))
    }

    /// What may be done with it as a whole.
    fn steps(&self, program: &ProgramView) -> Markup {
        let t = self.visit.t;
        let step = |next: ProgramState| {
            let label = t.get(&format!("sales-program-to-{}", next.as_str()));
            let button = match next {
                ProgramState::Open => ui::Button::primary(label),
                ProgramState::Draft | ProgramState::Paused | ProgramState::Closed => ui::Button::secondary(label),
            };
            html! { (ui::Form::post(self.visit, self.action("/etat"), html! { (button.value("state", next.as_str())) }).inline()) }
        };
        let nexts: Vec<ProgramState> = ProgramState::ALL.into_iter().filter(|next| program.state.may_become(*next)).collect();
        html! {
            @if !nexts.is_empty() {
                p class="hint" { (t.get(&format!("sales-program-now-{}", program.state.as_str()))) }
                div class="my-4 flex flex-wrap gap-3" { @for next in nexts { (step(next)) } }
            }
        }
    }

    fn about(&self, currency_is_kept: bool) -> Markup {
        let (t, typed, errors) = (self.visit.t, self.typed, self.errors);
        let currencies = [Currency::Mad, Currency::Xof, Currency::Eur]
            .into_iter()
            .map(|currency| Choice::new(currency.code(), t.get(&format!("sales-currency-{}", currency.code().to_lowercase()))))
            .collect();
        html! {
            (ui::Field::text("title", t.get("sales-program-title")).value(&typed.title).errors(errors).max_length(120).required())
            (ui::Field::text("pitch", t.get("sales-program-pitch")).hint(t.get("sales-program-pitch-hint")).value(&typed.pitch).errors(errors).max_length(300))
            (ui::Field::textarea("hosts", t.get("sales-program-hosts")).hint(t.get("sales-program-hosts-hint")).value(&typed.hosts).errors(errors).rows(3).required())
            @if currency_is_kept { input type="hidden" name="currency" value=(typed.currency); }
            @else { (ui::Select::new("currency", t.get("sales-program-currency"), currencies).hint(t.get("sales-program-currency-hint")).chosen(&typed.currency).errors(errors)) }
            (ui::Field::textarea("conditions", t.get("sales-program-conditions")).hint(t.get("sales-program-conditions-hint")).value(&typed.conditions).errors(errors).rows(6))
            (self.admission())
        }
    }

    fn admission(&self) -> Markup {
        let (t, typed, errors) = (self.visit.t, self.typed, self.errors);
        let ways = vec![
            Choice::new("", t.get("sales-admission-read")).hint(t.get("sales-admission-read-hint")),
            Choice::new("automatic", t.get("sales-admission-automatic")).hint(t.get("sales-admission-automatic-hint")),
        ];
        html! {
            (ui::RadioGroup::new("admission", t.get("sales-admission"), ways).chosen(&typed.admission).errors(errors))
            details open[!typed.followers.is_empty() || !typed.countries.is_empty()] {
                summary class="inline-flex min-h-11 cursor-pointer items-center gap-1" { (Icon::ChevronDown) (t.get("sales-admission-more")) }
                div class="mt-2 grid gap-4" {
                    (ui::Field::number("followers", t.get("sales-admission-followers")).value(&typed.followers).errors(errors).attr("min", "0"))
                    fieldset class="fieldset" {
                        legend { (t.get("sales-admission-countries")) }
                        div class="grid max-h-64 grid-cols-1 gap-x-4 overflow-y-auto rounded-card border border-line p-2 sm:grid-cols-2 md:grid-cols-3" tabindex="0" {
                            @for (code, name) in names::all_countries(t) {
                                label class="flex min-h-11 items-center gap-2" {
                                    input type="checkbox" name="countries" value=(code) checked[typed.countries.contains(&code)];
                                    span { (name) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    pub(super) fn policy(&self) -> Markup {
        let (t, typed, errors) = (self.visit.t, self.typed, self.errors);
        let choice = |kind: &str, word: &str| {
            Choice::new(word, t.get(&format!("sales-{kind}-{word}"))).hint(t.get(&format!("sales-{kind}-{word}-hint")))
        };
        let models = ["last", "first", "position"].into_iter().map(|word| choice("model", word)).collect();
        let coupons = ["wins", "touches", "else"].into_iter().map(|word| choice("coupon", word)).collect();
        html! {
            (ui::RadioGroup::new("model", t.get("sales-model"), models).chosen(&typed.model).errors(errors))
            div class="grid grid-cols-2 gap-3" {
                (ui::Field::text("first", t.get("sales-shares-first")).value(&typed.first).errors(errors).attr("inputmode", "decimal").max_length(6))
                (ui::Field::text("last", t.get("sales-shares-last")).value(&typed.last).errors(errors).attr("inputmode", "decimal").max_length(6))
            }
            (ui::RadioGroup::new("coupon", t.get("sales-coupon"), coupons).chosen(&typed.coupon).errors(errors))
        }
    }
}
