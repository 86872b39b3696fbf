sales-terms-sale = A sale earns
sales-terms-lead = A lead earns
sales-terms-a-lead = { $amount } per lead
sales-terms-click = A click earns
sales-terms-a-click = { $amount } per click
sales-terms-bonuses = Monthly bonuses on credited sales
sales-terms-bonus-sales = { $n ->
    [one] once you reach { $n } sale
   *[other] once you reach { $n } sales
 }
sales-terms-bonus-revenue = once sales reach { $amount }
sales-terms-click-once = once a day for each visitor, whatever the link
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
sales-market-products-title = Products to recommend
sales-market-products-title-in = { $category }: products to recommend
sales-market-products-lead = Choose what you like, ask to promote it, earn a share of every sale.
sales-market-products-description = Products of merchants in Africa and beyond that you can recommend for a clear commission, paid in CFA francs, dirhams or euros.
sales-market-products-search = Search for a product
sales-market-products-country = Delivery country
sales-market-products-none = No products yet
sales-market-products-none-text = Products appear here as soon as a merchant publishes them.
sales-market-products-count = { $n ->
    [one] { $n } product
   *[other] { $n } products
}
sales-market-products-count-first = The first { $n } products
sales-market-merchants-title = Merchants to join
sales-market-merchants-title-in = { $category }: merchants
sales-market-merchants-lead = They sell, you recommend: each says what a sale earns.
sales-market-merchants-description = The merchants who pay a commission to those who recommend their products: what they sell, where they deliver.
sales-market-merchants-search = Search for a merchant
sales-market-merchants-country = Delivery country
sales-market-merchants-none = No merchants yet
sales-market-merchants-none-text = Merchants appear here as soon as they publish their profile.
sales-market-merchants-count = { $n ->
    [one] { $n } merchant
   *[other] { $n } merchants
}
sales-market-merchants-count-first = The first { $n } merchants
sales-market-influencers-title = People who recommend
sales-market-influencers-title-in = { $category }: people who recommend
sales-market-influencers-lead = What they speak of, where and by how many people they say they are followed.
sales-market-influencers-description = Creators who recommend products: their subjects, countries, languages and declared audiences.
sales-market-influencers-search = Search for a person
sales-market-influencers-country = Country
sales-market-influencers-none = Nobody yet
sales-market-influencers-none-text = Profiles appear here as soon as they are published.
sales-market-influencers-count = { $n ->
    [one] { $n } profile
   *[other] { $n } profiles
}
sales-market-influencers-count-first = The first { $n } profiles
sales-market-hero-title = Recommend what you love. Get paid for every sale.
sales-market-hero-text = ShareYourSales connects merchants and those who recommend: terms written in advance, every sale followed from the link to the payout.
sales-market-hero-recommend = I recommend
sales-market-hero-sell = I sell
sales-market-hero-step-one = A merchant says what a sale earns, and cannot change it afterwards.
sales-market-hero-step-two = You share a link or a code; the buyer pays in the merchant's own shop.
sales-market-hero-step-three = The sale is credited to you, explained, then paid out.
sales-market-search = Search
sales-market-filters = Filters
sales-market-filters-on = { $n ->
    [one] { $n } on
   *[other] { $n } on
}
sales-market-apply = Apply
sales-market-clear = Clear all
sales-market-any = Any
sales-market-currency = Currency
sales-market-price-from = Price from
sales-market-price-to = Price up to
sales-market-language = Language
sales-market-network = Network
sales-market-followers = Followed by
sales-market-followers-from = { $n } or more
sales-market-sort = Sort by
sales-market-sort-relevance = Best match
sales-market-sort-newest = Newest
sales-market-sort-price-up = Price: low to high
sales-market-sort-price-down = Price: high to low
sales-market-sort-followers = Most followed
sales-market-categories = Categories
sales-market-remove = Remove the filter { $filter }
sales-market-results = Results
sales-market-resembling = Nothing is written exactly like that. Here is what resembles it: { $words }.
sales-market-nothing = Nothing fits
sales-market-nothing-text = Try other words, or take off a filter.
sales-market-and-more = { $names } and { $n } more
sales-market-delivers = Delivers to: { $names }
sales-market-followers-declared = { $n ->
    [one] { $n } declared follower
   *[other] { $n } declared followers
}
sales-market-followed-in = Where followers are
sales-market-audiences = Audiences
sales-market-declared = Declared by the person: ShareYourSales has not measured them.
sales-market-no-products = No published products yet.
sales-market-all-products = All its products
sales-market-not-public = This page is not published: the public cannot see it.
sales-market-moderation = Moderation
sales-market-suspend-open = Suspend this page…
sales-market-suspend-reason = Reason
sales-market-suspend-hint = The person concerned will read it. 3 to 500 characters.
sales-market-suspend = Suspend
sales-market-suspended = The page is suspended.
sales-market-reinstate = Reinstate as a draft
sales-market-reinstated = The page is reinstated: its owner can publish it.
sales-network-instagram = Instagram
sales-network-tiktok = TikTok
sales-network-youtube = YouTube
sales-network-facebook = Facebook
sales-network-snapchat = Snapchat
sales-network-x = X
sales-network-whatsapp = WhatsApp
sales-network-telegram = Telegram
sales-network-blog = Blog
sales-network-podcast = Podcast
sales-network-other = Other
sales-offer-teaser = What you earn by recommending
sales-offer-see = See the program
sales-offer-pays = What you earn
sales-offer-conditions = Conditions
sales-offer-policy = Whose a sale is
sales-offer-about = In practice
sales-offer-merchant = Merchant
sales-offer-hosts = Links lead to
sales-offer-admission = Who is taken
sales-offer-admission-read = The merchant reads every request.
sales-offer-admission-all = Everybody, at once.
sales-offer-admission-followers = At once from { $n } declared followers; otherwise the merchant reads the request.
sales-offer-admission-countries = At once from these countries: { $names }; otherwise the merchant reads the request.
sales-offer-admission-both = At once from { $n } declared followers and from these countries: { $names }; otherwise the merchant reads the request.
sales-offer-join = Take part
sales-offer-sign-in-text = Sign in to ask to promote these products.
sales-offer-sign-in = Sign in
sales-offer-profile-text = The merchant will read your influencer profile: write and publish it first.
sales-offer-profile = Write my profile
sales-offer-message = Your message to the merchant
sales-offer-message-hint = Who follows you, and how you would speak of the products.
sales-offer-ask = Ask to take part
sales-offer-asked = Your request is sent. You will be told the answer.
sales-offer-taken = You are a partner: your links earn from now on.
sales-offer-paused = This program is paused: it takes nobody for now.
sales-offer-closed = This program is closed.
sales-offer-since = since { $date }
sales-offer-asked-on = asked on { $date }
sales-offer-refused-on = on { $date }
sales-offer-ended-on = on { $date }
sales-offer-request = View my request
sales-offer-links = My links and codes
sales-product-state-draft = Draft
sales-product-state-listed = Published
sales-product-state-archived = Archived
sales-product-tab-all = All
sales-product-tab-draft = Drafts
sales-product-tab-listed = Published
sales-product-tab-archived = Archived
sales-product-tabs = Products by state
sales-product-list = Your products
sales-product-add = Add a product
sales-product-import = Import
sales-product-export = Download all products (CSV)
sales-product-none = No products yet
sales-product-none-text = Add one, or import the table of your shop.
sales-product-none-here = No products in this state.
sales-product-no-profile = Write your shop's profile first: products appear under its name.
sales-product-hidden = Your profile is not published: nobody sees your products yet.
sales-product-new = New product
sales-product-new-lead = It stays a draft until you publish it.
sales-product-title = Name of the product
sales-product-description = Description
sales-product-description-hint = What it is, for whom. Needed to publish.
sales-product-category = Category
sales-product-currency = Currency
sales-product-price = Price
sales-product-landing = Page in your shop
sales-product-landing-hint = Where links lead, such as https://example.ma/product.
sales-product-sku = SKU
sales-product-sku-hint = The one your orders name.
sales-product-stock = Stock
sales-product-stock-hint = In words: “to order”, “20 left”.
sales-product-variant = Variant
sales-product-variants = Variants
sales-product-variants-hint = A size, a colour. Without a price, a variant costs the product's price. An emptied row is taken off.
sales-product-variant-add = Add a variant
sales-product-variants-count = { $n ->
    [one] { $n } variant
   *[other] { $n } variants
}
sales-product-pictures = Pictures
sales-product-pictures-hint = Untick a picture to take it off. The first appears in lists.
sales-product-picture-add = Add a picture
sales-product-picture-keep = Keep picture { $n }
sales-product-picture-first = First
sales-product-picture-number = Picture { $n }
sales-product-picture-of = Picture { $n } of { $title }
sales-product-create = Create the draft
sales-product-added = The draft is created. Publish it when it is ready.
sales-product-save = Save
sales-product-saved = The product is saved.
sales-product-publish = Publish
sales-product-published = The product is published.
sales-product-archive = Archive
sales-product-archive-text = An archived product leaves the marketplace. What was sold keeps its name, and you can publish it again.
sales-product-archived = The product is archived.
sales-product-delete = Delete this draft
sales-product-delete-text = Nobody has seen it: it is gone for good.
sales-product-deleted = The draft is deleted.
sales-product-see = See the page
sales-product-by = Sold by
sales-product-shop = See in the shop
sales-product-recommend = Recommend this product
sales-product-delivered = Delivered to
sales-product-not-public = Only you see this page: the product or its merchant is not published.
sales-import-title = Import products
sales-import-lead = A CSV table: a known SKU changes its product, a new one adds a draft. Nothing is kept if a line is wrong.
sales-import-file = CSV table
sales-import-file-hint = UTF-8, at most 2 MiB and 5,000 lines. Comma, semicolon or tab.
sales-import-try = Try without changing anything
sales-import-keep = Import
sales-import-keep-this = Import this table
sales-import-kept = The table is imported.
sales-import-same = Everything was so already: nothing changed.
sales-import-would = Lines read: { $rows }. To add: { $created }. To change: { $updated }. So already: { $unchanged }. Nothing is kept yet.
sales-import-again = To import this table, choose it once more below.
sales-import-wrong = { $n ->
    [one] One value needs correcting in { $rows } lines. Nothing was kept.
   *[other] { $n } values need correcting in { $rows } lines. Nothing was kept.
}
sales-import-errors = What needs correcting
sales-import-line = Line
sales-import-column = Column
sales-import-error = To correct
sales-import-columns = The columns
sales-import-columns-text = The first line names them, each once, in any order. The simplest way: download your products, change the table, import it.
sales-profile-title = Profile
sales-profile-lead-influencer = What merchants read before they take you.
sales-profile-lead-merchant = What those read who could recommend your products.
sales-profile-state-draft = Draft
sales-profile-state-listed = Published
sales-profile-state-suspended = Suspended
sales-profile-draft-text = Nobody sees this profile yet.
sales-profile-listed-text = Everybody sees this profile.
sales-profile-suspended-why = This page is suspended by the moderators: { $reason }
sales-profile-publish = Publish
sales-profile-published = Your profile is published.
sales-profile-take-back = Take off the marketplace
sales-profile-taken-back = Your profile is no longer public.
sales-profile-page-see = See the page
sales-profile-next-influencer = Find programs
sales-profile-next-merchant = Add products
sales-profile-made = Your profile is saved. Publish it to go on.
sales-profile-saved = The profile is saved.
sales-profile-save = Save
sales-profile-read-only = Only the owners and administrators of the organisation change this profile.
sales-profile-name = Your public name
sales-profile-name-merchant = Name of the shop
sales-profile-about = About
sales-profile-about-influencer = What you speak of, and to whom. Needed to publish.
sales-profile-about-merchant = What you sell, and what sets you apart. Needed to publish.
sales-profile-website = Website of the shop
sales-profile-website-hint = With https://, such as https://example.ma.
sales-profile-country = Country
sales-profile-choose = Choose
sales-profile-picture = Photo
sales-profile-logo = Logo or photo
sales-profile-picture-hint = JPEG, PNG or WebP.
sales-profile-picture-now = The present picture
sales-profile-picture-remove = Take the picture off
sales-profile-picture-scripts = Sending a picture needs JavaScript; everything else works without.
sales-profile-categories = Categories
sales-profile-categories-hint = Ten at most. At least one to publish.
sales-profile-languages = Languages
sales-profile-audiences = Where people follow you
sales-profile-audiences-hint = Say it yourself: these numbers are shown as declared. An emptied row is taken off.
sales-profile-audience-add = Add a network
sales-profile-network = Network
sales-profile-handle = Account or address
sales-profile-followers = Followers
sales-profile-followers-number = Write a whole number, such as 12,000.
sales-profile-countries-influencer = Where those are who follow you
sales-profile-countries-influencer-hint = The countries where you are heard.
sales-profile-countries-merchant = Where you deliver
sales-profile-countries-merchant-hint = At least one country to publish.
sales-profile-countries-all = All other countries
sales-profile-languages-all = More languages
sales-market-currency-needed = Choose in which currency to compare prices.
sales-palette-products = All products for “{ $words }”
sales-palette-merchants = All merchants for “{ $words }”
sales-invite = Propose your program
sales-invite-text = Write to { $name }, or send them the address of your program: that is where they ask to take part.
sales-invite-address = Address of “{ $program }”
