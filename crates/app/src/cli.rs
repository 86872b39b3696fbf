//! The command line. A command exists only when it works.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Griot: the creator economy in one binary.
///
/// Films watched free and funded, artists developed, sales shared. Everything runs from this program and a PostgreSQL
/// that it starts by itself unless `database.url` (or `DATABASE_URL`) names one.
#[derive(Debug, Parser)]
#[command(name = "griot", version, max_term_width = 100, arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "Examples:
  griot demo                                   try everything, with films and accounts, on http://127.0.0.1:8080
  griot serve                                  run all roles on this machine
  griot serve --roles web                      run the web role alone, against an external database
  griot user create --email awa@example.org --name Awa --role admin
  griot config check                           say what is wrong before a start does";

/// Where configuration and data are.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// The configuration file (TOML). Without it: defaults and GRIOT_… variables.
    #[arg(long, short, global = true, env = "GRIOT_CONFIG_FILE", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The data folder: database, files, secrets.
    #[arg(long, short, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the server.
    Serve(Serve),
    /// Run with demo accounts and films, and a mailbox page instead of real mail.
    Demo(Demo),
    /// Bring the database to the schema of this version.
    Migrate,
    /// Look at the configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Manage accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// Look at background jobs and run failed ones again.
    #[command(subcommand)]
    Jobs(JobsCommand),
    /// Prove the ledger, or seal it.
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// Prove what dashboards show.
    #[command(subcommand)]
    Figures(FiguresCommand),
    /// Connect payment providers, and look after money that does not move by itself.
    #[command(subcommand)]
    Payments(PaymentsCommand),
    /// Take in letters that came back.
    #[command(subcommand)]
    Mail(MailCommand),
    /// Hear what becomes of SMS.
    #[command(subcommand)]
    Sms(SmsCommand),
    /// Print the OpenAPI description of the JSON API.
    Openapi,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// What this process does.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "web,worker,media")]
    pub(crate) roles: Vec<RoleName>,
    /// The port to listen on, instead of the configured one.
    #[arg(long, short)]
    pub(crate) port: Option<u16>,
}

/// A part of the program that can run in a process of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleName {
    /// Pages and API.
    Web,
    /// Mails, events, scheduled work.
    Worker,
    /// Video and image processing.
    Media,
    /// Tracked links alone; `web` answers them too.
    Tracker,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The port to listen on.
    #[arg(long, short, default_value_t = 8080)]
    pub(crate) port: u16,
    /// The folder with the film material (made by `cargo xtask media fetch`); without it every film is drawn by ffmpeg.
    #[arg(long, value_name = "DIR")]
    pub(crate) material: Option<PathBuf>,
    /// The port of the simulated payment providers; 0 takes any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub(crate) simulator_port: u16,
    /// The port of the merchant's shop; 0 takes any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub(crate) shop_port: u16,
    /// Make at most this many films and leave the past of the market out: for tests and slow machines.
    #[arg(long, value_name = "N")]
    pub(crate) films: Option<usize>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Say whether a start would accept the configuration and the secrets.
    Check,
    /// Print the configuration in force, without secrets.
    Show,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Create a verified account. The password is asked for, or read from standard input.
    Create {
        /// The e-mail address.
        #[arg(long)]
        email: String,
        /// The name that others see.
        #[arg(long)]
        name: String,
        /// What it is.
        #[arg(long, value_parser = role, default_value = "viewer")]
        role: kernel::Role,
    },
    /// Give or take a role.
    Role {
        /// The e-mail address of the account.
        email: String,
        /// Give this role.
        #[arg(long, value_parser = role, value_name = "ROLE")]
        grant: Option<kernel::Role>,
        /// Take this role.
        #[arg(long, value_parser = role, value_name = "ROLE")]
        revoke: Option<kernel::Role>,
    },
    /// Set a new password (read from standard input) and end every session.
    Password {
        /// The e-mail address of the account.
        email: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum JobsCommand {
    /// List jobs, the newest first.
    List {
        /// Only those that failed for good.
        #[arg(long)]
        failed: bool,
        /// At most this many.
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// Run a failed job again.
    Retry {
        /// The number of the job.
        id: i64,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// Check every invariant from the rows; fails and names what breaks one.
    Verify,
    /// Seal what was posted since the last checkpoint and print its hash, to be kept elsewhere.
    Checkpoint,
    /// Write everything posted to standard output, in the order of posting.
    Export {
        /// `csv` has every transfer, reservations included; `beancount` has what moved, for auditors.
        #[arg(long, value_parser = export_format, default_value = "csv")]
        format: ledger::ExportFormat,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum FiguresCommand {
    /// Compute the figures of some days again from the rows, and of their weeks from the days; fails and names what differs. The last seven
    /// days unless they are named.
    Check {
        /// The first day (UTC).
        #[arg(long, value_name = "DATE")]
        from: Option<jiff::civil::Date>,
        /// The last day (UTC).
        #[arg(long, value_name = "DATE")]
        to: Option<jiff::civil::Date>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PaymentsCommand {
    /// Keep the credentials of a provider, sealed: `name=value` lines from standard input.
    Connect {
        /// The provider.
        #[arg(value_parser = crate::commands::provider)]
        provider: payments::ProviderName,
    },
    /// Read a provider's statement (CSV) and match it with what was booked.
    Import {
        /// The provider.
        #[arg(value_parser = crate::commands::provider)]
        provider: payments::ProviderName,
        /// The file.
        file: PathBuf,
    },
    /// List the differences that are open.
    Breaks,
    /// List the payments that a person has to decide about.
    Stuck,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MailCommand {
    /// Read one mail that came back (a bounce, a complaint) from standard input, as a mail server's pipe gives it.
    Bounce,
    /// Print the address at which a mail server or a provider may hand in mail that came back. Whoever knows it may do so.
    Hook,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SmsCommand {
    /// Print the address at which the provider reports deliveries: its callback URL. Whoever knows it may do so.
    Hook,
}

fn export_format(text: &str) -> Result<ledger::ExportFormat, String> {
    let found = ledger::ExportFormat::ALL.into_iter().find(|format| format.as_str() == text);
    found.ok_or_else(|| "csv or beancount".into())
}

fn role(text: &str) -> Result<kernel::Role, String> {
    kernel::Role::parse(text).ok_or_else(|| {
        let known: Vec<&str> = kernel::Role::ALL.iter().map(|role| role.as_str()).collect();
        format!("one of {}", known.join(", "))
    })
}
