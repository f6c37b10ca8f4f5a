"""Words looked at before many read them: who is named, what is said of health, whether it was answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from xiaoan.accounts.queries import standing as posts
from xiaoan.directory.queries import people
from xiaoan.directory.rules.characters import simplified
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Interval
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.scope import everywhere
from xiaoan.wording import rules
from xiaoan.wording.rules import Found

# The field of the box that answers.
FIELD = "looked"


class Unanswered(Invalid):
    """What was found has to be looked at and answered first; `found` is what the box is about."""

    def __init__(self, sentence: str, found: Found, field: str = FIELD) -> None:
        super().__init__(sentence, {field: sentence})
        self.found = found


@dataclass(frozen=True)
class Named:
    """Full names that stand in a text: of pupils on the roll, of who works there."""

    pupils: tuple[str, ...]
    staff: tuple[str, ...]


def health_words(text: str) -> tuple[str, ...]:
    """Words that may say something of somebody's health."""
    return rules.health_words(rules.folded(text, simplified))


def named(text: str, inside: Interval) -> Named:
    """Whose full names stand in a text, of all on the roll or in office inside a unit today, whoever of them
    the asker sees: nobody is told a name that they have not written."""
    plain, day = rules.folded(text, simplified), clock.today()
    with everywhere("wording"):
        pupils = people.pupils_said(plain, inside, day)
        staff = people.staff_said(plain, inside) | {
            one.name for one in posts.inside(inside, day) if one.name in plain
        }
    return Named(rules.names_in(plain, pupils), rules.names_in(plain, staff))


def beside(texts: Iterable[str], inside: Interval) -> Found:
    """Pupils of a unit who are named in texts that speak of health too; nothing where only one of both is
    there. The roll is looked through only if there is a word of health."""
    plain = rules.folded("\n".join(texts), simplified)
    words = rules.health_words(plain)
    if not words:
        return Found()
    with everywhere("wording"):
        pupils = people.pupils_said(plain, inside, clock.today())
    names = rules.names_in(plain, pupils)
    return Found(names, words) if names else Found()


def sentence(found: Found) -> str:
    """What is asked about a name beside a word of health; "" where there is nothing."""
    if not found:
        return ""
    said = _(
        "文中有“%(names)s”,和名册上的学生同名;又有“%(words)s”。谁的身体情况都不能连着名字写出来:是学生的,"
        "请删去名字;不是的,请勾选后再继续。"
    )
    return said % {"names": _("、").join(found.names[:5]), "words": _("、").join(found.words[:5])}


def refuse(texts: Iterable[str], inside: Interval, looked: Iterable[str]) -> None:
    """Unanswered: a pupil is named beside a word of health, and nobody has said yet that it is not about
    them."""
    found = beside(texts, inside)
    if not found.is_answered(looked):
        raise Unanswered(sentence(found), found)


def question(
    looked: Sequence[str],
    refused: Exception | None = None,
    found: Found | None = None,
    said: str = "",
) -> dict[str, Any]:
    """What a page shows of it (wording/_looked.html): the box with its question, as it was left when
    something else was wrong. `looked`: what was posted of it; `found`: what is asked whether or not it was
    refused, `said`: in these words. Empty: nothing is asked."""
    is_wrong = isinstance(refused, Unanswered)
    asked = refused.found if isinstance(refused, Unanswered) else found
    if asked:
        shown = str(refused) if is_wrong else said or sentence(asked)
        at_field = is_wrong and FIELD not in getattr(refused, "fields", {})
        return {
            "key": asked.key, "sentence": "" if at_field else shown, "is_wrong": is_wrong,
            "is_ticked": asked.is_answered(looked),
        }  # fmt: skip
    if looked:
        return {"key": looked[-1], "sentence": "", "is_ticked": True, "is_wrong": False}
    return {}


__all__ = [
    "FIELD", "Found", "Named", "Unanswered", "beside", "health_words", "named", "question", "refuse",
    "sentence",
]  # fmt: skip
