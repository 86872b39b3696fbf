# Les visites d'un projet, et par où l'on y vient.
project-share-by = Partager par
source-direct = Adresse tapée ou gardée
source-link = Lien copié
source-qr = Code QR
source-email = E-mail
source-whatsapp = WhatsApp
source-facebook = Facebook
source-x = X
source-telegram = Telegram
source-instagram = Instagram
source-tiktok = TikTok
source-youtube = YouTube
source-linkedin = LinkedIn
source-search = Moteur de recherche
source-film = Page du film
source-inside = Autre page de Karangou
source-other = Autre site
source-unknown = Non connue
visits-title = Des visites aux contributions
visits-text = Une personne compte une fois par jour (temps universel), sans cookie et sans que l'on garde qui elle est ; ni les robots ni vous ne comptez. Une contribution est comptée le jour où elle commence.
visits-range = Période
visits-range-7 = 7 jours
visits-range-30 = 30 jours
visits-range-all = Tout
visits-none = Aucune visite sur cette période.
visits-visits = Visites
visits-begun-short = Commencées
visits-begun = Contributions commencées
visits-paid = Payées
visits-conversion = Payées par visite
visits-too-few = Moins de { $n } visites
visits-beyond = Plus que de visites
visits-chart = Visites par jour
visits-chart-text = En temps universel.
visits-by-day = Jour par jour
visits-day = Jour
visits-by-source = Par où l'on vient
visits-source = Provenance
visits-others = { $n ->
    [one] { $n } autre provenance
   *[other] { $n } autres provenances
}
visits-by-rail = Contributions de la période, par moyen
