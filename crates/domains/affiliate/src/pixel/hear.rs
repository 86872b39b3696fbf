//! Hearing what a page says.

use std::net::IpAddr;

use contracts::affiliate::{PixelReportId, ProgramId};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, ErrorKind};

use super::{
    CUSTOMER, SECRET,
    model::{self, Said, outcome},
    queries, store,
};
use crate::{Affiliate, AffiliateError, fraud::Buyer};

/// What is not rightly signed: at most so much a minute from one address, and to one program.
const OF_ADDRESS: u32 = 30;
const OF_PROGRAM: u32 = 300;
/// The most that wait of a program.
const WAITING: i64 = 500;
/// How many different things may be said of one order from one address: who guesses its number and says something else, or names clicks of
/// their own, keeps the true one from nobody.
const OF_ORDER: i64 = 3;

/// Who reports what was signed.
fn pages() -> Actor {
    Actor::system("affiliate-pixel")
}

impl Affiliate {
    /// What a page says: counted if it is signed, kept for the merchant to confirm if it is not, whoever says it. What cannot be counted is
    /// noted for the merchant and told to nobody else; an error is ours.
    pub async fn hear_pixel(&self, query: &str, address: Option<IpAddr>) -> Result<(), AffiliateError> {
        let Some(id) = model::program_in(query) else { return Ok(()) };
        let mut conn = self.conn().await?;
        let Some(sealed) = queries::secret(&mut conn, id).await? else { return Ok(()) };
        drop(conn);
        let secret = self.secrets().open(SECRET, id.as_uuid().as_bytes(), &sealed);
        let secret = secret.map_err(|_not_ours| AffiliateError::Bug("a secret"))?;
        let said = model::read(query);
        let outcome = self.heard(id, &secret, said.as_ref(), address).await?;
        let mut tx = self.db().begin(&pages()).await?;
        store::note(&mut tx, id, outcome, said.as_ref().map(|said| said.sale.order_id.as_str())).await?;
        Ok(tx.commit().await?)
    }

    async fn heard(
        &self,
        id: ProgramId,
        secret: &[u8],
        said: Option<&Said>,
        address: Option<IpAddr>,
    ) -> Result<&'static str, AffiliateError> {
        let signature = said.and_then(|said| said.signature.as_deref().map(|signature| (said, signature)));
        if let Some((said, _)) = signature.filter(|(said, signature)| model::is_signed(secret, &said.canonical, signature)) {
            return self.count_pixel(id, said).await;
        }
        if self.is_too_often(id, address).await? {
            return Ok(outcome::OFTEN);
        }
        match (said, signature) {
            (None, _) => Ok(outcome::FORM),
            (Some(_), Some(_)) => Ok(outcome::SIGNATURE),
            (Some(said), None) => self.keep_pixel(id, said, &self.address_mark(address)).await,
        }
    }

    /// Reports what was signed, as the shop's server would.
    async fn count_pixel(&self, id: ProgramId, said: &Said) -> Result<&'static str, AffiliateError> {
        match self.report_sale_by(&pages(), id, &said.sale, &Buyer::default()).await {
            Ok(told) if told.replayed => Ok(outcome::REPLAYED),
            Ok(_new) => Ok(outcome::REPORTED),
            // The page that is loaded again may know other clicks, and the server more: it is the same order still.
            Err(error) if error.code() == outcome::OTHERWISE => {
                let mut conn = self.conn().await?;
                let told = queries::told(&mut conn, id, &said.sale.order_id).await?;
                Ok(known(told == Some(said.sale.amount)))
            }
            Err(error) => refused(error),
        }
    }

    /// Keeps what was not signed, for the merchant to confirm.
    async fn keep_pixel(&self, program_id: ProgramId, said: &Said, said_by: &[u8; 16]) -> Result<&'static str, AffiliateError> {
        let sale = &said.sale;
        let (clicks, codes) = match self.check_sale(&pages(), program_id, sale).await {
            Ok(marks) => marks,
            Err(error) => return refused(error),
        };
        let id = PixelReportId::generate();
        let seal = |name: &String| self.secrets().seal(CUSTOMER, id.as_uuid().as_bytes(), name.as_bytes(), self.db().rng());
        let customer = sale.customer.as_ref().map(seal).transpose();
        let customer = customer.map_err(|_failed| AffiliateError::Bug("a customer that cannot be sealed"))?;
        let hash = self.customers().of(program_id.as_uuid().as_bytes(), said.with_clicks(&clicks).as_bytes());
        let mut tx = self.db().begin(&pages()).await?;
        // One at a time, or more would wait than may.
        store::lock(&mut tx, program_id).await?;
        if let Some(told) = self.lock_order_in(&mut tx, program_id, &sale.order_id).await? {
            return Ok(known(told == sale.amount));
        }
        let crowd = store::crowd(&mut tx, program_id, &sale.order_id, (&hash, said_by)).await?;
        if crowd.is_known {
            return Ok(outcome::REPLAYED);
        } else if crowd.of_order >= OF_ORDER {
            return Ok(outcome::VERSIONS);
        } else if crowd.waiting >= WAITING {
            return Ok(outcome::FULL);
        }
        let customer = customer.as_deref();
        let new = store::New { id, program_id, sale, customer, clicks: &clicks, codes: &codes, hash, said_by: *said_by };
        store::insert(&mut tx, &new).await?;
        tx.commit().await?;
        Ok(outcome::WAITING)
    }

    /// The address itself is written nowhere.
    fn address_mark(&self, address: Option<IpAddr>) -> [u8; 16] {
        let address = address.map(|address| address.to_canonical().to_string()).unwrap_or_default();
        self.customers().of(b"affiliate.pixel-address", address.as_bytes())
    }

    async fn is_too_often(&self, id: ProgramId, address: Option<IpAddr>) -> Result<bool, AffiliateError> {
        let minute = SignedDuration::from_mins(1);
        let mark = u128::from_be_bytes(self.address_mark(address));
        let of_address = self.limits().hit(&format!("affiliate-pixel:{id}:{mark:032x}"), OF_ADDRESS, minute).await;
        let hit = match of_address {
            Ok(()) => self.limits().hit(&format!("affiliate-pixel:{id}"), OF_PROGRAM, minute).await,
            refused => refused,
        };
        match hit {
            Ok(()) => Ok(false),
            Err(platform::RateLimited::TooOften { .. }) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }
}

/// What becomes of an order that was told: the same, or with another amount.
const fn known(is_same: bool) -> &'static str {
    if is_same { outcome::REPLAYED } else { outcome::OTHERWISE }
}

/// Why something can never be reported; anything else is wrong with us.
fn refused(error: AffiliateError) -> Result<&'static str, AffiliateError> {
    match error.kind() {
        ErrorKind::Invalid => Ok(error.fields().first().map_or(outcome::FORM, |field| field.code)),
        ErrorKind::Conflict => Ok(error.code()),
        _ => Err(error),
    }
}
