"""What several pages say in the same words."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from xiaoan.kernel.actor import Actor
from xiaoan.surveys.queries import ledger
from xiaoan.verification.queries import words
from xiaoan.verification.rules.claims import Stay


def questions(one: ledger.RoundAt) -> dict[str, str]:
    """What a list may claim in a round, in words."""
    return {**one.questions, "away": str(words.AWAY_NAME)}


def question_names(actor: Actor) -> dict[str, str]:
    """Code → name over all rounds; the newest round's word for it."""
    found: dict[str, str] = {"away": str(words.AWAY_NAME)}
    for one in reversed(ledger.rounds(actor)):
        found.update(one.questions)
    return found


def stays(found: Iterable[Stay]) -> list[str]:
    """Where and when, as one line each."""
    return [line for line in map(_stay, found) if line]


def _stay(one: Stay) -> str:
    days = _days(one.since, one.until)
    return " · ".join(part for part in (one.place, days, one.note) if part)


def _days(since: dt.date | None, until: dt.date | None) -> str:
    if since and until:
        return _("%(since)s 到 %(until)s") % {
            "since": since.isoformat(),
            "until": until.isoformat(),
        }
    if since:
        return _("%(since)s 起") % {"since": since.isoformat()}
    return _("到 %(until)s 止") % {"until": until.isoformat()} if until else ""
