"""Tables of school plans."""

from xiaoan.schoolplans.models.plans import Plan, Task, Text
from xiaoan.schoolplans.models.records import Act, Comment, Step, Template, Told, Version

__all__ = ["Act", "Comment", "Plan", "Step", "Task", "Template", "Text", "Told", "Version"]
