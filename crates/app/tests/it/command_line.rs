//! Accounts made and changed by a person at a terminal, then used over HTTP.

use serde_json::json;

use crate::program::{Server, errors, griot, run};

async fn login(server: &Server, email: &str, password: &str) -> u16 {
    let request = reqwest::Client::new().post(format!("{}/api/auth/login", server.url));
    request.json(&json!({ "email": email, "password": password })).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn an_account_is_created_changed_and_signs_in() {
    let data = tempfile::tempdir().unwrap();
    let user = |arguments: &[&str], input: &str| {
        let mut command = griot(data.path());
        command.arg("user").args(arguments);
        run(command, input)
    };
    let weak = user(&["create", "--email", "awa@example.org", "--name", "Awa"], "short\n");
    assert_eq!(weak.status.code(), Some(1));
    assert!(errors(&weak).contains("password"), "{}", errors(&weak));
    let created = user(&["create", "--email", "awa@example.org", "--name", "Awa"], "une longue phrase de passe\n");
    assert!(created.status.success(), "{}", errors(&created));
    let twice = user(&["create", "--email", "AWA@example.org", "--name", "Awa"], "une longue phrase de passe\n");
    assert_eq!(twice.status.code(), Some(1));
    let nobody = user(&["role", "nobody@example.org", "--grant", "admin"], "");
    assert!(errors(&nobody).contains("nobody@example.org"), "{}", errors(&nobody));
    assert!(user(&["role", "awa@example.org", "--grant", "director"], "").status.success());

    let server = Server::start(data.path()).await;
    assert_eq!(login(&server, "awa@example.org", "une longue phrase de passe").await, 200);
    // A second process works on the same database while the server runs.
    assert!(user(&["password", "awa@example.org"], "une autre longue phrase\n").status.success());
    assert_eq!(login(&server, "awa@example.org", "une longue phrase de passe").await, 401);
    assert_eq!(login(&server, "awa@example.org", "une autre longue phrase").await, 200);
}

#[tokio::test]
async fn an_empty_ledger_holds_and_has_nothing_to_seal() {
    let data = tempfile::tempdir().unwrap();
    let mut command = griot(data.path());
    command.arg("migrate");
    let migrated = run(command, "");
    assert!(migrated.status.success(), "{}", errors(&migrated));
    for (verb, said) in
        [("verify", "0 journals, 0 transfers, 0 checkpoints: everything holds."), ("checkpoint", "Nothing was posted")]
    {
        let mut command = griot(data.path());
        command.args(["ledger", verb]);
        let done = run(command, "");
        assert!(done.status.success(), "{}", errors(&done));
        assert!(String::from_utf8_lossy(&done.stdout).contains(said));
    }
}
