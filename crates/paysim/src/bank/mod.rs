//! A bank: takes files of transfers (`pain.001.001.09`), executes them, and writes statements (`camt.053.001.08`).
//!
//! It knows no customers: whichever account a file is paid from is opened with a generous balance. What goes wrong is decided by the seed
//! and the transfer's end-to-end id alone.

mod page;
mod read;
mod statement;

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jiff::Timestamp;
use serde_json::json;

use crate::{server::Sim, world::World};

/// Its routes.
pub(crate) fn router() -> Router<Sim> {
    Router::new()
        .route("/bank", get(page::show))
        .route("/bank/orders", post(orders))
        .route("/bank/files", post(page::upload))
        .route("/bank/returns/{end_to_end_id}", post(page::send_back))
        .route("/bank/statements/{account}", get(statement_of))
}

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BankRefusal {
    /// It is no `pain.001.001.09`.
    #[error("not a pain.001.001.09: {0}")]
    Unreadable(String),
    /// Its number of transfers, or their sum, is another than it says.
    #[error("the sums of the file are wrong")]
    Sums,
    /// A file with this message id was taken before.
    #[error("the message {0} was sent before")]
    SentBefore(String),
}

/// All accounts, and which files were taken.
#[derive(Debug, Default)]
pub(crate) struct Books {
    accounts: BTreeMap<String, Account>,
    messages: BTreeSet<String>,
    movements: u64,
}

/// An account of the customer.
#[derive(Debug)]
struct Account {
    currency: String,
    movements: Vec<Movement>,
}

/// What was booked on an account.
#[derive(Debug, Clone)]
struct Movement {
    reference: String,
    at: Timestamp,
    /// Less than zero for what went out.
    amount_minor: i64,
    end_to_end_id: String,
    party: String,
    /// Why it came back, as a code of ISO 20022.
    returned: Option<&'static str>,
}

/// A transfer of a file.
#[derive(Debug, Clone)]
struct Transfer {
    end_to_end_id: String,
    amount_minor: i64,
    holder: String,
    account: String,
}

/// A file of transfers.
#[derive(Debug)]
struct File {
    message_id: String,
    from: String,
    currency: String,
    transfers: Vec<Transfer>,
}

impl World {
    /// Takes a file of transfers and executes it; how many there are in it.
    pub(crate) fn take_transfers(&mut self, xml: &str) -> Result<usize, BankRefusal> {
        let file = read::read(xml)?;
        if !self.bank.messages.insert(file.message_id.clone()) {
            return Err(BankRefusal::SentBefore(file.message_id));
        }
        for transfer in &file.transfers {
            self.execute(&file, transfer);
        }
        Ok(file.transfers.len())
    }

    fn execute(&mut self, file: &File, transfer: &Transfer) {
        let (key, chaos) = (transfer.end_to_end_id.as_str(), self.chaos);
        let fate = self.fate;
        let happens = |what, percent| fate.happens(key, what, percent);
        if happens("bank_missing", chaos.bank_missing) {
            return;
        }
        let wrong = happens("bank_wrong_amount", chaos.bank_wrong_amount) && transfer.amount_minor > 1;
        let amount_minor = if wrong { transfer.amount_minor - 1 } else { transfer.amount_minor };
        let times = if happens("bank_duplicate", chaos.bank_duplicate) { 2 } else { 1 };
        for _ in 0..times {
            self.book(&file.from, &file.currency, transfer, -amount_minor, None);
        }
        // The account was closed: it comes back as it left.
        if happens("bank_returned", chaos.bank_returned) {
            self.book(&file.from, &file.currency, transfer, amount_minor, Some("AC04"));
        }
    }

    fn book(&mut self, account: &str, currency: &str, transfer: &Transfer, amount_minor: i64, returned: Option<&'static str>) {
        self.bank.movements += 1;
        let movement = Movement {
            reference: format!("BK{:08}", self.bank.movements),
            at: self.now,
            amount_minor,
            end_to_end_id: transfer.end_to_end_id.clone(),
            party: format!("{} {}", transfer.holder, transfer.account),
            returned,
        };
        let open = || Account { currency: currency.to_owned(), movements: Vec::new() };
        self.bank.accounts.entry(account.to_owned()).or_insert_with(open).movements.push(movement);
    }

    /// Sends back what a transfer paid and did not come back yet; false when there is nothing.
    pub(crate) fn return_transfer(&mut self, end_to_end_id: &str) -> bool {
        let is_of = |movement: &&Movement| movement.end_to_end_id == end_to_end_id;
        let found = self.bank.accounts.iter().find_map(|(name, account)| {
            let left: i64 = account.movements.iter().filter(is_of).map(|movement| movement.amount_minor).sum();
            let paid = account.movements.iter().find(is_of).filter(|_| left < 0)?;
            Some((name.clone(), account.currency.clone(), paid.clone()))
        });
        let Some((account, currency, paid)) = found else { return false };
        let (holder, account_of) = paid.party.rsplit_once(' ').unwrap_or((&paid.party, ""));
        let transfer = Transfer {
            end_to_end_id: end_to_end_id.to_owned(),
            amount_minor: -paid.amount_minor,
            holder: holder.to_owned(),
            account: account_of.to_owned(),
        };
        self.book(&account, &currency, &transfer, -paid.amount_minor, Some("AC04"));
        true
    }

    /// The statement of an account, of everything that was ever booked on it.
    pub(crate) fn bank_statement(&self, account: &str) -> Option<String> {
        self.bank.accounts.get(account).map(|found| statement::write(account, found, self.now))
    }
}

/// `POST /bank/orders`: a file as its body.
async fn orders(State(sim): State<Sim>, xml: String) -> Response {
    match sim.world().take_transfers(&xml) {
        Ok(taken) => Json(json!({ "transfers": taken })).into_response(),
        Err(refusal) => (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "error": refusal.to_string() }))).into_response(),
    }
}

/// `GET /bank/statements/{account}`
async fn statement_of(State(sim): State<Sim>, Path(account): Path<String>) -> Response {
    match sim.world().bank_statement(&account) {
        Some(xml) => ([(CONTENT_TYPE, "application/xml; charset=utf-8")], xml).into_response(),
        None => (StatusCode::NOT_FOUND, Json(json!({ "error": "nothing was ever paid from this account" }))).into_response(),
    }
}
