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
    # Where that certificate stands (rules.CERTIFICATES).
    certificate = models.TextField(default="")
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
            models.CheckConstraint(
                condition=Q(certificate__in=rules.CERTIFICATES), name="illness_certificate"
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit_no", "stage"], condition=Q(closed_at=None), name="illness_open"
            ),
            # Who is to come back: kept from class by a diagnosis, or let in and not there yet.
            models.Index(
                fields=["unit_no"],
                condition=Q(closed_at=None) & (Q(held=True) | Q(stage="cleared")),
                name="illness_returning",
            ),
            models.Index(fields=["unit_no", "closed_at"], name="illness_unit_closed"),
            models.Index(fields=["unit_no", "trace_due_at"], name="illness_unit_traced"),
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
    # kernel.said: of what was sent under the id.
    said = models.BinaryField(null=True)

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


class Taken(models.Model):
    """An official form that somebody took away as a sheet, and what for."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    form = models.TextField()
    day = models.DateField()
    rows = models.IntegerField()
    reason = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "illness_taken"
        indexes = [models.Index(fields=["unit_no", "at"], name="illness_taken_unit")]

    def __str__(self) -> str:
        return f"{self.form} {self.day}"


class Absence(models.Model):
    """A pupil absent, and nobody knows why (原因不明): asked after until somebody says the cause."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    class_no = models.IntegerField()
    person_id = models.UUIDField()
    # The first roll-call that had it so, and the last day of one that did.
    since = models.DateField()
    slot = models.TextField()
    seen_on = models.DateField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # How often somebody tried and reached nobody.
    tries = models.SmallIntegerField(default=0)
    asked = models.SmallIntegerField(default=0)
    turn = models.SmallIntegerField(default=0)
    outcome = models.TextField(default="")
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    # What it went on as, if the child is ill.
    illness_id = models.UUIDField(null=True)

    class Meta:
        db_table = "illness_absence"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="illness_absence_school"),
            models.UniqueConstraint(
                fields=["school_id", "person_id"],
                condition=Q(closed_at=None),
                name="illness_absence_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at=None)
                | Q(outcome__in=rules.OUTCOMES, closed_at__isnull=False),
                name="illness_absence_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit_no", "due_at"],
                condition=Q(closed_at=None),
                name="illness_absence_open",
            ),
            models.Index(fields=["unit_no", "due_at"], name="illness_absence_due"),
            models.Index(fields=["school_id", "person_id"], name="illness_absence_person"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.since}"


class Asking(models.Model):
    """What somebody who asked after an absence said (rules.ASKED), never changed afterwards. `id` is made by
    whoever sends it (UUIDv7). `words`: whom they asked, the reason; sealed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    absence_id = models.UUIDField()
    person_id = models.UUIDField()
    no = models.SmallIntegerField()
    outcome = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    words = models.BinaryField(null=True)
    # kernel.said: of what was sent under the id.
    said = models.BinaryField(null=True)

    class Meta:
        db_table = "illness_asking"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "absence_id", "no"], name="illness_asking_order"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=rules.ASKED), name="illness_asking_outcome"
            ),
        ]
        indexes = [
            models.Index(fields=["absence_id", "no"], name="illness_asking_of"),
            models.Index(fields=["school_id", "person_id"], name="illness_asking_person"),
        ]

    def __str__(self) -> str:
        return self.outcome


class Late(models.Model):
    """What somebody filled in who was overtaken: another step had been recorded first. Kept beside the course
    until a person has looked at both. `id` is the sheet's own; `words` sealed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    illness_id = models.UUIDField()
    person_id = models.UUIDField()
    kind = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    words = models.BinaryField(null=True)
    # kernel.said: of what was sent under the id.
    said = models.BinaryField(null=True)
    # How many steps there were when it came in: those are what overtook it.
    steps = models.SmallIntegerField()
    state = models.TextField(default="waiting")
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "illness_late"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | Q(state__in=("kept", "dropped"), decided_at__isnull=False),
                name="illness_late_state",
            )
        ]
        indexes = [
            models.Index(
                fields=["unit_no"], condition=Q(state="waiting"), name="illness_late_open"
            ),
            models.Index(fields=["school_id", "person_id"], name="illness_late_person"),
            models.Index(fields=["illness_id"], name="illness_late_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


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
