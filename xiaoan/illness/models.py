"""Tables of illness: one row per pupil and episode, the steps that were taken, and what a county has set."""

from django.db import models
from django.db.models import Q

from xiaoan.illness import rules
from xiaoan.kernel.ids import uuid7


class Illness(models.Model):
    """One pupil's illness, from the first sign until back in class (病程).

    Codes and dates only: what was said in words stands sealed in the steps. `unit_no` follows the class;
    `class_no` stays the class of then.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    class_no = models.IntegerField()
    person_id = models.UUIDField()
    stage = models.TextField()
    opened_at = models.DateTimeField()
    opened_by_id = models.UUIDField(null=True)
    # The first day on which it was noticed, and the first day missed, if one was.
    since = models.DateField()
    absent_since = models.DateField(null=True)
    # The last day of which a roll-call says that the child was sick.
    seen_on = models.DateField()
    onset = models.DateField(null=True)
    symptoms = models.IntegerField(default=0)
    fever = models.BooleanField(default=False)
    # When the stage last changed, or anything was recorded.
    moved_at = models.DateTimeField()
    trace_due_at = models.DateTimeField(null=True)
    traced_at = models.DateTimeField(null=True)
    followed_on = models.DateField(null=True)
    investigated_on = models.DateField(null=True)
    # Absent for so long that somebody has to look into it, and nobody has yet.
    long = models.BooleanField(default=False)
    diagnosis = models.TextField(default="")
    certainty = models.TextField(default="")
    diagnosed_on = models.DateField(null=True)
    isolates = models.BooleanField(null=True)
    # rules.exclusion.DATES → day.
    dates = models.JSONField(default=dict)
    # The certificate has to be seen before the child is in class again.
    held = models.BooleanField(default=False)
    back_on = models.DateField(null=True)
    cleared_at = models.DateTimeField(null=True)
    cleared_by_id = models.UUIDField(null=True)
    # Let in earlier than the profile says; the step tells why.
    against = models.BooleanField(default=False)
    # How many duties were opened about it, and how many steps there are: each has its own number.
    turn = models.SmallIntegerField(default=0)
    steps = models.SmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "illness_illness"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="illness_school"),
            models.UniqueConstraint(
                fields=["school_id", "person_id"], condition=Q(closed_at=None), name="illness_once"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=(*rules.OPEN, *rules.CLOSED)), name="illness_stage"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=rules.OPEN, closed_at=None)
                | Q(stage__in=rules.CLOSED, closed_at__isnull=False),
                name="illness_closed",
            ),
            models.CheckConstraint(
                condition=Q(certainty__in=("", *rules.CERTAINTIES)), name="illness_certainty"
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit_no", "stage"], condition=Q(closed_at=None), name="illness_open"
            ),
            models.Index(fields=["unit_no", "closed_at"], name="illness_unit_closed"),
            models.Index(fields=["school_id", "person_id"], name="illness_person"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.since}"


class Step(models.Model):
    """One thing that was done or found, never changed afterwards. `id` is made by whoever sends it (UUIDv7).

    `facts`: codes, dates and readings. `words`: names, places and remarks about the child, sealed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    illness_id = models.UUIDField()
    person_id = models.UUIDField()
    no = models.SmallIntegerField()
    kind = models.TextField()
    stage = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    words = models.BinaryField(null=True)

    class Meta:
        db_table = "illness_step"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "illness_id", "no"], name="illness_step_order"
            )
        ]
        indexes = [
            models.Index(fields=["illness_id", "no"], name="illness_step_of"),
            models.Index(fields=["school_id", "person_id"], name="illness_step_person"),
            models.Index(fields=["unit_no", "at"], name="illness_step_unit"),
        ]

    def __str__(self) -> str:
        return self.kind


class Setting(models.Model):
    """What a county has set: which profile of exclusion, within how many hours a cause is traced, after
    how many school days without a diagnosis the doctor looks into it.
    """

    unit_no = models.IntegerField(primary_key=True)
    profile = models.TextField(default="default")
    trace_hours = models.SmallIntegerField(default=rules.FIRST_TRACE_HOURS)
    long_days = models.SmallIntegerField(default=rules.FIRST_LONG_DAYS)

    class Meta:
        db_table = "illness_setting"
        constraints = [
            models.CheckConstraint(
                condition=Q(profile__in=rules.PROFILES), name="illness_setting_profile"
            ),
            models.CheckConstraint(
                condition=Q(trace_hours__range=rules.TRACE_HOURS)
                & Q(long_days__range=rules.LONG_DAYS),
                name="illness_setting_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.profile}"
