"""A person says that a rule is met: what the system cannot see becomes a signal with the rule's clock."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import everywhere
from xiaoan.outbreaks import queries, rules
from xiaoan.outbreaks.events import SignalReported
from xiaoan.outbreaks.models import Signal, SignalCase
from xiaoan.outbreaks.services import signals

# A person may say it in these units.
PLACES = (rules.CLASS, rules.DORMITORY, rules.SCHOOL)


@dataclass(frozen=True)
class Reported:
    """What somebody says. `id` is made by whoever sends it: the same once more changes nothing.

    `cases`: how many people, also those without a name here; `people`: pupils of the school, by name.
    """

    id: UUID
    rule: str
    unit_no: int
    cases: int
    detected_at: dt.datetime
    words: str = ""
    people: Collection[UUID] = ()


def report_rule(actor: Actor, sent: Reported) -> UUID:
    """Raise the signal of a rule that a person says is met; gives it. Whoever may acknowledge signals there
    may; the clock runs from when it was found, and who reports it knows of it.
    """
    if not (actor.sees(sent.unit_no) and actor.may(Permission.SEE_SIGNALS, sent.unit_no)):
        raise NotFound
    if not actor.may(Permission.ACKNOWLEDGE, sent.unit_no):
        raise Forbidden
    rule = _rule(sent.rule)
    place = directory.place(sent.unit_no)
    known = Signal.objects.filter(pk=sent.id).values_list("rule", "unit_no").first()
    if known is not None:
        if known != (sent.rule, sent.unit_no):
            raise taken()
        return sent.id
    if place.kind not in PLACES:
        raise Invalid(_("请选择一所学校、一个班级或一间宿舍。"), {"unit": "not_a_place"})
    _refuse_nonsense(sent)
    school_id = numbering.school_of(sent.unit_no)
    signals.lock_school(school_id)
    classes = _classes(actor, sent, school_id)
    signal = _signal(actor, sent, rule, school_id, place.kind)
    with new_id():
        signal.save(force_insert=True)
    _name(signal, classes)
    journal.record(
        actor,
        SignalReported(
            school_id=school_id, unit_no=signal.unit_no, signal_id=signal.pk, rule=signal.rule,
            cases=signal.cases,
        ),
    )  # fmt: skip
    # Whoever hears of signals acts for the whole school, whoever said it.
    with everywhere("outbreaks") as system:
        signals.announce(system, signal)
    return signal.pk


def _name(signal: Signal, classes: dict[UUID, int]) -> None:
    SignalCase.objects.bulk_create(
        SignalCase(
            signal_id=signal.pk, person_id=person, school_id=signal.school_id, unit_no=signal.unit_no,
            class_no=class_no, onset=signal.day, onset_known=False,
        )
        for person, class_no in classes.items()
    )  # fmt: skip


def _rule(rule_id: str) -> rules.Rule:
    found = [rule for rule in queries.rules_on(clock.today()) if rule.id == rule_id]
    if not found or not queries.is_reportable(found[0]):
        raise NotFound
    return found[0]


def _refuse_nonsense(sent: Reported) -> None:
    now = clock.now()
    if not now - rules.OLDEST <= sent.detected_at <= now:
        raise Invalid(
            _("发现时间不能晚于现在,也不能早于 30 天以前。"), {"detected_at": "out_of_range"}
        )
    least = max(1, len(set(sent.people)))
    if not least <= sent.cases <= rules.MOST_PEOPLE:
        told = {"least": least, "most": rules.MOST_PEOPLE}
        raise Invalid(_("人数应在 %(least)s 到 %(most)s 之间。") % told, {"cases": "out_of_range"})
    if len(sent.words) > rules.LONGEST_WORDS or "\0" in sent.words:
        raise Invalid(_("说明不超过 500 个字。"), {"words": "too_long"})


def _classes(actor: Actor, sent: Reported, school_id: int) -> dict[UUID, int]:
    """The classes of whom was named; somebody of another school is not there."""
    people = set(sent.people)
    classes = directory.classes_of_people(actor, people, clock.today())
    if any(who not in classes or numbering.school_of(classes[who]) != school_id for who in people):
        raise Invalid(_("有学生不在这所学校今天的名单上,请刷新后重选。"), {"people": "unknown"})
    return classes


def _signal(actor: Actor, sent: Reported, rule: rules.Rule, school_id: int, level: str) -> Signal:
    day = sent.detected_at.astimezone(clock.ZONE).date()
    words = sent.words.strip()
    return Signal(
        id=sent.id, school_id=school_id, unit_no=sent.unit_no, level=level, rule=rule.id,
        rule_version=rule.version, basis=rule.basis, rule_status=rule.status,
        syndrome=rule.disease or rule.match[0], day=day, last_day=day,
        window_from=rules.window_from(rule, day), cases=sent.cases, raised_at=sent.detected_at,
        deadline_at=rules.due_clock(sent.detected_at, rule.deadline_hours), days_reported=0, days_due=0,
        state="acknowledged", acknowledged_at=clock.now(), acknowledged_by_id=actor.user_id,
        about_id=sent.id, source="person", reported_by_id=actor.user_id,
        words=ciphers.seal(words, place=queries.REPORT_PLACE, row=sent.id) if words else None,
    )  # fmt: skip
