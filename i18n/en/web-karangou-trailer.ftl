# The trailer of a project.
trailer-title = Trailer
trailer-lead-draft = One to three minutes that make people want it: who you are, what you film, why now. It plays at the top of the project's page. Once the project is handed in, it stays as it is.
trailer-lead-kept = The team read the project with this trailer: it stays as it is.
trailer-upload = Upload the trailer
trailer-replace = Upload another video
trailer-hint = MP4, MOV, MKV or WebM. The upload goes on where it stopped; the video is prepared while you carry on.
trailer-save = Save the trailer
trailer-remove = Remove the trailer
trailer-set = The trailer is saved.
trailer-removed = The trailer is removed.
trailer-play = Play the trailer of { $title }
trailer-back = Back to the project
trailer-hide = Hide the trailer
trailer-hidden-because = The trailer is hidden by the team: { $reason }
trailer-hidden = The trailer is hidden.
