//! Documents of a project: added in the studio, listed and saved from its page.

use axum::http::{StatusCode, header};
use crowdfunding::{AddDocument, DocumentAudience};
use kernel::Role;

use crate::site::{Site, project};

const PDF: &str = "%PDF-1.7\n<script>alert(1)</script>\n%%EOF";

#[tokio::test]
async fn a_public_document_is_listed_and_saved_and_one_for_the_staff_is_not() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let (staff, other) = (site.person("Mado", Role::Moderator).await, site.person("Kofi", Role::Director).await);
    let id = site.project(&author, project("La pirogue")).await;
    let slug = site.crowdfunding.project(&author.actor, id).await.unwrap().slug;
    let form = format!("/studio/projets/{id}/documents");
    let file = site.document(&author, PDF).await;
    let page = site.get_as(&author, &form).await;
    assert!(page.shows("plus en retirer") && page.has("griot-upload[purpose=document]") && page.shows("Aucun document"));
    for (asset, title, on) in [("", "Devis", "#error-asset"), (&*file.to_string(), "", "#error-title")] {
        let typed = [("asset", asset), ("title", title), ("audience", "public")];
        let refused = site.post_as(&author, &form, &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.has(on), "{on}: {}", refused.text);
    }
    let typed = [("asset", &*file.to_string()), ("title", "Scénario <b>v2</b>"), ("audience", "public")];
    assert_eq!(site.post_as(&author, &form, &typed).await.status, StatusCode::SEE_OTHER);
    let twice = site.post_as(&author, &form, &typed).await;
    assert!(twice.has("#error-asset") && twice.shows("déjà parmi les documents"));
    let review = site.document(&author, PDF).await;
    let review = AddDocument { project_id: id, asset_id: review, title: "Contrat".into(), audience: DocumentAudience::Review };
    let review = site.crowdfunding.add_document(&author.actor, &review).await.unwrap();

    let public = site.get(&format!("/projets/{slug}")).await;
    assert_eq!(public.texts("[data-document] a"), ["Scénario <b>v2</b>"]);
    assert!(public.shows("PDF, ") && !public.text.contains("<b>v2") && !public.shows("Contrat"));
    let href = public.attribute("[data-document] a", "href").unwrap();
    let saved = site.get(&href).await;
    assert_eq!((saved.status, saved.text.as_str()), (StatusCode::OK, PDF));
    assert_eq!(saved.headers[header::CONTENT_TYPE], "application/pdf");
    assert_eq!(saved.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(saved.headers[header::CACHE_CONTROL], "private, no-store");
    assert_eq!(saved.headers[header::CONTENT_LENGTH], PDF.len().to_string());
    let disposition = saved.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(disposition.starts_with("attachment; filename=\"Sc_nario _b_v2__b_.pdf\""), "{disposition}");
    assert!(saved.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("sandbox"));

    let hidden = format!("/projets/{slug}/documents/{review}");
    assert_eq!(site.get(&hidden).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get_as(&other, &hidden).await.status, StatusCode::NOT_FOUND);
    for insider in [&author, &staff] {
        assert_eq!(site.get_as(insider, &hidden).await.status, StatusCode::OK);
    }
    assert!(site.get_as(&staff, &format!("/moderation/projets/{id}")).await.shows("Contrat"));
    // The document of another project is not below this one.
    let elsewhere = site.project(&author, project("Autre")).await;
    let elsewhere = site.crowdfunding.project(&author.actor, elsewhere).await.unwrap().slug;
    assert_eq!(site.get_as(&author, &hidden.replace(&slug, &elsewhere)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get_as(&other, &form).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get(&form).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_document_goes_before_the_project_is_handed_in_and_the_staff_hides_one_later() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let (staff, other) = (site.person("Mado", Role::Moderator).await, site.person("Kofi", Role::Director).await);
    let id = site.crowdfunding.create_project(&author.actor, &project("La pirogue")).await.unwrap();
    let mut documents = Vec::new();
    for title in ["Devis", "Permis"] {
        let asset_id = site.document(&author, PDF).await;
        let add = AddDocument { project_id: id, asset_id, title: title.into(), audience: DocumentAudience::Public };
        documents.push(site.crowdfunding.add_document(&author.actor, &add).await.unwrap());
    }
    let step = |document| format!("/studio/projets/{id}/documents/{document}/retirer");
    assert_eq!(site.post_as(&other, &step(documents[0]), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.post_as(&author, &step(documents[0]), &[]).await.status, StatusCode::SEE_OTHER);
    site.crowdfunding.submit_project(&author.actor, id).await.unwrap();
    assert_eq!(site.post_as(&author, &step(documents[1]), &[]).await.status, StatusCode::CONFLICT);
    assert!(!site.get_as(&author, &format!("/studio/projets/{id}/documents")).await.has("form[action$='/retirer']"));

    let slug = site.crowdfunding.project(&author.actor, id).await.unwrap().slug;
    let hide = format!("/projets/{slug}/documents/{}/masquer", documents[1]);
    assert_eq!(site.post_as(&author, &hide, &[("reason", "Non merci")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.post_as(&staff, &hide, &[("reason", "x")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.post_as(&staff, &hide, &[("reason", "Une adresse y figure.")]).await.status, StatusCode::SEE_OTHER);
    let studio = site.get_as(&author, &format!("/studio/projets/{id}/documents")).await;
    assert!(studio.shows("Masqué par l’équipe : Une adresse y figure."), "{}", studio.text);
}
