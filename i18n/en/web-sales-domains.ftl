sales-nav-domains = Domains
sales-domains = Domains
sales-domains-lead-influencer = Your short links under a name of your own: go.yourname.com/promo instead of our address. They always answer at their address with us as well.
sales-domains-lead-merchant = The links of your partners under your name: they choose one of your verified domains when they make a link of your program. Every link always answers at its address with us as well.
sales-domains-none = No domain yet
sales-domains-none-text = Add a name that you own; we show the lines to write into its DNS.
sales-domain-add = Add a domain
sales-domain-host = Domain
sales-domain-host-hint = Mostly a subdomain that serves nothing yet, such as go.brand.ma.
sales-domain-added = The domain is added. Now write these lines into its DNS.
sales-domain-waiting = Waiting
sales-domain-waiting-text = Nothing answers at this name yet. Write the lines below where its DNS is managed; we look by ourselves, every five minutes at first.
sales-domain-verified = Verified
sales-domain-verified-text = Links that chose this domain answer there. Keep these lines: we read them every day.
sales-domain-failing = To be repaired
sales-domain-failing-text = The proof has gone. Links still answer; the domain will be lost if the lines do not come back.
sales-domain-lost = Lost
sales-domain-lost-text = The proof was missing for too long: nothing answers at this name any more. Put the lines back, then check. Whoever else proves this name meanwhile takes it.
sales-domain-no-txt = The TXT line is not there yet.
sales-domain-other-txt = There is a TXT line, but not with this value.
sales-domain-nowhere = This name leads nowhere: it lacks the CNAME line.
sales-domain-elsewhere = This name leads to another server than ours. Remove its other A and AAAA lines, and the proxy of your DNS if there is one.
sales-domain-taken = Somebody else has proved this name. As soon as they lose it, it is yours if your lines are there.
sales-domain-no-answer = The DNS servers did not answer. Nothing has changed; we ask again within the hour.
sales-domain-links = { $n ->
    [0] No link
    [one] 1 link
   *[other] { $n } links
}
sales-domain-links-label = Links
sales-domain-checked = Last checked
sales-domain-lost-at = Will be lost on
sales-domain-check = Check now
sales-domain-found = All is there: the domain is verified.
sales-domain-not-found = Something is still missing.
sales-domain-records = DNS lines
sales-domain-records-text = To be written where the DNS of this name is managed.
sales-domain-records-hint = Some providers add the end of the name themselves: then write only what comes before it. Without a subdomain (brand.ma), put the A and AAAA addresses that the value of the CNAME has instead of it. A change sometimes takes hours to spread.
sales-domain-txt = TXT record
sales-domain-cname = CNAME record
sales-domain-txt-name = Name of the TXT line
sales-domain-txt-value = Value of the TXT line
sales-domain-cname-name = Name of the CNAME line
sales-domain-cname-value = Value of the CNAME line
sales-domain-root = Address
sales-domain-root-of = Where { $host } leads with nothing behind it
sales-domain-root-hint = Your site for example, with https://. Empty: a page says that there is nothing.
sales-domain-root-saved = Saved.
sales-domain-remove = Remove the domain
sales-domain-remove-of = Remove { $host }
sales-domain-remove-text = { $n ->
    [0] No link is bound to it. Nothing will answer at this name any more.
    [one] One link is bound to it. It goes on answering at its address with us, but not at this one: what is printed or published with this name leads nowhere.
   *[other] { $n } links are bound to it. They go on answering at their address with us, but not at this one: what is printed or published with this name leads nowhere.
}
sales-domain-keep = Keep the domain
sales-domain-removed = The domain is removed. Its links answer at their address with us.
sales-link-domain = Domain
sales-link-domain-platform = Ours ({ $host })
sales-link-domain-gone = A domain that no longer answers
sales-link-domain-hint = The beginning of the short address. If you change it later, the former address on an own domain no longer answers; the one with us always does.
