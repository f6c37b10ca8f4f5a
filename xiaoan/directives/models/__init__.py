"""Tables of directives: what was registered, what became of it in each unit, circulars."""

from xiaoan.directives.models.circulars import Addressee, Circular, Reply
from xiaoan.directives.models.registering import Directive, Meeting, Number, Paper, Version
from xiaoan.directives.models.tasks import Entry, Target, Task

__all__ = [
    "Addressee", "Circular", "Directive", "Entry", "Meeting", "Number", "Paper", "Reply", "Target", "Task",
    "Version",
]  # fmt: skip
