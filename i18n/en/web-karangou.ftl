# The pages of Karangou: home, catalogue, film, lists, studio, moderation.

## Home
home-title = Home
home-description = Watch African films for free, even on a slow connection: quality and size of each film are told before you play it.
home-featured = Featured
home-watch = Watch
home-all = All films
home-resume = Continue watching
home-resume-all = History
home-resume-at = At { $at }
home-rail-all = See all
home-rail-new = New
home-rail-most-watched = Most watched
home-rail-top-rated = Best rated
home-rail-country = Films · { $country }
home-browse = Browse
home-empty-title = No film has been published yet.
home-empty-text = The first films are on their way. Film-makers, this place is yours.
home-empty-publish = Publish a film
home-empty-join = Create an account

## Catalogue
films-title = Films
films-description = All films on Karangou, by genre, country, language, length and size.
films-results = Films found
films-filters = Filter and sort
films-any = Any
films-genre = Genre
films-country = Country
films-language = Spoken language
films-subtitles = Subtitles
films-length = Length
films-length-to = { $n } min at most
films-weight = Size
films-weight-to = Below { $n } MB
films-year-from = From year
films-year-to = To year
films-sort = Sort by
films-sort-newest = Date of publication
films-sort-title = Title
films-sort-top-rated = Rating
films-sort-most-watched = Views
films-sort-shortest = Length, shortest first
films-sort-lightest = Size, lightest first
films-sort-oldest = Year, oldest first
films-apply = Show films
films-clear = Clear filters
films-count = { $n ->
    [one] { $n } film
   *[other] { $n } films
}
films-count-first = The first { $n } films
films-remove-filter = Remove the filter { $filter }
films-filter-subtitles = Subtitles: { $language }
films-filter-director = One director
films-filter-year_from = Since { $n }
films-filter-year_to = Until { $n }
films-filter-minutes_from = At least { $n } min
films-filter-minutes_to = { $n } min at most
films-filter-max_mb = Below { $n } MB
films-empty-title = No film matches.
films-empty-text = Remove a filter, or come back soon: the catalogue is growing.
films-unknown-filter = One of these filters does not exist.

## Search
search-title = Search
search-title-for = Search: { $words }
search-field = A film, a person
search-hint = Accents and typing errors do not matter.
search-submit = Search
search-films = Films
search-people = People
search-person-films = { $n ->
    [one] { $n } film
   *[other] { $n } films
}
search-resembling = Nothing is spelt exactly “{ $words }”; here is what resembles it.
search-none = Nothing matches “{ $words }”.
search-none-text = Try another word, or browse the catalogue.
search-all = Everything that matches “{ $words }”

## Film
film-about = About the film
film-by = A film by { $names }
film-description = { $title }, free to watch on Karangou.
film-synopsis = Synopsis
film-facts = Details
film-spoken = Spoken languages
film-subtitles = Subtitles
film-weight-in = In { $quality }
film-team = Cast and crew
film-similar = In the same spirit
film-edit = Edit the film
film-back = Back to the film
film-views = { $n ->
    [one] { $n } view
   *[other] { $n } views
}
film-age-all = For everyone
film-age-10 = From 10
film-age-12 = From 12
film-age-16 = From 16
film-age-18 = From 18
film-state-draft = Draft
film-state-submitted = Waiting
film-state-published = Published
film-state-refused = Refused
film-preview-draft = Preview: this film is a draft. Only you and your team see it.
film-preview-submitted = Preview: this film waits for a moderator's decision.
film-preview-refused = Preview: this film was refused. The reason is in the studio.
film-role-director = Direction
film-role-actor = Cast
film-role-screenwriter = Screenplay
film-role-producer = Production
film-role-composer = Music
film-role-technician = Crew

### Playing
film-play = Play { $title }
film-resume = Resume at { $at }
film-cost = about { $cost } of data
film-cost-basis = Estimate at { $price } a gigabyte ({ $country })
film-not-playable = This film is being prepared: it can be played soon.
film-play-native = Play in the browser's own player
film-play-native-hint = Scripts are off: the film opens in your browser's own player, if it can read this format.
film-native-unsupported = Your browser cannot play this film without scripts.

### Ratings
film-rating-count = { $n ->
    [one] ({ $n } rating)
   *[other] ({ $n } ratings)
}
film-rating-none = Not rated yet
film-rating-given = { $n ->
    [one] { $n } star out of 5
   *[other] { $n } stars out of 5
}
film-rating-invalid = A rating is 1 to 5 stars.
film-rating-saved = Your rating is saved.
film-rate = Your rating
film-rate-legend = How many stars?
film-rate-submit = Rate
film-rate-yours = { $n ->
    [one] You gave { $n } star.
   *[other] You gave { $n } stars.
}
film-rate-withdraw = Take back
film-rate-sign-in = Sign in to rate this film

### Keeping
film-keep = Keep
film-keep-sign-in = Sign in to keep this film
film-favourite-add = Add to favourites
film-favourite-remove = Remove from favourites
film-favourite-added = Added to your favourites.
film-favourite-removed = Removed from your favourites.
film-lists = Add to a list
film-list-new = New list
film-list-create = Create and add
film-list-put-on = Add to the list { $list }
film-list-take-off = Remove from the list { $list }
film-list-added = Added to the list.
film-list-removed = Removed from the list.

### Sharing
film-share = Share
film-share-address = Address of the page
film-share-button = Share
film-share-copied = Address copied
film-share-qr = QR code
film-share-qr-alt = QR code that leads to { $title }

### Reporting
film-report = Report this film
film-report-comment = Report
film-report-comment-title = Report a comment
film-report-reason = Reason
film-report-reason-spam = Advertising or nonsense
film-report-reason-hate = Hatred of a group
film-report-reason-harassment = Attack on a person
film-report-reason-violence = Violence or threats
film-report-reason-sexual = Sexual content
film-report-reason-copyright = Somebody else's work
film-report-reason-misleading = False or misleading
film-report-reason-other = Something else
film-report-note = In your words
film-report-submit = Send the report
film-report-sent = Thank you. A moderator will look at it.
film-report-no-reason = Choose a reason.

### Comments
film-comments = Discussion
film-comments-empty = Nobody has written yet. Start the discussion.
film-comment-sign-in = Sign in to write a comment
film-comment-text = Your comment
film-comment-submit = Publish
film-comment-reply = Reply
film-comment-reply-text = Your reply
film-comment-reply-submit = Publish the reply
film-comment-edit = Edit
film-comment-save = Save
film-comment-delete = Delete
film-comment-edited = edited
film-comment-gone = Comment deleted by its author.
film-comment-hidden = Comment hidden by the moderators.
film-comment-hidden-why = Hidden by the moderators: { $reason }
film-comment-added = Your comment is published.
film-comment-changed = Your comment is changed.
film-comment-deleted = Your comment is deleted.

## Person
person-films = Films
person-no-films = No published film so far.
person-born = Born { $year }
person-description = { $n ->
    [one] { $name }: { $n } film on Karangou.
   *[other] { $name }: { $n } films on Karangou.
}

## My list and lists
mine-title = My list
mine-favourites = Favourites
mine-lists = My lists
mine-empty-title = No favourites so far.
mine-empty-text = On the page of a film, “Add to favourites” keeps it here.
list-new = New list
list-create = Create the list
list-created = Your list is created.
list-title = Title
list-about = What is it about?
list-public = Public list
list-public-hint = Anybody who has the address can see it.
list-visibility-private = Private
list-visibility-public = Public
list-settings = List settings
list-save = Save
list-changed = Your list is saved.
list-delete = Delete the list
list-deleted = Your list is deleted.
list-by = By { $owner }
list-description = { $n ->
    [one] A list by { $owner }: { $n } film.
   *[other] A list by { $owner }: { $n } films.
}
list-empty = This list is empty.
list-move-up = Move { $title } up
list-move-down = Move { $title } down
list-take-off = Remove { $title }

## History
history-title = History
history-lead = What you watched. Only you see this.
history-clear = Clear all
history-empty-title = You have not watched anything yet.
history-empty-text = Films you begin are found here, where you stopped.
history-finished = Watched to the end
history-forget = Remove { $title } from the history
history-forgot-one = Removed from the history.
history-forgot-all = Your history is cleared.

## Studio
studio-title = Studio
studio-new = New film
studio-new-lead = Give it a title; everything else can be completed later, at your own pace.
studio-create = Create the film
studio-created = Your film is created. Add the video and the details.
studio-empty-title = You have no film yet.
studio-empty-text = Upload a video, fill in the details, submit: a moderator watches it and publishes it.
studio-changed = Changed
studio-see = See the page
studio-details = Details
studio-save = Save the details
studio-saved = The details are saved.
studio-field-title = Title
studio-field-organisation = Production company
studio-field-organisation-none = None: the film is mine alone
studio-field-organisation-hint = Its members prepare the film with you.
studio-field-original-title = Original title
studio-field-original-title-hint = If it differs from the title, in the language of the film.
studio-field-synopsis-fr = Synopsis in French
studio-field-synopsis-en = Synopsis in English
studio-field-year = Year
studio-field-age = Audience
studio-field-genres = Genres
studio-field-countries = Countries
studio-field-spoken = Spoken languages
studio-field-subtitles = Subtitle languages

### Publication
studio-way = Publication
studio-state-draft = This film is a draft: only you and your team see it.
studio-state-submitted = A moderator will watch this film. You can take it back to change it.
studio-state-published = This film is public.
studio-state-refused = Correct what is asked, then submit again.
studio-refused = Refused for this reason:
studio-complete = Everything is there.
studio-missing = Still missing:
studio-missing-synopsis = a synopsis, in French or English
studio-missing-year = the year
studio-missing-genres = a genre
studio-missing-countries = a country
studio-missing-spoken_languages = a spoken language
studio-missing-video = the video
studio-missing-director = a person for direction
studio-submit = Submit for publication
studio-submitted = Your film is submitted. A moderator will watch it.
studio-withdraw = Take the film back
studio-withdrawn = The film is a draft again.
studio-unpublish = Take out of publication
studio-unpublished = The film is not public any more.
studio-delete-open = Delete this film…
studio-delete-warning = Details, ratings and comments disappear for good.
studio-delete = Delete for good
studio-deleted = The film is deleted.

### Video
studio-video = Video
studio-video-none = No video so far.
studio-video-upload = Upload the video
studio-video-replace = Replace the video
studio-video-hint = MP4, MOV, MKV or WebM. The upload goes on where it was after an interruption, even tomorrow.
studio-video-locked = The video that moderators are watching, or have accepted, does not change. To replace it, take the film back or out of publication first; it is then submitted again.
studio-video-save = Use this video
studio-video-storing = Putting the file in place
studio-video-checking = Checking the file
studio-video-working = Preparing the qualities
studio-video-playable = Preparing the qualities
studio-video-already = The lightest one is ready: the film can be watched already.
studio-video-ready = All qualities are ready.
studio-video-rejected = This file is refused.
studio-video-failed = The preparation failed.
studio-upload-scripts = Uploading files needs the browser's scripts.
studio-part-set = Saved.
studio-part-removed = Removed.

### Poster
studio-poster = Poster
studio-poster-upload = Upload a poster
studio-poster-hint = JPEG, PNG or WebP, upright (2:3), 800 × 1200 or more.
studio-poster-save = Use this poster
studio-poster-remove = Remove the poster
studio-poster-stills = Or choose a still of the film:
studio-poster-still = Still { $n } of the film

### People
studio-people = Cast and crew
studio-people-hint = In the order of the credits. A known name means the same person; a row without a name disappears.
studio-people-name = Name
studio-people-role = Role
studio-people-detail = Character or job
studio-people-add = Add a row
studio-people-save = Save cast and crew
studio-people-saved = Cast and crew are saved.

### Subtitles
studio-subtitles = Subtitles
studio-subtitles-no-video = Add the video first.
studio-subtitles-none = No subtitles so far.
studio-subtitles-language = Language
studio-subtitles-file = SRT or VTT file
studio-subtitles-name = Name in the menu
studio-subtitles-captions = Also describes sounds (for deaf and hard of hearing people)
studio-subtitles-captions-badge = Sounds described
studio-subtitles-add = Add the subtitles
studio-subtitles-added = The subtitles are added.
studio-subtitles-remove = Remove the subtitles: { $language }
studio-subtitles-removed = The subtitles are removed.

## Moderation
moderation-films-title = Films to review
moderation-films-empty = No film is waiting.
moderation-since = submitted
moderation-preview = See the film
moderation-publish = Publish
moderation-published = The film is published.
moderation-refuse-open = Refuse…
moderation-reason = Reason, which the author will read
moderation-refuse = Refuse the film
moderation-refused = The film is refused; its author knows why.
moderation-reports-title = Reports
moderation-reports-empty = No report is waiting.
moderation-report-count = { $n ->
    [one] { $n } report
   *[other] { $n } reports
}
moderation-kind-film = Film
moderation-kind-comment = Comment under
moderation-hidden = Already hidden
moderation-decision-reason = Reason of the decision
moderation-hide = Hide the comment
moderation-take-back = Take the film down
moderation-restore = Restore
moderation-dismiss = Nothing wrong
moderation-decided = The decision is saved.

## Feed
feed-title = Karangou: new films
