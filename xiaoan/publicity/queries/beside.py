"""Public texts of other apps as they are shown here: corrections, stories, knowledge. None names anybody."""

import datetime as dt
from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.texts import fit
from xiaoan.materials.queries import public as public_materials
from xiaoan.publicity import rules
from xiaoan.publicity.queries.shown import Beside, Shown
from xiaoan.rumours import queries as rumours
from xiaoan.rumours.queries.words import VERDICT_NAMES
from xiaoan.stories.queries import published as stories

# Language codes of the rumour desk.
_CODES = {"zh-hans": "hans", "zh-hant": "hant", "en": "en"}
# So far back the feeds name what was taken back (our own choice).
_GONE_DAYS = 90


def corrections(language: str) -> list[Shown]:
    """Rumours that were answered, in the words of the answer, with what it rests on."""
    return [_correction(one, language) for one in rumours.public(limit=200)]


def _correction(one: rumours.Correction, language: str) -> Shown:
    code = language if one.title.get(_CODES[language]) else rules.FIRST
    words = _in(one.title, code), _in(one.text, code)
    lines = [words[1]]
    for source in one.sources:
        parts = [source.title, source.publisher, source.day.isoformat() if source.day else ""]
        lines.append(_("来源:%(what)s") % {"what": " ".join(filter(None, [*parts, source.url]))})
    return Shown(
        one.id, "correction", fit(words[0]), fit("\n\n".join(lines)), rules.TAGS[code], "", False,
        one.first_at, one.published_at, one.version, "", label=str(VERDICT_NAMES[one.verdict]),
    )  # fmt: skip


def _in(words: Mapping[str, str], code: str) -> str:
    return words.get(_CODES[code], "")


def corrections_gone(language: str) -> list[Shown]:
    """Those taken back of late, without their words."""
    since = clock.now() - dt.timedelta(days=_GONE_DAYS)
    return [
        Shown(
            one.id, "correction", "", "", rules.TAGS[language], "", False, one.at, one.at, 1, "",
            withdrawn_why=_("教育局收回了这条答复。"),
        )
        for one in rumours.withdrawn(since)
    ]  # fmt: skip


def told_stories(_language: str) -> list[Shown]:
    """Stories as they were written, with the school; pictures by id."""
    return [
        Shown(
            one.id, "story", fit(one.title), fit("\n\n".join(one.lines)), rules.TAGS[rules.FIRST], "",
            False, one.published_at, one.published_at, 1, "", label=fit(one.school),
            photos=one.photos,
        )
        for one in stories.public(200)
    ]  # fmt: skip


def knowledge(language: str) -> list[Shown]:
    """Materials that open to anybody, each on its own page."""
    return [
        Shown(
            uuid5(NAMESPACE_URL, one.address), "material", fit(one.title), fit(one.summary),
            rules.TAGS[language], "", False, at, at, 1, "", label=fit(one.subject_name),
            address=one.address,
        )
        for one in public_materials()
        for at in [clock.at(one.since, dt.time())]
    ]  # fmt: skip


SOURCES = (
    Beside("correction", corrections, corrections_gone),
    Beside("story", told_stories),
    Beside("material", knowledge),
)
