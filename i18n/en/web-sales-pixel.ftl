sales-pixel = Pixel
sales-pixel-lead = For a shop whose server cannot call anything: the thank-you page itself says what was bought.
sales-pixel-open = Use the pixel
sales-pixel-step = Without a server: the pixel
sales-pixel-step-text = The thank-you page reports the order. Signed, it counts at once; otherwise you confirm it.
sales-pixel-page = With the script
sales-pixel-page-text = On the thank-you page. The script adds the clicks that it knows, and waits for consent where it must. The amount is in the smallest unit: 359.80 DH is 35980, and 5,000 F CFA is 5000.
sales-pixel-image = Without the script
sales-pixel-image-text = A picture of one pixel. Add clicks if you know any griot_id, and codes for discount codes.
sales-pixel-sign = Signing
sales-pixel-sign-text = Your server computes the signature, in PHP for example: HMAC-SHA256 of these six lines, in this order, empty where you do not say them. The secret never goes into the page.
sales-pixel-secret = Secret of the pixel
sales-pixel-secret-text = What it signs counts at once. Without a signature anybody can say anything: that waits for your confirmation and earns nothing before.
sales-pixel-secret-now = Copy it now: it is not shown again. The one before counts no more.
sales-pixel-go-on = Continue
sales-pixel-since = On, secret drawn on
sales-pixel-start = Turn the pixel on
sales-pixel-renew = Change the secret
sales-pixel-stop = Stop the pixel
sales-pixel-stopped = The pixel is stopped.
sales-pixel-waiting = { $n ->
    [0] To confirm
   *[other] To confirm: { $n }
}
sales-pixel-waiting-text = What pages said without a signature. Compare it with your orders, and look whose clicks they are: the page has them from the browser. After 30 days, what is not confirmed is forgotten.
sales-pixel-waiting-none = Nothing waits.
sales-pixel-confirm = Confirm
sales-pixel-reject = Reject
sales-pixel-confirm-day = Confirm the day
sales-pixel-reject-day = Reject the day
sales-pixel-confirmed = The sale is taken into account.
sales-pixel-rejected = Rejected: it does not count.
sales-pixel-gone = It waits no more: the order is known already, or somebody decided.
sales-pixel-day-decided = The whole day is decided.
sales-pixel-day-left = A part of the day is decided; the rest still waits. An order that was told in several ways is decided one by one.
sales-pixel-clicks = { $n ->
    [0] no click
    [one] 1 click
   *[other] { $n } clicks
}
sales-pixel-whose = clicks of { $names }
sales-pixel-outcomes = What the pages said
sales-pixel-outcomes-text = By day. A wrong signature never counts: check the six lines, or somebody tried.
sales-pixel-outcome = Outcome
sales-pixel-outcome-count = How many
sales-pixel-outcome-last = Last time
sales-pixel-outcome-order = Order
