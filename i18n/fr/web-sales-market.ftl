sales-terms-sale = Une vente rapporte
sales-terms-lead = Un prospect rapporte
sales-terms-a-lead = { $amount } par prospect
sales-terms-click = Un clic rapporte
sales-terms-a-click = { $amount } par clic
sales-terms-bonuses = Primes du mois, selon les ventes attribuées
sales-terms-bonus-sales = { $n ->
    [one] dès { $n } vente
   *[other] dès { $n } ventes
 }
sales-terms-bonus-revenue = dès { $amount } de ventes
sales-terms-click-once = une fois par jour et par visiteur, quel que soit le lien
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
sales-market-products-title = Des produits à recommander
sales-market-products-title-in = { $category } : produits à recommander
sales-market-products-lead = Choisissez ce que vous aimez, demandez à le promouvoir, gagnez une part de chaque vente.
sales-market-products-description = Produits de marchands d'Afrique et d'ailleurs que vous pouvez recommander contre une commission claire, versée en FCFA, dirhams ou euros.
sales-market-products-search = Chercher un produit
sales-market-products-country = Pays de livraison
sales-market-products-none = Aucun produit pour l'instant
sales-market-products-none-text = Les produits paraissent ici dès qu'un marchand les publie.
sales-market-products-count = { $n ->
    [one] { $n } produit
   *[other] { $n } produits
}
sales-market-products-count-first = Les { $n } premiers produits
sales-market-merchants-title = Des marchands à rejoindre
sales-market-merchants-title-in = { $category } : marchands
sales-market-merchants-lead = Ils vendent, vous recommandez : chacun dit ce que rapporte une vente.
sales-market-merchants-description = Les marchands qui paient une commission à ceux qui recommandent leurs produits : ce qu'ils vendent, où ils livrent.
sales-market-merchants-search = Chercher un marchand
sales-market-merchants-country = Pays de livraison
sales-market-merchants-none = Aucun marchand pour l'instant
sales-market-merchants-none-text = Les marchands paraissent ici dès qu'ils publient leur profil.
sales-market-merchants-count = { $n ->
    [one] { $n } marchand
   *[other] { $n } marchands
}
sales-market-merchants-count-first = Les { $n } premiers marchands
sales-market-influencers-title = Ceux qui recommandent
sales-market-influencers-title-in = { $category } : ceux qui recommandent
sales-market-influencers-lead = De quoi ils parlent, où et par combien de personnes ils disent être suivis.
sales-market-influencers-description = Créatrices et créateurs qui recommandent des produits : leurs sujets, leurs pays, leurs langues, leurs communautés déclarées.
sales-market-influencers-search = Chercher une personne
sales-market-influencers-country = Pays
sales-market-influencers-none = Personne pour l'instant
sales-market-influencers-none-text = Les profils paraissent ici dès qu'ils sont publiés.
sales-market-influencers-count = { $n ->
    [one] { $n } profil
   *[other] { $n } profils
}
sales-market-influencers-count-first = Les { $n } premiers profils
sales-market-hero-title = Recommandez ce que vous aimez. Soyez payé à chaque vente.
sales-market-hero-text = ShareYourSales relie les marchands et ceux qui recommandent : des conditions écrites d'avance, chaque vente suivie du lien au versement.
sales-market-hero-recommend = Je recommande
sales-market-hero-sell = Je vends
sales-market-hero-step-one = Un marchand dit ce que rapporte une vente, et ne peut plus le changer après coup.
sales-market-hero-step-two = Vous partagez un lien ou un code ; l'acheteur paie dans la boutique du marchand.
sales-market-hero-step-three = La vente vous est créditée, expliquée, puis versée.
sales-market-search = Chercher
sales-market-filters = Filtres
sales-market-filters-on = { $n ->
    [one] { $n } actif
   *[other] { $n } actifs
}
sales-market-apply = Appliquer
sales-market-clear = Tout effacer
sales-market-any = Peu importe
sales-market-currency = Monnaie
sales-market-price-from = Prix à partir de
sales-market-price-to = Prix jusqu'à
sales-market-language = Langue
sales-market-network = Réseau
sales-market-followers = Suivi par
sales-market-followers-from = { $n } et plus
sales-market-sort = Trier par
sales-market-sort-relevance = Pertinence
sales-market-sort-newest = Les plus récents
sales-market-sort-price-up = Prix croissant
sales-market-sort-price-down = Prix décroissant
sales-market-sort-followers = Les plus suivis
sales-market-categories = Catégories
sales-market-remove = Retirer le filtre { $filter }
sales-market-results = Résultats
sales-market-resembling = Rien ne s'écrit exactement ainsi. Voici ce qui ressemble : { $words }.
sales-market-nothing = Rien ne correspond
sales-market-nothing-text = Essayez d'autres mots, ou enlevez un filtre.
sales-market-and-more = { $names } et { $n } autres
sales-market-delivers = Livraison : { $names }
sales-market-followers-declared = { $n ->
    [one] { $n } abonné déclaré
   *[other] { $n } abonnés déclarés
}
sales-market-followed-in = Pays des abonnés
sales-market-audiences = Communautés
sales-market-declared = Déclarées par la personne : ShareYourSales ne les a pas mesurées.
sales-market-no-products = Aucun produit publié pour l'instant.
sales-market-all-products = Tous ses produits
sales-market-not-public = Cette page n’est pas publiée : le public ne la voit pas.
sales-market-moderation = Modération
sales-market-suspend-open = Suspendre cette page…
sales-market-suspend-reason = Motif
sales-market-suspend-hint = La personne concernée le lira. 3 à 500 caractères.
sales-market-suspend = Suspendre
sales-market-suspended = La page est suspendue.
sales-market-reinstate = Rétablir comme brouillon
sales-market-reinstated = La page est rétablie : son auteur peut la publier.
sales-network-instagram = Instagram
sales-network-tiktok = TikTok
sales-network-youtube = YouTube
sales-network-facebook = Facebook
sales-network-snapchat = Snapchat
sales-network-x = X
sales-network-whatsapp = WhatsApp
sales-network-telegram = Telegram
sales-network-blog = Blog
sales-network-podcast = Podcast
sales-network-other = Autre
sales-offer-teaser = Ce que vous gagnez en recommandant
sales-offer-see = Voir le programme
sales-offer-pays = Ce que vous gagnez
sales-offer-conditions = Conditions
sales-offer-policy = À qui revient une vente
sales-offer-about = En pratique
sales-offer-merchant = Marchand
sales-offer-hosts = Les liens mènent à
sales-offer-admission = Qui est accepté
sales-offer-admission-read = Le marchand lit chaque demande.
sales-offer-admission-all = Tout le monde, aussitôt.
sales-offer-admission-followers = Aussitôt à partir de { $n } abonnés déclarés ; sinon, le marchand lit la demande.
sales-offer-admission-countries = Aussitôt depuis ces pays : { $names } ; sinon, le marchand lit la demande.
sales-offer-admission-both = Aussitôt à partir de { $n } abonnés déclarés et depuis ces pays : { $names } ; sinon, le marchand lit la demande.
sales-offer-join = Participer
sales-offer-sign-in-text = Connectez-vous pour demander à promouvoir ces produits.
sales-offer-sign-in = Se connecter
sales-offer-profile-text = Le marchand lira votre profil d'influenceur : écrivez-le et publiez-le d'abord.
sales-offer-profile = Écrire mon profil
sales-offer-message = Votre message au marchand
sales-offer-message-hint = Qui vous suit, et comment vous parleriez de ses produits.
sales-offer-ask = Demander à participer
sales-offer-asked = Votre demande est partie. Vous serez prévenu de la réponse.
sales-offer-taken = Vous êtes partenaire : vos liens rapportent dès maintenant.
sales-offer-paused = Ce programme est en pause : il n'accepte personne pour l'instant.
sales-offer-closed = Ce programme est clos.
sales-offer-since = depuis le { $date }
sales-offer-asked-on = demandé le { $date }
sales-offer-refused-on = le { $date }
sales-offer-ended-on = le { $date }
sales-offer-request = Voir ma demande
sales-offer-links = Mes liens et mes codes
sales-product-state-draft = Brouillon
sales-product-state-listed = Publié
sales-product-state-archived = Archivé
sales-product-tab-all = Tous
sales-product-tab-draft = Brouillons
sales-product-tab-listed = Publiés
sales-product-tab-archived = Archivés
sales-product-tabs = Produits par état
sales-product-list = Vos produits
sales-product-add = Ajouter un produit
sales-product-import = Importer
sales-product-export = Télécharger tous les produits (CSV)
sales-product-none = Aucun produit pour l'instant
sales-product-none-text = Ajoutez-en un, ou importez le tableau de votre boutique.
sales-product-none-here = Aucun produit dans cet état.
sales-product-no-profile = Écrivez d'abord le profil de votre boutique : les produits paraissent sous son nom.
sales-product-hidden = Votre profil n'est pas publié : personne ne voit encore vos produits.
sales-product-new = Nouveau produit
sales-product-new-lead = Il reste un brouillon jusqu'à ce que vous le publiiez.
sales-product-title = Nom du produit
sales-product-description = Description
sales-product-description-hint = Ce que c'est, pour qui. Nécessaire pour publier.
sales-product-category = Catégorie
sales-product-currency = Monnaie
sales-product-price = Prix
sales-product-landing = Page dans votre boutique
sales-product-landing-hint = Là où mènent les liens, comme https://exemple.ma/produit.
sales-product-sku = Référence (SKU)
sales-product-sku-hint = Celle que nomment vos commandes.
sales-product-stock = Stock
sales-product-stock-hint = En mots : « sur commande », « 20 pièces ».
sales-product-variant = Variante
sales-product-variants = Variantes
sales-product-variants-hint = Une taille, une couleur. Sans prix, une variante coûte le prix du produit. Une ligne vidée est retirée.
sales-product-variant-add = Ajouter une variante
sales-product-variants-count = { $n ->
    [one] { $n } variante
   *[other] { $n } variantes
}
sales-product-pictures = Images
sales-product-pictures-hint = Décochez une image pour la retirer. La première paraît dans les listes.
sales-product-picture-add = Ajouter une image
sales-product-picture-keep = Garder l'image { $n }
sales-product-picture-first = En premier
sales-product-picture-number = Image { $n }
sales-product-picture-of = Image { $n } de { $title }
sales-product-create = Créer le brouillon
sales-product-added = Le brouillon est créé. Publiez-le quand il est prêt.
sales-product-save = Enregistrer
sales-product-saved = Le produit est enregistré.
sales-product-publish = Publier
sales-product-published = Le produit est publié.
sales-product-archive = Archiver
sales-product-archive-text = Un produit archivé quitte le marché. Ce qui a été vendu garde son nom, et vous pourrez le publier à nouveau.
sales-product-archived = Le produit est archivé.
sales-product-delete = Supprimer ce brouillon
sales-product-delete-text = Personne ne l'a vu : il disparaît pour de bon.
sales-product-deleted = Le brouillon est supprimé.
sales-product-see = Voir la page
sales-product-by = Vendu par
sales-product-shop = Voir dans la boutique
sales-product-recommend = Recommander ce produit
sales-product-delivered = Pays de livraison
sales-product-not-public = Vous seuls voyez cette page : le produit ou son marchand n'est pas publié.
sales-import-title = Importer des produits
sales-import-lead = Un tableau CSV : une référence connue change son produit, une nouvelle ajoute un brouillon. Rien n'est gardé si une ligne est fausse.
sales-import-file = Tableau CSV
sales-import-file-hint = UTF-8, 2 Mio et 5 000 lignes au plus. Virgule, point-virgule ou tabulation.
sales-import-try = Essayer sans rien changer
sales-import-keep = Importer
sales-import-keep-this = Importer ce tableau
sales-import-kept = Le tableau est importé.
sales-import-same = Tout était déjà ainsi : rien n'a changé.
sales-import-would = Lignes lues : { $rows }. À ajouter : { $created }. À changer : { $updated }. Déjà ainsi : { $unchanged }. Rien n'est encore gardé.
sales-import-again = Pour importer ce tableau, choisissez-le encore une fois ci-dessous.
sales-import-wrong = { $n ->
    [one] Une valeur est à corriger sur { $rows } lignes. Rien n'a été gardé.
   *[other] { $n } valeurs sont à corriger sur { $rows } lignes. Rien n'a été gardé.
}
sales-import-errors = Ce qui est à corriger
sales-import-line = Ligne
sales-import-column = Colonne
sales-import-error = À corriger
sales-import-columns = Les colonnes
sales-import-columns-text = La première ligne les nomme, chacune une fois, dans l'ordre que vous voulez. Le plus simple : télécharger vos produits, changer le tableau, l'importer.
sales-profile-title = Profil
sales-profile-lead-influencer = Ce que les marchands lisent avant de vous accepter.
sales-profile-lead-merchant = Ce que lisent ceux qui pourraient recommander vos produits.
sales-profile-state-draft = Brouillon
sales-profile-state-listed = Publié
sales-profile-state-suspended = Suspendu
sales-profile-draft-text = Personne ne voit encore ce profil.
sales-profile-listed-text = Tout le monde voit ce profil.
sales-profile-suspended-why = Cette page est suspendue par la modération : { $reason }
sales-profile-publish = Publier
sales-profile-published = Votre profil est publié.
sales-profile-take-back = Retirer du marché
sales-profile-taken-back = Votre profil n'est plus public.
sales-profile-page-see = Voir la page
sales-profile-next-influencer = Trouver des programmes
sales-profile-next-merchant = Ajouter des produits
sales-profile-made = Votre profil est enregistré. Publiez-le pour continuer.
sales-profile-saved = Le profil est enregistré.
sales-profile-save = Enregistrer
sales-profile-read-only = Seuls les propriétaires et les administrateurs de l'organisation changent ce profil.
sales-profile-name = Votre nom public
sales-profile-name-merchant = Nom de la boutique
sales-profile-about = Présentation
sales-profile-about-influencer = De quoi vous parlez, et à qui. Nécessaire pour publier.
sales-profile-about-merchant = Ce que vous vendez, et ce qui vous distingue. Nécessaire pour publier.
sales-profile-website = Site de la boutique
sales-profile-website-hint = En https://, comme https://exemple.ma.
sales-profile-country = Pays
sales-profile-choose = Choisir
sales-profile-picture = Photo
sales-profile-logo = Logo ou photo
sales-profile-picture-hint = JPEG, PNG ou WebP.
sales-profile-picture-now = L'image actuelle
sales-profile-picture-remove = Retirer l'image
sales-profile-picture-scripts = L'envoi d'une image demande JavaScript ; tout le reste fonctionne sans.
sales-profile-categories = Catégories
sales-profile-categories-hint = Dix au plus. Au moins une pour publier.
sales-profile-languages = Langues
sales-profile-audiences = Où l'on vous suit
sales-profile-audiences-hint = Dites-le vous-même : ces nombres sont montrés comme déclarés. Une ligne vidée est retirée.
sales-profile-audience-add = Ajouter un réseau
sales-profile-network = Réseau
sales-profile-handle = Compte ou adresse
sales-profile-followers = Abonnés
sales-profile-followers-number = Écrivez un nombre entier, comme 12 000.
sales-profile-countries-influencer = Où sont ceux qui vous suivent
sales-profile-countries-influencer-hint = Les pays où vous êtes écouté.
sales-profile-countries-merchant = Où vous livrez
sales-profile-countries-merchant-hint = Au moins un pays pour publier.
sales-profile-countries-all = Tous les autres pays
sales-profile-languages-all = D'autres langues
sales-market-currency-needed = Choisissez dans quelle monnaie comparer les prix.
sales-palette-products = Tous les produits pour « { $words } »
sales-palette-merchants = Tous les marchands pour « { $words } »
sales-invite = Proposer votre programme
sales-invite-text = Écrivez à { $name }, ou envoyez-lui l'adresse de votre programme : c'est là qu'on demande à y participer.
sales-invite-address = Adresse de « { $program } »
