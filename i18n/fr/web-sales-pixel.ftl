sales-pixel = Pixel
sales-pixel-lead = Pour une boutique dont le serveur ne peut rien appeler : la page de remerciement dit elle-même ce qui a été acheté.
sales-pixel-open = Utiliser le pixel
sales-pixel-step = Sans serveur : le pixel
sales-pixel-step-text = La page de remerciement signale la commande. Signée, elle compte aussitôt ; sinon, vous la confirmez.
sales-pixel-page = Avec le script
sales-pixel-page-text = Sur la page de remerciement. Le script ajoute les clics qu’il connaît, et attend le consentement où il le faut. Le montant est dans la plus petite unité : 359,80 DH s’écrit 35980, et 5 000 F CFA s’écrit 5000.
sales-pixel-image = Sans le script
sales-pixel-image-text = Une image de un pixel. Ajoutez clicks si vous connaissez des griot_id, et codes pour les codes promo.
sales-pixel-sign = Signer
sales-pixel-sign-text = Votre serveur calcule la signature, en PHP par exemple : HMAC-SHA256 de ces six lignes, dans cet ordre, vides si vous ne les dites pas. Le secret ne va jamais dans la page.
sales-pixel-secret = Secret du pixel
sales-pixel-secret-text = Ce qu’il signe compte aussitôt. Sans signature, n’importe qui peut dire n’importe quoi : cela attend votre confirmation et ne rapporte rien avant.
sales-pixel-secret-now = Copiez-le maintenant : il n’est plus montré ensuite. Le précédent ne vaut plus.
sales-pixel-go-on = Continuer
sales-pixel-since = Activé, secret tiré le
sales-pixel-start = Activer le pixel
sales-pixel-renew = Changer le secret
sales-pixel-stop = Arrêter le pixel
sales-pixel-stopped = Le pixel est arrêté.
sales-pixel-waiting = { $n ->
    [0] À confirmer
   *[other] À confirmer : { $n }
}
sales-pixel-waiting-text = Ce que des pages ont dit sans signature. Comparez avec vos commandes, et regardez à qui sont les clics : la page les tient du navigateur. Au bout de 30 jours, ce qui n’est pas confirmé est oublié.
sales-pixel-waiting-none = Rien n’attend.
sales-pixel-confirm = Confirmer
sales-pixel-reject = Rejeter
sales-pixel-confirm-day = Confirmer le jour
sales-pixel-reject-day = Rejeter le jour
sales-pixel-confirmed = La vente est prise en compte.
sales-pixel-rejected = Rejeté : cela ne compte pas.
sales-pixel-gone = Cela n’attend plus : la commande est déjà connue, ou quelqu’un a décidé.
sales-pixel-day-decided = Tout le jour est décidé.
sales-pixel-day-left = Une partie du jour est décidée ; le reste attend encore. Une commande dite de plusieurs façons se décide une à une.
sales-pixel-clicks = { $n ->
    [0] aucun clic
    [one] 1 clic
   *[other] { $n } clics
}
sales-pixel-whose = clics de { $names }
sales-pixel-outcomes = Ce que les pages ont dit
sales-pixel-outcomes-text = Par jour. Une signature fausse ne compte jamais : vérifiez les six lignes, ou quelqu’un a essayé.
sales-pixel-outcome = Résultat
sales-pixel-outcome-count = Combien
sales-pixel-outcome-last = La dernière fois
sales-pixel-outcome-order = Commande
