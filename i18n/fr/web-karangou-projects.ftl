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
project-rail-mixx = Mixx by Yas
project-rail-flooz = Flooz
project-rail-mtn_momo = MTN MoMo
project-rail-card = Carte bancaire
project-rail-paypal = PayPal
project-raised-of = { $raised } sur { $goal }
project-backers = { $n ->
    [0] Aucune contribution pour l'instant
    [one] { $n } contribution
   *[other] { $n } contributions
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
