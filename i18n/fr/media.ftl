# Envois
media-upload-invalid = L'annonce de l'envoi est incorrecte.
media-upload-quota = Vous avez trop d'envois inachevés ({ $open } au plus). Terminez-les ou abandonnez-les d'abord.
media-upload-enough = Vous avez envoyé { $most } fichiers en un jour, le maximum. Continuez demain.
media-upload-expired = Cet envoi a attendu trop longtemps et a été effacé. Recommencez-le.
media-upload-complete = Cet envoi est déjà complet.
media-upload-offset = L'envoi reprend au mauvais endroit. Demandez d'abord où il en est.
media-upload-too-long = Le fichier est plus long qu'annoncé.
media-upload-locked = Une autre connexion écrit encore dans cet envoi. Réessayez dans un instant.
media-upload-checksum-unknown = Cette somme de contrôle n'est pas connue : sha1 ou sha256.
media-upload-checksum = Les octets reçus ne sont pas ceux qui ont été envoyés. Ils seront renvoyés.
media-upload-interrupted = La connexion a été coupée. Ce qui est arrivé est conservé.
media-out-of-space = Le serveur n'a plus de place. Ce qui est arrivé est conservé ; réessayez plus tard.

# Fichiers refusés
media-empty = Le fichier est vide.
media-not-media = Ce fichier n'est ni un film, ni un son, ni une image.
media-wrong-kind = Ce fichier n'est pas du genre attendu ici.
media-damaged = Le fichier est abîmé et ne peut pas être lu.
media-truncated = Le fichier s'arrête avant sa fin. Exportez-le ou copiez-le de nouveau.
media-no-streams = Il n'y a ni image ni son dans ce fichier.
media-too-long = Le film dure plus longtemps que la limite.
media-too-short = Le film est trop court.
media-bad-size = L'image est trop grande ou trop petite.
media-too-large = Le fichier est plus gros que la limite.
media-malware = Un virus a été trouvé dans ce fichier.
media-scan-unavailable = L'antivirus ne répond pas. Renvoyez le fichier plus tard.
media-check-failed = Le contrôle du fichier n'a pas abouti chez nous. Renvoyez-le plus tard.
media-encode-failed = La conversion du film n'a pas abouti. Essayez avec un autre export.

# Fiches et sous-titres
media-kind = Ce n'est pas possible pour ce genre de fichier.
media-cursor = Ce curseur ne vient pas de cette liste.
media-subtitle-too-large = Le fichier de sous-titres dépasse 2 Mo.
media-subtitle-no-cues = Il n'y a pas de sous-titres dans ce fichier : SubRip (.srt) ou WebVTT (.vtt).
media-subtitle-too-many-cues = Il y a trop de sous-titres dans ce fichier.
media-subtitle-language = Ce n'est pas une langue : par exemple fr, ee ou kbp.
