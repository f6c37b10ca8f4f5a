"""What a decision lists, as it was: every item with its result, evidence, persons and versions. JSON,
so that it never
changes with what it speaks of."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation

from xiaoan.accounts import queries as accounts
from xiaoan.kernel import clock
from xiaoan.kernel.scope import everywhere
from xiaoan.readiness.models import Statement
from xiaoan.readiness.queries.gates import Reckoned
from xiaoan.readiness.queries.words import result_words
from xiaoan.readiness.rules.judging import Result
from xiaoan.schoolplans import queries as schoolplans
from xiaoan.supplies.queries import standards


def freeze(found: Reckoned) -> dict[str, Any]:
    """A school with all its lines. Words are in 简体中文, as a record is."""
    pack = found.held.pack
    said = _said(found)
    with translation.override("zh-hans"):
        items = [
            {
                "code": one.item.code, "group": pack.groups[one.item.group], "text": one.item.text,
                "hard": one.item.hard, "how": one.item.how, "by": one.item.by,
                "params": dict(one.item.params), "source": one.item.source,
                "confidence": one.item.confidence, "result": one.result.as_json(),
                "words": result_words(one.item.by, one.result), "evidence": said.get(one.item.code, []),
            }
            for one in found.lines
        ]  # fmt: skip
    return {
        "school": found.school.no, "name": found.school.name, "day": found.on.isoformat(),
        "as_of": clock.now().isoformat(timespec="seconds"),
        "pack": {
            "code": pack.code, "title": pack.title, "version": pack.version,
            "id": str(found.held.version_id or ""), "source": pack.source, "note": pack.note,
        },
        "versions": _versions(found), "gate": found.gate.state, "items": items,
    }  # fmt: skip


def words(one: Mapping[str, Any]) -> str:
    """Why a frozen item stood as it did, in the language of who reads; as it was written where the words of
    today are others."""
    kept = str(one["words"])
    try:
        result = Result(**one["result"])
        with translation.override("zh-hans"):
            same = result_words(one["by"], result) == kept
        return result_words(one["by"], result) if same else kept
    except (KeyError, TypeError):
        return kept


def _said(found: Reckoned) -> dict[str, list[dict[str, str]]]:
    """Item → all that was said of it and not taken back, the oldest first."""
    with everywhere("readiness") as system:
        every = list(Statement.objects.filter(unit_no=found.school.no).order_by("at", "id"))
        gone = {row.about_id for row in every if row.kind == "withdraw"}
        rows = [row for row in every if row.kind != "withdraw" and row.pk not in gone]
        names = accounts.names(system, {row.by_id for row in rows})
    told: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        told.setdefault(row.item, []).append(
            {
                "id": str(row.pk), "kind": row.kind, "result": row.result, "note": row.note,
                "at": row.at.astimezone(clock.ZONE).isoformat(timespec="seconds"),
                "by": names.get(row.by_id, ""), "photos": str(len(row.photo_ids)),
                "papers": str(len(row.paper_ids)),
            }
        )  # fmt: skip
    return told


def _versions(found: Reckoned) -> dict[str, str]:
    """Of what the computed items rest on: the school's plan, the county's standard of supplies."""
    with everywhere("readiness"):
        plan = schoolplans.readiness([found.school.no], found.on).get(found.school.no)
        standard = standards.in_force()
    return {
        "plan": f"{plan.plan_id} v{plan.version}" if plan and plan.plan_id else "",
        "standard": f"{standard.title} {standard.since.isoformat()}",
    }
