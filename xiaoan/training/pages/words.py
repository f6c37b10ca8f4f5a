"""Training as pages say it."""

import base64
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel.permission import Permission
from xiaoan.training import queries, services
from xiaoan.training.queries import words
from xiaoan.web.context import crumbs as above
from xiaoan.web.gate import Asked, require
from xiaoan.web.sources import CONFIDENCE_NAMES, KEYS, titles

OURS = "own choice"
# As the courses say it of what was written from memory.
_UNSEEN = "未见文本"
# So many faults of a sheet are listed; the sheet itself has all.
_SHOWN = 100


def crumbs(request: Asked, unit_no: int) -> list[dict[str, str]]:
    """The units above, each with its training as far as the actor sees it."""
    actor = request.actor
    places = [place for place in directory.path_to(unit_no) if actor.sees(place.no)]
    found = above(actor, unit_no)
    for crumb, place in zip(found, places, strict=True):
        seen = place.no != unit_no and actor.may(Permission.SEE_TRAINING, place.no)
        crumb["url"] = reverse("training:unit", args=[place.no]) if seen else ""
    return found


def require_keeper(request: Asked) -> None:
    """The courses are the county's: whoever keeps those of another is told nothing of these."""
    require(request.actor, Permission.KEEP_COURSES, directory.county().no)


def standing(one: queries.Standing, *, waits: bool = False) -> dict[str, Any]:
    """How somebody stands: shape, words, last day."""
    return {
        "state": one.state, "shape": words.STATE_SHAPES[one.state],
        "words": words.STATE_NAMES[one.state], "until": one.until, "waits": waits,
    }  # fmt: skip


def source(text: str, confidence: str) -> dict[str, Any]:
    """Where something comes from, documents by their titles; `ours`: no text that was seen says it, and the
    words do not say so already."""
    ours = text in ("", OURS)
    shown = KEYS.sub(lambda found: titles(found[0]), text)
    says_so = confidence == "MEM" and _UNSEEN in shown
    return {
        "words": "" if ours else shown, "ours": ours or (confidence in ("L", "MEM") and not says_so),
        "sure": CONFIDENCE_NAMES.get(confidence, ""),
    }  # fmt: skip


def paper(one: queries.Paper, titles: dict[str, str]) -> dict[str, Any]:
    """A certificate on a list."""
    return {
        "url": reverse("training:certificate", args=[one.id]), "title": titles.get(one.course, one.course),
        "number": one.number, "since": one.since, "until": one.until,
        "source": words.SOURCE_NAMES[one.source], "revoked": one.revoked_at is not None,
    }  # fmt: skip


def version(one: queries.Held, names: dict[UUID, str]) -> dict[str, Any]:
    """A version of a course."""
    label = (
        _("随系统提供,%(version)s 版") % {"version": one.course.version}
        if one.is_pack
        else (_("第 %(n)s 版") % {"n": one.number} if one.number else _("下一版"))
    )
    return {
        "label": label, "words": words.VERSION_NAMES[one.state],
        "shape": words.VERSION_SHAPES[one.state], "published_at": one.published_at,
        "by": names.get(one.published_by_id or one.made_by_id or UUID(int=0), ""),
        "questions": len(one.course.questions), "sections": len(one.course.sections),
        "url": "" if one.is_pack else reverse("training:version", args=[one.id]),
    }  # fmt: skip


def read(one: services.Read[Any]) -> dict[str, Any]:
    """A sheet with faults; it is opened from the page itself, and nowhere kept."""
    return {
        "faults": one.faults[:_SHOWN], "total": len(one.faults),
        "rows": len(one.rows) + len({fault.row for fault in one.faults}),
        "sheet": base64.b64encode(one.sheet).decode() if one.faults else "",
    }  # fmt: skip
