"""What a county asks besides that a duty is done, and its numbers, set in one step."""

from collections.abc import Callable

from tests.builders import COUNTY
from xiaoan.duties import services as duties
from xiaoan.duties.rules import answering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7

Acting = Callable[[str], Actor]


def asking(kind: str, *codes: str, level: str = "normal") -> duties.SetAnswering:
    choice = answering.Choice(clock.now(), evidence=codes)
    return duties.SetAnswering(uuid7(), kind, level, choice, "要有凭据", clock.today(), {})


def ask_for(acting: Acting, kind: str, *codes: str) -> None:
    """In force at once: to ask for more needs nobody else."""
    assert duties.ask_answering(acting("officer"), COUNTY, asking(kind, *codes)) == "set"


def put(acting: Acting, path: str, number: int) -> None:
    duties.set_values(acting("officer"), COUNTY, duties.SetValues({path: number}, "本县另定"))
