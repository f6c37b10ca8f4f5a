"""Materials as pages say them."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.materials import queries, rules
from xiaoan.materials.queries import quizzes, words
from xiaoan.materials.queries.words import AUDIENCE_NAMES, SUBJECT_NAMES, text
from xiaoan.web.context import crumbs as above
from xiaoan.web.gate import Asked
from xiaoan.web.sources import CONFIDENCE_NAMES, KEYS, NO_DOCUMENT, documents, keys, titles

OURS = "own choice"
# "(文库转载,发文单位未见)" behind a title: how it came to us.
_HOW_COPIED = re.compile(r"[((][^()()]*(?:转载|未见|摘录)[^()()]*[))]$")


def crumbs(request: Asked, unit_no: int) -> list[dict[str, str]]:
    """The units above, each with its reading as far as the actor sees it."""
    actor = request.actor
    places = [place for place in directory.path_to(unit_no) if actor.sees(place.no)]
    found = above(actor, unit_no)
    for crumb, place in zip(found, places, strict=True):
        seen = place.no != unit_no and actor.may(Permission.SEE_READING, place.no)
        crumb["url"] = reverse("materials:unit", args=[place.no]) if seen else ""
    return found


def source(said: str, confidence: str) -> dict[str, Any]:
    """Where something comes from, documents by their titles; `ours`: no text that was seen says it."""
    ours = said in ("", OURS)
    return {
        "words": "" if ours else KEYS.sub(lambda found: titles(found[0]), said),
        "ours": ours or confidence == "L", "sure": CONFIDENCE_NAMES.get(confidence, ""),
    }  # fmt: skip


def basis(said: str, confidence: str) -> str:
    """The same for whoever reads, in plain words: titles without how they came to us, and that the text is
    still looked for where nobody has confirmed it (the full source is for whoever keeps materials). Empty
    where no document says it."""
    if said in ("", OURS):
        return ""
    found, known = keys(said), documents()
    unsure = confidence == "MEM" or any(
        one in known and not known[one].is_confirmed for one in found
    )
    named = [
        _HOW_COPIED.sub("", known[one].title) if one in known else str(NO_DOCUMENT.get(one, one))
        for one in found
        if one != "MEM"
    ]
    words = _(";").join(named) if found else said
    checks = _("本县还在核对原文") if unsure or "MEM" in found else ""
    told = _(";").join(part for part in (words, checks) if part)
    return _("依据:%(words)s") % {"words": told} if words else told


def section(one: rules.Section) -> dict[str, Any]:
    return {
        "title": text(one.title), "lines": text(one.text).strip().splitlines(),
        "source": source(one.source, one.confidence), "basis": basis(one.source, one.confidence),
        "audiences": [AUDIENCE_NAMES[code] for code in one.audiences],
    }  # fmt: skip


def question(one: rules.Question) -> dict[str, Any]:
    """A question as whoever keeps materials sees it, right answers marked."""
    return {
        "key": one.key, "text": text(one.text), "kind": words.KIND_NAMES[one.kind],
        "why": text(one.why), "source": source(one.source, one.confidence),
        "audiences": [AUDIENCE_NAMES[code] for code in one.audiences],
        "options": [
            {"text": text(option), "right": n in one.right} for n, option in enumerate(one.options)
        ],
    }  # fmt: skip


def said(one: quizzes.Said) -> dict[str, Any]:
    return {
        "n": one.n + 1, "text": one.text, "why": one.why, "right": one.right,
        "options": [{"text": t, "right": r, "chosen": c} for t, r, c in one.options],
        "basis": basis(one.source, one.confidence),
    }  # fmt: skip


def chosen(posted: QueryDict, number: int) -> dict[int, list[int]]:
    """Question → the places that were ticked; what is no place is left out, and so told as not answered."""
    return {
        n: [at for typed in posted.getlist(f"q-{n}") if (at := whole(typed, -1)) >= 0]
        for n in range(number)
    }


def asked(
    found: tuple[quizzes.Asked, ...], given: Mapping[int, list[int]], wrong: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Questions to be answered, with what was ticked and what is wrong with it."""
    sentences = {"empty": _("这题还没有答。"), "invalid": _("这题只能选一项。")}
    return [
        {
            "n": one.n + 1, "name": f"q-{one.n}", "text": one.text, "kind": words.KIND_NAMES[one.kind],
            "many": one.kind == "several", "error": sentences.get(wrong.get(f"q-{one.n}", ""), ""),
            "options": [
                {"at": at, "text": option, "on": at in given.get(one.n, [])}
                for at, option in enumerate(one.options)
            ],
        }
        for one in found
    ]  # fmt: skip


def version(one: queries.Held, names: Mapping[UUID, str]) -> dict[str, Any]:
    """A version of a material."""
    label = (
        _("随系统提供,%(version)s 版") % {"version": one.material.version}
        if one.is_pack
        else (_("第 %(n)s 版") % {"n": one.number} if one.number else _("下一版"))
    )
    state = words.STATE_NAMES[one.state]
    shape = words.STATE_SHAPES[one.state]
    return {
        "label": label, "words": _("已停用") if one.halted else state,
        "shape": "missed" if one.halted else shape, "approved_at": one.approved_at,
        "by": names.get(one.approved_by_id or UUID(int=0), ""), "halted": one.halted,
        "questions": len(one.material.questions), "sections": len(one.material.sections),
        "review_on": one.review_on, "submitted_at": one.submitted_at,
        "url": "" if one.is_pack else reverse("materials:version", args=[one.id]),
    }  # fmt: skip


def card(one: queries.Held, audience: str) -> dict[str, Any]:
    """A material on the list of the library."""
    found = one.material
    query = f"?for={audience}" if audience else ""
    return {
        "url": reverse("materials:material", args=[found.code]) + query, "title": text(found.title),
        "summary": text(found.summary), "subject": SUBJECT_NAMES[found.subject],
        "audiences": [AUDIENCE_NAMES[code] for code in found.audiences],
    }  # fmt: skip
