"""Sheets of answers: their columns, who is on them, and how a cell is read."""

import datetime as dt
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.resources import files
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory.models import Person as OnFile
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.surveys import rules
from xiaoan.surveys.models import Answer, Import, Round
from xiaoan.surveys.queries.people import Person, people

_DATA = tomllib.loads(
    (files("xiaoan.surveys") / "data" / "sheet-cn.toml").read_text(encoding="utf-8")
)
# Column → heading, in the order of the sheet.
HEADS: dict[str, str] = _DATA["heads"]
WHERE: dict[str, str] = _DATA["where"]
HOW: dict[str, str] = _DATA["how"]
NEEDED = ("number", "name", "whereabouts", "condition")
ERRORS = "surveys_import.errors_cipher"


def by_number(actor: Actor, row: Round, interval: Interval) -> dict[str, Person]:
    """Who of an interval a round asks about, by student or staff number."""
    found = people(actor, row, interval, "all", limit=rules.LONGEST_SHEET)
    numbers = dict(
        OnFile.objects.filter(pk__in=[one.person_id for one in found.rows]).values_list(
            "id", "number"
        )
    )
    return {numbers[one.person_id]: one for one in found.rows if one.person_id in numbers}


def said_of(cells: Mapping[str, str], groups: Mapping[str, str]) -> tuple[rules.Said, list[str]]:
    """The answer of a row, and what cannot be read in it, each with how to mend it."""
    faults: list[str] = []
    names = _listed(cells.get("categories", ""))
    unknown = [one for one in names if one not in groups]
    if unknown:
        words = {"text": unknown[0], "known": "、".join(groups)}
        faults.append(_("重点人群:没有“%(text)s”这一类,可填:%(known)s。") % words)
    since = _day(cells.get("since", ""))
    if cells.get("since") and since is None:
        faults.append(_("何时起:日期请写成 2026-11-24 这样。"))
    if cells.get("whereabouts", "") not in WHERE:
        faults.append(_("去向:请填在本县、在外地中的一个。"))
    if cells.get("condition", "") not in HOW:
        faults.append(_("身体状况:请填健康、有症状、隔离中之一。"))
    return (
        rules.Said(
            WHERE.get(cells.get("whereabouts", ""), ""), HOW.get(cells.get("condition", ""), ""),
            tuple(groups[one] for one in names if one in groups),
            cells.get("place", ""), since, cells.get("remark", ""),
        ),
        faults,
    )  # fmt: skip


def _listed(text: str) -> list[str]:
    """Names as people separate them."""
    for sign in _DATA["separators"]:
        text = text.replace(sign, "\n")
    return [one.strip() for one in text.split("\n") if one.strip()]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def decided(row: Round, person_ids: Iterable[UUID]) -> dict[UUID, set[bytes]]:
    """What was weighed when somebody decided about people of a round: both sides, as digests. In the system's
    scope.
    """
    rows = Answer.objects.filter(
        round_id=row.pk, person_id__in=list(person_ids), decided_at__isnull=False
    )
    found: dict[UUID, set[bytes]] = defaultdict(set)
    for pk, body in rows.values_list("person_id", "body_hash"):
        found[pk].add(bytes(body))
    return found


def said_already(row: Round, person_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """What the school has said of people in a round, as digests. In the system's scope."""
    rows = Answer.objects.filter(
        round_id=row.pk, person_id__in=list(person_ids), side="school",
        state__in=("current", "agreeing", "contradicting"),
    )  # fmt: skip
    return {pk: bytes(body) for pk, body in rows.values_list("person_id", "body_hash")}


def errors_of(actor: Actor, import_id: UUID) -> tuple[Import, bytes]:
    """The sheet with what was wrong, while it is kept; for who answers there."""
    rows = Import.objects.filter(pk=import_id, errors_cipher__isnull=False)
    row = (
        visible(rows, actor, Permission.ANSWER_FOR_OTHERS).first()
        or visible(rows, actor, Permission.ANSWER_SURVEY).first()
    )
    if row is None or row.errors_cipher is None:
        raise NotFound
    return row, ciphers.unseal_bytes(row.errors_cipher, place=ERRORS, row=row.pk)
