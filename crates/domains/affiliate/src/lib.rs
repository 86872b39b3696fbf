//! ShareYourSales: merchants and what they sell, influencers who promote it, tracked links, attributed sales, commissions. See README.md.
//!
//! Invariants: what a partner earns is said by terms that were frozen when the touch happened; a click is in the database before its
//! redirect is answered; an order of a merchant is one conversion, however often and in whatever order it is told; what a refund takes back
//! is exact, also after the money was paid out. The rules are pure: who is credited ([`attribution`]), what it earns ([`earning`]), under
//! which numbers people pay tax ([`tax_identity`]).

pub mod attribution;
mod category;
mod check;
mod click;
mod commission;
mod config;
mod conversion;
mod departure;
mod domain;
pub mod earning;
mod error;
mod figures;
pub mod fraud;
mod influencer;
mod jobs;
mod link;
mod market;
mod member;
mod merchant;
mod money;
mod named;
mod partnership;
mod picture;
mod pixel;
mod product;
mod profile;
mod program;
mod shop;
mod table;
pub mod tax;
pub mod tax_identity;
mod told;
mod verify;

use std::sync::Arc;

use ledger::Ledger;
use payments::Payments;
use platform::{Bus, Db, DbError, RateLimiter, Secrets, secrets::KeyedHash};
use sqlx::{Postgres, pool::PoolConnection};

pub use self::{
    category::category_key,
    click::{Follow, Followed},
    commission::{CommissionEntry, CommissionStanding, CommissionState, CommissionView, DayClicks, EarningsView, MonthBonus},
    config::{AffiliateConfig, BadConfig, DomainsConfig},
    conversion::{
        ConversionView, CreditSum, CreditedPartner, ReportLead, ReportRefund, ReportSale, ReportTo, Reported, ReportedLine,
        WhatIf, WhatIfPartner, WhatIfView,
    },
    departure::{LeftBehind, LeftEarnings, LeftWallet},
    domain::{DomainChoice, DomainOwner, DomainProblem, DomainState, HostKnown, LinkDomainView},
    error::AffiliateError,
    figures::{
        BalanceDifference, BalanceView, ClickRow, ConversionRow, ConversionShare, DayFigures, FigureBy, FigureDifference,
        FigurePeriod, FigureRow, FigureRowNames, FigureRows, FigureScope, FigureTable, Figures, FiguresView, MoneyFigures,
        PeriodForm, PeriodView,
    },
    fraud::{
        Buyer, ClickSigns, Finding, FraudCaseView, FraudEntry, FraudFigures, FraudGround, FraudLimits, FraudMode, FraudPolicy,
        FraudPolicyView, FraudQueue, FraudState, FraudVerdict, PartnerFraudView, Signal,
    },
    influencer::{Audience, AudienceSource, AudienceView, InfluencerDraft, InfluencerView, Network},
    link::{CLICK_PARAMETER, CodeDraft, CodeView, LinkDraft, LinkState, LinkView, Target, folded_code},
    market::{
        CategoryCount, Found, InfluencerCard, InfluencerFilter, MarketSort, MerchantCard, MerchantFilter, ProductCard,
        ProductFilter,
    },
    member::MerchantRight,
    merchant::{MerchantDraft, MerchantView},
    money::{
        DepositOpened, DepositRow, DepositStanding, DepositView, MovedCommission, PayoutEvery, PayoutRow, PayoutScheduleView,
        WalletMove, WalletView,
    },
    partnership::{Answer, Approach, PartnershipState, PartnershipView},
    pixel::{PixelDay, PixelOutcomeView, PixelReportView, PixelVerdict, PixelView},
    product::{
        ImportMode, ImportReport, OwnProduct, ProductDraft, ProductState, ProductView, RowError, VariantDraft, VariantView,
    },
    profile::{Listing, ProfileState},
    program::{
        Admission, Bonus, Cap, CapPeriod, GroupView, PolicyView, ProgramDraft, ProgramState, ProgramView, Reach, Terms, TermsView,
    },
    shop::{ShopKind, ShopMessage, ShopOutcome, ShopSecret, ShopView},
    tax::{
        ContractNeed, ContractState, InvoiceMark, MANDATE_TEXT, MandateView, MerchantTaxProfileView, StatementLine, StatementRow,
        StatementView, TaxFacts, TaxKind, TaxLine, TaxParty, TaxPartyDraft, TaxProfileView, TaxRegime, TaxRule, TaxYearView,
        WaitingStatement, mandate_key,
    },
    told::{CommissionNews, ConversionNews, PartnershipNews, RefundNews, StatementNews},
};

/// The affiliate context. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Affiliate {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    ledger: Ledger,
    payments: Payments,
    /// Turns what shops call their customers into something that names nobody.
    customers: KeyedHash,
    secrets: Secrets,
    limits: RateLimiter,
    links: click::Links,
    hosts: domain::Hosts,
    clicks: click::Recorder,
    salts: click::Salts,
    lines: conversion::Lines,
    watchers: Arc<figures::Watchers>,
    /// For counting.
    counting: Db,
    /// Heard by `links` and `hosts` as long as it is held, and by who watches figures.
    bus: Bus,
    config: AffiliateConfig,
}

impl Affiliate {
    /// The context on this database. It writes clicks from tasks of its own, which end when the last handle is dropped.
    pub fn start(db: Db, bus: &Bus, ledger: Ledger, payments: Payments, secrets: &Secrets) -> Self {
        Self::start_with(AffiliateConfig::default(), db, bus, ledger, payments, secrets)
    }

    /// The same, as the operator wants it.
    pub fn start_with(config: AffiliateConfig, db: Db, bus: &Bus, ledger: Ledger, payments: Payments, secrets: &Secrets) -> Self {
        let (links, hosts, clicks) = (click::Links::start(bus), domain::Hosts::start(bus), click::Recorder::start(&db));
        let (limits, customers) = (RateLimiter::new(db.clone()), secrets.keyed_hash("affiliate.customer"));
        let (salts, lines) = (click::Salts::default(), conversion::Lines::default());
        let secrets = secrets.clone();
        let bus = bus.clone();
        let (watchers, counting) = (Arc::default(), db.apart(2));
        let inner = Inner {
            db,
            ledger,
            payments,
            customers,
            secrets,
            limits,
            links,
            hosts,
            clicks,
            salts,
            lines,
            watchers,
            counting,
            bus,
            config,
        };
        Self { inner: Arc::new(inner) }
    }

    fn db(&self) -> &Db {
        &self.inner.db
    }

    fn counting(&self) -> &Db {
        &self.inner.counting
    }

    fn ledger(&self) -> &Ledger {
        &self.inner.ledger
    }

    fn payments(&self) -> &Payments {
        &self.inner.payments
    }

    fn customers(&self) -> &KeyedHash {
        &self.inner.customers
    }

    fn secrets(&self) -> &Secrets {
        &self.inner.secrets
    }

    fn limits(&self) -> &RateLimiter {
        &self.inner.limits
    }

    fn links_known(&self) -> &click::Links {
        &self.inner.links
    }

    fn hosts(&self) -> &domain::Hosts {
        &self.inner.hosts
    }

    fn clicks(&self) -> &click::Recorder {
        &self.inner.clicks
    }

    fn lines(&self) -> &conversion::Lines {
        &self.inner.lines
    }

    fn salts(&self) -> &click::Salts {
        &self.inner.salts
    }

    fn config(&self) -> &AffiliateConfig {
        &self.inner.config
    }

    /// A connection for reading.
    async fn conn(&self) -> Result<PoolConnection<Postgres>, AffiliateError> {
        Ok(self.db().pool().acquire().await.map_err(DbError::from)?)
    }
}
