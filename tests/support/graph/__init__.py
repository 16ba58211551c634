"""A fake of Meta's Graph API (v25.0, Messenger Platform), as strict as Meta where a rule is known.

The only thing that the tests fake, since Meta cannot be had. A client that breaks a rule gets Meta's error in
Meta's shape; two clients that others wrote are held against it in `tests/support_graph/`.

    async with fake_graph(clock) as fake:                 # a free port; `fake.url` is the origin
        await fake.set_webhook("http://…/messenger")      # verifies it as Meta does; before, events are lost
        ada = fake.person()                               # on `fake.shop`; other Pages by `fake.page(name)`
        fake.person_says(ada, "where is my order?")
        await fake.pump()                                 # sends the webhooks that are due now
        assert ada.sees == ["On its way."]

**Who there is.** `fake.app` (id, secret, verify_token), `fake.shop` (a `Page`: id, token, app, fields, default_app,
human_agent, needs_proof, profile), `ada` (a `Person`: psid, app_scoped_id, thread, `sees`; set `reachable`, `profile`).
`ada.thread` has messages, typing, seen, owner(now), passed. `fake.sent()`: what our app said; `fake.calls`: every call.

**What people do** (each queues its webhook): `person_says, person_picks` (quick reply by its title), `person_presses`
(button by its title), `person_posts_back, person_sends` (bytes), `person_sends_sticker, person_shares, person_reacts,
person_edits, person_reads, person_receives, person_follows_link, person_logs_in, person_logs_out, person_opts_in,
person_answers_survey, person_judges, person_orders, person_fills_form`.
**What others do**: `inbox_says, inbox_takes, inbox_passes, inbox_releases, inbox_requests` (another app by `app_id`),
`meta_enforces, meta_names_roles, meta_labels, meta_tests`; anything else: `deliver(page, event, field=…)`.

**Time** is `HandClock` (moved by `advance`) or `WallClock` (for a bot in a process of its own, with `automatic=True`).
`await fake.pass_time(seconds)` moves a hand clock from one due webhook to the next. Nothing sleeps.
**Webhooks**: `fake.webhooks` has attempts, alerts, waiting, next_due; set patience (real seconds), events_per_post,
events_per_entry, duplicate, reorder. After an hour of failure the Page's fields are empty, until it subscribes again.
**What goes wrong**: `fake.faults.fail(code, subcode, accepted=…)`, `.drop()`, `.crash(502)`, `.hold()`; with `api=`
«messages» (the default), «sender_action», another edge or «*». `fake.kill_token()`, `fake.revive_token()`,
`fake.rates.show(page, percent)` for the headers of usage, `fake.rates.limits`, `fake.rates.calls_per_person`.
**The rest**: `fake.files.put(bytes, type)` serves a file, `fake.deletion_request(ada)` is a `signed_request`.

Not here: comments and posts as recipients, utility templates, Instagram, batch calls.
Where the documentation gives a rule but no code, the code is 100 without subcode. Ours are: the steps of the retry
timetable, HTTP 401 for a dead token with a subcode (400 for everything else but codes 1 and 2, which are 500), and
that `standby` must be subscribed to.
"""

from tests.support.graph.clock import HandClock, WallClock
from tests.support.graph.fake import FakeGraph, fake_graph
from tests.support.graph.people import INBOX, App, Message, Page, Person

__all__ = ["INBOX", "App", "FakeGraph", "HandClock", "Message", "Page", "Person", "WallClock", "fake_graph"]
