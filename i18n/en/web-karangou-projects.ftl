# Film projects: writing, reading, finding and following them.

## Shared
project-state-draft = Draft
project-state-submitted = Being read
project-state-online = Online
project-state-waiting = Last payments
project-state-successful = Funded
project-state-failed = Not funded
project-state-settled = Settled
project-state-cancelled = Given up
project-mode-all_or_nothing = All or nothing
project-mode-all_or_nothing-hint = If the goal is reached, you get the sum. If not, every contribution is refunded whole.
project-mode-keep_it_all = Keep it all
project-mode-keep_it_all-hint = You get what was raised, even below the goal. Say in the risks what you will do with less.
project-raised-of = { $raised } of { $goal }
project-backers = { $n ->
    [0] No contribution yet
    [one] { $n } contribution
   *[other] { $n } contributions
}
project-left-days = { $n ->
    [one] { $n } day left
   *[other] { $n } days left
}
project-left-hours = { $n ->
    [one] { $n } hour left
   *[other] { $n } hours left
}
project-left-minutes = { $n ->
    [one] { $n } minute left
   *[other] { $n } minutes left
}
project-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}

## Writing a project
project-studio-title = My projects
project-studio-empty-title = You have no project yet.
project-studio-empty-text = Say what you want to shoot and what it takes; the staff reads your project and puts it online.
project-new = New project
project-new-lead = Give it a title; story, budget and rewards come afterwards.
project-create = Create the project
project-created = Your project is created. Tell its story, and give it a budget.
project-save = Save the project
project-saved = The project is saved.
project-changed = This project was changed elsewhere meanwhile. What you wrote is kept below; saving it again replaces the other version.
project-see = See the page
project-field-title = Title
project-field-pitch = In one sentence
project-field-pitch-hint = What people read in lists: 200 characters at most.
project-field-country = Country where you are paid
project-field-country-hint = It decides by which means the money can reach you.
project-field-currency = Currency
project-field-currency-hint = Every contribution is in this currency.
project-currency-xof = CFA franc (FCFA)
project-currency-mad = Moroccan dirham (DH)
project-currency-eur = Euro (€)
project-field-mode = When are you paid?
project-field-days = Length of the campaign
project-field-days-hint = 1 to 60 days, from the day it goes online.
project-field-story = The story
project-field-story-hint = Who you are, what you shoot, why now: at least 200 characters. # makes a title, ** a bold word, - a list.
project-field-risks = The risks
project-field-risks-hint = What can go wrong, and what you will do then.
project-field-films = Films
project-field-films-hint = Tick the films that this project finances: it shows on their pages.
project-preview = See the story as it will look
project-preview-title = What people will read
project-preview-empty = The story is still empty.
project-budget = Budget
project-budget-in = Budget, in { $currency }
project-budget-hint = One line an expense. The minimum is enough to make the film, the optimum makes it best. An empty line goes away.
project-budget-title = Expense
project-budget-minimum = Minimum
project-budget-optimum = Optimum
project-budget-sum = Total
project-budget-add = Add a line
project-goal = Goal
project-goal-hint = The sum of the minimums, added up when you save.
project-goal-unknown = An amount cannot be read
project-tiers = Rewards
project-tiers-hint = What a backer gets, and for how much. Without a stock there are as many as people want. An empty reward goes away.
project-tiers-add = Add a reward
project-tier-title = Reward
project-tier-amount = Amount, in { $currency }
project-tier-stock = Stock (optional)
project-tier-description = What is in it (optional)
project-tier-taken = { $n ->
    [one] Chosen { $n } time: what was promised does not change any more, but the stock may grow.
   *[other] Chosen { $n } times: what was promised does not change any more, but the stock may grow.
}
project-frozen = What does not change any more
project-frozen-hint = Backers decided by it.

### What comes next
project-way = Going online
project-way-draft = This project is a draft: only you see it.
project-way-submitted = The staff is reading your project. They put it online, or tell you what is to be changed.
project-way-online = Your project is online. You can still change the words, the films, and the rewards that nobody chose.
project-way-waiting = The campaign is over. Payments that had begun are waited for before counting.
project-way-successful = Your project is funded.
project-way-failed = The goal was not reached: contributions are being refunded.
project-way-settled = All is settled: everybody has what is theirs.
project-way-cancelled = This project was given up before it went online.
project-sent-back = The staff asks for changes:
project-complete = Nothing is missing.
project-missing = Still missing:
project-missing-pitch = a sentence that sums it up
project-missing-story = the story, in at least 200 characters
project-missing-risks = the risks
project-missing-budget = a budget
project-missing-goal = a minimum in the budget
project-submit = Submit to the staff
project-submit-hint = Save your changes first. While it is read, the project does not change.
project-submitted = Your project is submitted. The staff will read it.
project-paid-by = Payout possible ({ $country }): { $names }.
project-paid-by-none = No means of payout is in service yet for { $country } in this currency.

## Reading a project
project-story = The story
project-risks = The risks
project-terms = Goal and budget
project-deadline = End of the campaign
project-tier-left = { $n ->
    [0] Sold out
    [one] { $n } left
   *[other] { $n } left
}
project-films = Films

## Reviewing projects
moderation-projects-title = Projects to read
moderation-projects-empty = No project is waiting.
moderation-project-decision = Decision
moderation-project-lead = Read all of it: once online, goal, length and budget do not change any more.
moderation-project-publish = Put online
moderation-project-online = The project is online.
moderation-project-note = What is to be changed
moderation-project-note-hint = The author reads this.
moderation-project-send-back = Send back to the author
moderation-project-sent-back = The project is sent back; its author knows what is to be changed.
moderation-project-decided = This project waits for no decision any more.
moderation-project-own = This is your project: somebody else will read it.

## Projects, for everybody
projects-title = Projects
projects-description = Films to come that you can help to shoot: goal, budget, rewards, and what was raised so far.
projects-lead = Help a film to exist. What is raised is counted to the franc, and what fails is given back.
projects-open = Open
projects-ended = Ended
projects-open-empty = No campaign is open at the moment.
projects-open-empty-text = The next projects are coming. Until then, there are films to watch.
projects-ended-empty = No campaign has ended yet.
project-rail = Projects to support
project-helping = Projects for this film
project-contribute = Contribute
project-support = Support this project
project-funding = Campaign
project-by = A project by { $name }
project-preview-only = Preview: this project is not online yet.
project-simulation = Demonstration: the means of payment are simulated, no real money moves.
project-of-goal = raised of { $goal }
project-meter = Part of the goal
project-secured = of which { $amount } promised, charged only if the project succeeds.
project-promised = { $amount } more are promised, and not paid yet.
project-until = until
project-ended-at = Campaign ended on
project-time-zone = (time in Lomé)
project-see-tiers = See the rewards
project-choose = Choose
project-choose-this = Choose: { $title }
project-outcome-waiting = The campaign is over. The last payments are coming in; the result follows.
project-outcome-successful = Project funded. The payout to its creator is being prepared.
project-outcome-failed = The goal was not reached.
project-outcome-paid-out = Project funded. Its creator has received the sum.
project-outcome-nothing = The campaign is over, without a contribution.
project-refunds = { $n ->
    [one] The contribution is being refunded.
   *[other] { $back } of { $n } contributions refunded.
}
project-refunds-done = { $n ->
    [one] The contribution was refunded.
   *[other] The { $n } contributions were refunded.
}
project-refunds-unclaimed = { $n ->
    [one] { $n } refund could not be delivered: it is kept for its backer.
   *[other] { $n } refunds could not be delivered: they are kept for their backers.
}
project-how = How it works
project-how-held = Your contribution is kept apart until the campaign ends.
project-how-refund = If the goal is reached, the creator gets the sum. If not, you get all of it back, by the means you used.
project-how-charged = If the goal is reached, you are charged at the end, and the creator gets the sum. If not, you pay nothing.
project-how-promised = You pay nothing while the campaign runs: you leave a card or a number.
project-how-kept = The creator gets what was raised at the end, even if the goal is not reached.
project-how-back = As long as the campaign is open, you can take your contribution back.
project-how-fee = Karangou keeps { $fee } of what the creator is paid; nothing if the campaign fails.
project-backers-title = Backers
project-backers-none = Nobody has contributed yet. Be the first.
project-backers-nobody = No contribution to show: what was given back is not listed any more.
project-backer-anonymous = Anonymous
project-backer-for = on behalf of { $name }
project-picture-goal = Goal: { $goal }

## News and questions
updates-title = News
updates-of = News of “{ $title }”
updates-all = All the news
updates-none = No news yet.
updates-write = Share some news
update-for-backers = For contributors
update-locked = This news is for contributors only.
update-locked-how = It opens with the account that contributed, or from the page of your payment: its link is in your receipt.
update-locked-sign-in = Sign in to read it
update-more = Read on
update-more-of = Read on: { $title }
update-removed-why = Removed by moderation: { $reason }
update-remove-open = Remove this news…
update-remove-reason = Why? Its author will read this.
update-remove = Remove the news
update-removed = The news is removed; its author knows why.
questions-title = Questions
questions-of = Questions about “{ $title }”
questions-all = All questions
questions-none = Nobody has asked anything yet.
question-text = Your question or comment
question-submit = Publish
question-sign-in = Sign in to ask a question
question-answer = Answer
question-answer-text = Your answer
question-answer-submit = Publish the answer
question-answers-all = { $n ->
    [one] See the answer
   *[other] See the { $n } answers
}
question-by-creator = Creator of the project
question-added = Your message is published.
question-answered = Your answer is published.
question-delete = Delete
question-deleted = Your message is deleted.
question-gone = Message deleted by its author.
question-hidden = Message hidden by moderation.
question-hidden-why = Hidden by moderation: { $reason }
question-hide-open = Hide this message…
question-hide-reason = Why? Its author will read this.
question-hide = Hide the message
question-hidden-now = The message is hidden; its author knows why.
question-show = Show again
question-shown = The message can be read again.
studio-voices-title = News and questions
studio-update-lead = Every contributor is told by e-mail. News that is published cannot be changed any more.
studio-update-text = Your news
studio-update-text-hint = # makes a title, ** a word in bold, - a list.
studio-update-audience = For whom?
studio-update-audience-everybody = Everybody
studio-update-audience-everybody-hint = It is shown whole on the page of the project.
studio-update-audience-backers = Contributors
studio-update-audience-backers-hint = Others read its title only.
studio-update-preview = See it as it will look
studio-update-empty = The text is still empty.
studio-update-tell = Publish the news
studio-update-told = The news is published. Contributors are being told.
studio-updates-told = Already published
studio-update-delete-open = Delete this news…
studio-update-delete-warning = It is gone for good. What has left by e-mail cannot be called back.
studio-update-delete = Delete for good
studio-update-deleted = The news is deleted.
studio-questions = Questions without answer
studio-questions-none = No question waits for an answer.
studio-questions-count = { $n ->
    [one] { $n } question waits for your answer.
    [100] A hundred questions or more wait for your answer.
   *[other] { $n } questions wait for your answer.
}

## The dashboard
dashboard-title = Dashboard: { $title }
dashboard-short = Dashboard
dashboard-write = Edit
dashboard-raised = Raised
dashboard-raised-note = Paid and kept apart
dashboard-promised = Promised
dashboard-promised-note = Not paid yet, not counted
dashboard-backers = Contributions
dashboard-average = Average contribution
dashboard-by-day = Paid by day
dashboard-by-day-text = In universal time, refunds not deducted.
dashboard-by-state = By state
dashboard-by-tier = By reward
dashboard-by-rail = By means of payment
dashboard-failures = Tries that failed
dashboard-state = State
dashboard-count = Number
dashboard-sum = Sum
dashboard-rail = Means
dashboard-tries = Tries
dashboard-succeeded = Succeeded
dashboard-why = Reason
dashboard-no-tier = Without a reward
dashboard-pledges = Contributions
dashboard-pledges-hint = Somebody anonymous is so for the public only: you owe them their reward.
dashboard-pledges-none = No contribution yet.
dashboard-no-name = No name
dashboard-anonymous = (anonymous for the public)
dashboard-export = Export as CSV
pledge-state-promised = Promised
pledge-state-paid = Paid
pledge-state-lapsed = Never paid
pledge-state-cancelled = Cancelled
pledge-state-refunding = Being refunded
pledge-state-refunded = Refunded
pledge-state-unclaimed = To be claimed
payout-title = Payout
payout-share = For you
payout-fee = Karangou's share
payout-begun = The payout is on its way.
project-how-proof = The total shown is published with a proof that everybody can check.
project-how-proof-link = See the proof
proof-short = Proof
proof-title = The proof of the total of “{ $title }”
proof-intro = Each paid contribution is a leaf of a hash tree. Its root commits to the total: no contribution can be removed or invented without changing it. It is published only while the contributions are together, to the last franc, what the ledger holds for this project.
proof-none = Nothing is published yet: the first proof appears some seconds after the first contribution.
proof-newest = Newest published statement
proof-last = Final statement
proof-total = Total
proof-size = Contributions
proof-at = Published on
proof-root = Root (SHA-256)
proof-signature = Signature (Ed25519)
proof-key = Our public key
proof-check-title = Check a receipt
proof-paste = The proof of your receipt
proof-paste-help = Open the proof file downloaded from your receipt and paste its whole text here. Your name is not in it.
proof-check = Check
proof-holds = Checked: this contribution of { $amount } is counted in the total of { $total } published on { $at }.
proof-broken = This proof does not lead to its total: something in it was changed.
proof-unknown = This proof names a statement that we did not publish.
proof-other-project = This proof is another project's: check it on its page.
proof-holds-here = Computed by your browser, without us: the chain does lead to the root and the total.
proof-unreadable-here = This text is not a proof.
proof-history = All statements
proof-pledges = { $count ->
    [0] no contribution
    [one] { $count } contribution
   *[other] { $count } contributions
}
proof-how = How to check it yourself
proof-how-leaf = The leaf of a contribution: SHA-256 of the byte 0, its number (16 bytes), its amount in minor units (8 bytes, big-endian) and its currency (3 letters).
proof-how-node = Each node above: SHA-256 of the byte 1 and then, for the left and for the right, of the hash (32 bytes) and the sum (8 bytes). Its sum is that of both.
proof-how-root = Climb with the steps of the proof to the root: hash and sum must be those of the statement.
proof-how-signature = The signature of the statement is checked with our public key: we cannot say later that we did not publish it.
proof-how-standard = The shape of tree and proofs is that of RFC 9162 (Certificate Transparency); the sums follow Maxwell's proof of liabilities.
project-mode-two_rounds = Two rounds
project-mode-two_rounds-hint = First round: the minimum, or everybody gets everything back. Once it is there, a second round as long as the first leads to the optimum; you receive everything at the end.
project-how-rounds = Two rounds: contributions are kept in escrow. If the minimum is there at the end of the first, it stays, and a second round as long as the first leads to the optimum.
project-of-optimum = of { $goal }, the optimum
project-round-second = Second round: the minimum of { $goal } is reached and stays.
