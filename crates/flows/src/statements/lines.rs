//! Lines with what caused them: the ledger knows a cause by its id, the contexts know what it was.

use contracts::crowdfunding::{PledgeId, ProjectId};
use crowdfunding::ProjectName;
use jiff::Timestamp;
use kernel::{Actor, Money, Page};
use ledger::{AccountCode, LineState, StatementLine};
use payments::Rail;
use uuid::Uuid;

use super::Statements;
use crate::FlowsError;

/// A line of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When it happened outside.
    pub event_at: Timestamp,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// Why, as the ledger's word: `payment-received`.
    pub kind: String,
    /// What came onto the account; negative, what left it.
    pub amount: Money,
    /// Whether it moved.
    pub state: LineState,
    /// The kind of the account on the other end.
    pub other: AccountCode,
    /// The journal: what support is asked about.
    pub journal: Uuid,
    /// What it is about.
    pub about: About,
}

/// What a line is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The project.
    pub project: Option<ProjectName>,
    /// The pledge.
    pub pledge: Option<PledgeId>,
    /// By which way it came or went.
    pub rail: Option<Rail>,
}

/// What a cause turned out to be.
enum Found {
    Pledge(PledgeId),
    Project(ProjectId),
}

fn found(kind: &str, id: Uuid) -> Option<Found> {
    match kind {
        "pledge" => Some(Found::Pledge(PledgeId::from_uuid(id))),
        "project" => Some(Found::Project(ProjectId::from_uuid(id))),
        _ => None,
    }
}

impl Statements {
    pub(super) async fn explained(&self, lines: Page<StatementLine>) -> Result<Page<Line>, FlowsError> {
        let system = Actor::system("flows");
        let causes: Vec<_> = lines.items.iter().map(|line| line.cause_id).collect();
        let moved = self.payments.explain(&system, &causes).await?;
        let about = |line: &StatementLine| match moved.get(&line.cause_id) {
            Some(payment) => (found(&payment.purpose.kind, payment.purpose.id), Some(payment.rail)),
            None => (found(&line.cause_kind, line.cause_id), None),
        };
        let (mut pledges, mut projects) = (Vec::new(), Vec::new());
        for line in &lines.items {
            match about(line).0 {
                Some(Found::Pledge(id)) => pledges.push(id),
                Some(Found::Project(id)) => projects.push(id),
                None => {}
            }
        }
        let by_pledge = self.crowdfunding.pledged_names(&system, &pledges).await?;
        let by_id = self.crowdfunding.project_names(&system, &projects).await?;
        Ok(lines.map(|line| {
            let (cause, rail) = about(&line);
            let (project, pledge) = match cause {
                Some(Found::Pledge(id)) => (by_pledge.get(&id).cloned(), Some(id)),
                Some(Found::Project(id)) => (by_id.get(&id).cloned(), None),
                None => (None, None),
            };
            Line {
                event_at: line.event_at,
                posted_at: line.posted_at,
                kind: line.kind,
                amount: line.amount,
                state: line.state,
                other: line.other,
                journal: line.transfer.journal_id.as_uuid(),
                about: About { project, pledge, rail },
            }
        }))
    }
}
