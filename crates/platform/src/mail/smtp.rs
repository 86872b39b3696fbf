//! Delivery by SMTP.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, MultiPart},
    transport::smtp::authentication::Credentials,
};
use secrecy::ExposeSecret as _;

use super::{MailConfig, MailTls, OutgoingMail};
use crate::jobs::JobError;

const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Why mail cannot be set up or a message cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address is not one.
    #[error("not a mail address: {0}")]
    Address(#[from] lettre::address::AddressError),
    /// The message cannot be put together.
    #[error("the mail cannot be made: {0}")]
    Message(#[from] lettre::error::Error),
    /// The server's settings are unusable, or it does not take the mail.
    #[error("the mail server: {0}")]
    Server(#[from] lettre::transport::smtp::Error),
}

#[derive(Debug)]
pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    pub(super) fn try_new(config: &MailConfig) -> Result<Self, MailError> {
        let mut builder = match config.tls {
            MailTls::None => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host),
            MailTls::Starttls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&config.host)?,
            MailTls::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&config.host)?,
        };
        builder = builder.port(config.port).timeout(Some(ANSWER_WITHIN));
        if let (Some(user), Some(password)) = (&config.user, &config.password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()));
        }
        Ok(Self { transport: builder.build(), from: config.from.parse()? })
    }

    /// Delivers, or says whether another try makes sense.
    pub(super) async fn deliver(&self, mail: OutgoingMail) -> Result<(), JobError> {
        let message = self.message(mail).map_err(JobError::fail)?;
        match self.transport.send(message).await {
            Ok(_response) => Ok(()),
            Err(error) if error.is_permanent() => Err(JobError::fail(error)),
            Err(error) => Err(JobError::retry(error)),
        }
    }

    fn message(&self, mail: OutgoingMail) -> Result<Message, MailError> {
        Ok(Message::builder()
            .from(self.from.clone())
            .to(mail.to.parse()?)
            .subject(mail.subject)
            .multipart(MultiPart::alternative_plain_html(mail.text, mail.html))?)
    }
}
