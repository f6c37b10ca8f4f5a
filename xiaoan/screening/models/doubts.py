"""Patterns of reporting that are worth a look: never an offence, never a ranking."""

from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7
from xiaoan.screening import rules


class Doubt(models.Model):
    """One pattern of one class (or school), with its numbers, and how it was explained.

    `state`: open; explained (a person said why); gone (the pattern is no more).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    rule = models.TextField()
    first_day = models.DateField()
    last_day = models.DateField()
    figures = models.JSONField(default=dict)
    state = models.TextField(default="open")
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "screening_doubt"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "unit_no", "rule"],
                condition=~Q(state="gone"),
                name="doubt_once",
            ),
            models.CheckConstraint(condition=Q(rule__in=rules.DOUBTS), name="doubt_rule"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "explained", "gone"]), name="doubt_state"
            ),
        ]
        indexes = [models.Index(fields=["state", "unit_no"], name="doubt_state_unit")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.rule}"
