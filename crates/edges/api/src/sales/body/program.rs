//! Programs outside.

use affiliate::{Admission, GroupView, PolicyView, ProgramDraft, ProgramState, ProgramView, TermsView};
use jiff::Timestamp;
use kernel::Currency;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::terms::{PolicyBody, TermsBody};
use crate::sales::words;

/// Who is taken without being read: all that is there must hold.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = Admission)]
struct AdmissionBody {
    /// Whether anybody is.
    automatic: bool,
    /// At least so many followers where they have the most.
    followers: Option<u32>,
    /// In one of these countries (ISO 3166-1 alpha-2); any without.
    #[schema(max_items = 250)]
    countries: Vec<String>,
}

/// A program in its merchant's words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProgramWords)]
pub(in crate::sales) struct WordsBody {
    #[schema(min_length = 3, max_length = 120)]
    title: String,
    /// One sentence.
    #[serde(default)]
    #[schema(max_length = 300)]
    pitch: String,
    /// What partners may and may not do.
    #[serde(default)]
    #[schema(max_length = 10_000)]
    conditions: String,
    /// In which it pays: stays.
    #[schema(schema_with = crate::words::currencies)]
    currency: Currency,
    /// Where links may lead: `example.com` and all under it.
    #[schema(min_items = 1, max_items = 20)]
    hosts: Vec<String>,
    #[serde(default)]
    admission: AdmissionBody,
}

impl From<WordsBody> for ProgramDraft {
    fn from(body: WordsBody) -> Self {
        let AdmissionBody { automatic, followers, countries } = body.admission;
        Self {
            title: body.title,
            pitch: body.pitch,
            conditions: body.conditions,
            currency: body.currency,
            hosts: body.hosts,
            admission: Admission { automatic, followers, countries },
        }
    }
}

/// A program to begin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct NewProgram {
    pub(in crate::sales) program: WordsBody,
    pub(in crate::sales) policy: PolicyBody,
    /// What everybody earns who is taken.
    pub(in crate::sales) terms: TermsBody,
}

/// A program, and the version of it that was read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct ProgramChange {
    pub(in crate::sales) version: i32,
    pub(in crate::sales) program: WordsBody,
}

/// Another state of a program.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct ProgramStateBody {
    /// What is closed stays closed.
    #[schema(schema_with = words::program_states)]
    pub(in crate::sales) state: ProgramState,
}

/// A group to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct NewGroup {
    #[schema(min_length = 1, max_length = 80)]
    pub(in crate::sales) name: String,
    pub(in crate::sales) terms: TermsBody,
}

/// Other terms of a group, and the version of those that were read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct TermsChange {
    pub(in crate::sales) version: i32,
    pub(in crate::sales) terms: TermsBody,
}

/// A version of how a program attributes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PolicyVersion)]
pub(in crate::sales) struct PolicyVersionBody {
    version: i32,
    policy: PolicyBody,
    /// Since when it holds.
    created_at: Timestamp,
}

impl From<PolicyView> for PolicyVersionBody {
    fn from(view: PolicyView) -> Self {
        Self { version: view.version, policy: view.policy.into(), created_at: view.created_at }
    }
}

/// A version of what a group earns.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TermsVersion)]
pub(in crate::sales) struct TermsVersionBody {
    id: Uuid,
    version: i32,
    terms: TermsBody,
    /// Since when they hold, for links that are followed then.
    created_at: Timestamp,
}

impl From<TermsView> for TermsVersionBody {
    fn from(view: TermsView) -> Self {
        let (id, terms) = (view.id.as_uuid(), view.terms.into());
        Self { id, version: view.version, terms, created_at: view.created_at }
    }
}

/// A group of partners.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartnerGroup)]
struct GroupBody {
    id: Uuid,
    name: String,
    /// Whether new partners start in it.
    is_default: bool,
    terms: TermsVersionBody,
}

impl From<GroupView> for GroupBody {
    fn from(view: GroupView) -> Self {
        Self { id: view.id.as_uuid(), name: view.name, is_default: view.is_default, terms: view.terms.into() }
    }
}

/// A program.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Program)]
pub(in crate::sales) struct ProgramBody {
    id: Uuid,
    organisation_id: Uuid,
    title: String,
    pitch: String,
    conditions: String,
    #[schema(schema_with = crate::words::currencies)]
    currency: Currency,
    hosts: Vec<String>,
    admission: AdmissionBody,
    #[schema(schema_with = words::program_states)]
    state: ProgramState,
    /// To be sent back with a change.
    version: i32,
    policy: PolicyVersionBody,
    /// To its merchant all, to others the one in which everybody starts.
    groups: Vec<GroupBody>,
}

impl From<ProgramView> for ProgramBody {
    fn from(view: ProgramView) -> Self {
        let Admission { automatic, followers, countries } = view.admission;
        Self {
            id: view.id.as_uuid(),
            organisation_id: view.organisation_id.as_uuid(),
            title: view.title,
            pitch: view.pitch,
            conditions: view.conditions,
            currency: view.currency,
            hosts: view.hosts,
            admission: AdmissionBody { automatic, followers, countries },
            state: view.state,
            version: view.version,
            policy: view.policy.into(),
            groups: view.groups.into_iter().map(Into::into).collect(),
        }
    }
}
