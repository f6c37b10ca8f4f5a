"""What is shown to anybody: no person, no figure, only what is in force and marked public."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from xiaoan.kernel import clock
from xiaoan.materials.queries.library import Held, all_in_force
from xiaoan.materials.queries.words import SUBJECT_NAMES, text


@dataclass(frozen=True)
class PublicSection:
    """A piece of the text in the reader's language; `audiences`: codes of for whom; lines as paragraphs."""

    title: str
    lines: tuple[str, ...]
    audiences: tuple[str, ...]
    source: str
    confidence: str


@dataclass(frozen=True)
class PublicMaterial:
    """A material in force that may be shown without signing in, in the reader's language. `address`: of its
    page, which opens without signing in too; `since`: in force since."""

    code: str
    subject: str
    subject_name: str
    title: str
    summary: str
    audiences: tuple[str, ...]
    sections: tuple[PublicSection, ...]
    since: dt.date
    review_on: dt.date
    address: str


def public() -> list[PublicMaterial]:
    """Every public material in force: diseases, themes, then the county's own."""
    return [_shown(one) for one in all_in_force().values() if one.material.is_public]


def _shown(one: Held) -> PublicMaterial:
    found = one.material
    return PublicMaterial(
        found.code, found.subject, str(SUBJECT_NAMES[found.subject]), text(found.title),
        text(found.summary), found.audiences,
        tuple(
            PublicSection(
                text(part.title), tuple(text(part.text).strip().splitlines()), part.audiences,
                part.source, part.confidence,
            )
            for part in found.sections
        ),
        one.approved_at.astimezone(clock.ZONE).date() if one.approved_at else found.as_of,
        one.review_on, reverse("materials:material", args=[found.code]),
    )  # fmt: skip


def titles() -> dict[str, str]:
    """Code → title in the reader's language, of every material in force."""
    return {code: text(one.material.title) for code, one in all_in_force().items()}


def address(code: str, audience: str = "") -> str:
    """The page of a material, as a notice links it."""
    return reverse("materials:material", args=[code]) + (f"?for={audience}" if audience else "")
