//! API keys: narrowed, shown once, revocable.

use contracts::identity::InvitationId;
use identity::{
    ChangeMemberRole, ChangeProfile, CreateApiKey, CreateOrganisation, Invite, OrganisationKind, OrganisationRole, ProfileKind,
};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, ErrorKind, Locale, Permission, Role};

use crate::world::World;

fn create(scopes: &[Permission], lifetime_days: Option<u16>) -> CreateApiKey {
    CreateApiKey { name: "Un programme".into(), scopes: scopes.to_vec(), lifetime_days }
}

async fn bearer(world: &World, key: &str) -> Option<Actor> {
    let found = world.identity.authenticate_bearer(key).await.unwrap()?;
    Some(Actor::signed_in(found.signed_in, Locale::Fr))
}

#[tokio::test]
async fn a_key_does_what_its_scopes_say_and_nothing_more() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Director).await;
    let actor = world.actor("afi@example.org").await;
    let key = world.identity.create_api_key(&actor, create(&[Permission::MediaUpload], None)).await.unwrap();
    assert!(key.key.starts_with("gr_live_"));
    let program = bearer(&world, &key.key).await.unwrap();
    assert!(program.may(Permission::MediaUpload));
    assert!(!program.may(Permission::FilmPublish));
    assert!(program.session_id().is_none());

    let more = world.identity.create_api_key(&program, create(&[Permission::MediaUpload], None)).await.unwrap_err();
    assert_eq!(more.kind(), ErrorKind::Forbidden);
    assert_eq!(world.identity.revoke_api_key(&program, key.id).await.unwrap_err().kind(), ErrorKind::Forbidden);
    assert_eq!(world.identity.start_totp(&program).await.unwrap_err().kind(), ErrorKind::Forbidden);
}

#[tokio::test]
async fn nobody_gives_a_key_more_than_they_have() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let actor = world.actor("afi@example.org").await;
    let refused = world.identity.create_api_key(&actor, create(&[Permission::FilmPublish], None)).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Forbidden);
    for bad in [create(&[], None), create(&[Permission::Watch], Some(0)), create(&[Permission::Watch], Some(731))] {
        assert_eq!(world.identity.create_api_key(&actor, bad).await.unwrap_err().kind(), ErrorKind::Invalid);
    }
}

#[tokio::test]
async fn a_key_loses_the_rights_that_its_owner_loses() {
    let world = World::new().await;
    let account_id = world.person("afi@example.org", ProfileKind::Director).await;
    let actor = world.actor("afi@example.org").await;
    let key = world.identity.create_api_key(&actor, create(&[Permission::FilmPublish], None)).await.unwrap();
    world.identity.revoke_role(&Actor::system("test"), account_id, Role::Director).await.unwrap();
    assert!(!bearer(&world, &key.key).await.unwrap().may(Permission::FilmPublish));
}

#[tokio::test]
async fn keys_end_by_time_by_revocation_and_by_lock() {
    let world = World::new().await;
    let account_id = world.person("afi@example.org", ProfileKind::Viewer).await;
    let actor = world.actor("afi@example.org").await;
    let short = world.identity.create_api_key(&actor, create(&[Permission::Watch], Some(1))).await.unwrap();
    let revoked = world.identity.create_api_key(&actor, create(&[Permission::Watch], None)).await.unwrap();
    let locked = world.identity.create_api_key(&actor, create(&[Permission::Watch], None)).await.unwrap();
    world.identity.revoke_api_key(&actor, revoked.id).await.unwrap();
    assert!(bearer(&world, &revoked.key).await.is_none());
    assert!(bearer(&world, &short.key).await.is_some());
    world.later(SignedDuration::from_hours(24));
    assert!(bearer(&world, &short.key).await.is_none());
    assert!(bearer(&world, &locked.key).await.is_some());
    world.identity.lock_account(&Actor::system("test"), account_id, "abuse").await.unwrap();
    assert!(bearer(&world, &locked.key).await.is_none());
    assert!(bearer(&world, "gr_live_nonsense").await.is_none());
}

#[tokio::test]
async fn the_list_never_shows_a_key_again() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let actor = world.actor("afi@example.org").await;
    let key = world.identity.create_api_key(&actor, create(&[Permission::Watch], None)).await.unwrap();
    bearer(&world, &key.key).await.unwrap();
    let listed = world.identity.list_api_keys(&actor).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert!(key.key.ends_with(&listed[0].hint) && listed[0].hint.len() == 4);
    assert!(listed[0].last_used_at.is_some());
    assert!(!format!("{listed:?}").contains(&key.key));
}

#[tokio::test]
async fn when_a_key_was_last_used_is_known_to_the_minute() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let actor = world.actor("afi@example.org").await;
    let key = world.identity.create_api_key(&actor, create(&[Permission::Watch], None)).await.unwrap();
    let used = async || {
        bearer(&world, &key.key).await.unwrap();
        world.identity.list_api_keys(&actor).await.unwrap()[0].last_used_at.unwrap()
    };
    let first = used().await;
    world.later(SignedDuration::from_secs(60));
    assert_eq!(used().await, first);
    world.later(SignedDuration::from_secs(1));
    assert_eq!(used().await, first + SignedDuration::from_secs(61));
    world.identity.revoke_api_key(&actor, key.id).await.unwrap();
    assert!(bearer(&world, &key.key).await.is_none(), "at once, however lately it was used");
}

#[tokio::test]
async fn a_key_changes_no_organisation_and_no_profile_and_reads_no_sign_ins() {
    let world = World::new().await;
    let account_id = world.person("afi@example.org", ProfileKind::Producer).await;
    let actor = world.actor("afi@example.org").await;
    let studio = CreateOrganisation { name: "Studio Baobab".into(), kind: OrganisationKind::Production };
    let id = world.identity.create_organisation(&actor, studio).await.unwrap();
    let key = world.identity.create_api_key(&actor, create(&[Permission::Watch], None)).await.unwrap();
    let program = bearer(&world, &key.key).await.unwrap();
    let identity = &world.identity;
    let role = ChangeMemberRole { organisation_id: id, account_id, role: OrganisationRole::Owner };
    let invite = Invite { organisation_id: id, email: "thief@example.net".into(), role: OrganisationRole::Admin };
    let profile = ChangeProfile { display_name: "X".into(), bio: String::new(), locale: Locale::Fr };
    let refused = [
        identity.rename_organisation(&program, id, "X").await.err(),
        identity.change_member_role(&program, role).await.err(),
        identity.remove_member(&program, id, account_id).await.err(),
        identity.invite(&program, invite).await.err(),
        identity.withdraw_invitation(&program, id, InvitationId::generate()).await.err(),
        identity.accept_invitation(&program, "x").await.err(),
        identity.change_profile(&program, profile).await.err(),
        identity.get_organisation(&program, id).await.err(),
        identity.list_sessions(&program).await.err(),
        identity.list_passkeys(&program).await.err(),
        identity.list_api_keys(&program).await.err(),
        identity.get_second_factor(&program).await.err(),
        identity.export_account(&program).await.err(),
    ];
    for (number, error) in refused.into_iter().enumerate() {
        assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Forbidden), "call {number}");
    }
    assert!(world.mails("thief@example.net").await.is_empty());
    assert_eq!(identity.get_profile(&program).await.unwrap().email, "afi@example.org");
    assert_eq!(identity.list_organisations(&program).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_owner_is_told_of_a_new_key_by_mail() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let actor = world.actor("afi@example.org").await;
    let key = world.identity.create_api_key(&actor, create(&[Permission::Watch], None)).await.unwrap();
    let (subject, text) = world.mails("afi@example.org").await.pop().unwrap();
    assert_eq!(subject, "Clé d’API créée");
    assert!(text.contains("« Un programme »") && text.contains("/compte/cles") && !text.contains(&key.key), "{text}");
}
