# Layout, components and the errors common to all contexts.

## Errors
error-form-expired = The page was open for too long. Go back, reload it and send again: what you wrote is still there.
error-form-too-large = This is larger than the limit.
error-form-unreadable = The server did not understand this request.
error-gone = This page was removed for good.
error-internal = Something went wrong on our side. The error is on record, and nothing you saved is lost.
error-media-type = This kind of content is not accepted here.
error-method-not-allowed = This address is not used that way.
error-not-allowed = Your account has no access to this page.
error-not-found = This page does not exist, or no longer does.
error-not-signed-in = Sign in to continue.
error-out-of-space = The server has run out of space. Nothing was saved; try again later.
error-rate-limited = Too many attempts in a short time. Wait a moment.
jobs-not-found = This job does not exist, or is finished.
jobs-running = This job is running: let it finish.
jobs-queued-anew = This job has already been queued again.
error-timeout = The answer took too long. Try again.
error-unavailable = The service does not answer right now. Try again in a moment.

## Fields
field-cursor = This page of the list is gone: start again from the top.
field-invalid = This value is not valid.
field-invalid-characters = Some characters are not accepted.
field-out-of-range = Between { $min } and { $max }.
field-required = This field is required.
field-amount-malformed = Write an amount in digits, such as 1500 or 12.50.
field-amount-decimals = This currency does not have that many decimals.
field-amount-negative = An amount cannot be negative.
field-amount-too-large = This amount is too large.
field-too-long = This is too long: { $max } characters at most.
field-too-many = There are too many: { $max } at most.
field-unknown-value = This value is not in the list.

## Error pages
kit-error-title-400 = Request not understood
kit-error-title-401 = Sign-in needed
kit-error-title-403 = Access denied
kit-error-title-404 = Page not found
kit-error-title-409 = Not possible right now
kit-error-title-410 = Page removed
kit-error-title-413 = Too large
kit-error-title-422 = To be corrected
kit-error-title-429 = A little patience
kit-error-title-500 = Error on our side
kit-error-title-503 = Temporarily unavailable
kit-error-title-507 = Out of space
kit-error-back = Back to the form
kit-error-home = Back to the home page
kit-error-reference = Reference for support: { $code }

## Layout
kit-skip = Skip to content
kit-search = Search
kit-sign-in = Sign in
kit-sign-out = Sign out
kit-account-menu = My account
kit-nav-label = Main navigation
kit-nav-tools = Tools
kit-nav-more = More
kit-nav-films = Films
kit-nav-projects = Projects
kit-nav-my-list = My list
kit-nav-history = History
kit-nav-studio = Studio
kit-nav-studio-projects = My projects
kit-nav-moderation-films = To review
kit-nav-moderation-projects = Projects to read
kit-nav-moderation-reports = Reports
kit-nav-moderation-fraud = Sales under check
kit-nav-moderation-messages = Reported messages
kit-nav-admin-accounts = Accounts
kit-nav-admin-audit = Audit trail
kit-nav-admin-payments = Payments
kit-nav-admin-sales = ShareYourSales
kit-nav-admin-agencies = Agencies
kit-nav-agency = Agency
kit-nav-admin-jobs = Jobs
kit-nav-account = Account
kit-nav-notices = Notifications
kit-bell = { $n ->
    [0] Notifications: none unread
    [one] Notifications: { $n } unread notification
   *[other] Notifications: { $n } unread notifications
  }
kit-nav-security = Security
kit-nav-sessions = Sessions
kit-nav-keys = API keys
kit-nav-organisations = Organisations
kit-nav-influencer = Influencer
kit-nav-merchant = Merchant
kit-nav-products = Products of Griot
kit-footer-line = African films, free and light.
kit-footer-line-sales = Every sale goes to whoever recommended it.
kit-language-label = Language
kit-lite-label = Data saver
kit-mode-system = Same as device
kit-mode-light = Light
kit-mode-dark = Dark
kit-offline-banner = You are offline. Pages you have seen can still be read.
kit-slow = Slow connection, still going...
kit-palette-label = Search or go to
kit-palette-placeholder = A film, a person, a page...
kit-palette-placeholder-sales = A product, a merchant, a page...
kit-palette-help = to choose and open

## Offline
kit-offline-title = You are offline
kit-offline-text = This page has not been seen on this device yet. It will open as soon as the network is back.
kit-offline-retry = Try again
kit-offline-pages = Pages seen before, readable now

## Components
kit-breadcrumb-label = Breadcrumb
kit-chart-table = Show the figures
kit-close = Close
kit-drop-prompt = Drop a file here, or choose one
kit-field-optional = optional
kit-form-summary = A few things to correct:
kit-pagination-more = Show more
kit-saved = Saved.
kit-stat-unknown = Not known yet
kit-tooltip-label = Explanation
kit-upload-again = Try again
kit-upload-cancel = Cancel upload
kit-upload-checking = Checking the file...
kit-upload-done = Sent. You can go on.
kit-upload-failed = The upload failed.
kit-upload-pause = Pause
kit-upload-paused = Paused. Nothing is lost.
kit-upload-resume = Resume
kit-upload-sending = Uploading
kit-upload-waiting = No network: the upload will resume by itself.
kit-nav-messages = Messages
kit-nav-webhooks = Webhooks and postbacks
kit-messages = { $n ->
    [0] Messages, none unread
    [one] Messages, 1 unread
   *[other] Messages, { $n } unread
}
