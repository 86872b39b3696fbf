//! A client of clamd's INSTREAM command (clamd(8)): the file is streamed, nothing is written where clamd could see it.

use std::{path::Path, time::Duration};

use tokio::{
    fs::File,
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::UnixStream,
};

/// What the scanner says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing found.
    Clean,
    /// Found, with the signature's name.
    Infected(String),
    /// Larger than clamd is set to look at.
    TooLarge,
}

/// The scanner does not answer: the check is repeated later, never skipped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClamdError {
    /// The socket cannot be reached or broke.
    #[error("clamd cannot be reached")]
    Unreachable(#[from] std::io::Error),
    /// It answered something unknown.
    #[error("clamd answered {0:?}")]
    Answer(String),
    /// It took too long.
    #[error("clamd did not answer in time")]
    TimedOut,
}

const CHUNK_BYTES: usize = 128 << 10;
const LIMIT: Duration = Duration::from_mins(15);

/// Scans a file.
pub(crate) async fn scan(socket: &Path, file: &Path) -> Result<Verdict, ClamdError> {
    tokio::time::timeout(LIMIT, stream(socket, file)).await.map_err(|_elapsed| ClamdError::TimedOut)?
}

async fn stream(socket: &Path, file: &Path) -> Result<Verdict, ClamdError> {
    let mut clamd = UnixStream::connect(socket).await?;
    let mut file = File::open(file).await?;
    clamd.write_all(b"zINSTREAM\0").await?;
    let mut buffer = vec![0; CHUNK_BYTES];
    loop {
        let read = file.read(&mut buffer).await?;
        let length = u32::try_from(read).unwrap_or_default();
        let piece = buffer.get(..read).unwrap_or_default();
        // Above its limit clamd answers and closes before the end: then its answer counts, not our broken pipe.
        if clamd.write_all(&length.to_be_bytes()).await.is_err() || clamd.write_all(piece).await.is_err() || read == 0 {
            break;
        }
    }
    let mut answer = Vec::new();
    clamd.take(4096).read_to_end(&mut answer).await?;
    verdict(String::from_utf8_lossy(&answer).trim_end_matches('\0').trim())
}

fn verdict(answer: &str) -> Result<Verdict, ClamdError> {
    let said = answer.strip_prefix("stream: ").unwrap_or(answer);
    if said == "OK" {
        return Ok(Verdict::Clean);
    }
    if let Some(name) = said.strip_suffix(" FOUND") {
        return Ok(Verdict::Infected(name.to_owned()));
    }
    if said.contains("size limit exceeded") {
        return Ok(Verdict::TooLarge);
    }
    Err(ClamdError::Answer(answer.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_understood() {
        assert_eq!(verdict("stream: OK").unwrap(), Verdict::Clean);
        assert_eq!(verdict("stream: Eicar-Test FOUND").unwrap(), Verdict::Infected("Eicar-Test".into()));
        assert_eq!(verdict("INSTREAM size limit exceeded. ERROR").unwrap(), Verdict::TooLarge);
        assert!(verdict("").is_err());
    }

    #[tokio::test]
    async fn a_missing_scanner_is_an_error_not_a_pass() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("film");
        std::fs::write(&file, b"x").unwrap();
        assert!(matches!(scan(&folder.path().join("no.sock"), &file).await, Err(ClamdError::Unreachable(_))));
    }
}
