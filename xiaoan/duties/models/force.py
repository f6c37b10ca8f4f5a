"""Numbers that a unit sets for itself, and response levels."""

from django.db import models

from xiaoan.duties import rules
from xiaoan.kernel.ids import uuid7


class Override(models.Model):
    """A number of the catalogue that a unit sets for itself at a level, from a day on. Added only: the
    latest counts, and the earlier ones stay to be read."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit_no = models.IntegerField()
    level = models.TextField()
    path = models.TextField()
    value = models.IntegerField()
    since = models.DateField()
    reason = models.TextField()
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "duties_override"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=rules.LEVELS), name="override_level"
            ),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="override_value"),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.level} {self.value}"


class Response(models.Model):
    """A response level for a unit: asked for by one, in force once another person has confirmed it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit_no = models.IntegerField()
    level = models.TextField()
    reason = models.TextField()
    basis = models.TextField()
    asked_by_id = models.UUIDField()
    asked_at = models.DateTimeField()
    state = models.TextField(default="asked")
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "duties_response"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=rules.LEVELS), name="response_level"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "confirmed", "refused", "lapsed"]),
                name="response_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked", decided_at=None)
                | models.Q(~models.Q(state="asked"), decided_at__isnull=False),
                name="response_decided",
            ),
            # Two people, whatever a service forgets.
            models.CheckConstraint(
                condition=~models.Q(state="confirmed")
                | (
                    models.Q(decided_by_id__isnull=False)
                    & ~models.Q(decided_by_id=models.F("asked_by_id"))
                ),
                name="response_two_people",
            ),
            models.UniqueConstraint(
                fields=["unit_no"], condition=models.Q(state="asked"), name="response_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.level} {self.state}"
