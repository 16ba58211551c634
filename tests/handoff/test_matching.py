"""Who is offered which ticket: whatever the line and the desk, nobody is passed over, overloaded or asked in vain."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.line_rules import LineRules, QueueRules, Relax, Want, When
from bot.handoff.load import ONE
from bot.handoff.matching import Place, Seat, matches

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
QUEUES = ("general", "billing", "trust")
SKILLS = st.frozensets(st.sampled_from(["billing", "trust"]))
AGENTS = ("ann", "bo", "cy", "di")
EARLIER = st.timedeltas(timedelta(), timedelta(minutes=10)).map(lambda ago: NOON - ago)
RELAXES = st.lists(
    st.builds(
        Relax,
        after=st.timedeltas(timedelta(), timedelta(minutes=8)),
        without=st.sampled_from(Want),
        when=st.none() | st.sampled_from(When),
    ),
    max_size=4,
    unique_by=lambda relax: (relax.without, relax.when),
).map(tuple)
RULES = st.builds(
    LineRules, queues=st.fixed_dictionaries({q: st.builds(QueueRules, skills=SKILLS, relax=RELAXES) for q in QUEUES})
)
PLACES = st.builds(
    Place,
    id=st.just(""),
    conversation_id=st.just("c"),
    queue=st.sampled_from(QUEUES),
    language=st.sampled_from(["en", "zh-Hant"]),
    queued_at=EARLIER,
    last_agent_id=st.none() | st.sampled_from(AGENTS),
    wanted_agent_id=st.none() | st.sampled_from(AGENTS),
    wanted_until=st.none() | st.timedeltas(timedelta(minutes=-2), timedelta(minutes=2)).map(lambda to: NOON + to),
    not_to=st.frozensets(st.sampled_from(AGENTS), max_size=2),
)
SEATS = st.builds(
    Seat,
    agent_id=st.sampled_from(AGENTS),
    name=st.just("Agent"),
    takes=st.booleans(),
    capacity=st.sampled_from([1, 2, 3]),
    load=st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0, 3.0]),
    languages=st.frozensets(st.sampled_from(["en", "zh"])),
    skills=SKILLS,
    served_at=st.none() | EARLIER,
)
LINES = st.lists(PLACES, max_size=6).map(lambda line: [replace(p, id=f"k{n}") for n, p in enumerate(line)])
DESKS = st.lists(SEATS, max_size=4, unique_by=lambda seat: seat.agent_id)


def place(place_id: str = "k1", **more: object) -> Place:
    """Return somebody who wants nothing special, and came just now."""
    known: dict[str, object] = {"queue": "general", "language": "en", "queued_at": NOON}
    return Place(id=place_id, conversation_id="c1", **(known | more))  # type: ignore[arg-type]


def seat(agent_id: str, **more: object) -> Seat:
    """Return somebody who can take one conversation."""
    known: dict[str, object] = {
        "takes": True,
        "capacity": 1,
        "load": 0.0,
        "languages": frozenset({"en"}),
        "skills": frozenset(),
        "served_at": None,
    }
    return Seat(agent_id=agent_id, name=agent_id.title(), **(known | more))  # type: ignore[arg-type]


def asked(line: list[Place], desk: list[Seat], rules: LineRules | None = None) -> dict[str, str]:
    """Return ticket → agent."""
    return {p.id: s.agent_id for p, s in matches(line, deepcopy(desk), rules or LineRules(), NOON)}


def waits_for(p: Place, desk: list[Seat]) -> str | None:
    """Return the colleague whom a ticket waits for, if they are there and have not said no."""
    if p.wanted_until is None or p.wanted_until <= NOON or p.wanted_agent_id in p.not_to:
        return None
    return next((s.agent_id for s in desk if s.agent_id == p.wanted_agent_id and s.takes), None)


def has(s: Seat, want: Want, p: Place, rules: LineRules) -> bool:
    """Say whether the agent has it."""
    if want is Want.LANGUAGE:
        return p.language[:2] in s.languages
    return rules.queues[p.queue].skills.issubset(s.skills)


def may_have(s: Seat, p: Place, desk: list[Seat], rules: LineRules) -> bool:
    """Say in other words than the code's own whether an agent, room aside, may be offered a ticket."""
    wanted = waits_for(p, desk)
    if s.agent_id in p.not_to or not s.takes:
        return False
    if wanted is not None:
        return s.agent_id == wanted
    for want in Want:
        steps = [r for r in rules.queues[p.queue].relax if r.without is want and NOON - p.queued_at >= r.after]
        nobody_has_it = not any(has(o, want, p, rules) for o in desk)
        given_up = any(r.when is None or nobody_has_it for r in steps)
        if not given_up and not has(s, want, p, rules):
            return False
    return True


@given(LINES, DESKS, RULES)
def test_nobody_is_passed_over_for_somebody_behind_whom_the_same_agent_could_have_taken(
    line: list[Place], desk: list[Seat], rules: LineRules
) -> None:
    # chatwoot #10583: a later chat is assigned while an earlier one waits.
    given_to = asked(line, desk, rules)
    seats = {s.agent_id: s for s in desk}
    for n, ahead in enumerate(line):
        if ahead.id in given_to:
            continue
        behind = {given_to[p.id] for p in line[n + 1 :] if p.id in given_to}
        assert not [a for a in behind if may_have(seats[a], ahead, desk, rules)]


@given(LINES, DESKS, RULES)
def test_whoever_is_offered_nothing_has_nobody_who_may_have_them_and_has_room(
    line: list[Place], desk: list[Seat], rules: LineRules
) -> None:
    given_to = asked(line, desk, rules)
    for p in line:
        if p.id not in given_to:
            full = {s.agent_id: s.load + list(given_to.values()).count(s.agent_id) for s in desk}
            assert all(full[s.agent_id] + ONE > s.capacity for s in desk if may_have(s, p, desk, rules))


@given(LINES, DESKS, RULES)
def test_only_who_may_have_a_ticket_is_offered_it(line: list[Place], desk: list[Seat], rules: LineRules) -> None:
    places = {p.id: p for p in line}
    seats = {s.agent_id: s for s in desk}
    for ticket, agent in asked(line, desk, rules).items():
        assert may_have(seats[agent], places[ticket], desk, rules)


@given(LINES, DESKS, RULES)
def test_nobody_gets_more_than_they_can_take_and_no_ticket_two_offers(
    line: list[Place], desk: list[Seat], rules: LineRules
) -> None:
    made = [(p.id, s.agent_id) for p, s in matches(line, deepcopy(desk), rules, NOON)]
    assert len({ticket for ticket, _ in made}) == len(made)
    for s in desk:
        got = sum(agent == s.agent_id for _, agent in made)
        assert not got or s.load + got * ONE <= s.capacity


@given(LINES, DESKS, RULES)
def test_offers_are_made_in_the_lines_order(line: list[Place], desk: list[Seat], rules: LineRules) -> None:
    order = [p.id for p in line]
    made = [order.index(ticket) for ticket in asked(line, desk, rules)]
    assert made == sorted(made)


@given(LINES, DESKS, RULES)
def test_the_order_in_which_agents_came_to_the_desk_does_not_matter(
    line: list[Place], desk: list[Seat], rules: LineRules
) -> None:
    # LiveHelperChat #1260: who is served depends on whose browser asks first.
    assert asked(line, desk, rules) == asked(line, desk[::-1], rules)


@given(PLACES, DESKS, RULES)
def test_of_those_who_may_have_it_the_last_agent_then_who_lacks_least_then_the_least_busy_is_asked(
    somebody: Place, desk: list[Seat], rules: LineRules
) -> None:
    p = replace(somebody, id="k1")
    able = [s for s in desk if may_have(s, p, desk, rules) and s.load + ONE <= s.capacity]
    agent = asked([p], desk, rules).get("k1")
    found = next((s for s in desk if s.agent_id == agent), None)
    if found is None:
        assert not able
        return
    known = [s for s in able if s.agent_id == p.last_agent_id]
    lacks = {s.agent_id: sum(not has(s, want, p, rules) for want in Want) for s in known or able}
    fit = [s for s in known or able if lacks[s.agent_id] == min(lacks.values())]
    least = min(s.load for s in fit)
    alike = [s for s in fit if s.load == least]
    idle = [s for s in alike if s.served_at is None] or alike
    assert found in alike
    assert found.served_at is None or found.served_at == min(s.served_at for s in idle if s.served_at)


def test_a_freed_seat_goes_to_the_oldest_who_may_have_it() -> None:
    rules = LineRules(queues={"billing": QueueRules(skills=frozenset({"billing"}), relax=())})
    line = [place("k1", queue="billing"), place("k2"), place("k3")]
    assert asked(line, [seat("ann"), seat("bo", skills=frozenset({"billing"}), takes=False)], rules) == {"k2": "ann"}


def test_of_equally_busy_agents_the_longest_idle_is_asked() -> None:
    # Nexmo/comms-router #62: the longest idle agent starves.
    minute = timedelta(minutes=1)
    desk = [seat("ann", served_at=NOON - minute), seat("bo", served_at=NOON - 9 * minute), seat("cy", served_at=NOON)]
    assert asked([place()], desk) == {"k1": "bo"}
    assert asked([place()], [*desk, seat("new")]) == {"k1": "new"}


@pytest.mark.parametrize("last", [{"load": 1.0}, {"takes": False}, {"languages": frozenset({"zh"})}])
def test_who_had_the_customer_before_is_preferred_and_never_waited_for(last: dict[str, object]) -> None:
    # chatwoot #4158, #9587: a customer who comes back is given to somebody who is not there.
    ann, bo = seat("ann", capacity=2, load=1.0), seat("bo")
    back = place(last_agent_id="ann")
    assert asked([back], [ann, bo]) == {"k1": "ann"}
    assert asked([back], [seat("ann", **last), bo]) == {"k1": "bo"}
    assert asked([back], [bo]) == {"k1": "bo"}


def test_who_is_not_to_be_asked_is_not_asked_even_as_the_last_agent_or_the_only_one() -> None:
    assert asked([place(last_agent_id="ann", not_to=frozenset({"ann"}))], [seat("ann")]) == {}


STRICT = {"billing": QueueRules(skills=frozenset({"billing"}), relax=())}
LENIENT = {"billing": QueueRules(skills=frozenset({"billing"}))}


def test_what_nobody_on_duty_has_is_done_without_at_once_where_nothing_is_said() -> None:
    billing = place(queue="billing", language="zh-Hans")
    assert asked([billing], [seat("ann")], LineRules(queues=LENIENT)) == {"k1": "ann"}


@pytest.mark.parametrize(
    ("waited", "pia_is_there", "found"),
    [(29, False, {}), (30, False, {"k1": "ann"}), (30, True, {}), (299, True, {}), (300, True, {"k1": "ann"})],
)
def test_a_want_holds_until_the_policy_does_without_it_whoever_is_there(
    waited: int, pia_is_there: bool, found: dict[str, str]
) -> None:
    # The one agent of a queue has a break: that alone sends nothing to somebody who is not up to it.
    five = Relax(after=timedelta(minutes=5), without=Want.SKILLS)
    desk = [seat("ann"), *([seat("pia", skills=frozenset({"billing"}), takes=False)] if pia_is_there else [])]
    waits = place(queue="billing", queued_at=NOON - timedelta(seconds=waited))
    kept = QueueRules(skills=frozenset({"billing"}), relax=(five,))
    assert asked([waits], desk, LineRules(queues={"billing": kept})) == ({} if waited < 300 else {"k1": "ann"})
    sooner = replace(five, after=timedelta(seconds=30), when=When.NOBODY_HAS_IT)
    rules = LineRules(queues={"billing": replace(kept, relax=(sooner, five))})
    assert asked([waits], desk, rules) == found


def test_a_queue_that_never_relaxes_keeps_its_wants_for_ever() -> None:
    long_ago = place(queue="billing", language="zh-Hans", queued_at=NOON - timedelta(days=30))
    assert asked([long_ago], [seat("ann")], LineRules(queues=STRICT)) == {}


def test_while_somebody_who_has_it_is_on_duty_it_is_waited_for_until_its_time() -> None:
    mei = seat("mei", languages=frozenset({"zh"}), takes=False)
    rules = LineRules()
    for waited, found in ((59, {}), (60, {"k1": "ann"})):
        chinese = place(language="zh-Hant", queued_at=NOON - timedelta(seconds=waited))
        assert asked([chinese], [seat("ann"), mei], rules) == found


def test_who_has_all_that_is_wanted_is_asked_before_a_less_busy_one_who_has_not() -> None:
    mei = seat("mei", languages=frozenset({"zh"}), capacity=2, load=1.0)
    late = place(language="zh-Hant", queued_at=NOON - timedelta(hours=1))
    assert asked([late], [seat("ann"), mei]) == {"k1": "mei"}
    assert asked([late], [seat("ann"), replace(mei, load=2.0)]) == {"k1": "ann"}


def test_a_colleague_is_the_only_one_to_be_asked_while_they_are_there_and_their_time_lasts() -> None:
    until = NOON + timedelta(seconds=1)
    passed = place(wanted_agent_id="bo", wanted_until=until)
    ann, bo = seat("ann"), seat("bo")
    assert asked([passed], [ann, bo]) == {"k1": "bo"}
    assert asked([passed], [ann, seat("bo", load=1.0)]) == {}


@pytest.mark.parametrize(
    ("bo", "more"),
    [
        ([], {}),
        ([seat("bo", takes=False)], {}),
        ([seat("bo", load=1.0)], {"wanted_until": NOON}),
        ([seat("bo")], {"not_to": frozenset({"bo"})}),
    ],
)
def test_a_colleague_who_left_said_no_or_took_too_long_is_not_waited_for(
    bo: list[Seat], more: dict[str, object]
) -> None:
    passed: dict[str, object] = {"wanted_until": NOON + timedelta(minutes=2)} | more
    assert asked([place("k1", wanted_agent_id="bo", **passed)], [seat("ann"), *bo]) == {"k1": "ann"}
