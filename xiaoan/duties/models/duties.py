"""Duties, and the steps taken about them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xiaoan.kernel.ids import uuid7


class Duty(models.Model):
    """What is due: about whom, who answers for it, by when, done how."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind = models.TextField()
    day = models.DateField()
    slot = models.TextField(default="")
    people = models.SmallIntegerField(default=0)
    assignee_id = models.UUIDField(null=True)
    deputy_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.TextField(default="open")
    done_at = models.DateTimeField(null=True)
    done_by_id = models.UUIDField(null=True)
    on_behalf = models.BooleanField(default=False)
    late = models.BooleanField(default=False)
    level = models.SmallIntegerField(default=0)
    next_step_at = models.DateTimeField(null=True)
    # Which row of another app it is about (a person followed, an answer to verify); empty: the unit itself.
    about_id = models.UUIDField(null=True)
    # From when it can be done; empty: from the day's start.
    opens_at = models.DateTimeField(null=True)
    # For whom the named person stands in meanwhile (Deputising); empty: it is their own.
    for_id = models.UUIDField(null=True)
    # When the record came to know that it was done: brought in with others, or told by a phone that had no
    # network; empty: when it was done.
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "duties_duty"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "unit_no", "day", "slot", "kind", "about_id"],
                nulls_distinct=False,
                name="duty_once",
            ),
            models.UniqueConstraint(fields=["school_id", "id"], name="duty_school"),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "done", "excused"]), name="duty_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state="done") ^ models.Q(done_at=None), name="duty_done_at"
            ),
        ]
        indexes = [
            models.Index(fields=["day", "unit_no"], name="duty_day_unit"),
            # Only what is open is looked up by person or by clock: history costs nothing here.
            models.Index(
                fields=["next_step_at"],
                condition=models.Q(state="open", next_step_at__isnull=False),
                name="duty_next_step",
            ),
            models.Index(
                fields=["unit_no", "due_at"], condition=models.Q(state="open"), name="duty_open"
            ),
            models.Index(
                fields=["about_id"], condition=models.Q(about_id__isnull=False), name="duty_about"
            ),
            # A person's own list, and the list of those who left: of three million rows, what is open.
            models.Index(
                fields=["assignee_id"], condition=models.Q(state="open"), name="duty_open_mine"
            ),
            models.Index(
                fields=["deputy_id"], condition=models.Q(state="open"), name="duty_open_deputy"
            ),
            models.Index(
                fields=["kind", "unit_no"],
                condition=models.Q(state="open", about_id__isnull=False),
                name="duty_open_about",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_no} {self.day} {self.slot}"


class Step(models.Model):
    """One step taken about a duty: it went up a level, somebody urged, it was excused or is due again.

    `recipient_ids` knew. `reason` (queries.WHY_NAMES) and `note`: why it is excused, or due again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    duty_id = models.UUIDField()
    kind = models.TextField()
    level = models.SmallIntegerField(default=0)
    role = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    recipient_ids = ArrayField(models.UUIDField())
    reason = models.TextField(default="")
    note = models.TextField(default="")

    class Meta:
        db_table = "duties_step"
        indexes = [
            models.Index(fields=["duty_id"], name="step_duty"),
            models.Index(fields=["unit_no", "at"], name="step_unit_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "duty_id", "level"],
                condition=models.Q(kind="escalate"),
                name="step_level_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.level}"


class Naming(models.Model):
    """Whom a duty named, when it was due and whether it was excused until somebody changed that. Kept by a
    trigger, through every way in which a duty is written; no application code writes it.
    """

    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    duty_id = models.UUIDField()
    assignee_id = models.UUIDField(null=True)
    deputy_id = models.UUIDField(null=True)
    due_at = models.DateTimeField()
    was_excused = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        db_table = "duties_naming"
        indexes = [models.Index(fields=["duty_id", "at"], name="naming_duty")]

    def __str__(self) -> str:
        return str(self.duty_id)
