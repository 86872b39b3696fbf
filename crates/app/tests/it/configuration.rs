//! What a start refuses, and what it makes.

use std::os::unix::fs::PermissionsExt as _;

use crate::program::{errors, griot, run};

#[test]
fn an_unknown_key_is_refused_by_name_from_the_file_and_from_the_environment() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("griot.toml");
    std::fs::write(&file, "[server]\nprot = 9000\n").unwrap();
    let mut from_file = griot(data.path());
    from_file.arg("--config").arg(&file).args(["config", "check"]);
    let mut from_environment = griot(data.path());
    from_environment.env("GRIOT_SERVER__PROT", "9000").args(["config", "check"]);
    for command in [from_file, from_environment] {
        let output = run(command, "");
        assert_eq!(output.status.code(), Some(1));
        assert!(errors(&output).to_lowercase().contains("prot"), "{}", errors(&output));
    }
}

#[test]
fn an_external_database_without_a_strong_secret_does_not_start_and_says_which() {
    let data = tempfile::tempdir().unwrap();
    for (secret, word) in [(None, "missing"), (Some("changeme"), "weak")] {
        for arguments in [["serve", "--port=0"].as_slice(), &["config", "check"]] {
            let mut command = griot(data.path());
            command.env("DATABASE_URL", "postgres://localhost:1/griot").args(arguments);
            secret.map(|secret| command.env("GRIOT_SECRET", secret));
            let output = run(command, "");
            assert_eq!(output.status.code(), Some(1));
            let said = errors(&output);
            assert!(said.contains("GRIOT_SECRET") && said.contains(word), "{said}");
        }
    }
}

#[test]
fn the_environment_goes_before_the_file_and_the_file_before_the_defaults() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("griot.toml");
    std::fs::write(&file, "[server]\nport = 9001\ntrusted_proxies = 1\n").unwrap();
    let mut command = griot(data.path());
    command.arg("--config").arg(&file).env("GRIOT_SERVER__PORT", "9002").args(["config", "show"]);
    let output = run(command, "");
    let shown: toml::Table = toml::from_str(&String::from_utf8(output.stdout).unwrap()).unwrap();
    assert_eq!(shown["server"]["port"].as_integer(), Some(9002));
    assert_eq!(shown["server"]["trusted_proxies"].as_integer(), Some(1));
    assert_eq!(shown["server"]["address"].as_str(), Some("127.0.0.1"));
}

#[test]
fn the_first_start_makes_a_secret_for_its_owner_alone_and_the_second_keeps_it() {
    let data = tempfile::tempdir().unwrap();
    let secret = || std::fs::read(data.path().join("secrets/master.key")).unwrap();
    let migrate = || {
        let mut command = griot(data.path());
        command.arg("migrate");
        let output = run(command, "");
        assert!(output.status.success(), "{}", errors(&output));
    };
    migrate();
    let first = secret();
    let mode = std::fs::metadata(data.path().join("secrets/master.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    migrate();
    assert_eq!(secret(), first);
}
