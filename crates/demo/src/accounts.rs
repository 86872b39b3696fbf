//! One account for each kind of person, with a password of this data folder alone.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use identity::{CreateAccount, Identity};
use kernel::{AccountId, Actor, Locale, PermissionSet, Rng, Role, SessionId, SignedIn};
use platform::SystemRng;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::sales;

const PEOPLE: [(&str, &str, Role); 11] = [
    ("afi@demo.griot.example", "Afi Koffi", Role::Viewer),
    ("akossiwa@demo.griot.example", "Akossiwa Mensah", Role::Director),
    ("mariama@demo.griot.example", "Mariama Issoufou", Role::Producer),
    ("edem@demo.griot.example", "Edem Lawson", Role::Agent),
    ("kwame@demo.griot.example", "Kwame Boateng", Role::Moderator),
    ("leila@demo.griot.example", "Leïla Benjelloun", Role::Admin),
    (sales::ADJOA, "Adjoa Amegah", Role::Viewer),
    (sales::AWA.email, sales::AWA.name, Role::Viewer),
    (sales::HAFIDA, "Hafida Ouchen", Role::Viewer),
    (sales::SALMA.email, sales::SALMA.name, Role::Viewer),
    (sales::IDRISS.email, sales::IDRISS.name, Role::Viewer),
];

/// What `demo.json` holds.
#[derive(Debug, Serialize, Deserialize)]
struct Card {
    url: Url,
    /// The shop beside it.
    #[serde(default)]
    shop: Option<Url>,
    accounts: Vec<Entry>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    email: String,
    password: String,
    role: Role,
    name: String,
}

/// A person of the demo.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    entry: Entry,
    pub(crate) id: AccountId,
}

impl Person {
    pub(crate) const fn role(&self) -> Role {
        self.entry.role
    }

    pub(crate) fn email(&self) -> &str {
        &self.entry.email
    }

    pub(crate) fn password(&self) -> &str {
        &self.entry.password
    }

    /// The person, signed in.
    pub(crate) fn actor(&self) -> Actor {
        self.with(self.entry.role.permissions())
    }

    /// The person, signed in with the right to upload, which the role of a viewer does not bring.
    pub(crate) fn uploader(&self) -> Actor {
        self.with(Role::Producer.permissions())
    }

    fn with(&self, permissions: PermissionSet) -> Actor {
        Actor::signed_in(SignedIn { account_id: self.id, session_id: Some(SessionId::generate()), permissions }, Locale::Fr)
    }
}

/// Everybody.
#[derive(Debug)]
pub(crate) struct Cast(Vec<Person>);

impl Cast {
    pub(crate) fn actor(&self, role: Role) -> Result<Actor> {
        Ok(self.0.iter().find(|person| person.role() == role).context("a person for each role")?.actor())
    }

    pub(crate) fn person(&self, email: &str) -> Result<&Person> {
        self.0.iter().find(|person| person.entry.email == email).with_context(|| format!("{email} in the cast"))
    }

    pub(crate) fn actors(&self) -> impl Iterator<Item = Actor> {
        self.0.iter().map(Person::actor)
    }
}

/// Creates who is missing, and writes `demo.json` anew: the address may have changed.
pub(crate) async fn ensure(identity: &Identity, folder: &Path, (url, shop): (&Url, &Url)) -> Result<Cast> {
    let path = folder.join("demo.json");
    let known: Vec<Entry> = match fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str::<Card>(&text).with_context(|| format!("{} is damaged", path.display()))?.accounts,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error).with_context(|| format!("read {}", path.display())),
    };
    let mut cast = Vec::new();
    for (email, name, role) in PEOPLE {
        let entry = known.iter().find(|entry| entry.email == email).cloned();
        let entry =
            entry.unwrap_or_else(|| Entry { email: email.into(), password: password(&SystemRng), role, name: name.into() });
        cast.push(person(identity, entry).await?);
    }
    let card = Card {
        url: url.clone(),
        shop: Some(shop.clone()),
        accounts: cast.iter().map(|person: &Person| person.entry.clone()).collect(),
    };
    write_private(&path, &serde_json::to_string_pretty(&card)?)?;
    Ok(Cast(cast))
}

async fn person(identity: &Identity, entry: Entry) -> Result<Person> {
    let actor = Actor::system("demo");
    let id = if let Some(id) = identity.find_account_by_email(&actor, &entry.email).await? {
        id
    } else {
        let cmd = CreateAccount {
            email: entry.email.clone(),
            display_name: entry.name.clone(),
            password: Some(entry.password.clone().into()),
            roles: vec![entry.role],
            locale: Locale::Fr,
        };
        identity.create_account(&actor, cmd).await.with_context(|| format!("create {}", entry.email))?
    };
    Ok(Person { entry, id })
}

pub(crate) fn write_private(path: &Path, text: &str) -> Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    let draft = path.with_extension("json.new");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(fs::rename(&draft, path)?)
}

/// Four groups of four letters and digits that nobody confuses: 80 bits.
fn password(rng: &dyn Rng) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567892";
    let groups = (0..4).map(|_| {
        let bytes = rng.bytes::<5>();
        bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect::<String>()
    });
    groups.collect::<Vec<_>>().join("-")
}

/// What the terminal shows.
pub(crate) fn card(cast: &Cast, (url, shop): (&Url, &Url)) -> String {
    let mut text = format!("\n  Griot runs on {url}\n\n");
    for person in &cast.0 {
        let Entry { email, password, role, .. } = &person.entry;
        let what = sales::part_of(email).unwrap_or(role.as_str());
        text.push_str(&format!("    {what:<10} {email:<30} {password}\n"));
    }
    text.push_str(&format!("\n  Mails are kept on {url}_mailbox\n"));
    text.push_str(&format!("  A shop to buy from: {shop}\n"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_data_folder_has_passwords_of_its_own() {
        let (first, second) = (password(&SystemRng), password(&SystemRng));
        assert_ne!(first, second);
        assert_eq!(first.len(), 23);
    }
}
