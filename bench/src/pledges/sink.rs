//! A mail server that takes every letter and keeps none (RFC 5321, as far as a client needs it).

use anyhow::Result;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// Listens until it is dropped.
pub(super) struct Sink {
    pub(super) port: u16,
    task: JoinHandle<()>,
}

impl Sink {
    pub(super) async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that leaves in the middle of a letter is its own affair.
                tokio::spawn(async move { drop(take(stream).await) });
            }
        });
        Ok(Self { port, task })
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take(mut stream: TcpStream) -> Result<()> {
    let (read, mut write) = stream.split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 sink\r\n").await?;
    let mut letter = false;
    while let Some(line) = lines.next_line().await? {
        let word = line.get(..4).unwrap_or(&line).to_ascii_uppercase();
        let answer: &[u8] = match word.as_str() {
            _ if letter && line == "." => {
                letter = false;
                b"250 taken\r\n"
            }
            _ if letter => continue,
            "DATA" => {
                letter = true;
                b"354 go on\r\n"
            }
            "QUIT" => return Ok(write.write_all(b"221 bye\r\n").await?),
            _ => b"250 yes\r\n",
        };
        write.write_all(answer).await?;
    }
    Ok(())
}
