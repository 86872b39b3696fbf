//! Documents of a project: who may have them, and that what the staff read stays.

use contracts::media::AssetId;
use crowdfunding::{AddDocument, CrowdfundingError, DocumentAudience, DocumentKind, DocumentView, FileState, Review};
use kernel::{Actor, AppError as _, Role};

use crate::stage::{Funding, draft, member, visitor};

impl Funding {
    /// A file of this person, as media knows it.
    pub(crate) async fn file(&self, owner: &Actor, kind: &str, state: &str) -> AssetId {
        let id = AssetId::generate();
        let insert = "INSERT INTO media.assets (id, owner_id, kind, state, code, filename, source_bytes, created_at, updated_at, playable_at)
                      VALUES ($1, $2, $3, $4, CASE WHEN $4 = 'rejected' THEN 'media-wrong-kind' END, 'f', 1234, now(), now(), now())";
        sqlx::query(insert)
            .bind(id.as_uuid())
            .bind(owner.account_id().unwrap().as_uuid())
            .bind(kind)
            .bind(state)
            .execute(self.db.pool())
            .await
            .unwrap();
        id
    }

    pub(crate) async fn becomes(&self, id: AssetId, state: &'static str) {
        let update =
            "UPDATE media.assets SET state = $2, code = CASE WHEN $2 = 'rejected' THEN 'media-malware' END WHERE id = $1";
        sqlx::query(update).bind(id.as_uuid()).bind(state).execute(self.db.pool()).await.unwrap();
    }
}

fn add(project_id: contracts::crowdfunding::ProjectId, asset_id: AssetId, audience: DocumentAudience) -> AddDocument {
    AddDocument { project_id, asset_id, title: " Devis de la caméra ".into(), audience }
}

fn titles(documents: &[DocumentView]) -> Vec<(DocumentAudience, &FileState)> {
    documents.iter().map(|document| (document.audience, &document.file)).collect()
}

#[tokio::test]
async fn everybody_has_public_documents_and_the_staff_those_that_are_for_it() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let staff = member(stage.account().await, Role::Moderator);
    let stranger = member(stage.account().await, Role::Director);
    let (pdf, permit) =
        (stage.file(&stage.creator, "document", "ready").await, stage.file(&stage.creator, "image", "checking").await);
    let shown = stage.funding.add_document(&stage.creator, &add(project, pdf, DocumentAudience::Public)).await.unwrap();
    let kept = stage.funding.add_document(&stage.creator, &add(project, permit, DocumentAudience::Review)).await.unwrap();
    for outsider in [&visitor(), &stranger] {
        let seen = stage.funding.documents(outsider, project).await.unwrap();
        assert_eq!(titles(&seen), [(DocumentAudience::Public, &FileState::Ready)]);
        assert_eq!(
            (seen[0].title.as_str(), seen[0].kind, seen[0].size_bytes),
            ("Devis de la caméra", DocumentKind::Pdf, Some(1234))
        );
        stage.funding.document(outsider, shown).await.unwrap();
        assert!(matches!(stage.funding.document(outsider, kept).await, Err(CrowdfundingError::NotFound)));
    }
    for insider in [&stage.creator, &staff] {
        let seen = stage.funding.documents(insider, project).await.unwrap();
        let expected = [(DocumentAudience::Public, &FileState::Ready), (DocumentAudience::Review, &FileState::Checking)];
        assert_eq!(titles(&seen), expected);
        assert!(matches!(stage.funding.document(insider, kept).await, Err(CrowdfundingError::NotFound)), "still checked");
    }
    stage.becomes(permit, "ready").await;
    assert_eq!(stage.funding.document(&staff, kept).await.unwrap().kind, DocumentKind::Image);
    // A file that is refused later is nobody's any more.
    stage.becomes(pdf, "rejected").await;
    assert!(stage.funding.documents(&visitor(), project).await.unwrap().is_empty());
    let seen = stage.funding.documents(&stage.creator, project).await.unwrap();
    assert_eq!(seen[0].file, FileState::Refused("media-malware".into()));
}

#[tokio::test]
async fn before_it_is_handed_in_a_document_goes_and_afterwards_documents_are_only_added() {
    let stage = Funding::new().await;
    let project = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();
    let staff = member(stage.account().await, Role::Moderator);
    let stranger = member(stage.account().await, Role::Director);
    let mut ids = Vec::new();
    for _ in 0..3 {
        let file = stage.file(&stage.creator, "document", "ready").await;
        ids.push(stage.funding.add_document(&stage.creator, &add(project, file, DocumentAudience::Public)).await.unwrap());
    }
    assert!(matches!(stage.funding.documents(&stranger, project).await, Err(CrowdfundingError::NotFound)), "a draft");
    for other in [&stranger, &staff] {
        assert!(matches!(stage.funding.remove_document(other, ids[0]).await, Err(CrowdfundingError::NotFound)));
    }
    stage.funding.remove_document(&stage.creator, ids[0]).await.unwrap();
    assert!(matches!(stage.funding.remove_document(&stage.creator, ids[0]).await, Err(CrowdfundingError::NotFound)));

    stage.funding.submit_project(&stage.creator, project).await.unwrap();
    assert!(matches!(stage.funding.remove_document(&stage.creator, ids[1]).await, Err(CrowdfundingError::WrongState)));
    for sql in [
        "DELETE FROM crowdfunding.documents",
        "UPDATE crowdfunding.documents SET title = 'Autre'",
        "UPDATE crowdfunding.documents SET audience = 'review'",
    ] {
        assert!(sqlx::query(sql).execute(stage.db.pool()).await.is_err(), "PostgreSQL keeps them: {sql}");
    }
    let late = stage.file(&stage.creator, "document", "ready").await;
    stage.funding.add_document(&stage.creator, &add(project, late, DocumentAudience::Review)).await.unwrap();
    // Sent back, it is a draft again.
    let back = Review::SendBack { note: "Le devis est illisible.".into() };
    stage.funding.review_project(&staff, project, &back).await.unwrap();
    stage.funding.remove_document(&stage.creator, ids[1]).await.unwrap();
    assert_eq!(stage.funding.documents(&staff, project).await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_is_not_a_file_of_the_creators_is_refused_and_named() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let stranger = member(stage.account().await, Role::Director);
    let mine = stage.file(&stage.creator, "document", "ready").await;
    let wrong = [
        stage.file(&stranger, "document", "ready").await,
        stage.file(&stage.creator, "video", "ready").await,
        stage.file(&stage.creator, "document", "rejected").await,
        AssetId::generate(),
    ];
    for file in wrong {
        let refused =
            stage.funding.add_document(&stage.creator, &add(project, file, DocumentAudience::Public)).await.unwrap_err();
        assert_eq!((refused.fields()[0].field.as_ref(), refused.fields()[0].code), ("asset_id", "crowdfunding-document-file"));
    }
    for title in ["", "  ", "a\nb", &"é".repeat(121)] {
        let named = AddDocument { title: title.into(), ..add(project, mine, DocumentAudience::Public) };
        let refused = stage.funding.add_document(&stage.creator, &named).await.unwrap_err();
        assert_eq!(refused.fields()[0].field, "title", "{title:?}");
    }
    for other in [&stranger, &member(stage.account().await, Role::Moderator)] {
        let file = stage.file(other, "document", "ready").await;
        let refused = stage.funding.add_document(other, &add(project, file, DocumentAudience::Public)).await;
        assert!(matches!(refused, Err(CrowdfundingError::NotFound)));
    }
    stage.funding.add_document(&stage.creator, &add(project, mine, DocumentAudience::Public)).await.unwrap();
    let twice = stage.funding.add_document(&stage.creator, &add(project, mine, DocumentAudience::Review)).await.unwrap_err();
    assert_eq!(twice.fields()[0].code, "crowdfunding-document-twice");
    for _ in 1..20 {
        let file = stage.file(&stage.creator, "document", "ready").await;
        stage.funding.add_document(&stage.creator, &add(project, file, DocumentAudience::Public)).await.unwrap();
    }
    let file = stage.file(&stage.creator, "document", "ready").await;
    let more = stage.funding.add_document(&stage.creator, &add(project, file, DocumentAudience::Public)).await.unwrap_err();
    assert_eq!(more.fields()[0].code, "crowdfunding-documents");
}

#[tokio::test]
async fn the_staff_hides_a_document_for_a_reason_that_its_creator_reads() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let staff = member(stage.account().await, Role::Moderator);
    let file = stage.file(&stage.creator, "document", "ready").await;
    let id = stage.funding.add_document(&stage.creator, &add(project, file, DocumentAudience::Public)).await.unwrap();
    assert!(stage.funding.hide_document(&stage.creator, id, "Non").await.is_err());
    assert_eq!(stage.funding.hide_document(&staff, id, "x").await.unwrap_err().fields()[0].field, "reason");
    stage.funding.hide_document(&staff, id, "Une adresse y figure.").await.unwrap();
    assert!(stage.funding.documents(&visitor(), project).await.unwrap().is_empty());
    assert!(matches!(stage.funding.document(&visitor(), id).await, Err(CrowdfundingError::NotFound)));
    let seen = stage.funding.documents(&stage.creator, project).await.unwrap();
    assert_eq!(seen[0].hidden_reason.as_deref(), Some("Une adresse y figure."));
    stage.funding.document(&staff, id).await.unwrap();
}
