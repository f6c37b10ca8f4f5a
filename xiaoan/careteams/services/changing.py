"""By hand: who looks after one person in one role, and two people whose carers change places."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.careteams import rules
from xiaoan.careteams.events import CarerChanged
from xiaoan.careteams.models import School
from xiaoan.careteams.queries import schemes, teams
from xiaoan.careteams.queries.standing import standing
from xiaoan.careteams.rules import Asked, Carer, Link, Person, Plan, Scheme, Standing, Wish
from xiaoan.careteams.services import owing
from xiaoan.careteams.services.assigning import begun, done_before, keep_act, write
from xiaoan.careteams.services.counting import people_without, recount
from xiaoan.directory.models import Person as OnRoster
from xiaoan.directory.rules import school_of
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside


@dataclass(frozen=True)
class Change:
    """Who is to look after a person in a role; no carer: as the rule finds it. `id`: the form's own.

    `base`: the carer that whoever chose was shown, none where there was nobody.
    """

    id: UUID
    person_id: UUID
    role: str
    carer: Carer | None
    base: UUID | None = None


@dataclass(frozen=True)
class Swap:
    """Two people whose carers in a role change places."""

    id: UUID
    role: str
    person_ids: tuple[UUID, UUID]


@dataclass
class _Held:
    """A school taken in hand for one act."""

    school: School
    owed: list[duties.Held]
    scheme: Scheme
    now: Standing

    def link(self, person_id: UUID, role: str) -> Link | None:
        return next(
            (one for one in self.now.links if (one.person_id, one.role) == (person_id, role)), None
        )


def kept_person(actor: Actor, person_id: UUID) -> OnRoster:
    """Somebody whose team the actor keeps."""
    row = OnRoster.objects.filter(inside(actor.intervals), pk=person_id).first()
    if row is None:
        raise NotFound
    if not actor.may(Permission.KEEP_CARE, row.unit_no):
        raise Forbidden
    return row


def change(actor: Actor, given: Change) -> None:
    """Choose a person's carer in a role, or leave it to the rule again."""
    row = kept_person(actor, given.person_id)
    body = said.fingerprint(given.person_id, given.role, given.carer)
    owing.lock(row.school_id)
    if done_before(actor, given.id, body) is not None:
        return
    held = _take(actor, row.school_id, [row.pk])
    person = _on_roll(held, row.pk)
    if given.role not in held.scheme.roles(person.kind):
        raise Invalid(_("现在的方案里没有这个角色。"), {"role": "unknown"})
    old = held.link(row.pk, given.role)
    if (old.carer.id if old else None) != given.base:
        raise Conflict(_("这个位置刚被别人改过。请看过最新情况再决定。"))
    if given.carer is not None:
        _refuse(held, person, given.role, given.carer)
    made = _made(held, person, given.role, given.carer, old)
    write(row.school_id, made, given.id, clock.today(), chosen=given.carer is not None)
    keep_act(actor, given.id, row.school_id, "change", body, {"begun": len(made.begins)})
    carer_id = made.begins[0][1].id if made.begins else None
    _finish(actor, held, [(row.pk, row.unit_no, given.role, carer_id)], given.id)


def _made(held: _Held, person: Person, role: str, carer: Carer | None, old: Link | None) -> Plan:
    """The plan of one change; as the rule finds it: of the same person without the link of now."""
    made = Plan(ends=[(old.id, "changed")] if old else [])
    if carer is not None:
        made.begins = [(Wish(person.id, person.kind, person.unit_no, role), carer)]
        return made
    held.now.links = [one for one in held.now.links if one is not old]
    if old:
        held.now.load[old.carer] -= 1
    found = rules.plan(held.now, held.scheme, Asked(roles=(role,)))
    made.begins = [(wish, who) for wish, who in found.begins if wish.role == role]
    return made


def swap(actor: Actor, given: Swap) -> None:
    """Two people's carers in a role change places, from today."""
    first, second = (kept_person(actor, one) for one in given.person_ids)
    if first.school_id != second.school_id or first.pk == second.pk:
        raise Invalid(_("请从同一所学校选两个人。"), {"person": "unknown"})
    body = said.fingerprint(given.role, sorted(given.person_ids))
    owing.lock(first.school_id)
    if done_before(actor, given.id, body) is not None:
        return
    held = _take(actor, first.school_id, [first.pk, second.pk])
    links = [held.link(one.pk, given.role) for one in (first, second)]
    if links[0] is None or links[1] is None:
        raise Invalid(_("两个人在这个角色上都要有包联人,才能对换。"), {"role": "unknown"})
    made = Plan(ends=[(one.id, "changed") for one in links if one])
    pairs = ((first, links[1], links[0]), (second, links[0], links[1]))
    for row, theirs, own in pairs:
        person = _on_roll(held, row.pk)
        if theirs.carer == own.carer:
            raise Invalid(_("两个人的包联人是同一位,不用对换。"), {"role": "same"})
        _refuse(held, person, given.role, theirs.carer, swapped=True)
        made.begins.append((Wish(row.pk, person.kind, person.unit_no, given.role), theirs.carer))
    write(first.school_id, made, given.id, clock.today(), chosen=True)
    keep_act(actor, given.id, first.school_id, "swap", body, {"begun": 2})
    facts = [(row.pk, row.unit_no, given.role, theirs.carer.id) for row, theirs, _own in pairs]
    _finish(actor, held, facts, given.id)


def _take(actor: Actor, school_no: int, person_ids: list[UUID]) -> _Held:
    school = begun(actor, school_no)
    owed = owing.lock_owed(school)
    today = clock.today()
    return _Held(school, owed, schemes.in_force(today), standing(school_no, today, person_ids))


def _on_roll(held: _Held, person_id: UUID) -> Person:
    person = held.now.people.get(person_id)
    if person is None:
        raise Conflict(_("这个人今天不在册,不用安排包联。"))
    return person


def _refuse(held: _Held, person: Person, role: str, carer: Carer, *, swapped: bool = False) -> None:
    """Whoever is no choice, fills another place of the team, or has as many as they may have."""
    if carer not in rules.options(held.now, role, person):
        raise Invalid(
            _("请从名单中选:岗位管得到这个人的,或学校登记在这个角色下的。"), {"carer": "unknown"}
        )
    others = [one for one in held.now.links if one.person_id == person.id and one.role != role]
    if carer in [one.carer for one in others]:
        raise Invalid(_("这位已经是他的另一位包联人,请选别人。"), {"carer": "twice"})
    most = held.now.most.get(carer)
    if most is not None and held.now.load[carer] >= most and not swapped:
        raise Invalid(
            _("这位已到上限(%(n)s 人)。请选别人,或先改上限。") % {"n": most}, {"carer": "full"}
        )


def _finish(
    actor: Actor, held: _Held, changed: Sequence[tuple[UUID, int, str, UUID | None]], act_id: UUID
) -> None:
    school_no = held.school.school_id
    recount(actor, held.scheme, clock.today(), [school_no])
    owing.owe(actor, held.school, held.owed, people_without(school_no))
    for person_id, unit_no, role, carer_id in changed:
        journal.record(
            actor,
            CarerChanged(
                school_id=school_of(unit_no), unit_no=unit_no, act_id=act_id, person_id=person_id,
                role=role, carer_id=carer_id,
            ),
        )  # fmt: skip


def choices(actor: Actor, person_id: UUID) -> dict[str, list[tuple[str, str]]]:
    """Whom the actor may choose for each role of a person: `kind:id` and words; of who left, nobody."""
    row = kept_person(actor, person_id)
    today = clock.today()
    now, scheme = standing(row.school_id, today, [row.pk]), schemes.in_force(today)
    person = now.people.get(row.pk)
    if person is None:
        return {}
    return {
        role: teams.option_names(actor, now, rules.options(now, role, person))
        for role in scheme.roles(person.kind)
    }
