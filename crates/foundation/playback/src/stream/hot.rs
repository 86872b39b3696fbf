//! The segments that many watch at the same time, in memory: no disk, no store and no thread hop for what was just read.
//!
//! Bounded by bytes, not to the last one: what is too much goes within a moment of the next use. What is asked for often
//! stays, what was asked for once goes first (TinyLFU): a film that one person watches does not push out the one that
//! everybody watches. Keyed by the file's key in the store, under which nothing is ever written twice; what the token grants
//! was checked before.

use bytes::Bytes;
use moka::future::Cache;
use platform::store::StoreError;

const MEGABYTE: u64 = 1 << 20;

#[derive(Debug)]
pub(crate) struct Hot(Cache<String, Bytes>);

impl Hot {
    pub(crate) fn new(megabytes: u16) -> Self {
        let weigh = |key: &String, bytes: &Bytes| u32::try_from(key.len() + bytes.len()).unwrap_or(u32::MAX);
        Self(Cache::builder().weigher(weigh).max_capacity(u64::from(megabytes) * MEGABYTE).build())
    }

    /// What is kept, else what `read` gives.
    pub(super) async fn get(
        &self,
        key: String,
        read: impl Future<Output = Result<Bytes, StoreError>>,
    ) -> Result<Bytes, StoreError> {
        if let Some(kept) = self.0.get(&key).await {
            return Ok(kept);
        }
        let bytes = read.await?;
        self.0.insert(key, bytes.clone()).await;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_read_is_given_again_and_a_failure_is_not() {
        let hot = Hot::new(1);
        let missing = || async { Err(StoreError::NotFound("a".to_owned())) };
        assert!(hot.get("a".to_owned(), missing()).await.is_err());
        assert_eq!(hot.get("a".to_owned(), async { Ok(Bytes::from_static(b"abc")) }).await.unwrap(), "abc");
        assert_eq!(hot.get("a".to_owned(), missing()).await.unwrap(), "abc");
    }

    #[tokio::test]
    async fn it_takes_no_more_memory_than_it_may() {
        let hot = Hot::new(2);
        for n in 0..64_u8 {
            hot.get(n.to_string(), async { Ok(Bytes::from(vec![n; 256 << 10])) }).await.unwrap();
        }
        hot.0.run_pending_tasks().await;
        assert!(hot.0.weighted_size() <= 2 * MEGABYTE);
        assert!(hot.0.entry_count() > 0);

        let none = Hot::new(0);
        none.get("a".to_owned(), async { Ok(Bytes::from_static(b"abc")) }).await.unwrap();
        none.0.run_pending_tasks().await;
        assert_eq!(none.0.entry_count(), 0);
    }
}
