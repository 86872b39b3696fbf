//! Pages of a list, by keyset cursor: no offset, so that a page costs the same wherever it is.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// The instant and the id of a row: what most lists are ordered by.
pub type RowKey = (Timestamp, Uuid);

/// Where a page starts: opaque to the caller, the last row's sort key to us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

/// The cursor was not made by this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of this list")]
pub struct InvalidCursor;

impl Cursor {
    /// The cursor after the row with this sort key.
    pub fn after<K: Serialize>(key: &K) -> Self {
        Self(URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default()))
    }

    /// The sort key inside.
    pub fn key<K: DeserializeOwned>(&self) -> Result<K, InvalidCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(&self.0).map_err(|_undecodable| InvalidCursor)?;
        serde_json::from_slice(&bytes).map_err(|_other_shape| InvalidCursor)
    }

    /// The cursor that a caller sent back.
    pub const fn from_text(text: String) -> Self {
        Self(text)
    }

    /// The text to put in a URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Which page of a list.
#[derive(Debug, Clone, Default)]
pub struct PageRequest {
    limit: Option<u16>,
    /// After which row; none for the first page.
    pub after: Option<Cursor>,
}

impl PageRequest {
    /// The default number of rows.
    pub const DEFAULT_LIMIT: u16 = 24;
    /// The most rows of a page.
    pub const MAX_LIMIT: u16 = 100;

    /// A page of at most `limit` rows (1 to 100) after the cursor.
    pub fn new(limit: Option<u16>, after: Option<Cursor>) -> Self {
        Self { limit: limit.map(|rows| rows.clamp(1, Self::MAX_LIMIT)), after }
    }

    /// The first page with the default number of rows.
    pub fn first() -> Self {
        Self::default()
    }

    /// The number of rows, 1 to 100.
    pub fn limit(&self) -> u16 {
        self.limit.unwrap_or(Self::DEFAULT_LIMIT)
    }

    /// The row to start after, of a list that is ordered by an instant and an id.
    pub fn after_row(&self) -> Result<Option<RowKey>, InvalidCursor> {
        let key: Option<RowKey> = self.after_key()?;
        // PostgreSQL knows fewer years than a timestamp; ours lie between 1970 and 9999.
        if key.is_some_and(|(at, _)| at < Timestamp::UNIX_EPOCH) { Err(InvalidCursor) } else { Ok(key) }
    }

    /// The sort key to start after.
    pub fn after_key<K: DeserializeOwned>(&self) -> Result<Option<K>, InvalidCursor> {
        self.after.as_ref().map(Cursor::key).transpose()
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page starts; none on the last one.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// A page from `limit + 1` fetched rows: the surplus row only tells that there is a next page.
    pub fn from_rows<K: Serialize>(mut rows: Vec<T>, request: &PageRequest, key: impl Fn(&T) -> K) -> Self {
        let limit = usize::from(request.limit());
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(|row| Cursor::after(&key(row))) } else { None };
        Self { items: rows, next }
    }

    /// The same page of other items.
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(convert).collect(), next: self.next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walking_the_pages_visits_every_row_once() {
        let all: Vec<u32> = (0..250).collect();
        let mut seen = Vec::new();
        let mut request = PageRequest::new(Some(99), None);
        loop {
            let start = request.after_key::<u32>().unwrap().map_or(0, |last| last as usize + 1);
            let rows: Vec<u32> = all[start..].iter().copied().take(usize::from(request.limit()) + 1).collect();
            let page = Page::from_rows(rows, &request, |row| *row);
            seen.extend(page.items);
            let Some(next) = page.next else { break };
            request = PageRequest::new(Some(99), Some(next));
        }
        assert_eq!(seen, all);
    }

    #[test]
    fn what_the_database_cannot_compare_is_no_cursor() {
        let ancient: Timestamp = "-005000-01-01T00:00:00Z".parse().unwrap();
        let page = PageRequest::new(None, Some(Cursor::after(&(ancient, Uuid::nil()))));
        assert!(page.after_row().is_err());
        assert!(PageRequest::new(None, Some(Cursor::after(&"text"))).after_row().is_err());
        assert_eq!(PageRequest::first().after_row(), Ok(None));
    }

    #[test]
    fn limits_are_clamped_and_foreign_cursors_refused() {
        assert_eq!(PageRequest::new(Some(0), None).limit(), 1);
        assert_eq!(PageRequest::new(Some(60_000), None).limit(), 100);
        assert_eq!(Cursor::from_text("%%%".into()).key::<u32>(), Err(InvalidCursor));
        assert_eq!(Cursor::after(&"text").key::<u32>(), Err(InvalidCursor));
    }
}
