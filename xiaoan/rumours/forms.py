"""What the forms of rumours send: text → typed values, shape only."""

from uuid import UUID

from django.http import QueryDict

from xiaoan.rumours import rules
from xiaoan.web.reading import read_date, read_optional_id


def read_sources(said: QueryDict) -> list[rules.Source]:
    """The rows of sources that hold anything."""
    found = []
    for n in range(rules.MOST_SOURCES):
        told = {
            name: said.get(f"{name}-{n}", "").strip()
            for name in ("title", "publisher", "url", "seen_by")
        }
        if any((told["title"], told["publisher"], told["url"])):
            found.append(
                rules.Source(
                    told["title"], told["publisher"], told["url"], read_date(said, f"day-{n}"),
                    told["seen_by"], read_date(said, f"seen_on-{n}"),
                )
            )  # fmt: skip
    return found


def read_languages(said: QueryDict, name: str) -> dict[str, str]:
    return {language: said.get(f"{name}_{language}", "") for language in rules.LANGUAGES}


def read_ids(said: QueryDict, name: str) -> list[UUID]:
    return [found for text in said.getlist(name) if (found := read_optional_id(text))]
