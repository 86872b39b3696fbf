//! Delivery by SMTP.

use std::time::Duration;

use contracts::mail::MailRefused;
use kernel::Actor;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    address::Envelope,
    message::{
        Mailbox, MultiPart,
        header::{Header, HeaderName, HeaderValue},
    },
    transport::smtp::authentication::Credentials,
};
use secrecy::ExposeSecret as _;
use uuid::Uuid;

use super::{AddressKey, MailConfig, MailTls, Returns, SendMailJob, Status};
use crate::{Db, DbError, jobs::JobError};

const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// What of the 64 octets of a local part a mark and its plus leave.
const RETURNS_NAME_MAX: usize = 18;

/// Why mail cannot be set up or a message cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address is not one.
    #[error("not a mail address: {0}")]
    Address(#[from] lettre::address::AddressError),
    /// The message cannot be put together.
    #[error("the mail cannot be made: {0}")]
    Message(#[from] lettre::error::Error),
    /// The server's settings are unusable, or it cannot be reached.
    #[error("the mail server: {0}")]
    Server(#[from] lettre::transport::smtp::Error),
    /// The server does not take the mail. What it says stays out: servers like to repeat the address.
    #[error("the mail server answered {0}")]
    Refused(u16),
    /// The mailbox that letters come back to has a name that leaves no room for their marks (RFC 5321 §4.5.3.1.1), or one of its own.
    #[error("`mail.returns` must be a plain address with at most 18 letters before the @")]
    Returns,
}

#[derive(Debug)]
pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// Where letters come back to.
    returns_to: Option<Address>,
    returns: Returns,
    /// Hears which letters are refused.
    db: Db,
}

impl Smtp {
    pub(super) fn try_new(config: &MailConfig, db: Db, returns: Returns) -> Result<Self, MailError> {
        let mut builder = match config.tls {
            MailTls::None => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host),
            MailTls::Starttls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&config.host)?,
            MailTls::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&config.host)?,
        };
        builder = builder.port(config.port).timeout(Some(ANSWER_WITHIN));
        if let (Some(user), Some(password)) = (&config.user, &config.password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()));
        }
        let returns_to = config.returns.as_ref().map(|address| address.parse::<Address>()).transpose()?;
        if returns_to.as_ref().is_some_and(|address| address.user().len() > RETURNS_NAME_MAX || address.user().contains('+')) {
            return Err(MailError::Returns);
        }
        Ok(Self { transport: builder.build(), from: config.from.parse()?, returns_to, returns, db })
    }

    /// Delivers, or says whether another try makes sense.
    pub(super) async fn deliver(&self, job: SendMailJob) -> Result<(), JobError> {
        let (id, to) = (job.id, job.mail.to.clone());
        let message = self.message(job).map_err(JobError::fail)?;
        let Err(error) = self.transport.send(message).await else { return Ok(()) };
        let permanent = error.is_permanent();
        if permanent {
            self.refused(id, &to, &error).await?;
        }
        let error = error.status().map_or_else(|| MailError::Server(error), |code| MailError::Refused(code.into()));
        Err(if permanent { JobError::fail(error) } else { JobError::retry(error) })
    }

    /// Says that a letter was refused. What is said of the address is for who keeps what is known of addresses.
    async fn refused(&self, id: Uuid, to: &str, error: &lettre::transport::smtp::Error) -> Result<(), DbError> {
        let said = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        let code = error.status().map(|code| code.to_string()).unwrap_or_default();
        let (Some(letter), Some(status)) =
            (self.returns.find(&self.returns.mark(to, id)), Status::find(&format!("{code} {said}")))
        else {
            return Ok(());
        };
        let refused = MailRefused {
            mail_id: id,
            address_key: hex::encode(AddressKey::of(to).as_bytes()),
            sent_at: letter.sent_at,
            status: status.to_string(),
        };
        let mut tx = self.db.begin(&Actor::system("mail")).await?;
        tx.emit(&refused).await?;
        tx.commit().await
    }

    /// The id begins with that of the job, so that a mail sent twice is recognised as one (RFC 5322 §3.6.4).
    fn message(&self, job: SendMailJob) -> Result<Message, MailError> {
        let SendMailJob { id, mail } = job;
        let mark = self.returns.mark(&mail.to, id);
        let to: Mailbox = mail.to.parse()?;
        let mut message = Message::builder()
            .message_id(Some(format!("<{id}.{mark}@{}>", self.from.email.domain())))
            .header(AutoSubmitted)
            .from(self.from.clone())
            .to(to.clone())
            .subject(mail.subject);
        if let Some(returns) = &self.returns_to {
            let sender = Address::new(format!("{}+{mark}", returns.user()), returns.domain())?;
            message = message.envelope(Envelope::new(Some(sender), vec![to.email])?);
        }
        if let Some(address) = mail.unsubscribe {
            message = message.header(Unsubscribe(address)).header(OneClick);
        }
        Ok(message.multipart(MultiPart::alternative_plain_html(mail.text, mail.html))?)
    }
}

/// Where letters like this one are refused (RFC 2369 §3.2).
#[derive(Debug, Clone)]
struct Unsubscribe(String);

impl Header for Unsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.trim_matches(['<', '>']).to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), format!("<{}>", self.0))
    }
}

/// That one POST there is enough (RFC 8058 §3.1).
#[derive(Debug, Clone, Copy)]
struct OneClick;

impl Header for OneClick {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

/// Tells absence notices and the like not to answer (RFC 3834).
#[derive(Debug, Clone, Copy)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
