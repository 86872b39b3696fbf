//! Cursors that callers send back: whatever somebody forged, only what the database can compare goes on.

use jiff::Timestamp;
use kernel::{InvalidCursor, PageRequest};
use uuid::Uuid;

/// The instant and the id of a row: what lists of conversations and reports are ordered by.
pub(crate) type Key = (Timestamp, Uuid);

/// The instant and the id after which a page starts.
pub(crate) fn after(page: &PageRequest) -> Result<Option<Key>, InvalidCursor> {
    let key: Option<Key> = page.after_key()?;
    // PostgreSQL knows fewer years than a timestamp; ours lie between 1970 and 9999.
    if key.is_some_and(|(at, _)| at < Timestamp::UNIX_EPOCH) { Err(InvalidCursor) } else { Ok(key) }
}

/// The number of the message before which a page starts.
pub(crate) fn before(page: &PageRequest) -> Result<Option<i64>, InvalidCursor> {
    page.after_key()
}

#[cfg(test)]
mod tests {
    use kernel::Cursor;

    use super::*;

    #[test]
    fn what_the_database_cannot_compare_is_no_cursor() {
        let ancient: Timestamp = "-005000-01-01T00:00:00Z".parse().unwrap();
        let page = PageRequest::new(None, Some(Cursor::after(&(ancient, Uuid::nil()))));
        assert!(after(&page).is_err());
        assert!(before(&page).is_err());
        assert!(after(&PageRequest::new(None, Some(Cursor::after(&"text")))).is_err());
        assert_eq!(before(&PageRequest::new(None, Some(Cursor::after(&7)))), Ok(Some(7)));
        assert_eq!(after(&PageRequest::first()), Ok(None));
    }
}
