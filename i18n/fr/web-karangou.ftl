# Les pages de Karangou : accueil, catalogue, film, listes, studio, modération.

## Accueil
home-title = Accueil
home-description = Regardez gratuitement des films d'Afrique, même avec une petite connexion : la qualité et le poids de chaque film sont annoncés avant la lecture.
home-featured = À l'affiche
home-watch = Regarder
home-all = Tous les films
home-resume = Continuer la lecture
home-resume-all = Historique
home-resume-at = À { $at }
home-rail-all = Tout voir
home-rail-new = Nouveautés
home-rail-most-watched = Les plus regardés
home-rail-top-rated = Les mieux notés
home-rail-country = Films · { $country }
home-browse = Parcourir
home-empty-title = Aucun film n'est encore publié.
home-empty-text = Les premiers films arrivent. Cinéastes, cette place est la vôtre.
home-empty-publish = Publier un film
home-empty-join = Créer un compte

## Catalogue
films-title = Films
films-description = Tous les films de Karangou, par genre, pays, langue, durée et poids.
films-results = Films trouvés
films-filters = Filtrer et trier
films-any = Peu importe
films-genre = Genre
films-country = Pays
films-language = Langue parlée
films-subtitles = Sous-titres
films-length = Durée
films-length-to = { $n } min au plus
films-weight = Poids
films-weight-to = Moins de { $n } Mo
films-year-from = À partir de l'année
films-year-to = Jusqu'à l'année
films-sort = Trier par
films-sort-newest = Date de publication
films-sort-title = Titre
films-sort-top-rated = Note
films-sort-most-watched = Nombre de vues
films-sort-shortest = Durée, les plus courts d'abord
films-sort-lightest = Poids, les plus légers d'abord
films-sort-oldest = Année, les plus anciens d'abord
films-apply = Voir les films
films-clear = Effacer les filtres
films-count = { $n ->
    [one] { $n } film
   *[other] { $n } films
}
films-count-first = Les { $n } premiers films
films-remove-filter = Retirer le filtre { $filter }
films-filter-subtitles = Sous-titres : { $language }
films-filter-director = Un cinéaste
films-filter-year_from = Depuis { $n }
films-filter-year_to = Jusqu'à { $n }
films-filter-minutes_from = Au moins { $n } min
films-filter-minutes_to = { $n } min au plus
films-filter-max_mb = Moins de { $n } Mo
films-empty-title = Aucun film ne correspond.
films-empty-text = Retirez un filtre, ou revenez bientôt : le catalogue grandit.
films-unknown-filter = L'un de ces filtres n'existe pas.

## Recherche
search-title = Recherche
search-title-for = Recherche : { $words }
search-field = Un film, une personne
search-hint = Les accents et les fautes de frappe ne gênent pas.
search-submit = Chercher
search-films = Films
search-people = Personnes
search-person-films = { $n ->
    [one] { $n } film
   *[other] { $n } films
}
search-resembling = Rien ne s'écrit exactement « { $words } » ; voici ce qui y ressemble.
search-none = Rien ne correspond à « { $words } ».
search-none-text = Essayez un autre mot, ou parcourez le catalogue.
search-all = Tout ce qui correspond à « { $words } »

## Film
film-about = À propos du film
film-by = Un film de { $names }
film-description = { $title }, à regarder gratuitement sur Karangou.
film-synopsis = Synopsis
film-facts = Fiche
film-spoken = Langues parlées
film-subtitles = Sous-titres
film-weight-in = En { $quality }
film-team = Équipe
film-similar = Dans le même esprit
film-edit = Modifier le film
film-back = Retour au film
film-views = { $n ->
    [one] { $n } vue
   *[other] { $n } vues
}
film-age-all = Tous publics
film-age-10 = Dès 10 ans
film-age-12 = Dès 12 ans
film-age-16 = Dès 16 ans
film-age-18 = Dès 18 ans
film-state-draft = Brouillon
film-state-submitted = En attente
film-state-published = Publié
film-state-refused = Refusé
film-preview-draft = Aperçu : ce film est un brouillon. Vous et votre équipe êtes seuls à le voir.
film-preview-submitted = Aperçu : ce film attend la décision d'un modérateur.
film-preview-refused = Aperçu : ce film a été refusé. Le motif est dans le studio.
film-role-director = Réalisation
film-role-actor = Interprétation
film-role-screenwriter = Scénario
film-role-producer = Production
film-role-composer = Musique
film-role-technician = Technique

### Lecture
film-play = Lire { $title }
film-resume = Reprendre à { $at }
film-cost = environ { $cost } de données
film-cost-basis = Estimation à { $price } le gigaoctet ({ $country })
film-not-playable = Ce film est en préparation : il pourra être lu bientôt.
film-play-native = Lire dans le lecteur du navigateur
film-play-native-hint = Les scripts sont désactivés : le film s'ouvre dans le lecteur de votre navigateur, s'il sait lire ce format.
film-native-unsupported = Votre navigateur ne sait pas lire ce film sans scripts.

### Notes
film-rating-count = { $n ->
    [one] ({ $n } note)
   *[other] ({ $n } notes)
}
film-rating-none = Pas encore de note
film-rating-given = { $n ->
    [one] { $n } étoile sur 5
   *[other] { $n } étoiles sur 5
}
film-rating-invalid = Une note va de 1 à 5 étoiles.
film-rating-saved = Votre note est enregistrée.
film-rate = Votre note
film-rate-legend = Combien d'étoiles ?
film-rate-submit = Noter
film-rate-yours = { $n ->
    [one] Vous avez donné { $n } étoile.
   *[other] Vous avez donné { $n } étoiles.
}
film-rate-withdraw = Retirer
film-rate-sign-in = Connectez-vous pour noter ce film

### Garder
film-keep = Garder
film-keep-sign-in = Connectez-vous pour garder ce film
film-favourite-add = Ajouter aux favoris
film-favourite-remove = Retirer des favoris
film-favourite-added = Ajouté à vos favoris.
film-favourite-removed = Retiré de vos favoris.
film-lists = Ajouter à une liste
film-list-new = Nouvelle liste
film-list-create = Créer et ajouter
film-list-put-on = Ajouter à la liste { $list }
film-list-take-off = Retirer de la liste { $list }
film-list-added = Ajouté à la liste.
film-list-removed = Retiré de la liste.

### Partager
film-share = Partager
film-share-address = Adresse de la page
film-share-button = Partager
film-share-copied = Adresse copiée
film-share-qr = Code QR
film-share-qr-alt = Code QR qui mène à { $title }

### Signaler
film-report = Signaler ce film
film-report-comment = Signaler
film-report-comment-title = Signaler un commentaire
film-report-reason = Motif
film-report-reason-spam = Publicité ou contenu sans intérêt
film-report-reason-hate = Haine envers un groupe
film-report-reason-harassment = Attaque contre une personne
film-report-reason-violence = Violence ou menaces
film-report-reason-sexual = Contenu sexuel
film-report-reason-copyright = Œuvre de quelqu'un d'autre
film-report-reason-misleading = Faux ou trompeur
film-report-reason-other = Autre chose
film-report-note = En vos mots
film-report-submit = Envoyer le signalement
film-report-sent = Merci. Un modérateur va regarder.
film-report-no-reason = Choisissez un motif.

### Commentaires
film-comments = Discussion
film-comments-empty = Personne n'a encore écrit. Lancez la discussion.
film-comment-sign-in = Connectez-vous pour écrire un commentaire
film-comment-text = Votre commentaire
film-comment-submit = Publier
film-comment-reply = Répondre
film-comment-reply-text = Votre réponse
film-comment-reply-submit = Publier la réponse
film-comment-edit = Modifier
film-comment-save = Enregistrer
film-comment-delete = Supprimer
film-comment-edited = modifié
film-comment-gone = Commentaire supprimé par son auteur.
film-comment-hidden = Commentaire masqué par la modération.
film-comment-hidden-why = Masqué par la modération : { $reason }
film-comment-added = Votre commentaire est publié.
film-comment-changed = Votre commentaire est modifié.
film-comment-deleted = Votre commentaire est supprimé.

## Personne
person-films = Films
person-no-films = Aucun film publié pour l'instant.
person-born = Naissance : { $year }
person-description = { $n ->
    [one] { $name } : { $n } film sur Karangou.
   *[other] { $name } : { $n } films sur Karangou.
}

## Ma liste et les listes
mine-title = Ma liste
mine-favourites = Favoris
mine-lists = Mes listes
mine-empty-title = Aucun favori pour l'instant.
mine-empty-text = Sur la page d'un film, « Ajouter aux favoris » le garde ici.
list-new = Nouvelle liste
list-create = Créer la liste
list-created = Votre liste est créée.
list-title = Titre
list-about = De quoi s'agit-il ?
list-public = Liste publique
list-public-hint = Toute personne qui a l'adresse peut la voir.
list-visibility-private = Privée
list-visibility-public = Publique
list-settings = Réglages de la liste
list-save = Enregistrer
list-changed = Votre liste est enregistrée.
list-delete = Supprimer la liste
list-deleted = Votre liste est supprimée.
list-by = Par { $owner }
list-description = { $n ->
    [one] Une liste de { $owner } : { $n } film.
   *[other] Une liste de { $owner } : { $n } films.
}
list-empty = Cette liste est vide.
list-move-up = Monter { $title }
list-move-down = Descendre { $title }
list-take-off = Retirer { $title }

## Historique
history-title = Historique
history-lead = Ce que vous avez regardé. Vous êtes seul à le voir.
history-clear = Tout effacer
history-empty-title = Vous n'avez encore rien regardé.
history-empty-text = Vos films commencés se retrouvent ici, là où vous vous êtes arrêté.
history-finished = Vu jusqu'au bout
history-forget = Retirer { $title } de l'historique
history-forgot-one = Retiré de l'historique.
history-forgot-all = Votre historique est effacé.

## Studio
studio-title = Studio
studio-new = Nouveau film
studio-new-lead = Donnez-lui un titre ; tout le reste se complète ensuite, à votre rythme.
studio-create = Créer le film
studio-created = Votre film est créé. Ajoutez la vidéo et la fiche.
studio-empty-title = Vous n'avez pas encore de film.
studio-empty-text = Déposez une vidéo, complétez la fiche, soumettez : un modérateur la regarde et la publie.
studio-changed = Modifié
studio-see = Voir la page
studio-details = Fiche du film
studio-save = Enregistrer la fiche
studio-saved = La fiche est enregistrée.
studio-field-title = Titre
studio-field-organisation = Maison de production
studio-field-organisation-none = Aucune : le film est à moi seul
studio-field-organisation-hint = Ses membres préparent le film avec vous.
studio-field-original-title = Titre original
studio-field-original-title-hint = S'il diffère du titre, dans la langue du film.
studio-field-synopsis-fr = Synopsis en français
studio-field-synopsis-en = Synopsis en anglais
studio-field-year = Année
studio-field-age = Public
studio-field-genres = Genres
studio-field-countries = Pays
studio-field-spoken = Langues parlées
studio-field-subtitles = Langues des sous-titres

### Publication
studio-way = Publication
studio-state-draft = Ce film est un brouillon : vous et votre équipe êtes seuls à le voir.
studio-state-submitted = Un modérateur va regarder ce film. Vous pouvez le reprendre pour le modifier.
studio-state-published = Ce film est public.
studio-state-refused = Corrigez ce qui est demandé, puis soumettez de nouveau.
studio-refused = Refusé pour ce motif :
studio-complete = Tout y est.
studio-missing = Il manque encore :
studio-missing-synopsis = un synopsis, en français ou en anglais
studio-missing-year = l'année
studio-missing-genres = un genre
studio-missing-countries = un pays
studio-missing-spoken_languages = une langue parlée
studio-missing-video = la vidéo
studio-missing-director = une personne à la réalisation
studio-submit = Soumettre à la publication
studio-submitted = Votre film est soumis. Un modérateur va le regarder.
studio-withdraw = Reprendre le film
studio-withdrawn = Le film est de nouveau un brouillon.
studio-unpublish = Retirer de la publication
studio-unpublished = Le film n'est plus public.
studio-delete-open = Supprimer ce film…
studio-delete-warning = La fiche, les notes et les commentaires disparaissent pour toujours.
studio-delete = Supprimer définitivement
studio-deleted = Le film est supprimé.

### Vidéo
studio-video = Vidéo
studio-video-none = Aucune vidéo pour l'instant.
studio-video-upload = Déposer la vidéo
studio-video-replace = Remplacer la vidéo
studio-video-hint = MP4, MOV, MKV ou WebM. L'envoi reprend où il en était après une coupure, même demain.
studio-video-locked = La vidéo que les modérateurs regardent, ou ont acceptée, ne change pas. Pour la remplacer, reprenez d'abord le film, ou retirez-le de la publication ; il sera ensuite soumis de nouveau.
studio-video-save = Utiliser cette vidéo
studio-video-storing = Mise en place du fichier
studio-video-checking = Vérification du fichier
studio-video-working = Préparation des qualités
studio-video-playable = Préparation des qualités
studio-video-already = La plus légère est prête : le film peut déjà être regardé.
studio-video-ready = Toutes les qualités sont prêtes.
studio-video-rejected = Ce fichier est refusé.
studio-video-failed = La préparation a échoué.
studio-upload-scripts = L'envoi de fichiers a besoin des scripts du navigateur.
studio-part-set = C'est enregistré.
studio-part-removed = C'est retiré.

### Affiche
studio-poster = Affiche
studio-poster-upload = Déposer une affiche
studio-poster-hint = JPEG, PNG ou WebP, en hauteur (2:3), 800 × 1200 ou plus.
studio-poster-save = Utiliser cette affiche
studio-poster-remove = Retirer l'affiche
studio-poster-stills = Ou choisissez une image du film :
studio-poster-still = Image { $n } du film

### Équipe
studio-people = Équipe
studio-people-hint = Dans l'ordre du générique. Un nom déjà connu désigne la même personne ; une ligne sans nom disparaît.
studio-people-name = Nom
studio-people-role = Rôle
studio-people-detail = Personnage ou métier
studio-people-add = Ajouter une ligne
studio-people-save = Enregistrer l'équipe
studio-people-saved = L'équipe est enregistrée.

### Sous-titres
studio-subtitles = Sous-titres
studio-subtitles-no-video = Ajoutez d'abord la vidéo.
studio-subtitles-none = Aucun sous-titre pour l'instant.
studio-subtitles-language = Langue
studio-subtitles-file = Fichier SRT ou VTT
studio-subtitles-name = Nom dans le menu
studio-subtitles-captions = Décrit aussi les sons (pour les personnes sourdes ou malentendantes)
studio-subtitles-captions-badge = Sons décrits
studio-subtitles-add = Ajouter les sous-titres
studio-subtitles-added = Les sous-titres sont ajoutés.
studio-subtitles-remove = Retirer les sous-titres : { $language }
studio-subtitles-removed = Les sous-titres sont retirés.

## Modération
moderation-films-title = Films à valider
moderation-films-empty = Aucun film n'attend.
moderation-since = soumis
moderation-preview = Voir le film
moderation-publish = Publier
moderation-published = Le film est publié.
moderation-refuse-open = Refuser…
moderation-reason = Motif, que l'auteur lira
moderation-refuse = Refuser le film
moderation-refused = Le film est refusé ; son auteur en connaît le motif.
moderation-reports-title = Signalements
moderation-reports-empty = Aucun signalement n'attend.
moderation-report-count = { $n ->
    [one] { $n } signalement
   *[other] { $n } signalements
}
moderation-kind-film = Film
moderation-kind-comment = Commentaire sous
moderation-hidden = Déjà masqué
moderation-decision-reason = Motif de la décision
moderation-hide = Masquer le commentaire
moderation-take-back = Retirer le film
moderation-restore = Rétablir
moderation-dismiss = Rien à reprocher
moderation-decided = La décision est enregistrée.

## Flux
feed-title = Karangou : nouveaux films
