"""Facts: what was done, where. Ids and counts, never names."""

import dataclasses
import datetime as dt
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """A fact announced by the app whose service wrote it. `school_id` is its journal chain (0 = county)."""

    kind: ClassVar[str]
    school_id: int
    unit_no: int

    def payload(self) -> dict[str, Any]:
        """The fields as JSON values (dates ISO, ids text), without chain and unit."""
        return dict(self._values)

    @cached_property
    def _values(self) -> dict[str, Any]:
        # Once: the journal and each listener ask for it.
        values = {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self)}
        del values["school_id"], values["unit_no"]
        return values


_AS_IT_IS = (int, str, bool, type(None))


def _plain(value: Any) -> Any:
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value
