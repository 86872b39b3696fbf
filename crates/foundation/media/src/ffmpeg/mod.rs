//! Running ffmpeg and ffprobe as child processes: one file in, no network, a time limit, and the end of what they said.
//!
//! A child never outlives us: it is killed when its future is dropped, and by the kernel when our process dies. Files from
//! outside are opened by name of their format only, so that a playlist cannot make ffmpeg read another file.

pub(crate) mod args;
pub(crate) mod measure;

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, BufReader},
    process::{ChildStderr, ChildStdout, Command},
    sync::watch,
};
use tokio_util::sync::CancellationToken;

/// The formats that we open; playlists and image sequences are not among them.
pub(crate) const FORMATS: &str = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,ogg,flv,live_flv,asf,mxf,wav,w64,mp3,flac,aac,aiff,caf,h264,hevc";
const STDOUT_BYTES_MAX: u64 = 4 << 20;
const STDERR_TAIL_BYTES: usize = 6 << 10;

/// Why a run gave nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FfmpegError {
    /// The program is not installed or not executable.
    #[error("{program} cannot be started")]
    NotStarted {
        /// Which one.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// It ended with an error.
    #[error("{program} failed: {said}")]
    Failed {
        /// Which one.
        program: String,
        /// The end of what it said.
        said: String,
    },
    /// The disk is full.
    #[error("no space left for {program}'s output")]
    OutOfSpace {
        /// Which one.
        program: String,
    },
    /// It took longer than allowed.
    #[error("{program} took longer than {limit_s} s")]
    TimedOut {
        /// Which one.
        program: String,
        /// The limit.
        limit_s: u64,
    },
    /// We were asked to stop.
    #[error("stopped")]
    Cancelled,
    /// Its output cannot be read.
    #[error("the output of a child process cannot be read")]
    Io(#[from] io::Error),
}

/// The installed programs.
#[derive(Debug, Clone)]
pub(crate) struct Programs {
    /// ffmpeg.
    pub(crate) ffmpeg: PathBuf,
    /// ffprobe.
    pub(crate) ffprobe: PathBuf,
    /// 0 to 19: how far it steps back behind the web server.
    pub(crate) niceness: u8,
}

/// How a run is watched.
#[derive(Debug)]
pub(crate) struct Watch<'a> {
    /// The longest it may take.
    pub(crate) limit: Duration,
    /// Cancelled to stop it.
    pub(crate) stop: &'a CancellationToken,
    /// Told how far the output is, in microseconds.
    pub(crate) progress: Option<&'a watch::Sender<u64>>,
}

/// What a run said.
#[derive(Debug)]
pub(crate) struct Said {
    /// Standard output: ffprobe's answer; of ffmpeg, the last progress report.
    pub(crate) stdout: Vec<u8>,
    /// The end of standard error.
    pub(crate) stderr: String,
}

impl Programs {
    /// Runs ffmpeg with these arguments after the general ones.
    pub(crate) async fn ffmpeg(&self, args: Vec<OsString>, watch: Watch<'_>) -> Result<Said, FfmpegError> {
        let general = ["-hide_banner", "-nostdin", "-y", "-nostats", "-progress", "pipe:1"];
        let args = general.into_iter().map(OsString::from).chain(args).collect();
        self.run(&self.ffmpeg, args, watch).await
    }

    /// Runs ffprobe with these arguments.
    pub(crate) async fn ffprobe(&self, args: Vec<OsString>, watch: Watch<'_>) -> Result<Said, FfmpegError> {
        self.run(&self.ffprobe, args, watch).await
    }

    async fn run(&self, program: &Path, args: Vec<OsString>, watch: Watch<'_>) -> Result<Said, FfmpegError> {
        let name = program.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        // `setpriv` has the kernel kill the child when we die: no encoder may go on beside its own repetition.
        let mut child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "nice", "-n", &self.niceness.to_string()])
            .arg(program)
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|source| FfmpegError::NotStarted { program: name.clone(), source })?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let finished = async {
            let (stdout, stderr) = tokio::try_join!(read_stdout(stdout, watch.progress), read_tail(stderr))?;
            Ok::<_, io::Error>((child.wait().await?, stdout, stderr))
        };
        let (status, stdout, stderr) = tokio::select! {
            () = watch.stop.cancelled() => return Err(FfmpegError::Cancelled),
            finished = tokio::time::timeout(watch.limit, finished) => match finished {
                Ok(finished) => finished?,
                Err(_elapsed) => return Err(FfmpegError::TimedOut { program: name, limit_s: watch.limit.as_secs() }),
            },
        };
        if status.success() { Ok(Said { stdout, stderr }) } else { Err(failure(name, status, &stderr)) }
    }
}

fn failure(program: String, status: std::process::ExitStatus, stderr: &str) -> FfmpegError {
    // SIGXFSZ is what a file size limit gives instead of "File too large".
    let full = ["No space left on device", "File too large", "Disk quota exceeded"].iter().any(|text| stderr.contains(text))
        || std::os::unix::process::ExitStatusExt::signal(&status) == Some(25);
    if full {
        return FfmpegError::OutOfSpace { program };
    }
    FfmpegError::Failed { program, said: format!("{status}: {}", stderr.trim()) }
}

/// Reads progress lines as they come, or collects the output where nobody watches.
async fn read_stdout(stdout: Option<ChildStdout>, progress: Option<&watch::Sender<u64>>) -> io::Result<Vec<u8>> {
    let Some(stdout) = stdout else { return Ok(Vec::new()) };
    let Some(progress) = progress else {
        let mut bytes = Vec::new();
        stdout.take(STDOUT_BYTES_MAX).read_to_end(&mut bytes).await?;
        return Ok(bytes);
    };
    let mut lines = BufReader::new(stdout).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(microseconds) = line.strip_prefix("out_time_us=").and_then(|text| text.parse().ok()) {
            progress.send_replace(microseconds);
        }
    }
    Ok(Vec::new())
}

/// Keeps the last few kilobytes.
async fn read_tail(stderr: Option<ChildStderr>) -> io::Result<String> {
    let Some(mut stderr) = stderr else { return Ok(String::new()) };
    let mut tail = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = read_some(&mut stderr, &mut buffer).await?;
        if read.is_empty() {
            return Ok(String::from_utf8_lossy(&tail).into_owned());
        }
        tail.extend_from_slice(read);
        let surplus = tail.len().saturating_sub(STDERR_TAIL_BYTES);
        tail.drain(..surplus);
    }
}

async fn read_some<'a, R: AsyncRead + Unpin>(from: &mut R, buffer: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let read = from.read(buffer).await?;
    Ok(buffer.get(..read).unwrap_or_default())
}

/// The options before an input file that came from outside.
pub(crate) fn guarded_input(path: &Path) -> Vec<OsString> {
    let mut file = OsString::from("file:");
    file.push(path);
    let mut args: Vec<OsString> =
        ["-protocol_whitelist", "file", "-format_whitelist", FORMATS, "-i"].into_iter().map(OsString::from).collect();
    args.push(file);
    args
}
