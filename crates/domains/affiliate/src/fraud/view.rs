//! Cases, policies and partners as people read them.

use contracts::{
    affiliate::{ConversionId, FraudCaseId, PartnershipId, ProgramId},
    identity::OrganisationId,
};
use jiff::Timestamp;
use kernel::{AccountId, Actor, Money, Page, PageRequest, Permission};
use serde::Serialize;

use super::{FraudGround, FraudPolicy, FraudQueue, FraudState, facts, lists, score::Finding, score::Signal};
use crate::{Affiliate, AffiliateError, MerchantRight, member, program};

/// How a program weighs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FraudPolicyView {
    /// Its number: of the program's own ones, or of the standard ones.
    pub version: i32,
    /// Whether the program has none of its own.
    pub is_standard: bool,
    /// What it says.
    pub policy: FraudPolicy,
    /// Since when.
    pub created_at: Timestamp,
}

/// What is known against a partner in a conversion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FraudCaseView {
    /// The case.
    pub id: FraudCaseId,
    /// The conversion.
    pub conversion_id: ConversionId,
    /// `lead`, `sale`, or `clicks`: what those of a day earn.
    pub kind: String,
    /// The shop's own number; empty of clicks, and for the partner, whom it is not told.
    pub external_id: String,
    /// What was paid; what the clicks earned.
    pub amount: Money,
    /// When.
    pub occurred_at: Timestamp,
    /// In which program.
    pub program_id: ProgramId,
    /// Whose.
    pub organisation_id: OrganisationId,
    /// Who was credited.
    pub partnership_id: PartnershipId,
    /// By name.
    pub influencer_name: String,
    /// Whose program it is.
    pub merchant_name: String,
    /// 0 to 100.
    pub score: u16,
    /// What it is the sum of, what weighs the most first.
    pub findings: Vec<Finding>,
    /// Where it stands.
    pub state: FraudState,
    /// Until when nothing of the conversion becomes payable, if somebody does not decide before.
    pub blocks_until: Option<Timestamp>,
    /// Whether the partner answered and nobody decided since.
    pub is_disputed: bool,
    /// What the partner answered last.
    pub dispute: String,
    /// Why it was decided as it was.
    pub reason: String,
    /// On which ground it was rejected.
    pub ground: Option<FraudGround>,
    /// By which version of the policy it was weighed.
    pub policy_version: i32,
    /// Whether something of the conversion is payable: then nothing but a refund changes it.
    pub is_payable: bool,
    /// When it was weighed first.
    pub created_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// What a decision is taken on.
    pub version: i32,
}

impl FraudCaseView {
    /// As somebody reads it: what a shop calls its orders is between it and its merchant.
    fn for_reader(self, actor: &Actor, partner: AccountId) -> Self {
        if actor.is(partner) { Self { external_id: String::new(), ..self } } else { self }
    }
}

/// What became of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FraudEntry {
    /// When.
    pub at: Timestamp,
    /// By whom; none: by itself.
    pub actor: Option<AccountId>,
    /// `shown`, `held`, `released`, `rejected`, `expired`, `disputed`, `settled`, `withdrawn`.
    pub what: String,
    /// The score then.
    pub score: u16,
    /// On which ground.
    pub ground: Option<FraudGround>,
    /// The reason of a decision, or what the partner answered.
    pub words: String,
}

impl FraudEntry {
    /// The key of what happened.
    pub fn code(&self) -> &'static str {
        match self.what.as_str() {
            "shown" => "affiliate-fraud-entry-shown",
            "held" => "affiliate-fraud-entry-held",
            "released" => "affiliate-fraud-entry-released",
            "rejected" => "affiliate-fraud-entry-rejected",
            "expired" => "affiliate-fraud-entry-expired",
            "disputed" => "affiliate-fraud-entry-disputed",
            "settled" => "affiliate-fraud-entry-settled",
            _ => "affiliate-fraud-entry-withdrawn",
        }
    }
}

/// What the last clicks of a partner look like, of at most twenty links with 250 clicks each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ClickSigns {
    /// How many were looked at.
    pub looked_at: i64,
    /// Robots.
    pub robots: i64,
    /// From data centres.
    pub data_centres: i64,
    /// From paid advertisements.
    pub paid_search: i64,
    /// Of visitors who asked not to be followed: nothing more is known of them, and that speaks against nobody.
    pub without_address: i64,
}

/// What is known of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartnerFraudView {
    /// The partner.
    pub partnership_id: PartnershipId,
    /// How many conversions were weighed, of the last thousand.
    pub conversions: i64,
    /// Of them, shown.
    pub shown: i64,
    /// Held.
    pub held: i64,
    /// Rejected.
    pub rejected: i64,
    /// Released.
    pub released: i64,
    /// Undecided in time.
    pub expired: i64,
    /// The average score of the last hundred.
    pub average_score: u16,
    /// What speaks against the last hundred, the most frequent first.
    pub signals: Vec<(Signal, i64)>,
    /// What its clicks look like.
    pub clicks: ClickSigns,
}

impl Affiliate {
    /// How a program weighs: for the members of its merchant, and the staff.
    pub async fn fraud_policy(&self, actor: &Actor, id: ProgramId) -> Result<FraudPolicyView, AffiliateError> {
        self.require_fraud_reader(actor, id).await?;
        let mut conn = self.conn().await?;
        Ok(facts::policy(&mut conn, id).await?)
    }

    /// The policies of a program, the newest first, at most a hundred: for the members of its merchant, and the staff.
    pub async fn fraud_policies(&self, actor: &Actor, id: ProgramId) -> Result<Vec<FraudPolicyView>, AffiliateError> {
        self.require_fraud_reader(actor, id).await?;
        let mut conn = self.conn().await?;
        Ok(lists::policies(&mut conn, id).await?)
    }

    /// The cases of a program in one list, the newest first: for the members of its merchant, and the staff.
    pub async fn fraud_queue(
        &self,
        actor: &Actor,
        id: ProgramId,
        queue: FraudQueue,
        page: &PageRequest,
    ) -> Result<Page<FraudCaseView>, AffiliateError> {
        self.require_fraud_reader(actor, id).await?;
        let mut conn = self.conn().await?;
        let ids = lists::in_queue(&mut conn, id, queue, page.after_row()?, i64::from(page.limit()) + 1).await?;
        Ok(pages(lists::cases(&mut conn, &ids).await?, page))
    }

    /// The cases of every program in one list, the newest first: for the staff.
    pub async fn fraud_queue_of_all(
        &self,
        actor: &Actor,
        queue: FraudQueue,
        page: &PageRequest,
    ) -> Result<Page<FraudCaseView>, AffiliateError> {
        actor.require(Permission::CommentModerate)?;
        let mut conn = self.conn().await?;
        let ids = lists::in_queue_of_all(&mut conn, queue, page.after_row()?, i64::from(page.limit()) + 1).await?;
        Ok(pages(lists::cases(&mut conn, &ids).await?, page))
    }

    /// What a partner is told of: what was held, rejected, released, ended. For the influencer, and the members of the merchant.
    pub async fn my_fraud_cases(
        &self,
        actor: &Actor,
        id: PartnershipId,
        page: &PageRequest,
    ) -> Result<Page<FraudCaseView>, AffiliateError> {
        let partner = self.partnership(actor, id).await?.account_id;
        let mut conn = self.conn().await?;
        let ids = lists::told_of(&mut conn, id, page.after_row()?, i64::from(page.limit()) + 1).await?;
        let cases = lists::cases(&mut conn, &ids).await?.into_iter().map(|case| case.for_reader(actor, partner));
        Ok(pages(cases.collect(), page))
    }

    /// A case with what became of it, the oldest first: for the members of the merchant, the staff, and the partner who was told of it.
    pub async fn fraud_case(&self, actor: &Actor, id: FraudCaseId) -> Result<(FraudCaseView, Vec<FraudEntry>), AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let parties = lists::parties(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        let case = lists::cases(&mut conn, &[id]).await?.pop().ok_or(AffiliateError::NotFound)?;
        if !(actor.is(parties.partner) && case.state.is_told()) {
            self.require_fraud_reader(actor, parties.program_id).await?;
        }
        let entries = lists::entries(&mut conn, id).await?;
        Ok((case.for_reader(actor, parties.partner), entries))
    }

    /// What is known against each partner of a conversion: for the members of its merchant, and the staff.
    pub async fn fraud_of_conversion(&self, actor: &Actor, id: ConversionId) -> Result<Vec<FraudCaseView>, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let program_id = lists::program_of(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        self.require_fraud_reader(actor, program_id).await?;
        let ids = lists::of_conversion(&mut conn, id).await?;
        Ok(lists::cases(&mut conn, &ids).await?)
    }

    /// What is known of a partner, in numbers: for the members of its merchant, and the staff.
    pub async fn fraud_of_partner(&self, actor: &Actor, id: PartnershipId) -> Result<PartnerFraudView, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let program_id = lists::program_of_partner(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        self.require_fraud_reader(actor, program_id).await?;
        Ok(lists::partner(&mut conn, id).await?)
    }

    pub(super) async fn require_fraud_reader(&self, actor: &Actor, id: ProgramId) -> Result<(), AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let merchant = program::merchant_of(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        if !actor.may(Permission::CommentModerate) {
            member::require(&mut conn, actor, merchant, MerchantRight::Read).await?;
        }
        Ok(())
    }
}

fn pages(cases: Vec<FraudCaseView>, page: &PageRequest) -> Page<FraudCaseView> {
    Page::from_rows(cases, page, |case| (case.created_at, case.id.as_uuid()))
}
