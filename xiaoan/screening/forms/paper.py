"""A sheet on paper, typed in by seat numbers."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.kernel.errors import Invalid
from xiaoan.screening.forms.marks import Typed
from xiaoan.screening.queries import SYMPTOM_NAMES

_PAPER = tomllib.loads((Path(__file__).parents[1] / "data" / "paper-cn.toml").read_text("utf-8"))
_SEAT = re.compile(r"([0-9]{1,3})\s*[\u53f7\u865f]?(?![0-9.])\s*(.*)", re.DOTALL)
# Perhaps where it was taken, the degrees, perhaps their sign or word.
_READING = re.compile(r"([^0-9]*?)\s*([0-9]{2}(?:\.[0-9])?)\s*(?:\u00b0C|\u2103|\u5ea6)?")


def read_paper(text: str, roll: Sequence[Any]) -> dict[UUID, Typed]:
    """A sheet of paper, typed by seat: "3 发热 38.2; 17 因病 咳嗽". Whoever is not named is present. Readings
    are axillary unless said otherwise, as on the sheet. Invalid says which piece cannot be read, and why.
    """
    seats: dict[int, list[UUID]] = {}
    for pupil in roll:
        seats.setdefault(pupil.seat, []).append(pupil.enrolment_id)
    found: dict[UUID, Typed] = {}
    faults = []
    for piece in filter(None, (part.strip() for part in re.split(r"[;\uff1b\n]", text))):
        match = _SEAT.fullmatch(unicodedata.normalize("NFKC", piece))
        fault = _paper_fault(piece, match, seats, found)
        if fault or match is None:
            faults.append(fault)
        else:
            found[seats[int(match[1])][0]] = _on_paper(match[2])
    if faults:
        raise Invalid("\n".join(faults))
    return found


def _paper_fault(
    piece: str, match: re.Match[str] | None, seats: dict[int, list[UUID]], found: dict[UUID, Typed]
) -> str:
    words = {"piece": piece[:40], "seat": match[1] if match else ""}
    if match is None:
        return _("“%(piece)s”:请以座号开头,例如“3 发热 38.2”。") % words
    here = seats.get(int(match[1]), [])
    if not here:
        return _("“%(piece)s”:这个班没有座号 %(seat)s。") % words
    if len(here) > 1:
        return _("“%(piece)s”:座号 %(seat)s 有两名学生,请在表里按姓名填。") % words
    if here[0] in found:
        return _("“%(piece)s”:座号 %(seat)s 写了两次,请合成一条。") % words
    if not match[2].strip():
        return _("“%(piece)s”:座号后面请写情况,例如“3 因病 咳嗽”。") % words
    return ""


@cache
def _signs() -> dict[str, str]:
    """The words of the list in both writings, and what people write instead."""
    found = dict(_PAPER["signs"])
    for writing in ("zh-hans", "zh-hant"):
        with translation.override(writing):
            found |= {str(words): code for code, words in SYMPTOM_NAMES.items()}
    return found


def _on_paper(text: str) -> Typed:
    """What is said of one pupil; words that are none of ours become the remark."""
    typed = Typed(kind="present")
    words = [word for word in re.split(r"[\s,\u3001]+", text.strip()) if word]
    typed.note = " ".join(word for word in words if not _understands(word, typed))
    if typed.temperature and not typed.method:
        typed.method = "axillary"
    return typed


def _understands(word: str, typed: Typed) -> bool:
    kinds, methods, reading = _PAPER["kinds"], _PAPER["methods"], _READING.fullmatch(word)
    if word in kinds:
        typed.kind = kinds[word]
    elif word in _signs():
        typed.symptoms.append(_signs()[word])
    elif word in methods:
        typed.method = methods[word]
    elif reading and not typed.temperature and reading[1] in {"", *methods}:
        typed.method = methods.get(reading[1], typed.method)
        typed.temperature = reading[2]
    else:
        return False
    return True


def as_post(found: Mapping[UUID, Typed]) -> QueryDict:
    """What was typed as the form itself would post it."""
    post = QueryDict(mutable=True)
    for who, typed in found.items():
        for name in ("kind", "temperature", "method", "note"):
            post[f"m-{who}-{name}"] = getattr(typed, name)
        post.setlist(f"m-{who}-symptoms", typed.symptoms)
    return post
