sales-terms-sale = Une vente rapporte
sales-terms-lead = Un contact rapporte
sales-terms-a-lead = { $amount } par contact
sales-terms-percent = { $share } du prix payé
sales-terms-order = { $amount } par commande
sales-terms-piece = { $amount } par pièce
sales-terms-everything = sur tout
sales-terms-category = en { $name }
sales-terms-one-category = sur une catégorie
sales-terms-product = sur « { $name } »
sales-terms-one-product = sur un produit choisi
sales-terms-repeat-first = La première commande de chaque client.
sales-terms-repeat-months = { $n ->
    [one] Toutes les commandes du client pendant un mois.
   *[other] Toutes les commandes du client pendant { $n } mois.
}
sales-terms-repeat-always = Toutes les commandes du client.
sales-terms-window = Un lien suivi compte
sales-terms-window-days = { $n ->
    [one] { $n } jour
   *[other] { $n } jours
}
sales-terms-holding = La commission est payable
sales-terms-holding-none = dès la commande
sales-terms-holding-days = { $n ->
    [one] { $n } jour après la commande
   *[other] { $n } jours après la commande
}
sales-terms-minimum = Versement à partir de
sales-terms-cap = Plafond du groupe
sales-terms-cap-day = { $amount } par jour
sales-terms-cap-month = { $amount } par mois
sales-terms-cap-ever = { $amount } en tout
sales-terms-model-last = Quand plusieurs partenaires ont amené un client, la vente est à celui dont le lien a été suivi en dernier.
sales-terms-model-first = Quand plusieurs partenaires ont amené un client, la vente est à celui dont le lien a été suivi en premier.
sales-terms-model-position = Quand plusieurs partenaires ont amené un client, la vente est partagée : { $first } au premier, { $last } au dernier, { $between } entre les autres.
sales-terms-coupon-wins = Si un code est utilisé, la vente est au partenaire de ce code.
sales-terms-coupon-touches = Un code compte comme un lien suivi au moment de la commande.
sales-terms-coupon-else = Un code ne compte que si aucun lien n'a été suivi.
