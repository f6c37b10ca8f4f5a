"""Tables of outreach. What families say is sealed; numbers are looked up when they are shown."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.outreach import rules


class Task(models.Model):
    """Calling and visiting one pupil's family: one open per pupil, whatever the reasons. `round` counts how
    often it began (again); `again_at`: of a promise, or of the next look; `taken_*`: who is calling just
    now."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    stage = models.TextField(default="call")
    round = models.SmallIntegerField(default=1)
    weight = models.SmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    taken_by_id = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    promised = models.BooleanField(default=False)
    broken = models.SmallIntegerField(default=0)
    reached_at = models.DateTimeField(null=True)
    why = models.TextField(default="")
    closed_at = models.DateTimeField(null=True)
    closed_why = models.TextField(default="")

    class Meta:
        db_table = "outreach_task"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="outreach_school"),
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(closed_at=None), name="outreach_one_open"
            ),
            models.CheckConstraint(condition=Q(stage__in=rules.STAGES), name="outreach_stage"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_why="") & ~Q(stage="closed")
                | Q(stage="closed", closed_at__gte=F("opened_at")),
                name="outreach_closed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit_no", "stage"], condition=Q(closed_at=None), name="outreach_open"
            ),
            models.Index(
                fields=["again_at"], condition=Q(stage="waiting"), name="outreach_again"
            ),
            # The figures are counted from the index alone.
            models.Index(
                fields=["opened_at", "unit_no"],
                include=["stage", "why", "reached_at", "broken"],
                name="outreach_opened",
            ),
            models.Index(fields=["person_id", "opened_at"], name="outreach_person"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_no} {self.stage}"


class Line(models.Model):
    """One reason of a task: which app asks (`reason`), about which row of it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    task_id = models.UUIDField()
    reason = models.TextField()
    about_id = models.UUIDField()
    at = models.DateTimeField()
    until = models.DateTimeField()
    weight = models.SmallIntegerField(default=1)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.TextField(default="")

    class Meta:
        db_table = "outreach_line"
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "reason", "about_id"], name="outreach_line_once"
            ),
        ]
        indexes = [
            models.Index(fields=["task_id", "at"], name="outreach_line_task"),
            models.Index(
                fields=["about_id", "reason"], condition=Q(closed_at=None), name="outreach_line_open"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reason} {self.at}"


class Try(models.Model):
    """A call, a visit or what a leader decided; never changed. `id` is made by the form; `second_id`: who came
    along on a visit; `promise_at`: until when the family promised."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    task_id = models.UUIDField()
    way = models.TextField()
    outcome = models.TextField()
    why = models.TextField(default="")
    who = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField()
    second_id = models.UUIDField(null=True)
    promise_at = models.DateTimeField(null=True)
    photos = ArrayField(models.UUIDField(), default=list)
    note_cipher = models.BinaryField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "outreach_try"
        constraints = [
            models.CheckConstraint(condition=Q(way__in=rules.WAYS), name="outreach_try_way"),
            models.CheckConstraint(
                condition=Q(outcome__in=rules.OUTCOMES), name="outreach_try_outcome"
            ),
            # Nobody goes to a family alone.
            models.CheckConstraint(
                condition=~Q(way="visit") | Q(second_id__isnull=False) & ~Q(second_id=F("by_id")),
                name="outreach_two_visit",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id", "at"], name="outreach_try_person"),
            models.Index(fields=["task_id", "at"], name="outreach_try_task"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.way} {self.outcome}"
