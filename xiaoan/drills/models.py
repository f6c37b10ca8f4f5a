"""Tables of drills."""

from django.db import models
from django.db.models import F, Q

from xiaoan.drills import rules
from xiaoan.kernel.ids import uuid7


class Drill(models.Model):
    """One drill of a school, from the plan to what it came to. `sheet`: the scenario as it was when it was
    planned (rules.scenarios, as JSON); `repeats_id`: the drill this one does again; `staff`, `pupils`: who
    took part, None: not said."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    scenario = models.TextField()
    version = models.TextField()
    sheet = models.JSONField()
    form = models.TextField()
    name = models.TextField()
    place = models.TextField(default="")
    class_no = models.IntegerField(null=True)
    planned_at = models.DateTimeField()
    state = models.TextField(default="planned")
    organiser_id = models.UUIDField()
    assessor_id = models.UUIDField()
    repeats_id = models.UUIDField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    staff = models.IntegerField(null=True)
    pupils = models.IntegerField(null=True)
    note = models.TextField(default="")
    verdict = models.TextField(default="")
    words = models.TextField(default="")
    concluded_at = models.DateTimeField(null=True)
    concluded_by_id = models.UUIDField(null=True)
    acts = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "drills_drill"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="drill_school"),
            models.UniqueConstraint(
                fields=["repeats_id"],
                condition=Q(repeats_id__isnull=False) & ~Q(state="cancelled"),
                name="drill_repeated_once",
            ),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="drill_state"),
            models.CheckConstraint(condition=Q(form__in=rules.FORMS), name="drill_form"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"]) | Q(begun_at__isnull=False),
                name="drill_begun",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("begun_at")), name="drill_ends_after"
            ),
            # Whoever leads a drill does not say what it came to.
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(verdict__in=rules.VERDICTS, concluded_by_id__isnull=False)
                & ~Q(concluded_by_id=F("organiser_id")),
                name="drill_concluded_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "-planned_at"], name="drill_unit"),
            models.Index(
                fields=["unit_no", "-ended_at"], condition=Q(ended_at__isnull=False), name="drill_ended"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_no} {self.scenario} {self.state}"


class Part(models.Model):
    """Who plays a role of a drill; nobody yet: `user_id` None."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    drill_id = models.UUIDField()
    role = models.TextField()
    user_id = models.UUIDField(null=True)

    class Meta:
        db_table = "drills_part"
        constraints = [models.UniqueConstraint(fields=["drill_id", "role"], name="drill_part_once")]

    def __str__(self) -> str:
        return self.role


class Step(models.Model):
    """A step of a drill that was done, or left out with a reason; taken back, the row is gone and the act
    stays."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    drill_id = models.UUIDField()
    code = models.TextField()
    done_at = models.DateTimeField(null=True)
    skipped = models.TextField(default="")
    note = models.TextField(default="")
    by_id = models.UUIDField()

    class Meta:
        db_table = "drills_step"
        constraints = [
            models.UniqueConstraint(fields=["drill_id", "code"], name="drill_step_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=False) ^ ~Q(skipped=""), name="drill_step_one_way"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Case(models.Model):
    """A made-up pupil of a drill beside those of the scenario. No person of the roll: a label and signs."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    drill_id = models.UUIDField()
    label = models.TextField()
    signs = models.TextField(default="")
    diagnosis = models.TextField(default="")
    onset_days = models.SmallIntegerField(default=0)
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "drills_case"

    def __str__(self) -> str:
        return self.label


class Act(models.Model):
    """One act under the id of its form; never changed. `code`: the step; `words`: the reason or note."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    drill_id = models.UUIDField()
    no = models.SmallIntegerField()
    what = models.TextField()
    code = models.TextField(default="")
    words = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField()
    said = models.BinaryField(null=True)

    class Meta:
        db_table = "drills_act"
        constraints = [
            models.UniqueConstraint(fields=["drill_id", "no"], name="drill_act_once"),
            models.CheckConstraint(condition=Q(what__in=rules.ACTS), name="drill_act_what"),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.what}"
