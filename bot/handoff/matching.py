"""Who is offered which ticket: a pure function of the line, the desk and the policy's rules."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.conversation.line_rules import LineRules, Relax, Want, When
from bot.handoff.load import ONE


class HeldUp(StrEnum):
    """Why a ticket that waits is offered to nobody."""

    NOBODY_THERE = "nobody_there"
    #: Nobody on duty has the skills or the language that it still wants.
    NOBODY_ABLE = "nobody_able"
    #: Whoever is able has as much as they can take, or takes nothing now.
    NO_ROOM = "no_room"
    #: Whoever is able has just said no, or is never to have this customer.
    PASSED = "passed"
    #: The colleague whom it was passed to is asked first.
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A ticket that waits.

    Attributes:
        queued_at: since when somebody has been looked for without a break; its wants are relaxed from then on.
        last_agent_id: who had the customer before, asked first where they are eligible.
        wanted_agent_id: whom it was passed to: the only one to be asked before `wanted_until`, while they are there.
        not_to: agents who are not to be asked: they passed it lately, or are never to have this customer again.
    """

    id: str
    conversation_id: str
    queue: str
    language: str
    queued_at: datetime
    last_agent_id: str | None = None
    wanted_agent_id: str | None = None
    wanted_until: datetime | None = None
    not_to: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Seat:
    """An agent on duty, available or busy.

    Attributes:
        takes: available, so that they may be offered something.
        capacity, load: in conversations that wait for them (see `handoff.load`).
        served_at: when they last took a conversation.
    """

    agent_id: str
    name: str
    takes: bool
    capacity: float
    load: float
    languages: frozenset[str]
    skills: frozenset[str]
    served_at: datetime | None

    @property
    def has_room(self) -> bool:
        """They may be offered one more."""
        return self.takes and self.load + ONE <= self.capacity


def matches(
    line: Iterable[Place], desk: Sequence[Seat], rules: LineRules, now: datetime
) -> Iterator[tuple[Place, Seat]]:
    """Yield who is offered what, in the line's order; each seat's load grows by what it is given.

    Nobody is passed over for somebody behind them whom the same agent could have taken.
    """
    eligibility = Eligibility(desk, rules, now)
    free = sum(seat.has_room for seat in desk)
    for place in line:
        if not free:
            return
        seat = eligibility.choose(place)
        if seat is not None:
            seat.load += ONE
            free -= not seat.has_room
            yield place, seat


class Eligibility:
    """Who may be offered what, at one desk at one moment; what is the same for many tickets is looked at once."""

    def __init__(self, desk: Sequence[Seat], rules: LineRules, now: datetime) -> None:
        self._desk = desk
        self._rules = rules
        self._now = now
        self._seats: dict[tuple[str, str, frozenset[Want]], list[Seat]] = {}
        self._wants: dict[tuple[str, str, tuple[bool, ...]], frozenset[Want]] = {}
        self._lacks: dict[tuple[str, str], dict[str, int]] = {}

    def choose(self, place: Place) -> Seat | None:
        """Return who is asked: whom it was passed to, who had the customer before, who lacks least, the least busy."""
        if self._waits_for_colleague(place):
            asked = [seat for seat in self._desk if seat.agent_id == place.wanted_agent_id]
            return next((seat for seat in asked if seat.has_room), None)
        eligible = [s for s in self._eligible(place) if s.has_room and s.agent_id not in place.not_to]
        before = [seat for seat in eligible if seat.agent_id == place.last_agent_id]
        lacks = self._lacking(place)
        return min(before or eligible, key=lambda seat: (lacks[seat.agent_id], _turn(seat)), default=None)

    def held_up(self, place: Place) -> HeldUp | None:
        """Say why a ticket is offered to nobody now; None where somebody may be asked."""
        if self.choose(place) is not None:
            return None
        if self._waits_for_colleague(place):
            return HeldUp.COLLEAGUE
        if not self._desk:
            return HeldUp.NOBODY_THERE
        eligible = self._eligible(place)
        if not eligible:
            return HeldUp.NOBODY_ABLE
        return HeldUp.PASSED if all(s.agent_id in place.not_to for s in eligible) else HeldUp.NO_ROOM

    def wants(self, place: Place) -> frozenset[Want]:
        """Return what the ticket still wants of an agent: less with each step of its queue that has come.

        What no step does without it wants for ever, whoever is on duty.
        """
        waited, relax = self._now - place.queued_at, self._rules.queue(place.queue).relax
        key = (place.queue, place.language, tuple(waited >= step.after for step in relax))
        if key not in self._wants:
            come = (step for step, has_come in zip(relax, key[2], strict=True) if has_come)
            dropped = {step.without for step in come if counts(step, place, self._desk, self._rules)}
            self._wants[key] = frozenset(Want) - dropped
        return self._wants[key]

    def _eligible(self, place: Place) -> list[Seat]:
        wants = self.wants(place)
        key = (place.queue, place.language, wants)
        if key not in self._seats:
            self._seats[key] = [
                seat for seat in self._desk if all(meets(seat, want, place, self._rules) for want in wants)
            ]
        return self._seats[key]

    def _lacking(self, place: Place) -> dict[str, int]:
        """Return of each agent how much of what the ticket wanted at first they do not have."""
        key = (place.queue, place.language)
        if key not in self._lacks:
            self._lacks[key] = {
                seat.agent_id: sum(not meets(seat, want, place, self._rules) for want in Want) for seat in self._desk
            }
        return self._lacks[key]

    def _waits_for_colleague(self, place: Place) -> bool:
        if place.wanted_agent_id is None or place.wanted_until is None or self._now >= place.wanted_until:
            return False
        # A colleague who has left or has said no is not waited for.
        is_there = any(seat.agent_id == place.wanted_agent_id and seat.takes for seat in self._desk)
        return is_there and place.wanted_agent_id not in place.not_to


def counts(step: Relax, place: Place, desk: Iterable[Seat], rules: LineRules) -> bool:
    """Say whether a step's condition holds at a desk, its time aside."""
    match step.when:
        case None:
            return True
        case When.NOBODY_HAS_IT:
            return not any(meets(seat, step.without, place, rules) for seat in desk)


def meets(seat: Seat, want: Want, place: Place, rules: LineRules) -> bool:
    """Say whether an agent has what a ticket wants."""
    match want:
        case Want.SKILLS:
            return rules.queue(place.queue).skills <= seat.skills
        case Want.LANGUAGE:
            return place.language.split("-")[0] in seat.languages


def _turn(seat: Seat) -> tuple[float, float, str]:
    return seat.load, seat.served_at.timestamp() if seat.served_at else 0.0, seat.agent_id
