# La bande-annonce d'un projet.
trailer-title = Bande-annonce
trailer-lead-draft = Une à trois minutes qui donnent envie : qui vous êtes, ce que vous tournez, pourquoi maintenant. Elle se joue en tête de la page du projet. Une fois le projet remis, elle ne change plus.
trailer-lead-kept = L'équipe a lu le projet avec cette bande-annonce : elle ne change plus.
trailer-upload = Envoyer la bande-annonce
trailer-replace = Envoyer une autre vidéo
trailer-hint = MP4, MOV, MKV ou WebM. L'envoi reprend là où il s'est arrêté ; la vidéo se prépare pendant que vous continuez.
trailer-save = Enregistrer la bande-annonce
trailer-remove = Retirer la bande-annonce
trailer-set = La bande-annonce est enregistrée.
trailer-removed = La bande-annonce est retirée.
trailer-play = Lire la bande-annonce de { $title }
trailer-back = Revenir au projet
trailer-hide = Masquer la bande-annonce
trailer-hidden-because = La bande-annonce est masquée par l'équipe : { $reason }
trailer-hidden = La bande-annonce est masquée.
