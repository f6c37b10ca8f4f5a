"""Somebody was sick somewhere: the guided flow of vomit or excreta, step by step."""

from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7

KINDS = ("vomit", "faeces", "blood")
STATES = ("open", "done", "closed")


class Incident(models.Model):
    """`place_id`: where; `spot`: in words; `unit_no` of that place. `told_by_id` saw it, `who_id` cleans up,
    and has since `taken_at`. No child is named here."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    place_id = models.UUIDField()
    kind = models.TextField()
    size = models.TextField()
    spot = models.TextField(default="")
    happened_at = models.DateTimeField()
    told_at = models.DateTimeField()
    told_by_id = models.UUIDField(null=True)
    who_id = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    body_hash = models.BinaryField()
    state = models.TextField(default="open")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hygiene_incident"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="hygiene_incident_school"),
            models.CheckConstraint(
                condition=Q(kind__in=KINDS) & Q(size__in=("small", "large")) & Q(state__in=STATES),
                name="hygiene_incident_kind",
            ),
        ]
        indexes = [models.Index(fields=["school_id", "-happened_at"], name="hygiene_incident_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_at}"


class IncidentStep(models.Model):
    """One step of it, under the id of its form; added only. `facts`: its figures (strength, minutes waited);
    `note`: its words, or why it was done too soon. `pressed_at`: when it was pressed, as the phone claims
    (None: not kept, of old ones); `said_at`: as it counts, never before the step before it; `at`: when it
    came in."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    incident_id = models.UUIDField()
    what = models.TextField()
    body_hash = models.BinaryField()
    facts = models.JSONField(default=dict)
    note = models.TextField(default="")
    photo_id = models.UUIDField(null=True)
    pressed_at = models.DateTimeField(null=True)
    said_at = models.DateTimeField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "hygiene_incident_step"
        indexes = [models.Index(fields=["incident_id", "at"], name="hygiene_step_incident")]

    def __str__(self) -> str:
        return self.what
