"""All that is wrong with a form at once, each fault at its field."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from xiaoan.kernel.errors import Invalid

Part = TypeVar("Part")


class Several(Invalid):
    """`sentences`: field → its own sentence; the message is all of them."""

    def __init__(self, faults: Iterable[Invalid]) -> None:
        self.sentences: dict[str, str] = {}
        fields: dict[str, str] = {}
        for fault in faults:
            own = fault.sentences if isinstance(fault, Several) else {}
            for field, code in fault.fields.items():
                self.sentences.setdefault(field, own.get(field, str(fault)))
                fields.setdefault(field, code)
        super().__init__("".join(dict.fromkeys(self.sentences.values())), fields)


def gather(doing: Iterable[Callable[[], Part]]) -> list[Part]:
    """What each gives; else the one fault, or all of them. For reading alone: nothing is written."""
    found, faults = [], []
    for do in doing:
        try:
            found.append(do())
        except Invalid as fault:
            faults.append(fault)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Several(faults)
    return found
