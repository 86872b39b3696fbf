sales-nav-domains = Domaines
sales-domains = Domaines
sales-domains-lead-influencer = Vos liens courts sous votre propre nom : go.votrenom.com/promo au lieu de notre adresse. Ils répondent aussi toujours à leur adresse chez nous.
sales-domains-lead-merchant = Les liens de vos partenaires sous votre nom : ils choisissent un de vos domaines vérifiés quand ils créent un lien de votre programme. Tout lien répond aussi toujours à son adresse chez nous.
sales-domains-none = Pas encore de domaine
sales-domains-none-text = Ajoutez un nom que vous possédez ; nous montrons les lignes à écrire dans son DNS.
sales-domain-add = Ajouter un domaine
sales-domain-host = Domaine
sales-domain-host-hint = Le plus souvent un sous-domaine qui ne sert encore à rien, comme go.marque.ma.
sales-domain-added = Le domaine est ajouté. Écrivez maintenant ces lignes dans son DNS.
sales-domain-waiting = En attente
sales-domain-waiting-text = Rien ne répond encore à ce nom. Écrivez les lignes ci-dessous chez qui gère son DNS ; nous regardons par nous-mêmes, d’abord toutes les cinq minutes.
sales-domain-verified = Vérifié
sales-domain-verified-text = Les liens qui ont choisi ce domaine y répondent. Gardez ces lignes : nous les relisons chaque jour.
sales-domain-failing = À réparer
sales-domain-failing-text = La preuve a disparu. Les liens répondent encore ; le domaine sera perdu si les lignes ne reviennent pas.
sales-domain-lost = Perdu
sales-domain-lost-text = La preuve a manqué trop longtemps : plus rien ne répond à ce nom. Remettez les lignes, puis vérifiez. Qui d’autre prouve ce nom entre-temps le prend.
sales-domain-no-txt = La ligne TXT n’existe pas encore.
sales-domain-other-txt = Il y a une ligne TXT, mais pas avec cette valeur.
sales-domain-nowhere = Ce nom ne mène nulle part : il lui manque la ligne CNAME.
sales-domain-elsewhere = Ce nom mène à un autre serveur que le nôtre. Enlevez ses autres lignes A et AAAA, et le relais (proxy) de votre DNS s’il y en a un.
sales-domain-taken = Quelqu’un d’autre a prouvé ce nom. Dès qu’il le perd, il est à vous si vos lignes sont là.
sales-domain-no-answer = Les serveurs DNS n’ont pas répondu. Rien n’a changé ; nous redemandons dans l’heure.
sales-domain-links = { $n ->
    [0] Aucun lien
    [one] 1 lien
   *[other] { $n } liens
}
sales-domain-links-label = Liens
sales-domain-checked = Dernière vérification
sales-domain-lost-at = Sera perdu le
sales-domain-check = Vérifier maintenant
sales-domain-found = Tout y est : le domaine est vérifié.
sales-domain-not-found = Il manque encore quelque chose.
sales-domain-records = Lignes du DNS
sales-domain-records-text = À écrire chez qui gère le DNS de ce nom.
sales-domain-records-hint = Certains fournisseurs ajoutent eux-mêmes la fin du nom : écrivez alors seulement ce qui précède. Sans sous-domaine (marque.ma), mettez à la place du CNAME les mêmes adresses A et AAAA que celles de sa valeur. Un changement met parfois quelques heures à se répandre.
sales-domain-txt = Enregistrement TXT
sales-domain-cname = Enregistrement CNAME
sales-domain-txt-name = Nom de la ligne TXT
sales-domain-txt-value = Valeur de la ligne TXT
sales-domain-cname-name = Nom de la ligne CNAME
sales-domain-cname-value = Valeur de la ligne CNAME
sales-domain-root = Adresse
sales-domain-root-of = Où mène { $host } sans rien derrière
sales-domain-root-hint = Par exemple votre site, en https://. Vide : une page dit qu’il n’y a rien.
sales-domain-root-saved = Enregistré.
sales-domain-remove = Retirer le domaine
sales-domain-remove-of = Retirer { $host }
sales-domain-remove-text = { $n ->
    [0] Aucun lien n’y est attaché. Plus rien ne répondra à ce nom.
    [one] Un lien y est attaché. Il continue de répondre à son adresse chez nous, mais plus à celle-ci : ce qui est imprimé ou publié avec ce nom ne mène plus nulle part.
   *[other] { $n } liens y sont attachés. Ils continuent de répondre à leur adresse chez nous, mais plus à celle-ci : ce qui est imprimé ou publié avec ce nom ne mène plus nulle part.
}
sales-domain-keep = Garder le domaine
sales-domain-removed = Le domaine est retiré. Ses liens répondent à leur adresse chez nous.
sales-link-domain = Domaine
sales-link-domain-platform = Le nôtre ({ $host })
sales-link-domain-gone = Un domaine qui ne répond plus
sales-link-domain-hint = Le début de l’adresse courte. En changer plus tard fait que l’adresse d’avant sur un domaine propre ne répond plus ; celle chez nous répond toujours.
