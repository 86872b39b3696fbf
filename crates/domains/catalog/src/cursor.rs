//! Cursors that callers send back: whatever somebody forged, only what the database can compare goes on.

use kernel::{InvalidCursor, PageRequest};
use uuid::Uuid;

/// The title and the id after which a page starts.
pub(crate) fn title(page: &PageRequest) -> Result<Option<(String, Uuid)>, InvalidCursor> {
    let key: Option<(String, Uuid)> = page.after_key()?;
    if key.as_ref().is_some_and(|(title, _)| title.contains('\0')) { Err(InvalidCursor) } else { Ok(key) }
}

#[cfg(test)]
mod tests {
    use kernel::Cursor;

    use super::*;

    #[test]
    fn what_the_database_cannot_compare_is_no_cursor() {
        let page = PageRequest::new(None, Some(Cursor::after(&("a\0b", Uuid::nil()))));
        assert!(title(&page).is_err());
        let page = PageRequest::new(None, Some(Cursor::after(&("aube", Uuid::nil()))));
        assert_eq!(title(&page), Ok(Some(("aube".to_owned(), Uuid::nil()))));
    }
}
