"""Typed reading of one mapping of the rule file, with errors that name the place and the field."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any


class RuleFileError(ValueError):
    """The rule file is at fault; the sentence says where and how to mend it."""


class Fields:
    """One mapping. Each field is taken once; `finish` refuses what nobody asked for (a typo)."""

    def __init__(self, row: object, where: str) -> None:
        self.where = where
        if not isinstance(row, dict):
            raise RuleFileError(f"{where}: must be a mapping of fields")
        self._row: dict[str, Any] = dict(row)

    def fault(self, field: str, why: str) -> RuleFileError:
        """An error about one field, to be raised by the caller."""
        return RuleFileError(f"{self.where}, field {field}: {why}")

    def has(self, field: str) -> bool:
        return self._row.get(field) is not None

    def take(self, field: str) -> Any:
        """The raw value, None if it is absent or empty."""
        return self._row.pop(field, None)

    def need(self, field: str) -> Any:
        value = self.take(field)
        if value is None:
            raise self.fault(field, "is missing")
        return value

    def text(self, field: str, default: str | None = None) -> str:
        """A line of text; required when there is no default."""
        value = self.need(field) if default is None else self.take(field)
        if value is None:
            return default or ""
        if not isinstance(value, str) or not value.strip():
            raise self.fault(field, f"must be text, not {value!r}; put it in quotes")
        return value

    def choice(self, field: str, known: Collection[str], default: str | None = None) -> str:
        value = self.text(field, default)
        if value not in known:
            raise self.fault(field, f"{value!r} is not one of {', '.join(sorted(known))}")
        return value

    def words(
        self, field: str, known: Collection[str] | None = None, *, required: bool = False
    ) -> tuple[str, ...]:
        """A list of words, each of `known` where that is given, none twice."""
        value = self.need(field) if required else self.take(field) or []
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self.fault(field, "must be a list of words, in square brackets")
        if len(set(value)) < len(value):
            raise self.fault(field, "has a word twice")
        strange = [word for word in value if known is not None and word not in known]
        if strange:
            raise self.fault(field, f"does not know {', '.join(strange)}")
        return tuple(value)

    def whole(self, field: str, *, least: int) -> int | None:
        """A whole number of at least `least`, or None."""
        value = self.take(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.fault(field, f"must be a whole number of at least {least}, not {value!r}")
        return value

    def ratio(self, field: str) -> Decimal:
        """A share above 0 and at most 1."""
        value = self.need(field)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
            raise self.fault(field, f"must be a share above 0 and at most 1, not {value!r}")
        return Decimal(str(value))

    def flag(self, field: str, *, default: bool) -> bool:
        value = self.take(field)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.fault(field, f"must be true or false, not {value!r}")
        return value

    def day(self, field: str) -> dt.date | None:
        value = self.take(field)
        if value is not None and (isinstance(value, dt.datetime) or not isinstance(value, dt.date)):
            raise self.fault(field, f"must be a date such as 2026-11-01, not {value!r}")
        return value

    def finish(self) -> None:
        """Refuse fields that nobody took."""
        if self._row:
            names = ", ".join(sorted(str(name) for name in self._row))
            raise RuleFileError(f"{self.where}: no such field: {names}")
