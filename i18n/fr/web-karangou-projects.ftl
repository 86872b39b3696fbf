# Les projets de films : les écrire, les lire, les trouver, les suivre.

## Commun
project-state-draft = Brouillon
project-state-submitted = En lecture
project-state-online = En ligne
project-state-waiting = Derniers paiements
project-state-successful = Financé
project-state-failed = Non financé
project-state-settled = Terminé
project-state-cancelled = Abandonné
project-mode-all_or_nothing = Tout ou rien
project-mode-all_or_nothing-hint = Si l'objectif est atteint, vous recevez la somme. Sinon, chaque contribution est remboursée en entier.
project-mode-keep_it_all = Tout est gardé
project-mode-keep_it_all-hint = Vous recevez ce qui est réuni, même sous l'objectif. Dites dans les risques ce que vous ferez avec moins.
project-raised-of = { $raised } sur { $goal }
project-backers = { $n ->
    [0] Aucune contribution pour l'instant
    [one] { $n } contribution
   *[other] { $n } contributions
}
project-left-days = { $n ->
    [one] Plus qu'{ $n } jour
   *[other] Encore { $n } jours
}
project-left-hours = { $n ->
    [one] Plus qu'{ $n } heure
   *[other] Encore { $n } heures
}
project-left-minutes = { $n ->
    [one] Plus qu'{ $n } minute
   *[other] Encore { $n } minutes
}
project-days = { $n ->
    [one] { $n } jour
   *[other] { $n } jours
}

## Écrire un projet
project-studio-title = Mes projets
project-studio-empty-title = Vous n'avez pas encore de projet.
project-studio-empty-text = Dites ce que vous voulez tourner et ce qu'il vous faut ; l'équipe lit votre projet et le met en ligne.
project-new = Nouveau projet
project-new-lead = Donnez-lui un titre ; l'histoire, le budget et les contreparties se complètent ensuite.
project-create = Créer le projet
project-created = Votre projet est créé. Racontez-le, et donnez-lui un budget.
project-save = Enregistrer le projet
project-saved = Le projet est enregistré.
project-changed = Ce projet a été changé ailleurs entre-temps. Ce que vous avez écrit est gardé ci-dessous ; l'enregistrer de nouveau remplace l'autre version.
project-see = Voir la page
project-field-title = Titre
project-field-pitch = En une phrase
project-field-pitch-hint = Ce qu'on lit dans les listes : 200 caractères au plus.
project-field-country = Pays où vous êtes payé
project-field-country-hint = Il décide par quels moyens l'argent peut vous parvenir.
project-field-currency = Monnaie
project-field-currency-hint = Toutes les contributions sont dans cette monnaie.
project-currency-xof = Franc CFA (FCFA)
project-currency-mad = Dirham marocain (DH)
project-currency-eur = Euro (€)
project-field-mode = Quand êtes-vous payé ?
project-field-days = Durée de la collecte
project-field-days-hint = De 1 à 60 jours, à partir de la mise en ligne.
project-field-story = L'histoire
project-field-story-hint = Qui vous êtes, ce que vous tournez, pourquoi maintenant : 200 caractères au moins. # fait un titre, ** un mot en gras, - une liste.
project-field-risks = Les risques
project-field-risks-hint = Ce qui peut mal tourner, et ce que vous ferez alors.
project-field-films = Films
project-field-films-hint = Cochez les films que ce projet finance : il paraît sur leurs pages.
project-preview = Voir l'histoire mise en forme
project-preview-title = Ce que les gens liront
project-preview-empty = L'histoire est encore vide.
project-budget = Budget
project-budget-in = Budget, en { $currency }
project-budget-hint = Une ligne par dépense. Le minimum suffit pour faire le film, l'optimum permet de le faire au mieux. Une ligne vide disparaît.
project-budget-title = Dépense
project-budget-minimum = Minimum
project-budget-optimum = Optimum
project-budget-sum = Total
project-budget-add = Ajouter une ligne
project-goal = Objectif
project-goal-hint = La somme des minimums, additionnée à l'enregistrement.
project-goal-unknown = Un montant ne peut pas être lu
project-tiers = Contreparties
project-tiers-hint = Ce qu'un contributeur reçoit, et pour combien. Sans stock, il y en a autant qu'on en veut. Une contrepartie vide disparaît.
project-tiers-add = Ajouter une contrepartie
project-tier-title = Contrepartie
project-tier-amount = Montant, en { $currency }
project-tier-stock = Stock (facultatif)
project-tier-description = Ce qu'elle contient (facultatif)
project-tier-taken = { $n ->
    [one] Choisie { $n } fois : ce qui a été promis ne change plus, sauf le stock, qui peut grandir.
   *[other] Choisie { $n } fois : ce qui a été promis ne change plus, sauf le stock, qui peut grandir.
}
project-frozen = Ce qui ne change plus
project-frozen-hint = Les contributeurs ont décidé là-dessus.

### La suite
project-way = Mise en ligne
project-way-draft = Ce projet est un brouillon : vous êtes seul à le voir.
project-way-submitted = L'équipe lit votre projet. Elle le met en ligne, ou vous dit ce qui est à changer.
project-way-online = Votre projet est en ligne. Vous pouvez encore changer les textes, les films, et les contreparties que personne n'a choisies.
project-way-waiting = La collecte est terminée. Les paiements déjà commencés sont attendus avant de compter.
project-way-successful = Votre projet est financé.
project-way-failed = L'objectif n'est pas atteint : les contributions sont en train d'être remboursées.
project-way-settled = Tout est réglé : chacun a ce qui lui revient.
project-way-cancelled = Ce projet a été abandonné avant d'être mis en ligne.
project-sent-back = L'équipe demande des changements :
project-complete = Tout y est.
project-missing = Il manque encore :
project-missing-pitch = une phrase qui le résume
project-missing-story = l'histoire, en 200 caractères au moins
project-missing-risks = les risques
project-missing-budget = un budget
project-missing-goal = un minimum dans le budget
project-submit = Soumettre à l'équipe
project-submit-hint = Enregistrez d'abord vos changements. Pendant la lecture, le projet ne change plus.
project-submitted = Votre projet est soumis. L'équipe va le lire.
project-paid-by = Versement possible ({ $country }) : { $names }.
project-paid-by-none = Aucun moyen de versement n'est encore en service pour { $country } dans cette monnaie.

## Lire un projet
project-story = L'histoire
project-risks = Les risques
project-terms = Objectif et budget
project-deadline = Fin de la collecte
project-tier-left = { $n ->
    [0] Épuisée
    [one] Plus qu'{ $n }
   *[other] Il en reste { $n }
}
project-films = Films

## Relire les projets
moderation-projects-title = Projets à lire
moderation-projects-empty = Aucun projet n'attend.
moderation-project-decision = Décision
moderation-project-lead = Lisez tout : une fois en ligne, l'objectif, la durée et le budget ne changent plus.
moderation-project-publish = Mettre en ligne
moderation-project-online = Le projet est en ligne.
moderation-project-note = Ce qui est à changer
moderation-project-note-hint = L'auteur lira ceci.
moderation-project-send-back = Renvoyer à l'auteur
moderation-project-sent-back = Le projet est renvoyé ; son auteur sait ce qui est à changer.
moderation-project-decided = Ce projet n'attend plus de décision.
moderation-project-own = C'est votre projet : quelqu'un d'autre le lira.

## Les projets, pour tous
projects-title = Projets
projects-description = Les films à venir que vous pouvez aider à tourner : objectif, budget, contreparties, et ce qui est déjà réuni.
projects-lead = Aidez un film à exister. Ce qui est réuni est compté au franc près, et ce qui n'aboutit pas vous est rendu.
projects-open = En cours
projects-ended = Terminés
projects-open-empty = Aucune collecte n'est ouverte en ce moment.
projects-open-empty-text = Les prochains projets arrivent. D'ici là, les films sont à voir.
projects-ended-empty = Aucune collecte n'est encore terminée.
project-rail = Projets à soutenir
project-helping = Projets pour ce film
project-contribute = Contribuer
project-support = Soutenir ce projet
project-funding = Collecte
project-by = Un projet de { $name }
project-preview-only = Aperçu : ce projet n'est pas encore en ligne.
project-simulation = Démonstration : les moyens de paiement sont simulés, aucun argent réel ne circule.
project-of-goal = réunis sur { $goal }
project-meter = Part de l'objectif
project-secured = dont { $amount } promis, débités seulement si le projet réussit.
project-promised = { $amount } de plus sont promis, et pas encore payés.
project-until = jusqu'au
project-ended-at = Collecte terminée le
project-time-zone = (heure de Lomé)
project-see-tiers = Voir les contreparties
project-choose = Choisir
project-choose-this = Choisir : { $title }
project-outcome-waiting = La collecte est terminée. Les derniers paiements arrivent ; le résultat suit.
project-outcome-successful = Projet financé. Le versement à son auteur est en préparation.
project-outcome-failed = L'objectif n'a pas été atteint.
project-outcome-paid-out = Projet financé. Son auteur a reçu la somme.
project-outcome-nothing = La collecte est terminée, sans contribution.
project-refunds = { $n ->
    [one] La contribution est en train d'être remboursée.
   *[other] { $back } contributions remboursées sur { $n }.
}
project-refunds-done = { $n ->
    [one] La contribution a été remboursée.
   *[other] Les { $n } contributions ont été remboursées.
}
project-refunds-unclaimed = { $n ->
    [one] { $n } remboursement n'a pas pu être livré : il est gardé pour son contributeur.
   *[other] { $n } remboursements n'ont pas pu être livrés : ils sont gardés pour leurs contributeurs.
}
project-how = Comment ça marche
project-how-held = Votre contribution est gardée à part jusqu'à la fin de la collecte.
project-how-refund = Si l'objectif est atteint, l'auteur reçoit la somme. Sinon, tout vous est rendu en entier, par le moyen que vous avez utilisé.
project-how-charged = Si l'objectif est atteint, vous êtes débité à la fin, et l'auteur reçoit la somme. Sinon, vous ne payez rien.
project-how-promised = Vous ne payez rien pendant la collecte : vous laissez une carte ou un numéro.
project-how-kept = L'auteur reçoit ce qui est réuni à la fin, même si l'objectif n'est pas atteint.
project-how-back = Tant que la collecte est ouverte, vous pouvez reprendre votre contribution.
project-how-fee = Karangou retient { $fee } de ce qui est versé à l'auteur ; rien si la collecte échoue.
project-backers-title = Contributeurs
project-backers-none = Personne n'a encore contribué. Soyez la première personne.
project-backers-nobody = Aucune contribution à montrer : ce qui a été rendu ne paraît plus ici.
project-backer-anonymous = Anonyme
project-backer-for = au nom de { $name }
project-picture-goal = Objectif : { $goal }

## Nouvelles et questions
updates-title = Nouvelles
updates-of = Nouvelles de « { $title } »
updates-all = Toutes les nouvelles
updates-none = Aucune nouvelle pour l'instant.
updates-write = Donner des nouvelles
update-for-backers = Pour les contributeurs
update-locked = Cette nouvelle est réservée aux contributeurs.
update-locked-how = Elle s'ouvre avec le compte qui a contribué, ou depuis la page de votre paiement : son lien est dans votre reçu.
update-locked-sign-in = Se connecter pour la lire
update-more = Lire la suite
update-more-of = Lire la suite : { $title }
update-removed-why = Retirée par la modération : { $reason }
update-remove-open = Retirer cette nouvelle…
update-remove-reason = Pourquoi ? Son auteur le lira.
update-remove = Retirer la nouvelle
update-removed = La nouvelle est retirée ; son auteur sait pourquoi.
questions-title = Questions
questions-of = Questions sur « { $title } »
questions-all = Toutes les questions
questions-none = Personne n'a encore rien demandé.
question-text = Votre question ou votre commentaire
question-submit = Publier
question-sign-in = Connectez-vous pour poser une question
question-answer = Répondre
question-answer-text = Votre réponse
question-answer-submit = Publier la réponse
question-answers-all = { $n ->
    [one] Voir la réponse
   *[other] Voir les { $n } réponses
}
question-by-creator = Auteur du projet
question-added = Votre message est publié.
question-answered = Votre réponse est publiée.
question-delete = Supprimer
question-deleted = Votre message est supprimé.
question-gone = Message supprimé par son auteur.
question-hidden = Message masqué par la modération.
question-hidden-why = Masqué par la modération : { $reason }
question-hide-open = Masquer ce message…
question-hide-reason = Pourquoi ? Son auteur le lira.
question-hide = Masquer le message
question-hidden-now = Le message est masqué ; son auteur sait pourquoi.
question-show = Montrer de nouveau
question-shown = Le message est de nouveau visible.
studio-voices-title = Nouvelles et questions
studio-update-lead = Chaque contributeur est prévenu par courrier électronique. Une nouvelle publiée ne se modifie plus.
studio-update-text = Votre nouvelle
studio-update-text-hint = # fait un titre, ** un mot en gras, - une liste.
studio-update-audience = Pour qui ?
studio-update-audience-everybody = Tout le monde
studio-update-audience-everybody-hint = Elle paraît en entier sur la page du projet.
studio-update-audience-backers = Les contributeurs
studio-update-audience-backers-hint = Les autres n'en lisent que le titre.
studio-update-preview = Voir la nouvelle mise en forme
studio-update-empty = Le texte est encore vide.
studio-update-tell = Publier la nouvelle
studio-update-told = La nouvelle est publiée. Les contributeurs sont prévenus.
studio-updates-told = Déjà publiées
studio-update-delete-open = Supprimer cette nouvelle…
studio-update-delete-warning = Elle disparaît pour toujours. Le courrier déjà parti ne se reprend pas.
studio-update-delete = Supprimer définitivement
studio-update-deleted = La nouvelle est supprimée.
studio-questions = Questions sans réponse
studio-questions-none = Aucune question n'attend de réponse.
studio-questions-count = { $n ->
    [one] { $n } question attend votre réponse.
    [100] Cent questions ou plus attendent votre réponse.
   *[other] { $n } questions attendent votre réponse.
}

## Le tableau de bord
dashboard-title = Tableau de bord : { $title }
dashboard-short = Tableau de bord
dashboard-write = Modifier
dashboard-raised = Réuni
dashboard-raised-note = Payé et gardé à part
dashboard-promised = Promis
dashboard-promised-note = Pas encore payé, non compté
dashboard-backers = Contributions
dashboard-average = Contribution moyenne
dashboard-by-day = Payé par jour
dashboard-by-day-text = En temps universel, remboursements non déduits.
dashboard-by-state = Par état
dashboard-by-tier = Par contrepartie
dashboard-by-rail = Par moyen de paiement
dashboard-failures = Essais qui ont échoué
dashboard-state = État
dashboard-count = Nombre
dashboard-sum = Somme
dashboard-rail = Moyen
dashboard-tries = Essais
dashboard-succeeded = Réussis
dashboard-why = Raison
dashboard-no-tier = Sans contrepartie
dashboard-pledges = Contributions
dashboard-pledges-hint = Une personne anonyme ne l'est que pour le public : vous lui devez sa contrepartie.
dashboard-pledges-none = Aucune contribution pour l'instant.
dashboard-no-name = Sans nom
dashboard-anonymous = (anonyme pour le public)
dashboard-export = Exporter en CSV
pledge-state-promised = Promise
pledge-state-paid = Payée
pledge-state-lapsed = Jamais payée
pledge-state-cancelled = Annulée
pledge-state-refunding = Remboursement en cours
pledge-state-refunded = Remboursée
pledge-state-unclaimed = À réclamer
payout-title = Versement
payout-share = Pour vous
payout-fee = Part de Karangou
payout-begun = Le versement est en route.
project-how-proof = Le total affiché est publié avec une preuve que chacun peut vérifier.
project-how-proof-link = Voir la preuve
proof-short = Preuve
proof-title = La preuve du total de « { $title } »
proof-intro = Chaque contribution payée est une feuille d'un arbre de hachage. Sa racine engage le total : on ne peut ni ôter une contribution, ni en inventer une, sans la changer. Elle n'est publiée que si les contributions font ensemble, au franc près, ce que le grand livre garde en dépôt pour ce projet.
proof-none = Rien n'est encore publié : la première preuve paraît quelques secondes après la première contribution.
proof-newest = Dernier relevé publié
proof-last = Relevé final
proof-total = Total
proof-size = Contributions
proof-at = Publié le
proof-root = Racine (SHA-256)
proof-signature = Signature (Ed25519)
proof-key = Notre clé publique
proof-check-title = Vérifier un reçu
proof-paste = La preuve de votre reçu
proof-paste-help = Ouvrez le fichier de preuve téléchargé depuis votre reçu, et collez ici tout son texte. Votre nom n'y figure pas.
proof-check = Vérifier
proof-holds = Vérifié : cette contribution de { $amount } est comptée dans le total de { $total } publié le { $at }.
proof-broken = Cette preuve ne mène pas à son total : quelque chose y a été changé.
proof-unknown = Cette preuve nomme un relevé que nous n'avons pas publié.
proof-other-project = Cette preuve est celle d'un autre projet : vérifiez-la sur sa page.
proof-holds-here = Recalculé par votre navigateur, sans nous : la chaîne mène bien à la racine et au total.
proof-unreadable-here = Ce texte n'est pas une preuve.
proof-history = Tous les relevés
proof-pledges = { $count ->
    [0] aucune contribution
    [one] { $count } contribution
   *[other] { $count } contributions
}
proof-how = Comment vérifier soi-même
proof-how-leaf = La feuille d'une contribution : SHA-256 de l'octet 0, de son numéro (16 octets), de son montant en plus petite unité (8 octets, gros-boutiste) et de sa monnaie (3 lettres).
proof-how-node = Chaque nœud au-dessus : SHA-256 de l'octet 1, puis, pour la gauche et pour la droite, du hachage (32 octets) et de la somme (8 octets). Sa somme est celle des deux.
proof-how-root = On remonte avec les étapes de la preuve jusqu'à la racine : le hachage et la somme doivent être ceux du relevé.
proof-how-signature = La signature du relevé se vérifie avec notre clé publique : nous ne pouvons pas dire plus tard que nous ne l'avons pas publié.
proof-how-standard = La forme de l'arbre et des preuves est celle de la RFC 9162 (Certificate Transparency) ; les sommes suivent la preuve de passif de Maxwell.
project-mode-two_rounds = Deux tours
project-mode-two_rounds-hint = Premier tour : le minimum, ou chacun récupère tout. S'il est atteint, un second tour de la même durée mène vers l'optimum ; vous recevez tout à la fin.
project-how-rounds = Deux tours : les contributions sont gardées en dépôt. Si le minimum est réuni à la fin du premier, il est acquis, et un second tour de la même durée mène vers l'optimum.
project-of-optimum = sur { $goal }, l'optimum
project-round-second = Second tour : le minimum de { $goal } est acquis.
