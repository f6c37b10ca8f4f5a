"""A directive after it was issued: changed (a new version that units acknowledge), withdrawn, closed."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directives import rules
from xiaoan.directives.events import DirectiveChanged, DirectiveEnded
from xiaoan.directives.models import Directive, Target, Version
from xiaoan.directives.queries.duty_kinds import ACK, ACK_KINDS, DO_KINDS, at_level
from xiaoan.directives.queries.facts import Counts, counts_of
from xiaoan.directives.services.issuing import keep_version, open_for
from xiaoan.directives.services.writing import own_directive, user, words
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.races import taken
from xiaoan.kernel.said import fingerprint, is_other


@dataclass(frozen=True)
class Change:
    """`id` is made by the form; `base`: the version that was looked at."""

    id: UUID
    directive_id: UUID
    base: int
    title: str
    text: str
    reason: str


@dataclass(frozen=True)
class End:
    """Closing or withdrawing; `id` is made by the form."""

    id: UUID
    directive_id: UUID
    why: str = ""


def change(actor: Actor, given: Change) -> int:
    """New words are in force from now on; those before stay to be read. Gives the number of the version."""
    row = own_directive(actor, given.directive_id)
    said = fingerprint(given.__dict__)
    known = Version.objects.filter(pk=given.id).first()
    if known:
        if (known.directive_id, known.by_id) != (row.pk, actor.user_id) or is_other(
            known.said, said
        ):
            raise taken()
        return known.no
    if row.state != "issued" or row.version != given.base:
        raise Conflict(_("这份督办件已有变化。请看最新情况再改。"))
    reason = words("reason", given.reason, rules.SHORT)
    title, text = words("title", given.title, rules.SHORT), words("text", given.text, rules.LONGEST)
    if (title, text) == (row.title, row.text):
        raise Invalid(_("内容没有变化。"), {"text": "same"})
    row.title, row.text = title, text
    units = _next_version(actor, row, reason, given.id, said)
    journal.record(
        actor,
        DirectiveChanged(
            school_id=0, unit_no=row.unit_no, directive_id=row.pk, version=row.version, units=units
        ),
    )
    return row.version


def _next_version(actor: Actor, row: Directive, reason: str, pk: UUID, said: bytes) -> int:
    """Whoever has acknowledged the words before acknowledges these; the others owe it already."""
    before, row.version = row.version, row.version + 1
    row.save()
    keep_version(actor, row, reason, said, pk)
    parts = Target.objects.filter(directive_id=row.pk, seen_version=before)
    rows = list(parts.exclude(state__in=("accepted", "let_off")).order_by("unit_no"))
    places = directory.places({one.unit_no for one in rows})
    ladders, now = duty_queries.ladders(), clock.now()
    for level in rules.LEVELS:
        code = at_level(ACK, level)
        found = [one for one in rows if places[one.unit_no].kind == level]
        due = {one.pk: now + ladders.within(f"{code}.within", one.unit_no, now) for one in found}
        open_for(actor, code, f"version-{row.version}", found, due)
    return len(rows)


def withdraw(actor: Actor, given: End) -> None:
    """It is not to be carried out any more: parts that run are not owed; units acknowledge that."""
    row = own_directive(actor, given.directive_id)
    if row.ended_with == given.id:
        return
    if row.state not in ("registered", "issued"):
        raise Conflict(_("这份督办件已经办结或撤回。"))
    why = words("why", given.why, rules.SHORT)
    running = Target.objects.select_for_update().filter(directive_id=row.pk)
    ids = list(
        running.exclude(state__in=rules.SETTLED).order_by("unit_no").values_list("id", flat=True)
    )
    was_issued = row.state == "issued"
    for code in (*ACK_KINDS, *DO_KINDS):
        since = (row.issued_at or row.registered_at).astimezone(clock.ZONE).date()
        duties.excuse_about(actor, code, ids, since, duties.Why("ended"))
    _end(actor, row, given, "withdrawn", why)
    if was_issued:
        said = fingerprint(given.__dict__)
        _next_version(actor, row, _("撤回:%(why)s") % {"why": why}, given.id, said)
    Target.objects.filter(pk__in=ids).update(
        state="withdrawn", settled_at=row.ended_at, settled_by_id=row.ended_by_id,
        asked_due_at=None,
    )  # fmt: skip
    _ended(actor, row, counts_of([row.pk])[row.pk])


def _end(actor: Actor, row: Directive, given: End, state: str, why: str) -> None:
    row.state, row.ended_at, row.ended_by_id = state, clock.now(), user(actor)
    row.ended_with, row.ended_why = given.id, why


def _ended(actor: Actor, row: Directive, found: Counts) -> None:
    row.summary = found.__dict__
    row.save()
    journal.record(
        actor,
        DirectiveEnded(
            school_id=0, unit_no=row.unit_no, directive_id=row.pk, how=row.state, units=found.parts,
            accepted=found.accepted, let_off=found.let_off, late=found.late,
        ),
    )  # fmt: skip


def close(actor: Actor, given: End) -> None:
    """Every part is accepted or let off: closed, with what it came to."""
    row = own_directive(actor, given.directive_id)
    if row.ended_with == given.id:
        return
    if row.state != "issued":
        raise Conflict(_("这份督办件还没有下发,或已经办结、撤回。"))
    left = Target.objects.filter(directive_id=row.pk).exclude(state__in=rules.SETTLED).count()
    if left:
        raise Conflict(_("还有 %(n)s 份没有核验通过,也没有免办,不能办结。") % {"n": left})
    why = words("why", given.why, rules.LONGEST, required=False)
    _end(actor, row, given, "closed", why)
    _ended(actor, row, counts_of([row.pk])[row.pk])
