# La mise en page, les composants et les erreurs communes à tous les contextes.

## Erreurs
error-form-expired = La page était ouverte depuis trop longtemps. Revenez en arrière, rechargez-la et envoyez de nouveau : ce que vous avez écrit y est encore.
error-form-too-large = C'est plus grand que la limite.
error-form-unreadable = Le serveur n'a pas compris cette demande.
error-gone = Cette page a été retirée définitivement.
error-internal = Quelque chose n'a pas fonctionné chez nous. L'erreur est notée, rien de ce que vous avez enregistré n'est perdu.
error-media-type = Ce type de contenu n'est pas accepté ici.
error-method-not-allowed = Cette adresse ne s'utilise pas ainsi.
error-not-allowed = Votre compte n'a pas accès à cette page.
error-not-found = Cette page n'existe pas, ou n'existe plus.
error-not-signed-in = Connectez-vous pour continuer.
error-out-of-space = Le serveur n'a plus de place. Rien n'a été enregistré ; réessayez plus tard.
error-rate-limited = Trop d'essais en peu de temps. Patientez un instant.
jobs-not-found = Cette tâche n’existe pas, ou est finie.
jobs-running = Cette tâche est en cours : laissez-la finir.
jobs-queued-anew = Cette tâche a déjà été remise en file.
error-timeout = La réponse a pris trop de temps. Réessayez.
error-unavailable = Le service ne répond pas pour le moment. Réessayez dans un instant.

## Champs
field-cursor = Cette page de la liste n'existe plus : reprenez au début.
field-invalid = Cette valeur n'est pas valable.
field-invalid-characters = Certains caractères ne sont pas acceptés.
field-out-of-range = Entre { $min } et { $max }.
field-required = Ce champ est nécessaire.
field-amount-malformed = Écrivez un montant en chiffres, comme 1 500 ou 12,50.
field-amount-decimals = Cette monnaie n'a pas autant de décimales.
field-amount-negative = Un montant ne peut pas être négatif.
field-amount-too-large = Ce montant est trop grand.
field-too-long = C'est trop long : { $max } caractères au plus.
field-too-many = Il y en a trop : { $max } au plus.
field-unknown-value = Cette valeur n'est pas dans la liste.

## Pages d'erreur
kit-error-title-400 = Demande incomprise
kit-error-title-401 = Connexion nécessaire
kit-error-title-403 = Accès refusé
kit-error-title-404 = Page introuvable
kit-error-title-409 = Impossible dans cet état
kit-error-title-410 = Page retirée
kit-error-title-413 = Trop volumineux
kit-error-title-422 = À corriger
kit-error-title-429 = Un peu de patience
kit-error-title-500 = Erreur de notre côté
kit-error-title-503 = Momentanément indisponible
kit-error-title-507 = Plus de place
kit-error-back = Revenir au formulaire
kit-error-home = Revenir à l'accueil
kit-error-reference = Référence pour l'assistance : { $code }

## Mise en page
kit-skip = Aller au contenu
kit-search = Rechercher
kit-sign-in = Se connecter
kit-sign-out = Se déconnecter
kit-account-menu = Mon compte
kit-nav-label = Navigation principale
kit-nav-tools = Outils
kit-nav-more = Plus
kit-nav-films = Films
kit-nav-projects = Projets
kit-nav-my-list = Ma liste
kit-nav-history = Historique
kit-nav-studio = Studio
kit-nav-studio-projects = Mes projets
kit-nav-moderation-films = À valider
kit-nav-moderation-projects = Projets à lire
kit-nav-moderation-reports = Signalés
kit-nav-moderation-fraud = Ventes contrôlées
kit-nav-moderation-messages = Messages signalés
kit-nav-admin-accounts = Comptes
kit-nav-admin-audit = Journal d'audit
kit-nav-admin-payments = Paiements
kit-nav-admin-sales = ShareYourSales
kit-nav-admin-agencies = Agences
kit-nav-agency = Agence
kit-nav-admin-jobs = Tâches
kit-nav-account = Compte
kit-nav-notices = Notifications
kit-bell = { $n ->
    [0] Notifications : aucune non lue
    [one] Notifications : { $n } notification non lue
   *[other] Notifications : { $n } notifications non lues
  }
kit-nav-security = Sécurité
kit-nav-sessions = Sessions
kit-nav-keys = Clés d'API
kit-nav-organisations = Organisations
kit-nav-influencer = Influenceur
kit-nav-merchant = Marchand
kit-nav-products = Produits de Griot
kit-footer-line = Des films africains, gratuits et légers.
kit-footer-line-sales = Chaque vente revient à qui l’a recommandée.
kit-language-label = Langue
kit-lite-label = Économie de données
kit-mode-system = Comme l'appareil
kit-mode-light = Clair
kit-mode-dark = Sombre
kit-offline-banner = Vous êtes hors ligne. Les pages déjà vues restent lisibles.
kit-slow = Connexion lente, on continue...
kit-palette-label = Rechercher ou aller à
kit-palette-placeholder = Un film, une personne, une page...
kit-palette-placeholder-sales = Un produit, un marchand, une page...
kit-palette-help = pour choisir et ouvrir

## Hors ligne
kit-offline-title = Vous êtes hors ligne
kit-offline-text = Cette page n'a pas encore été vue sur cet appareil. Elle s'ouvrira dès le retour du réseau.
kit-offline-retry = Réessayer
kit-offline-pages = Pages déjà vues, lisibles maintenant

## Composants
kit-breadcrumb-label = Chemin
kit-chart-table = Voir les chiffres
kit-close = Fermer
kit-drop-prompt = Déposez un fichier ici, ou choisissez-le
kit-field-optional = facultatif
kit-form-summary = Quelques points à corriger :
kit-pagination-more = Voir plus
kit-saved = C'est enregistré.
kit-stat-unknown = Pas encore connu
kit-tooltip-label = Explication
kit-upload-again = Réessayer
kit-upload-cancel = Annuler l'envoi
kit-upload-checking = Vérification du fichier...
kit-upload-done = Envoyé. Vous pouvez continuer.
kit-upload-failed = L'envoi a échoué.
kit-upload-pause = Mettre en pause
kit-upload-paused = En pause. Rien n'est perdu.
kit-upload-resume = Reprendre
kit-upload-sending = Envoi en cours
kit-upload-waiting = Réseau absent : l'envoi reprendra tout seul.
kit-nav-messages = Messages
kit-nav-webhooks = Webhooks et postbacks
kit-messages = { $n ->
    [0] Messages, aucun non lu
    [one] Messages, 1 non lu
   *[other] Messages, { $n } non lus
}
