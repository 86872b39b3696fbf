# Uploads
media-upload-invalid = The announcement of the upload is malformed.
media-upload-quota = You have too many unfinished uploads (at most { $open }). Finish them or give them up first.
media-upload-enough = You have sent { $most } files within a day, the most there is. Go on tomorrow.
media-upload-expired = This upload waited too long and was removed. Start it again.
media-upload-complete = This upload is complete already.
media-upload-offset = The upload goes on at the wrong place. Ask first how far it is.
media-upload-too-long = The file is longer than announced.
media-upload-locked = Another connection still writes to this upload. Try again in a moment.
media-upload-checksum-unknown = This checksum is not known: sha1 or sha256.
media-upload-checksum = The bytes received are not those that were sent. They will be sent again.
media-upload-interrupted = The connection was cut. What arrived is kept.
media-out-of-space = The server has no space left. What arrived is kept; try again later.

# Refused files
media-empty = The file is empty.
media-not-media = This file is neither a film, nor a sound, nor an image.
media-wrong-kind = This file is not of the kind expected here.
media-damaged = The file is damaged and cannot be read.
media-truncated = The file stops before its end. Export it or copy it again.
media-no-streams = There are neither pictures nor sound in this file.
media-too-long = The film is longer than the limit.
media-too-short = The film is too short.
media-bad-size = The picture is too large or too small.
media-too-large = The file is larger than the limit.
media-malware = A virus was found in this file.
media-scan-unavailable = The virus scanner does not answer. Send the file again later.
media-check-failed = The check of the file failed on our side. Send it again later.
media-encode-failed = The film could not be converted. Try another export.

# Assets and subtitles
media-kind = This is not possible for this kind of file.
media-cursor = This cursor does not come from this list.
media-subtitle-too-large = The subtitle file is above 2 MB.
media-subtitle-no-cues = There are no subtitles in this file: SubRip (.srt) or WebVTT (.vtt).
media-subtitle-too-many-cues = There are too many subtitles in this file.
media-subtitle-language = This is not a language: for example fr, ee or kbp.
