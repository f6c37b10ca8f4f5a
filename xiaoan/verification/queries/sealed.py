"""What is sealed in the tables of verification, and how it is read again."""

import datetime as dt
import json
from typing import Any

from xiaoan.kernel import ciphers
from xiaoan.verification.models import Check, Disagreement, ListRow
from xiaoan.verification.rules.claims import Stay

ROW_PLACE = "verification_list_row.content"
CLAIM_PLACE = "verification_disagreement.claim"
DETAILS_PLACE = "verification_check.details"


def row_of(row: ListRow) -> dict[str, Any]:
    """All that a row of a list says."""
    said: dict[str, Any] = json.loads(ciphers.unseal(row.content, place=ROW_PLACE, row=row.pk))
    return said


def stay_of(said: dict[str, Any]) -> Stay:
    """Where and when, of what a row or a claim says."""
    return Stay(
        said.get("place", ""), _day(said.get("since")), _day(said.get("until")),
        said.get("note", ""),
    )  # fmt: skip


def stays_of(row: Disagreement) -> list[Stay]:
    """What the list claims of the person; nothing once its rows are gone."""
    if row.claim is None:
        return []
    said = json.loads(ciphers.unseal(row.claim, place=CLAIM_PLACE, row=row.pk))
    return [stay_of(one) for one in said]


def details_of(row: Check) -> dict[str, str]:
    if row.details is None:
        return {}
    said: dict[str, str] = json.loads(ciphers.unseal(row.details, place=DETAILS_PLACE, row=row.pk))
    return said


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
