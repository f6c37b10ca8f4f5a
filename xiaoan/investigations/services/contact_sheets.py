"""The daily follow-up of contacts: one sheet per class and day, owed by a named person."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory.rules import school_of
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.investigations import rules
from xiaoan.investigations.events import ContactsFellIll, ContactsFollowed
from xiaoan.investigations.models import Case, Contact, ContactCheck, ContactSheet, Event
from xiaoan.investigations.queries.contact_sheets import FOLLOW, owed, standing
from xiaoan.investigations.rules import contacts
from xiaoan.investigations.services import cases
from xiaoan.investigations.services.contacts import AGAIN, end_rows
from xiaoan.investigations.services.joining import lock_school
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import everywhere
from xiaoan.keypersons.services.carers import default_carers
from xiaoan.screening import queries as screening


@dataclass(frozen=True)
class Unwell:
    """A contact who is not simply well: not reached, or with symptoms or a temperature."""

    reached: bool = True
    symptoms: tuple[str, ...] = ()
    celsius: Decimal | None = None
    method: str = ""
    onset: dt.date | None = None


@dataclass(frozen=True)
class Sheet:
    """What a phone sends about the contacts of a class; `id` is its own (UUIDv7), `base` the version it saw.

    Whoever is not named in `exceptions` was reached and is well.
    """

    id: UUID
    unit_no: int
    day: dt.date
    slot: str = "day"
    base: int = 0
    exceptions: Mapping[UUID, Unwell] = field(default_factory=dict)


def open_sheets(unit_nos: Collection[int] | None = None) -> int:
    """Open what is owed today of these classes (None: of the whole county); gives how many duties are new."""
    today = clock.today()
    with everywhere("contacts") as system:
        rows = Contact.objects.filter(state="watching", first_day__lte=today, until__gte=today)
        if unit_nos is not None:
            rows = rows.filter(unit_no__in=unit_nos)
        found = list(rows.values_list("unit_no", "evening"))
        if not found:
            return 0
        people = Counter(unit_no for unit_no, _evening in found)
        if unit_nos is not None:
            _owed_again(system, found)
        carers = default_carers(system, people, today)
        opened = _open(system, "day", people, carers)
        boarders = Counter(unit_no for unit_no, evening in found if evening)
        return opened + (
            _open(system, "evening", boarders, _keepers(system, boarders)) if boarders else 0
        )


def _owed_again(system: Actor, found: Iterable[tuple[int, bool]]) -> None:
    """What had been excused today because nobody was watched is owed after all."""
    today = clock.today()
    slots = {(unit_no, "day") for unit_no, _evening in found}
    slots |= {(unit_no, "evening") for unit_no, evening in found if evening}
    held = [duties.hold(unit_no, FOLLOW, today, slot) for unit_no, slot in sorted(slots)]
    ids = [one.id for one in held if one is not None and one.state == "excused"]
    if ids:
        duties.reopen(system, FOLLOW, today, ids, duties.Why("ended"))


_Carers = Mapping[int, tuple[UUID | None, UUID | None]]


def _open(system: Actor, slot: str, people: Mapping[int, int], carers: _Carers) -> int:
    today = clock.today()
    due_at = clock.at(today, contacts.FOLLOW_BY[slot])
    ladders = duty_queries.ladders()
    wanted = []
    for unit_no, count in sorted(people.items()):
        carer, deputy = carers.get(unit_no, (None, None))
        wanted.append(
            duties.NewDuty(
                school_id=school_of(unit_no), unit_no=unit_no, people=count, due_at=due_at,
                assignee_id=carer, deputy_id=deputy,
                next_step_at=ladders.first_step_at(unit_no, due_at),
            )
        )  # fmt: skip
    return duties.open_duties(system, FOLLOW, today, slot, wanted)


def _keepers(system: Actor, unit_nos: Iterable[int]) -> _Carers:
    """The keeper of the school's dormitories, and the one after; else the class's own carers."""
    units = list(unit_nos)
    today = clock.today()
    named = accounts.holders(system, ["dormitory_keeper"], {school_of(no) for no in units}, today)
    found: dict[int, tuple[UUID | None, UUID | None]] = {}
    default = default_carers(system, units, today)
    for no in units:
        here = list(dict.fromkeys(one.user_id for one in named if one.unit_no == school_of(no)))
        teacher = default.get(no, (None, None))[0]
        both = [*here, *([teacher] if teacher and teacher not in here else [])]
        found[no] = (both[0] if both else None, both[1] if len(both) > 1 else None)
    return found


def close_idle(unit_nos: Collection[int]) -> int:
    """Classes that have nobody under observation any more owe nothing today; what was missed stays missed."""
    today = clock.today()
    with everywhere("contacts") as system:
        watched = Contact.objects.filter(
            unit_no__in=unit_nos, state="watching", first_day__lte=today, until__gte=today
        )
        busy = set(watched.values_list("unit_no", flat=True))
        busy_evening = set(watched.filter(evening=True).values_list("unit_no", flat=True))
        idle = [(no, "day") for no in sorted(unit_nos) if no not in busy]
        idle += [(no, "evening") for no in sorted(unit_nos) if no not in busy_evening]
        held = [duties.hold(no, FOLLOW, today, slot) for no, slot in idle]
        ids = [one.id for one in held if one is not None and one.state == "open"]
        return len(duties.excuse_many(system, ids, duties.Why("ended"))) if ids else 0


def settle_sheets(school_id: int, unit_nos: Collection[int]) -> None:
    """Have what is owed today of classes of one school follow who is watched there; in a transaction of its
    own, for whoever changes contacts holds their rows and the journal, and whoever sends a sheet its duty."""
    lock_school(school_id)
    close_idle(unit_nos)
    open_sheets(unit_nos)


def units_of(event_id: UUID) -> dict[int, set[int]]:
    """School → classes in which contacts of an event are or were."""
    found: dict[int, set[int]] = defaultdict(set)
    with everywhere("contacts"):
        rows = Contact.objects.filter(event_id=event_id)
        for unit_no in rows.values_list("unit_no", flat=True).distinct():
            found[school_of(unit_no)].add(unit_no)
    return dict(sorted(found.items()))


def close_left() -> int:
    """Open duties of today of classes that all contacts have left for another class or school, or for none:
    nobody can do them any more."""
    today = clock.today()
    with everywhere("contacts") as system:
        owed_now = [
            due.unit_no
            for slot in contacts.SLOTS
            for due in duty_queries.duties_within(system, system.intervals, today, slot, FOLLOW)
            if due.state == "open"
        ]
    return close_idle(set(owed_now)) if owed_now else 0


def submit(actor: Actor, sheet: Sheet) -> ContactSheet:
    """Keep what is known today of all contacts of a class. The same id once more changes nothing.

    Conflict if somebody has sent the class's sheet since this one was opened; then nothing is stored.
    """
    found = owed(actor, sheet.unit_no, sheet.day, sheet.slot)
    lock_school(school_of(sheet.unit_no))
    earlier = ContactSheet.objects.filter(pk=sheet.id).first()
    if earlier is not None:
        if _is_other(earlier, sheet):
            raise taken()
        return earlier
    _refuse(actor, sheet)
    found = owed(actor, sheet.unit_no, sheet.day, sheet.slot)
    people = {row.person_id: row for row in found}
    if not people:
        raise Conflict(_("这个班这天没有要随访的接触者了。请刷新后核对。"))
    if not sheet.exceptions.keys() <= people.keys():
        raise Conflict(_("接触者名单刚刚有变。请刷新后核对。"))
    made = _checks(sheet, people)
    _discharge(actor, sheet)
    row = _store(actor, sheet, made)
    journal.record(
        actor,
        ContactsFollowed(
            school_id=row.school_id, unit_no=row.unit_no, sheet_id=row.pk, day=row.day,
            slot=row.slot, people=row.people, ill=row.ill, unreached=row.unreached, late=row.late,
        ),
    )  # fmt: skip
    for one in made:
        if one.symptoms or one.fever:
            _take_ill(one)
    return row


def _is_other(earlier: ContactSheet, sheet: Sheet) -> bool:
    """Whether another sheet was sent under the id: a page that was gone back to, and filled in anew."""
    if (earlier.unit_no, earlier.day, earlier.slot) != (sheet.unit_no, sheet.day, sheet.slot):
        return True
    rows = ContactCheck.objects.filter(school_id=earlier.school_id, sheet_id=earlier.pk)
    kept = {row.person_id: (row.reached, row.symptoms, row.celsius, row.onset) for row in rows}
    well = _told(Unwell())
    said = dict.fromkeys(kept, well) | {who: _told(one) for who, one in sheet.exceptions.items()}
    return said != kept


_Told = tuple[bool, int, Decimal | None, dt.date | None]


def _told(said: Unwell) -> _Told:
    if not said.reached:
        return False, 0, None, None
    try:
        symptoms = int(screening.symptoms_of(said.symptoms))
    except ValueError:
        raise taken() from None
    return True, symptoms, said.celsius, said.onset


def _take_ill(one: ContactCheck) -> None:
    """A pupil may be a contact of more than one event."""
    rows = Contact.objects.filter(
        school_id=one.school_id, person_id=one.person_id, state="watching"
    ).order_by("id")
    for row in rows:
        fall_ill(row, one.onset or one.day, one.symptoms, fever=one.fever)


def _refuse(actor: Actor, sheet: Sheet) -> None:
    today = clock.today()
    if sheet.slot not in contacts.SLOTS or not today - contacts.LATEST <= sheet.day <= today:
        raise Invalid(_("随访日期不能晚于今天,补记不超过 7 天。"), {"day": "out_of_range"})
    now = standing(sheet.unit_no, sheet.day, sheet.slot)
    if now is None and sheet.base:
        raise Conflict(_("接触者名单刚刚有变。请刷新后核对。"))
    if now is not None and now.no != sheet.base:
        names = accounts.names(actor, {now.by_id} if now.by_id else set())
        raise Conflict(
            _("%(who)s 在 %(at)s 已经报了这个班。您的这份没有保存,请看过再改。")
            % {
                "who": names.get(now.by_id, "") if now.by_id else "",
                "at": f"{now.at.astimezone(clock.ZONE):%H:%M}",
            }
        )


def _checks(sheet: Sheet, people: Mapping[UUID, Contact]) -> list[ContactCheck]:
    well = Unwell()
    return [
        _check(sheet, row, sheet.exceptions.get(person_id, well))
        for person_id, row in people.items()
    ]


def _check(sheet: Sheet, row: Contact, said: Unwell) -> ContactCheck:
    if said.onset and not row.last_exposed - contacts.LOOKS_BACK <= said.onset <= sheet.day:
        raise Invalid(_("发病日期不能晚于随访那天。"), {"onset": "out_of_range"})
    try:
        symptoms = int(screening.symptoms_of(said.symptoms))
    except ValueError:
        raise Invalid(_("请从列表中选症状。"), {"symptoms": "unknown"}) from None
    return ContactCheck(
        sheet_id=sheet.id, person_id=row.person_id, school_id=row.school_id, unit_no=row.unit_no,
        class_then=row.unit_no, day=sheet.day, slot=sheet.slot, reached=said.reached,
        symptoms=symptoms if said.reached else 0, celsius=said.celsius if said.reached else None,
        fever=said.reached and _is_fever(said), onset=said.onset if said.reached else None,
    )  # fmt: skip


def _is_fever(said: Unwell) -> bool:
    if said.celsius is None:
        return False
    if said.method not in screening.METHOD_NAMES:
        raise Invalid(_("请选怎样测的体温。"), {"method": "unknown"})
    verdict = screening.judge_temperature(said.celsius, said.method)
    if verdict.judgement in ("implausible", "measure_again"):
        raise Invalid(
            _("体温应在 35.0 到 43.0 ℃之间,请核对后重填。"), {"temperature": "implausible"}
        )
    return verdict.fever


def _store(actor: Actor, sheet: Sheet, made: list[ContactCheck]) -> ContactSheet:
    now = clock.now()
    row = ContactSheet(
        id=sheet.id, school_id=school_of(sheet.unit_no), unit_no=sheet.unit_no, day=sheet.day,
        slot=sheet.slot, no=sheet.base + 1, at=now, by_id=actor.user_id,
        late=now > clock.at(sheet.day, contacts.FOLLOW_BY[sheet.slot]), people=len(made),
        ill=sum(bool(one.symptoms or one.fever) for one in made),
        unreached=sum(not one.reached for one in made),
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    ContactCheck.objects.filter(
        school_id=row.school_id, person_id__in=[one.person_id for one in made], day=sheet.day,
        slot=sheet.slot, current=True,
    ).update(current=False)  # fmt: skip
    ContactCheck.objects.bulk_create(made)
    return row


def _discharge(actor: Actor, sheet: Sheet) -> None:
    held = duties.hold(sheet.unit_no, FOLLOW, sheet.day, sheet.slot)
    if held is not None:
        behalf = held.assignee_id is not None and held.assignee_id != actor.user_id
        duties.discharge(actor, held, clock.now(), on_behalf=behalf)


def fall_ill(row: Contact, onset: dt.date, symptoms: int, *, fever: bool) -> bool:
    """A contact with the illness of the event is a suspected case of it; whoever has been excluded there is
    decided about by a person, and goes on being watched. Whether there is a new case.
    """
    if not contacts.fits(row.syndrome, screening.syndromes(symptoms, fever)):
        return False
    with everywhere("contacts") as system:
        if row.school_id != row.event_school_id:
            return _ill_elsewhere(system, row)
        known = Case.objects.filter(
            school_id=row.school_id, event_id=row.event_id, person_id=row.person_id
        ).exists()
        event = Event.objects.filter(pk=row.event_id, state__in=rules.RUNNING).first()
        if known or event is None:
            return False
        first = event.detected_at.astimezone(clock.ZONE).date() - cases.LOOKS_BACK
        if onset < first:
            return False
        cases.add_case(
            system,
            cases.NewCase(
                row.event_id, row.person_id, source="contact", onset=onset, symptoms=symptoms
            ),
        )
    return True


def _ill_elsewhere(system: Actor, row: Contact) -> bool:
    """A contact at another school: counted as fallen ill in the event, a case only of that school's own."""
    mine = list(Contact.objects.select_for_update().filter(pk=row.pk, state="watching"))
    if not mine:
        return False
    end_rows(mine, "case", "case", None)
    Contact.objects.bulk_update(mine, AGAIN)
    journal.record(
        system,
        ContactsFellIll(
            school_id=row.school_id, unit_no=row.unit_no, event_id=row.event_id, contacts=1
        ),
    )
    return True
