"""Who answers for a kind of duty: in force, by default, set and asked; who would be named before it holds."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import posts as posts_filled
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import rules
from xiaoan.duties.models import Answering
from xiaoan.duties.queries import kinds
from xiaoan.duties.queries.force import Ladders, Override, ladders
from xiaoan.duties.rules import answering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside
from xiaoan.web.waiting import Kind

# So long a change waits for the second person (our own choice, L).
WAITS = dt.timedelta(days=7)
MOST = 50
# So many units without an owner are named in a preview; all are counted.
NAMED = 20
STATE_NAMES = {
    "asked": _l("等另一人确认"),
    "set": _l("已定"),
    "refused": _l("没有同意"),
    "lapsed": _l("已过期"),
}
Posts = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Said:
    """One change that was asked for or set."""

    id: UUID
    unit_no: int
    kind: str
    level: str
    choice: answering.Choice
    values: dict[str, int]
    takes: bool
    since: dt.date
    reason: str
    state: str
    asked_by: str
    asked_at: dt.datetime
    decided_by: str
    decided_at: dt.datetime | None
    is_own: bool


@dataclass(frozen=True)
class Preview:
    """Who would be named at how many units: (role, units), the most first. `unowned`: at how many nobody
    holds any of the posts; some of these by name. `units`: in all."""

    units: int
    named: tuple[tuple[str, int], ...]
    unowned: int
    without: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The same as long as the preview says the same."""
        parts = [f"{role}:{n}" for role, n in self.named]
        return ",".join([str(self.units), *parts, str(self.unowned)])


def may_confirm(actor: Actor, unit_no: int) -> bool:
    """Whether the actor may be the second person at a unit."""
    return any(
        actor.may(one, unit_no) for one in (Permission.SET_ESCALATION, Permission.CONFIRM_LEVEL)
    )


def default_posts(kind: str) -> Posts:
    rule = rules.CATALOGUE.kinds[kind]
    return rule.answers, rule.deputies


def posts_at(unit_no: int, kind: str, level: str, day: dt.date) -> Posts:
    """Who answers, and who stands in, at a unit and level on a day."""
    return ladders().posts(kind, unit_no, level, _moment(day)) or default_posts(kind)


def posts_without(unit_no: int, kind: str, level: str, day: dt.date) -> Posts:
    """The same, had the unit itself set nothing for this level."""
    force = ladders()
    others = {key: one for key, one in force.choices.items() if key != (unit_no, kind, level)}
    found = Ladders(force.overrides, force.switches, others)
    return found.posts(kind, unit_no, level, _moment(day)) or default_posts(kind)


@dataclass(frozen=True)
class Change:
    """What a choice would make of a level: to whom it goes up, and what is asked as evidence, before and
    after."""

    level: str
    chain: tuple[tuple[str, ...], tuple[str, ...]]
    evidence: tuple[tuple[str, ...], tuple[str, ...]]


def changes_at(
    unit_no: int, kind: str, level: str, day: dt.date, choice: answering.Choice
) -> list[Change]:
    """What is, and would be were `choice` set on a day: at its level and each graver one, since these tell
    whomever it tells and ask what it asks."""
    now, at = ladders(), _moment(day)
    key = unit_no, kind, level
    mine = (*now.choices.get(key, ()), replace(choice, at=at))
    then = Ladders(now.overrides, now.switches, {**now.choices, key: mine})
    return [
        Change(
            one,
            (now.chain(kind, unit_no, one, at), then.chain(kind, unit_no, one, at)),
            (now.evidence(kind, unit_no, one, at), then.evidence(kind, unit_no, one, at)),
        )
        for one in rules.LEVELS[rules.LEVELS.index(level) :]
    ]


def own_choice(unit_no: int, kind: str, level: str, day: dt.date) -> answering.Choice | None:
    """What a unit itself has set for just this level on a day."""
    return answering.said(ladders().choices, [unit_no], kind, level, _moment(day))


def _moment(day: dt.date) -> dt.datetime:
    """By the end of a day everything that begins on it is in force."""
    return clock.at(day, dt.time.max)


def preview(unit_no: int, kind: str, posts: Posts, day: dt.date) -> Preview:
    """Who would be named under a unit. A unit below that has set its own stays as it is, and is not counted
    apart: each level's posts are shown as if they held everywhere under the unit."""
    found = kinds.kind(kind)
    at = found.at if found else ("school",)
    places = directory.places_inside(directory.place(unit_no).interval, *at)
    roles = tuple(dict.fromkeys((*posts[0], *posts[1])))
    with everywhere("duties") as system:
        held = posts_filled.held(system, roles, max(day, clock.today()))
    first = [(one, _first_held(one, roles, held)) for one in places]
    counts = Counter(role for _place, role in first if role)
    without = [one for one, role in first if not role]
    above = directory.places({numbering.school_of(one.no) for one in without[:NAMED]})
    names = tuple(_full(one, above) for one in without[:NAMED])
    named = tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
    return Preview(len(places), named, len(without), names)


def _first_held(place: directory.Place, roles: Sequence[str], held: set[tuple[str, int]]) -> str:
    """The first of some roles that somebody holds at a unit or above it (as queries.chain.in_office); "" if
    none."""
    above = (place.no, place.parent_no, *numbering.ancestors(place.no))
    return next((role for role in roles if any((role, no) in held for no in above)), "")


def numbers_after(
    unit_no: int, level: str, values: Mapping[str, int], day: dt.date
) -> list[tuple[str, list[tuple[str, int, int]]]]:
    """Of each number to be set, what it is and would be at each level: (path, [(level, before, after)])."""
    now = ladders()
    given = {
        (unit_no, level, path): (
            *now.overrides.get((unit_no, level, path), ()), Override(day, clock.now(), number),
        )
        for path, number in values.items()
    }  # fmt: skip
    then = Ladders({**now.overrides, **given}, now.switches, now.choices)
    return [
        (
            path,
            [
                (one, now.at_level(path, unit_no, one, day), then.at_level(path, unit_no, one, day))
                for one in rules.LEVELS
            ],
        )
        for path in values
    ]


def _full(place: directory.Place, schools: dict[int, directory.Place]) -> str:
    school = schools.get(numbering.school_of(place.no))
    return place.name if school is None or school.no == place.no else f"{school.name} {place.name}"


def said_at(actor: Actor, unit_no: int, kind: str) -> list[Said]:
    """What was set and asked for a kind at a unit, the newest first."""
    rows = Answering.objects.filter(unit_no=unit_no, kind=kind)
    return _said(actor, list(rows.order_by("-asked_at", "-id")[:MOST]))


def asked(actor: Actor) -> list[Said]:
    """What waits for a second person where the actor may see duties, the oldest first."""
    rows = Answering.objects.filter(
        inside(actor.reach(Permission.SEE_DUTIES)), state="asked", asked_at__gte=clock.now() - WAITS
    )
    return _said(actor, list(rows.order_by("asked_at", "id")[:MOST]))


def _said(actor: Actor, rows: Sequence[Answering]) -> list[Said]:
    people = {who for row in rows for who in (row.asked_by_id, row.decided_by_id) if who}
    names = accounts.names(actor, people)
    return [
        Said(
            row.pk, row.unit_no, row.kind, row.level, choice_of(row), row.values, row.takes,
            row.since, row.reason, _state(row), names.get(row.asked_by_id, ""), row.asked_at,
            names.get(row.decided_by_id, "") if row.decided_by_id else "", row.decided_at,
            row.asked_by_id == actor.user_id,
        )
        for row in rows
    ]  # fmt: skip


def choice_of(row: Answering) -> answering.Choice:
    return answering.Choice(
        row.effective_at or row.asked_at, tuple(row.answers), tuple(row.deputies),
        tuple(row.chain), tuple(row.evidence),
    )  # fmt: skip


def _state(row: Answering) -> str:
    stale = row.state == "asked" and row.asked_at < clock.now() - WAITS
    return "lapsed" if stale else row.state


def _waiting(actor: Actor) -> int:
    reach = actor.reach(Permission.CONFIRM_LEVEL)
    rows = Answering.objects.filter(
        inside(reach), state="asked", asked_at__gte=clock.now() - WAITS
    )  # fmt: skip
    return rows.exclude(asked_by_id=accounts.user_id(actor)).count()


TO_CONFIRM = Kind("duties:kinds", _l("由谁办的改动,等您确认"), Permission.CONFIRM_LEVEL, _waiting)
