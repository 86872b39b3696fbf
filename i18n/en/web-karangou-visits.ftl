# The visits of a project, and by which way people come.
project-share-by = Share by
source-direct = Typed or kept address
source-link = Copied link
source-qr = QR code
source-email = E-mail
source-whatsapp = WhatsApp
source-facebook = Facebook
source-x = X
source-telegram = Telegram
source-instagram = Instagram
source-tiktok = TikTok
source-youtube = YouTube
source-linkedin = LinkedIn
source-search = Search engine
source-film = Page of the film
source-inside = Another page of Karangou
source-other = Another site
source-unknown = Not known
visits-title = From visits to contributions
visits-text = A person counts once a day (universal time), without a cookie and without keeping who it is; neither robots nor you are counted. A contribution is counted on the day it is begun.
visits-range = Period
visits-range-7 = 7 days
visits-range-30 = 30 days
visits-range-all = All
visits-none = No visit in this period.
visits-visits = Visits
visits-begun-short = Begun
visits-begun = Contributions begun
visits-paid = Paid
visits-conversion = Paid per visit
visits-too-few = Fewer than { $n } visits
visits-beyond = More than visits
visits-chart = Visits by day
visits-chart-text = In universal time.
visits-by-day = Day by day
visits-day = Day
visits-by-source = Where people come from
visits-source = Source
visits-others = { $n ->
    [one] { $n } other source
   *[other] { $n } other sources
}
visits-by-rail = Contributions of the period, by means
