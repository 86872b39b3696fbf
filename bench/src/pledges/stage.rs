//! The server with its providers: configured, connected and with projects online.

use std::{io::Write as _, net::Ipv4Addr, path::PathBuf, process::Stdio, time::Duration, time::Instant};

use anyhow::{Context, Result, ensure};
use paysim::{Auto, Chaos, Config, Provider, Running};
use reqwest::Client;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{io::AsyncWriteExt as _, sync::Mutex};
use totp_rs::Totp;

use super::sink::Sink;
use crate::{
    seed,
    server::{Server, griot},
};

const PROVIDERS: [(Provider, &str); 3] =
    [(Provider::PayGate, "paygate"), (Provider::MtnMomo, "mtn-momo"), (Provider::Stripe, "stripe")];
const PASSWORD: &str = "une longue phrase de passe";

/// What a sign-in gave: the token lasts a quarter of an hour, and is exchanged before.
#[derive(Default)]
struct Session {
    token: String,
    refresh_token: String,
}

impl Session {
    fn of(answer: &Value) -> Result<Self> {
        let word = |name: &str| answer[name].as_str().map(str::to_owned).with_context(|| format!("no {name}"));
        Ok(Self { token: word("token")?, refresh_token: word("refreshToken")? })
    }
}

/// A project that is online.
pub(super) struct Project {
    pub(super) id: String,
}

/// Everything that runs.
pub(super) struct Stage {
    pub(super) sim: Running,
    pub(super) server: Server,
    pub(super) data: TempDir,
    config: PathBuf,
    /// The session of somebody of the staff.
    staff: Mutex<Session>,
    /// Where letters go.
    _mail: Sink,
}

impl Stage {
    pub(super) async fn start() -> Result<Self> {
        let accepted = Auto::Accept { after: Duration::from_secs(2) };
        let sim = Running::start(Config { seed: 1, chaos: Chaos::none(), auto: accepted, ..Config::default() }).await?;
        let mail = Sink::start().await?;
        let data = tempfile::Builder::new().prefix("griot-bench-").tempdir()?;
        let config = data.path().join("griot.toml");
        std::fs::File::create(&config)?.write_all(configuration(&sim, mail.port).as_bytes())?;
        for (name, role) in [("awa", "director"), ("kwame", "admin")] {
            let email = format!("{name}@example.org");
            run(&data, &config, &["user", "create", "--email", &email, "--name", name, "--role", role], PASSWORD).await?;
        }
        for (provider, name) in PROVIDERS {
            let known = paysim::credentials(provider);
            let pairs = known.all().iter().copied().chain([("target_environment", "sandbox")]);
            let lines: String = pairs.map(|(name, value)| format!("{name}={value}\n")).collect();
            run(&data, &config, &["payments", "connect", name], &lines).await?;
        }
        let server = Server::start_with(data.path(), Some(&config)).await?;
        for (provider, name) in PROVIDERS {
            sim.set_callback_url(provider, &format!("{}/hooks/payments/{name}", server.url));
        }
        let stage = Self { sim, server, data, config, staff: Mutex::default(), _mail: mail };
        *stage.staff.lock().await = stage.sign_in_with_code("kwame").await?;
        Ok(stage)
    }

    /// Writes a project, submits it and puts it online.
    pub(super) async fn project(&self, title: &str, goal_minor: i64) -> Result<Project> {
        let creator = self.sign_in("awa").await?.token;
        let body = json!({
            "title": title, "pitch": "Un film sur le fleuve.", "story": "Il était une fois un fleuve. ".repeat(20),
            "risks": "La pluie peut retarder le tournage.", "country": "TG", "currency": "XOF", "goal_minor": goal_minor,
            "mode": "all_or_nothing", "days": 30,
            "budget": [{ "title": "Image", "minimum_minor": goal_minor, "optimum_minor": goal_minor }],
        });
        let made = self.post(&creator, "/api/v1/projects", &body).await?;
        let id = made["id"].as_str().context("a project without id")?.to_owned();
        self.post(&creator, &format!("/api/v1/projects/{id}/submit"), &json!({ "version": made["version"] })).await?;
        let staff = self.staff_token().await?;
        self.post(&staff, &format!("/api/v1/projects/{id}/approve"), &json!({})).await?;
        Ok(Project { id })
    }

    async fn sign_in(&self, name: &str) -> Result<Session> {
        let body = json!({ "email": format!("{name}@example.org"), "password": PASSWORD });
        Session::of(&self.post("", "/api/auth/login", &body).await?)
    }

    /// A token of the staff that is good for a quarter of an hour from now.
    async fn staff_token(&self) -> Result<String> {
        let mut session = self.staff.lock().await;
        let body = json!({ "refreshToken": session.refresh_token });
        *session = Session::of(&self.post("", "/api/auth/refresh", &body).await?)?;
        Ok(session.token.clone())
    }

    /// Staff rights begin once a second factor was proved.
    async fn sign_in_with_code(&self, name: &str) -> Result<Session> {
        let session = self.sign_in(name).await?;
        let token = &session.token;
        let begun = self.post(token, "/api/v1/me/second-factor/totp", &json!({})).await?;
        let totp = Totp::from_url(begun["url"].as_str().context("no address of a secret")?)?;
        let code = totp.generate_current().to_string();
        self.post(token, "/api/v1/me/second-factor/totp/confirm", &json!({ "code": code })).await?;
        Ok(session)
    }

    async fn post(&self, token: &str, path: &str, body: &Value) -> Result<Value> {
        let mut request = Client::new().post(format!("{}{path}", self.server.url)).json(body);
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        let response = request.send().await?;
        let (status, text) = (response.status(), response.text().await?);
        ensure!(status.is_success(), "{path}: {status} {text}");
        Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? })
    }

    /// Reads what every provider settled until now.
    pub(super) async fn import_statements(&self) -> Result<()> {
        let staff = self.staff_token().await?;
        for (provider, name) in PROVIDERS {
            let url = format!("{}/api/v1/admin/reconciliation/statements/{name}", self.server.url);
            let request = Client::new().post(url).bearer_auth(&staff).header("Content-Type", "text/csv");
            let response = request.body(self.sim.statement(provider)).send().await?;
            let (status, text) = (response.status(), response.text().await?);
            ensure!(status.is_success(), "the statement of {name}: {status} {text}");
        }
        Ok(())
    }

    /// Waits until so many pledges of a project are paid.
    pub(super) async fn wait_for_paid(&self, project: &Project, wanted: u64, patience: Duration) -> Result<u64> {
        let since = Instant::now();
        let sql = format!("select count(*) from crowdfunding.pledges where project_id = '{}' and state = 'paid'", project.id);
        loop {
            let paid = seed::number(self.data.path(), &sql).await?;
            if paid >= wanted || since.elapsed() > patience {
                return Ok(paid);
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    /// Lets the deadline be now.
    pub(super) async fn end(&self, project: &Project) -> Result<()> {
        let id = &project.id;
        let sql = format!(
            "begin; set local session_replication_role = replica;
             update crowdfunding.projects set deadline_at = now() where id = '{id}';
             update platform.jobs set run_at = now() where name = 'crowdfunding.close-project' and unique_key = '{id}';
             commit"
        );
        seed::query(self.data.path(), &sql).await.map(drop)
    }

    /// How many of a project's pledges are not given back yet.
    pub(super) async fn refunds_open(&self, project: &Project) -> Result<u64> {
        let states = "('paid', 'refunding', 'unclaimed')";
        let sql = format!("select count(*) from crowdfunding.pledges where project_id = '{}' and state in {states}", project.id);
        seed::number(self.data.path(), &sql).await
    }

    /// Stops the server and proves the ledger from its rows; how many invariants are broken.
    pub(super) async fn stop_and_verify(self) -> Result<u64> {
        self.server.stop().await?;
        let mut command = griot()?;
        command.arg("--data").arg(self.data.path()).arg("--config").arg(&self.config).args(["ledger", "verify"]);
        let output = command.output().await.context("griot ledger verify")?;
        let said = String::from_utf8_lossy(&output.stdout);
        println!("{}", said.trim());
        self.sim.stop().await;
        Ok(if output.status.success() { 0 } else { u64::try_from(said.lines().count().max(1))? })
    }
}

/// An address of this machine for each of 250 people.
pub(super) fn address(number: u32) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 2, u8::try_from(number % 250 + 1).unwrap_or(1))
}

fn configuration(sim: &Running, mail_port: u16) -> String {
    let mut text = format!("[mail]\nhost = \"127.0.0.1\"\nport = {mail_port}\n\n[payments]\nsimulator = \"{}\"\n", sim.url());
    for (rail, provider, countries) in [("mixx", "paygate", "\"TG\""), ("mtn_momo", "mtn-momo", "\"BJ\""), ("card", "stripe", "")]
    {
        text += &format!(
            "\n[[payments.routes]]\nrail = \"{rail}\"\nprovider = \"{provider}\"\ncountries = [{countries}]\ncurrencies = [\"XOF\"]\n"
        );
    }
    for (provider, name) in PROVIDERS {
        text += &format!("\n[[payments.endpoints]]\nprovider = \"{name}\"\nurl = \"{}\"\n", sim.base(provider));
    }
    text
}

/// Runs a command of the program to its end.
async fn run(data: &TempDir, config: &PathBuf, arguments: &[&str], input: &str) -> Result<()> {
    let mut command = griot()?;
    command.arg("--data").arg(data.path()).arg("--config").arg(config).args(arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let mut stdin = child.stdin.take().context("the program's input")?;
    stdin.write_all(input.as_bytes()).await?;
    drop(stdin);
    let output = child.wait_with_output().await?;
    ensure!(output.status.success(), "griot {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}
