//! Files: a local folder by default, an S3 store by configuration, behind one interface.
//!
//! Keys are relative paths chosen by us, never by a person. A written object is complete or absent: local files are
//! written beside their place and renamed, S3 objects appear when their upload ends.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use kernel::{AppError, ErrorKind};
use object_store::{
    ObjectStore, ObjectStoreExt as _, PutPayload, WriteMultipart, aws::AmazonS3Builder, local::LocalFileSystem,
    path::Path as Key, signer::Signer as _,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt as _;

/// Where files are kept.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreConfig {
    /// The S3 store; without it, a folder in the data folder.
    pub s3: Option<S3Config>,
}

/// An S3 store.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3Config {
    /// The bucket.
    pub bucket: String,
    /// The region; `auto` for stores without regions.
    pub region: String,
    /// The address of the store, if it is not Amazon's.
    pub endpoint: Option<String>,
    /// The access key.
    pub access_key: String,
    /// The secret key. Never written back by `griot config`.
    #[serde(serialize_with = "hidden")]
    pub secret_key: SecretString,
}

fn hidden<S: serde::Serializer>(_: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("…")
}

/// A file cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no object under this key.
    #[error("no object {0}")]
    NotFound(String),
    /// The disk is full.
    #[error("no space left to store the file")]
    OutOfSpace,
    /// The key is not one of ours.
    #[error("not a key: {0}")]
    Key(String),
    /// The store does not answer or refuses.
    #[error("the file store: {0}")]
    Store(#[source] object_store::Error),
    /// A local file cannot be read or written.
    #[error("a local file: {0}")]
    Io(#[source] io::Error),
}

impl AppError for StoreError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound(_) => ErrorKind::NotFound,
            Self::OutOfSpace => ErrorKind::OutOfSpace,
            Self::Store(_) => ErrorKind::Unavailable,
            Self::Key(_) | Self::Io(_) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "error-not-found",
            Self::OutOfSpace => "error-out-of-space",
            Self::Store(_) => "error-unavailable",
            Self::Key(_) | Self::Io(_) => "error-internal",
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Self::OutOfSpace,
            _ => Self::Io(error),
        }
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        if let object_store::Error::NotFound { path, .. } = error {
            return Self::NotFound(path);
        }
        let mut source: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(cause) = source {
            if cause
                .downcast_ref::<io::Error>()
                .is_some_and(|io| matches!(Self::from(io::Error::from(io.kind())), Self::OutOfSpace))
            {
                return Self::OutOfSpace;
            }
            source = cause.source();
        }
        Self::Store(error)
    }
}

/// What the store knows of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectInfo {
    /// Its key.
    pub key: String,
    /// Its size.
    pub size_bytes: u64,
}

/// The file store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    signer: Option<Arc<object_store::aws::AmazonS3>>,
    folder: Option<PathBuf>,
}

const PART_BYTES: usize = 8 * 1024 * 1024;
const PARTS_AT_ONCE: usize = 4;

impl Store {
    /// The store of a configuration; `folder` is where local files go.
    pub fn try_new(config: &StoreConfig, folder: &Path) -> Result<Self, StoreError> {
        let Some(s3) = &config.s3 else { return Self::local(folder) };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&s3.bucket)
            .with_region(&s3.region)
            .with_access_key_id(&s3.access_key)
            .with_secret_access_key(s3.secret_key.expose_secret());
        if let Some(endpoint) = &s3.endpoint {
            builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
        }
        let store = Arc::new(builder.build()?);
        Ok(Self { objects: store.clone(), signer: Some(store), folder: None })
    }

    /// A store in a local folder, made if absent.
    pub fn local(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder)?;
        let folder = fs::canonicalize(folder)?;
        let store = LocalFileSystem::new_with_prefix(&folder)?;
        Ok(Self { objects: Arc::new(store), signer: None, folder: Some(folder) })
    }

    /// Writes a small object.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<(), StoreError> {
        self.objects.put(&parse(key)?, PutPayload::from_bytes(bytes)).await?;
        Ok(())
    }

    /// Copies a local file into the store. On a full disk nothing is left behind.
    pub async fn put_file(&self, key: &str, path: &Path) -> Result<(), StoreError> {
        let mut file = tokio::fs::File::open(path).await?;
        let mut upload = WriteMultipart::new_with_chunk_size(self.objects.put_multipart(&parse(key)?).await?, PART_BYTES);
        let mut buffer = vec![0; 1 << 20];
        loop {
            let read = match file.read(&mut buffer).await {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) => {
                    upload.abort().await?;
                    return Err(error.into());
                }
            };
            upload.wait_for_capacity(PARTS_AT_ONCE).await?;
            upload.write(buffer.get(..read).unwrap_or_default());
        }
        upload.finish().await?;
        Ok(())
    }

    /// Reads a whole small object.
    pub async fn get(&self, key: &str) -> Result<Bytes, StoreError> {
        Ok(self.objects.get(&parse(key)?).await?.bytes().await?)
    }

    /// Reads a part of an object.
    pub async fn get_range(&self, key: &str, range: std::ops::Range<u64>) -> Result<Bytes, StoreError> {
        Ok(self.objects.get_range(&parse(key)?, range).await?)
    }

    /// Reads an object piece by piece.
    pub async fn open(&self, key: &str) -> Result<(u64, BoxStream<'static, Result<Bytes, StoreError>>), StoreError> {
        let found = self.objects.get(&parse(key)?).await?;
        Ok((found.meta.size, found.into_stream().map_err(StoreError::from).boxed()))
    }

    /// Copies an object into a local file.
    pub async fn fetch_to(&self, key: &str, path: &Path) -> Result<(), StoreError> {
        let (_, mut pieces) = self.open(key).await?;
        let mut file = tokio::fs::File::create(path).await?;
        while let Some(piece) = pieces.try_next().await? {
            tokio::io::AsyncWriteExt::write_all(&mut file, &piece).await?;
        }
        file.sync_all().await?;
        Ok(())
    }

    /// What is known of an object; none if there is none.
    pub async fn find(&self, key: &str) -> Result<Option<ObjectInfo>, StoreError> {
        match self.objects.head(&parse(key)?).await {
            Ok(meta) => Ok(Some(ObjectInfo { key: meta.location.to_string(), size_bytes: meta.size })),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes an object; one that is not there is fine.
    pub async fn delete(&self, key: &str) -> Result<(), StoreError> {
        match self.objects.delete(&parse(key)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The objects under a prefix.
    pub async fn list(&self, prefix: &str) -> Result<Vec<ObjectInfo>, StoreError> {
        let found = self.objects.list(Some(&parse(prefix)?));
        Ok(found.map_ok(|meta| ObjectInfo { key: meta.location.to_string(), size_bytes: meta.size }).try_collect().await?)
    }

    /// A URL that gives the object to whoever holds it for a while; none where the store is a local folder.
    pub async fn presign(&self, key: &str, valid_for: Duration) -> Result<Option<url::Url>, StoreError> {
        let Some(signer) = &self.signer else { return Ok(None) };
        Ok(Some(signer.signed_url(http::Method::GET, &parse(key)?, valid_for).await?))
    }

    /// Where the object lies on this machine; none where the store is not a local folder.
    pub fn local_path(&self, key: &str) -> Option<PathBuf> {
        let key = parse(key).ok()?;
        self.folder.as_ref().map(|folder| folder.join(key.as_ref()))
    }
}

fn parse(key: &str) -> Result<Key, StoreError> {
    Key::parse(key).map_err(|_invalid| StoreError::Key(key.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_object_is_written_read_in_part_listed_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::local(&folder.path().join("files")).unwrap();
        store.put("a/b.bin", Bytes::from_static(b"0123456789")).await.unwrap();
        assert_eq!(store.get_range("a/b.bin", 2..5).await.unwrap(), "234");
        assert_eq!(store.list("a").await.unwrap(), vec![ObjectInfo { key: "a/b.bin".into(), size_bytes: 10 }]);
        store.fetch_to("a/b.bin", &folder.path().join("copy")).await.unwrap();
        store.put_file("c.bin", &folder.path().join("copy")).await.unwrap();
        assert_eq!(store.get("c.bin").await.unwrap(), "0123456789");
        store.delete("a/b.bin").await.unwrap();
        store.delete("a/b.bin").await.unwrap();
        assert_eq!(store.find("a/b.bin").await.unwrap(), None);
        assert!(matches!(store.get("a/b.bin").await, Err(StoreError::NotFound(_))));
    }

    #[tokio::test]
    async fn a_key_cannot_leave_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::local(folder.path()).unwrap();
        for key in ["../outside", "a/../../b", "/etc/passwd/.."] {
            assert!(store.put(key, Bytes::new()).await.is_err(), "{key}");
        }
    }
}
