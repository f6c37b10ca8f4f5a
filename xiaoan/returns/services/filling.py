"""Filled forms: taken one by one, or for many units as one archive."""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory.queries import Place
from xiaoan.indicators import queries as indicators
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock, said, turns
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import acting_as, visible
from xiaoan.returns import rules
from xiaoan.returns.events import DataExported, FormFilled, RunAsked, RunEnded
from xiaoan.returns.models import Filling, Form, Run
from xiaoan.returns.queries import filling, forms
from xiaoan.returns.queries.filling import Filled, Filler, Source

LEVELS = ("school", "township")
_TOLD_EVERY = 20
_STAMP = (1980, 1, 1, 0, 0, 0)


def look_up(actor: Actor, unit_no: int, day: dt.date) -> Place:
    """The unit that a form is filled in for. NotFound: not the actor's; Forbidden: they only read."""
    if not actor.may(Permission.SEE_RETURNS, unit_no):
        raise NotFound
    place = indicators.place_seen(actor, unit_no)
    if not clock.FIRST_DAY <= day <= clock.today():
        raise Invalid(_("日期请写今天或以前的一天。"), {"day": "range"})
    return place


def preview(
    actor: Actor, form_id: UUID, unit_no: int, day: dt.date, typed: Mapping[str, str]
) -> tuple[Place, forms.Designed, Filled]:
    """The form as it would be taken; nothing is written."""
    form = forms.form(actor, form_id)
    place = look_up(actor, unit_no, day)
    for name, text in typed.items():
        acts.words(name, text, longest=rules.LONG)
    one = forms.designed(form_id, form.version)
    by = Filler(actor.name, form.unknown_word, typed)
    return place, one, filling.filled(one, place, Source(actor, day, one.keys), by)


@transaction.atomic
def take(
    actor: Actor, form_id: UUID, unit_no: int, day: dt.date, typed: Mapping[str, str]
) -> tuple[str, bytes]:
    """The filled form to be taken away: its name and content. Each taking is a fact."""
    form = forms.form(actor, form_id)
    look_up(actor, unit_no, day)
    if not actor.may(Permission.FILL_RETURNS, unit_no):
        raise Forbidden
    place, one, found = preview(actor, form_id, unit_no, day, typed)
    if form.state != "active":
        raise Conflict(_("这张表已经停用。"))
    _count(actor, one, place, day, found)
    return name_of(place.name, form.name, day, one.kind), found.content


def name_of(unit: str, form: str, day: dt.date, kind: str) -> str:
    plain = "".join(one if one not in '\\/:*?"<>|\r\n\t' else "_" for one in f"{unit} {form}")
    return f"{plain} {day:%Y-%m-%d}.{kind}"


def _count(
    actor: Actor,
    one: forms.Designed,
    place: Place,
    day: dt.date,
    found: Filled,
    *,
    facts: bool = True,
) -> None:
    """What it has saved: of a form, unit and day the last filling counts."""
    counts = {
        "asked": len(found.lines), "held": found.count("figure"), "unknown": found.unknown,
        "given": found.count("given"), "typed": found.count("typed"), "spared": found.spared,
    }  # fmt: skip
    Filling.objects.update_or_create(
        form_id=one.form_id, day=day, unit_no=place.no,
        defaults={
            **counts, "school_id": place.school_id, "version_no": one.no, "at": clock.now(),
            "by_id": acts.user(actor),
        },
    )  # fmt: skip
    if facts:
        journal.record(
            actor,
            FormFilled(
                school_id=place.school_id, unit_no=place.no, form_id=one.form_id, version=one.no, day=day,
                held=counts["held"], unknown=counts["unknown"], typed=counts["typed"],
            ),
        )  # fmt: skip


@dataclass(frozen=True)
class NewRun:
    """A form for every school or township below a unit."""

    id: UUID
    form_id: UUID
    unit_no: int
    level: str
    day: dt.date
    typed: Mapping[str, str]


@transaction.atomic
def ask_run(actor: Actor, new: NewRun) -> UUID:
    """Put a run down and have it made; the same form once more asks nothing."""
    form = forms.form(actor, new.form_id)
    place = look_up(actor, new.unit_no, new.day)
    if not actor.may(Permission.FILL_RETURNS, new.unit_no):
        raise Forbidden
    if form.state != "active":
        raise Conflict(_("这张表已经停用。"))
    if new.level not in LEVELS:
        raise Invalid(_("请选按学校还是按乡镇各填一份。"), {"level": "unknown"})
    sent = said.fingerprint(new.form_id, new.unit_no, new.level, new.day, dict(new.typed))
    known = Run.objects.filter(pk=new.id).first()
    if known is not None:
        if known.by_id != actor.user_id or said.is_other(known.body_hash, sent):
            raise taken()
        return known.pk
    one = forms.designed(new.form_id, form.version)
    units = Source(actor, new.day, ()).below(place, new.level)
    if not 0 < len(units) <= rules.MOST_UNITS:
        raise Invalid(_("这个单位下面没有要填的学校或乡镇。"), {"level": "empty"})
    _refuse_many(actor)
    with new_id():
        Run.objects.create(
            id=new.id, school_id=place.school_id, unit_no=place.no, form_id=new.form_id,
            version_no=one.no, level=new.level, day=new.day, typed=dict(new.typed), wanted=len(units),
            body_hash=sent, at=clock.now(), by_id=acts.user(actor),
        )  # fmt: skip
    journal.record(
        actor,
        RunAsked(
            school_id=place.school_id, unit_no=place.no, run_id=new.id, form_id=new.form_id, day=new.day,
            units=len(units),
        ),
    )  # fmt: skip
    return new.id


def _refuse_many(actor: Actor) -> None:
    """One person's runs wait for one another; those of others wait behind them."""
    who = acts.user(actor)
    turns.one_at_a_time("returns", who)
    begun = clock.now() - turns.FORGOTTEN
    if Run.objects.filter(by_id=who, ended_at=None, at__gt=begun).count() >= turns.MOST_WAITING:
        raise Conflict(
            _("您已有 %(n)d 批表还没有填完。请等填完一批再提。") % {"n": turns.MOST_WAITING}
        )


def make(run_id: UUID) -> str:
    """Fill the form in for each unit; of the system, progress in short transactions. Gives how it ended."""
    with acting_as(system("returns")) as actor:
        row = Run.objects.select_for_update().filter(pk=run_id).first()
        if row is None or row.state in ("done", "failed"):
            return "" if row is None else row.state
        row.state, row.done = "running", 0
        row.save(update_fields=["state", "done"])
        form = Form.objects.get(pk=row.form_id)
        one = forms.designed(row.form_id, row.version_no)
        writer = accounts.names(actor, {row.by_id}).get(row.by_id, "")
        by = Filler(writer, form.unknown_word, row.typed)
        source = Source(actor, row.day, one.keys)
        place = indicators.place_seen(actor, row.unit_no)
        units = source.below(place, row.level)
    archive = io.BytesIO()
    found: list[tuple[Place, Filled]] = []
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as out:
        for nth, unit in enumerate(units, 1):
            with acting_as(system("returns")) as again:
                source.actor = again
                filled = filling.filled(one, unit, source, by)
            name = f"{nth:03d} {name_of(unit.name, form.name, row.day, one.kind)}"
            out.writestr(zipfile.ZipInfo(name, _STAMP), filled.content)
            found.append((unit, Filled(b"", filled.lines)))
            if nth % _TOLD_EVERY == 0:
                _tell(run_id, nth)
    return _end(run_id, one, found, archive.getvalue())


def _tell(run_id: UUID, done: int) -> None:
    with acting_as(system("returns")):
        Run.objects.filter(pk=run_id, state="running").update(done=done)


def _end(
    run_id: UUID, one: forms.Designed, found: list[tuple[Place, Filled]], archive: bytes
) -> str:
    with acting_as(system("returns")) as actor:
        row = Run.objects.select_for_update().get(pk=run_id)
        if row.state == "done":
            return row.state
        row.state, row.done, row.content, row.ended_at = "done", len(found), archive, clock.now()
        row.save()
        _count_many(row, one, found)
        journal.record(
            actor,
            RunEnded(school_id=row.school_id, unit_no=row.unit_no, run_id=row.pk, state="done"),
        )
    return "done"


def _count_many(row: Run, one: forms.Designed, found: list[tuple[Place, Filled]]) -> None:
    rows = [
        Filling(
            form_id=one.form_id, day=row.day, unit_no=place.no, school_id=place.school_id,
            version_no=one.no, asked=len(got.lines), held=got.count("figure"), unknown=got.unknown,
            given=got.count("given"), typed=got.count("typed"), spared=got.spared, at=clock.now(),
            by_id=row.by_id,
        )
        for place, got in found
    ]  # fmt: skip
    Filling.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["form_id", "day", "unit_no"],
        update_fields=[
            "version_no", "asked", "held", "unknown", "given", "typed", "spared", "at", "by_id",
        ],
    )  # fmt: skip


def fail(run_id: UUID) -> None:
    """A run that could not be made says so."""
    with acting_as(system("returns")) as actor:
        row = Run.objects.select_for_update().filter(pk=run_id).first()
        if row is None or row.state in ("done", "failed"):
            return
        row.state, row.ended_at = "failed", clock.now()
        row.save(update_fields=["state", "ended_at"])
        journal.record(
            actor,
            RunEnded(school_id=row.school_id, unit_no=row.unit_no, run_id=row.pk, state="failed"),
        )


@transaction.atomic
def take_run(actor: Actor, run_id: UUID) -> tuple[str, bytes]:
    """The archive: its name and content. NotFound: not the actor's, or not there yet; Conflict: deleted, its
    time is over."""
    row = visible(Run.objects.filter(pk=run_id), actor, Permission.SEE_RETURNS).first()
    if row is None:
        raise NotFound
    if not actor.may(Permission.FILL_RETURNS, row.unit_no):
        raise Forbidden
    if row.content is None:
        if row.state == "done":
            raise Conflict(_("这份压缩包已到保存期限,删除了。要用请重新填一次,数据还在系统里。"))
        raise NotFound
    form = forms.form(actor, row.form_id)
    place = indicators.place_seen(actor, row.unit_no)
    journal.record(
        actor,
        DataExported(
            school_id=row.school_id, unit_no=row.unit_no, form="run", day=row.day, rows=row.done
        ),
    )
    return name_of(place.name, form.name, row.day, "zip"), bytes(row.content)
