"""Tasks of classes with what pupils did about them; lists of platforms that were taken in."""

from xiaoan.homework.models.imports import Import, Mapping, Parked, Preview
from xiaoan.homework.models.tasks import Act, Day, Piece, Task, Turn

__all__ = ["Act", "Day", "Import", "Mapping", "Parked", "Piece", "Preview", "Task", "Turn"]
