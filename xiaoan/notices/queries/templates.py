"""Templates to begin from, and what their variables stand for."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.notices import models, rules
from xiaoan.notices.queries.words import TEMPLATE_NAMES


@dataclass(frozen=True)
class Defined:
    """A variable of the county's own and what stands for it."""

    name: str
    value: str
    at: dt.datetime
    by_id: UUID | None


def templates(actor: Actor) -> list[rules.Template]:
    """What the actor may begin from: those that ship, or the county's version of them, and its own."""
    own = {row.code: row for row in models.Template.objects.order_by("name", "code")}
    shipped = [_own(own.pop(one.code)) if one.code in own else _named(one) for one in rules.SHIPPED]
    return [*shipped, *(_own(row) for row in own.values() if not row.retired)]


def template(actor: Actor, code: str) -> rules.Template:
    """One of them; NotFound if there is none of that code."""
    found = next((one for one in templates(actor) if one.code == code), None)
    if found is None:
        raise NotFound
    return found


def row_of(code: str) -> models.Template | None:
    """The county's own row of a template."""
    return models.Template.objects.filter(code=code).first()


def _own(row: models.Template) -> rules.Template:
    if row.retired and (shipped := shipped_of(row.code)):
        return _named(shipped)
    texts = {code: rules.Text(one["title"], one["body"]) for code, one in row.texts.items()}
    return rules.Template(row.code, row.kind, texts, row.name, is_own=True)


def shipped_of(code: str) -> rules.Template | None:
    return next((one for one in rules.SHIPPED if one.code == code), None)


def _named(one: rules.Template) -> rules.Template:
    return rules.Template(one.code, one.kind, one.texts, str(TEMPLATE_NAMES[one.code]))


def left_behind(actor: Actor, code: str, texts: Mapping[str, rules.Text]) -> frozenset[str]:
    """Languages that still stand as in the template although another was changed."""
    begun = next((one.texts for one in templates(actor) if one.code == code), {})
    written = {key for key, one in texts.items() if one.body}
    same = {key for key in written if key in begun and _same(texts[key], begun[key])}
    return frozenset(same) if same != written else frozenset()


def _same(one: rules.Text, other: rules.Text) -> bool:
    return (one.title.strip(), one.body.strip()) == (other.title.strip(), other.body.strip())


def defined() -> list[Defined]:
    """The county's own variables, by name; the newest word holds, an empty one means no more."""
    rows = models.Variable.objects.order_by("name", "-at").distinct("name")
    found = [Defined(*row) for row in rows.values_list("name", "value", "at", "by_id")]
    return [one for one in found if one.value]


def known_variables() -> frozenset[str]:
    """Every name that may stand in a text."""
    own = {*rules.USUAL, *(one.name for one in defined())}
    return frozenset({*rules.OF_NOTICE.values(), *rules.OF_READER.values(), *own})


def values_of(row: models.Notice, at: dt.datetime, due: dt.datetime | None) -> dict[str, str]:
    """What stands for the variables of a notice that is sent at an instant; those of a reader are left."""
    found = {**rules.USUAL, **{one.name: one.value for one in defined()}}
    names = rules.OF_NOTICE
    found[names["unit"]] = directory.place(row.unit_no).name
    found[names["date"]] = f"{at.astimezone(clock.ZONE):%Y-%m-%d}"
    found[names["deadline"]] = f"{due.astimezone(clock.ZONE):%Y-%m-%d %H:%M}" if due else "–"
    # What was fixed at the release, or by what it announces, stays.
    return {**found, **row.values}


def announced_of(row: models.Notice) -> dict[str, str]:
    """Of the values of a notice those that came with what it announces: they always stay."""
    told = set(rules.ANNOUNCED.values())
    return {name: value for name, value in row.values.items() if name in told}


def fixed_of(row: models.Notice) -> dict[str, str]:
    """What is fixed when a notice is released: the unit and the county's own words. Day and deadline are
    those of the sending."""
    found = {**rules.USUAL, **{one.name: one.value for one in defined()}}
    found[rules.OF_NOTICE["unit"]] = directory.place(row.unit_no).name
    return {**found, **announced_of(row)}


def of_reader(values: Mapping[str, str], schools: list[str], classes: list[str]) -> dict[str, str]:
    """With the reader's own school and class."""
    return {
        **values,
        rules.OF_READER["school"]: " ".join(schools),
        rules.OF_READER["class"]: " ".join(classes),
    }


def due_at(row: models.Notice, sent_at: dt.datetime) -> dt.datetime | None:
    """By when people have to confirm."""
    if not row.needs_ack:
        return None
    return row.ack_by or sent_at + dt.timedelta(hours=rules.NUMBERS["confirm_hours"])
