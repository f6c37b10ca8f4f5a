"""What a county asks besides that a duty is done: for the app of the kind, which takes and enforces it."""

from xiaoan.duties.queries import kinds
from xiaoan.duties.queries.force import ladders


def asked(code: str, unit_no: int) -> frozenset[str]:
    """What is asked now (kinds.ASKS) of a kind at a unit."""
    return frozenset(ladders().evidence(code, unit_no))


def words(code: str, unit_no: int) -> list[str]:
    """The same, as the page where it is done says it beforehand."""
    kind, found = kinds.kind(code), asked(code, unit_no)
    return [str(kind.asks[one]) for one in kinds.ASKS if kind and one in found and one in kind.asks]
