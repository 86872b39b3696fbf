//! Organisations, members, invitations.

use contracts::identity::OrganisationId;
use identity::{ChangeMemberRole, CreateOrganisation, Invite, OrganisationKind, OrganisationRole, ProfileKind};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, ErrorKind};

use crate::world::{World, on_one_connection, stranger};

async fn found(world: &World, owner: &Actor) -> OrganisationId {
    let cmd = CreateOrganisation { name: "Studio Baobab".into(), kind: OrganisationKind::Production };
    world.identity.create_organisation(owner, cmd).await.unwrap()
}

async fn join(world: &World, owner: &Actor, id: OrganisationId, email: &str, role: OrganisationRole) -> Actor {
    world.person(email, ProfileKind::Viewer).await;
    world.identity.invite(owner, Invite { organisation_id: id, email: email.into(), role }).await.unwrap();
    let token = world.mailed_token(email).await;
    let member = world.actor(email).await;
    assert_eq!(world.identity.accept_invitation(&member, &token).await.unwrap(), id);
    member
}

#[tokio::test]
async fn an_invitation_makes_a_member_of_the_invited_account_only() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Producer).await;
    world.person("kossi@example.org", ProfileKind::Viewer).await;
    world.person("thief@example.org", ProfileKind::Viewer).await;
    let owner = world.actor("afi@example.org").await;
    let id = found(&world, &owner).await;
    let invite = Invite { organisation_id: id, email: "Kossi@example.org".into(), role: OrganisationRole::Member };
    world.identity.invite(&owner, invite).await.unwrap();
    let token = world.mailed_token("kossi@example.org").await;
    assert_eq!(world.identity.preview_invitation(&stranger(), &token).await.unwrap().organisation, "Studio Baobab");

    let thief = world.actor("thief@example.org").await;
    let stolen = world.identity.accept_invitation(&thief, &token).await.unwrap_err();
    assert_eq!(stolen.code(), "identity-invitation-other-email");
    let kossi = world.actor("kossi@example.org").await;
    world.identity.accept_invitation(&kossi, &token).await.unwrap();
    let twice = world.identity.accept_invitation(&kossi, &token).await.unwrap_err();
    assert_eq!(twice.kind(), ErrorKind::Gone);
    let view = world.identity.get_organisation(&kossi, id).await.unwrap();
    assert_eq!((view.members.len(), view.role, view.invitations.len()), (2, OrganisationRole::Member, 0));
}

#[tokio::test]
async fn invitations_expire_and_can_be_withdrawn() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Producer).await;
    let owner = world.actor("afi@example.org").await;
    let id = found(&world, &owner).await;
    for email in ["late@example.org", "unwanted@example.org"] {
        let invite = Invite { organisation_id: id, email: email.into(), role: OrganisationRole::Member };
        world.identity.invite(&owner, invite).await.unwrap();
    }
    let waiting = world.identity.get_organisation(&owner, id).await.unwrap().invitations;
    let unwanted = waiting.iter().find(|invitation| invitation.email == "unwanted@example.org").unwrap();
    world.identity.withdraw_invitation(&owner, id, unwanted.id).await.unwrap();
    let token = world.mailed_token("unwanted@example.org").await;
    assert_eq!(world.identity.preview_invitation(&stranger(), &token).await.unwrap_err().kind(), ErrorKind::Gone);
    let token = world.mailed_token("late@example.org").await;
    world.later(SignedDuration::from_hours(14 * 24));
    assert_eq!(world.identity.preview_invitation(&stranger(), &token).await.unwrap_err().kind(), ErrorKind::Gone);
}

#[tokio::test]
async fn a_stranger_does_not_learn_that_an_organisation_exists() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Producer).await;
    world.person("kossi@example.org", ProfileKind::Viewer).await;
    let owner = world.actor("afi@example.org").await;
    let id = found(&world, &owner).await;
    let other = world.actor("kossi@example.org").await;
    assert_eq!(world.identity.get_organisation(&other, id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(world.identity.rename_organisation(&other, id, "X").await.unwrap_err().kind(), ErrorKind::NotFound);
    let invite = Invite { organisation_id: id, email: "x@example.org".into(), role: OrganisationRole::Member };
    assert_eq!(world.identity.invite(&other, invite).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(world.identity.get_organisation(&stranger(), id).await.unwrap_err().kind(), ErrorKind::Unauthenticated);
}

#[tokio::test]
async fn members_and_admins_stay_within_their_rights_and_an_owner_remains() {
    let world = World::new().await;
    let owner_id = world.person("afi@example.org", ProfileKind::Producer).await;
    let owner = world.actor("afi@example.org").await;
    let id = found(&world, &owner).await;
    let admin = join(&world, &owner, id, "admin@example.org", OrganisationRole::Admin).await;
    let member = join(&world, &owner, id, "member@example.org", OrganisationRole::Member).await;
    let member_id = member.account_id().unwrap();

    let promote = ChangeMemberRole { organisation_id: id, account_id: member_id, role: OrganisationRole::Owner };
    for weak in [&admin, &member] {
        assert_eq!(world.identity.change_member_role(weak, promote).await.unwrap_err().kind(), ErrorKind::Forbidden);
        assert_eq!(world.identity.remove_member(weak, id, owner_id).await.unwrap_err().kind(), ErrorKind::Forbidden);
    }
    let invite = Invite { organisation_id: id, email: "x@example.org".into(), role: OrganisationRole::Member };
    assert_eq!(world.identity.invite(&member, invite.clone()).await.unwrap_err().kind(), ErrorKind::Forbidden);
    let owner_by_invitation = Invite { role: OrganisationRole::Owner, ..invite };
    assert_eq!(world.identity.invite(&owner, owner_by_invitation).await.unwrap_err().kind(), ErrorKind::Forbidden);

    assert_eq!(world.identity.remove_member(&owner, id, owner_id).await.unwrap_err().code(), "identity-last-owner");
    world.identity.change_member_role(&owner, promote).await.unwrap();
    world.identity.remove_member(&owner, id, owner_id).await.unwrap();
    world.identity.remove_member(&admin, id, admin.account_id().unwrap()).await.unwrap();
    assert_eq!(world.identity.get_organisation(&member, id).await.unwrap().role, OrganisationRole::Owner);
}

#[tokio::test]
async fn two_owners_do_not_leave_at_the_same_time() {
    let world = World::new().await;
    let first_id = world.person("afi@example.org", ProfileKind::Producer).await;
    let first = world.actor("afi@example.org").await;
    let id = found(&world, &first).await;
    let second = join(&world, &first, id, "kossi@example.org", OrganisationRole::Member).await;
    let second_id = second.account_id().unwrap();
    let promote = ChangeMemberRole { organisation_id: id, account_id: second_id, role: OrganisationRole::Owner };
    world.identity.change_member_role(&first, promote).await.unwrap();
    let (one, other) =
        tokio::join!(world.identity.remove_member(&first, id, first_id), world.identity.remove_member(&second, id, second_id));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
}

#[tokio::test]
async fn an_invitation_is_accepted_on_one_connection() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Producer).await;
    world.person("kossi@example.org", ProfileKind::Viewer).await;
    let owner = world.actor("afi@example.org").await;
    let id = found(&world, &owner).await;
    let invite = Invite { organisation_id: id, email: "kossi@example.org".into(), role: OrganisationRole::Member };
    world.identity.invite(&owner, invite).await.unwrap();
    let token = world.mailed_token("kossi@example.org").await;
    let kossi = world.actor("kossi@example.org").await;
    assert_eq!(on_one_connection(&world).await.accept_invitation(&kossi, &token).await.unwrap(), id);
}
