sales-terms-sale = A sale earns
sales-terms-lead = A lead earns
sales-terms-a-lead = { $amount } per lead
sales-terms-percent = { $share } of the price paid
sales-terms-order = { $amount } per order
sales-terms-piece = { $amount } per item
sales-terms-everything = on everything
sales-terms-category = in { $name }
sales-terms-one-category = on one category
sales-terms-product = on “{ $name }”
sales-terms-one-product = on a chosen product
sales-terms-repeat-first = The first order of each customer.
sales-terms-repeat-months = { $n ->
    [one] Every order of the customer for one month.
   *[other] Every order of the customer for { $n } months.
}
sales-terms-repeat-always = Every order of the customer.
sales-terms-window = A followed link counts for
sales-terms-window-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
sales-terms-holding = The commission is payable
sales-terms-holding-none = at once
sales-terms-holding-days = { $n ->
    [one] { $n } day after the order
   *[other] { $n } days after the order
}
sales-terms-minimum = Paid out from
sales-terms-cap = Cap of the group
sales-terms-cap-day = { $amount } a day
sales-terms-cap-month = { $amount } a month
sales-terms-cap-ever = { $amount } in all
sales-terms-model-last = When several partners brought a customer, the sale belongs to the one whose link was followed last.
sales-terms-model-first = When several partners brought a customer, the sale belongs to the one whose link was followed first.
sales-terms-model-position = When several partners brought a customer, the sale is shared: { $first } to the first, { $last } to the last, { $between } among the others.
sales-terms-coupon-wins = When a code is used, the sale belongs to the partner whose code it is.
sales-terms-coupon-touches = A code counts as a link followed at the moment of the order.
sales-terms-coupon-else = A code counts only when no link was followed.
