"""Rows of plans that pages show, by their types."""

from xiaoan.schoolplans.models import Comment, Plan, Step, Task

__all__ = ["Comment", "Plan", "Step", "Task"]
