//! The words everybody speaks: typed ids, the actor and its permissions, error kinds, locale, money, pages, clock and randomness.
//!
//! Invariants: no IO, no async, no SQL; a value that exists is valid. Time and randomness are parameters
//! ([`Clock`], [`Rng`]), so that a test decides both. User-facing text never appears here: only codes, and how
//! numbers and dates are written.

mod actor;
mod clock;
mod country;
pub mod csv;
mod error;
pub mod format;
mod id;
mod locale;
mod money;
mod page;
mod permission;
mod rng;

pub use actor::{Account, AccountId, Actor, Principal, Session, SessionId, SignedIn};
pub use clock::{Clock, FixedClock, SystemClock};
pub use country::Country;
pub use error::{AppError, ErrorKind, FieldError, Forbidden};
pub use id::{Id, InvalidId};
pub use locale::Locale;
pub use money::{AmountError, Currency, Money};
pub use page::{Cursor, InvalidCursor, Page, PageRequest, RowKey};
pub use permission::{Permission, PermissionSet, Role};
pub use rng::{Rng, SeededRng};
