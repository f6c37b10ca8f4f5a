"""A measure: what was ordered against an event, who owes it, and that it was done; and resting lessons."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7
from xiaoan.measures import rules


class Measure(models.Model):
    """One thing that one person has to do. Several are ordered in one act (`order_id`, made by the form).

    `done_at` is what the owner says, `ended_at` when they said so; `late` goes by the latter. `ended_with`:
    the id of the form that ended it. `owner_id` goes along with the duty while it is owed; none: the duty has
    nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    order_id = models.UUIDField()
    event_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind = models.TextField()
    note = models.TextField(default="")
    ordered_at = models.DateTimeField()
    ordered_by_id = models.UUIDField(null=True)
    owner_id = models.UUIDField(null=True)
    due_at = models.DateTimeField()
    state = models.TextField(default="ordered")
    done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    ended_with = models.UUIDField(null=True)
    late = models.BooleanField(default=False)
    # What was done, or why it is not.
    told = models.TextField(default="")
    evidence = models.TextField(default="")
    photo_ids = ArrayField(models.UUIDField(), default=list)
    paper_ids = ArrayField(models.UUIDField(), default=list)
    # kernel.said: of what was ordered with it; of what was told of it in the end.
    said = models.BinaryField(null=True)
    told_said = models.BinaryField(null=True)

    class Meta:
        db_table = "measures_measure"
        constraints = [
            models.UniqueConstraint(fields=["order_id", "kind"], name="measure_once"),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="measure_state"),
            models.CheckConstraint(
                condition=Q(state="done") ^ Q(done_at=None), name="measure_done_at"
            ),
            models.CheckConstraint(
                condition=Q(state="ordered") ^ Q(ended_at__isnull=False), name="measure_ended_at"
            ),
        ]
        indexes = [
            models.Index(fields=["school_id", "event_id"], name="measure_event"),
            models.Index(fields=["unit_no", "state", "due_at"], name="measure_unit"),
            models.Index(fields=["owner_id", "state", "due_at"], name="measure_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_no}"


class Suspension(models.Model):
    """Lessons of classes rest (停课): proposed by the school, decided by a named person of the bureau upon
    the assessment of a named person of the CDC. `until`: the last day without lessons.

    `unit_no`: the class if it is one, else the school. `steps`: whoever decides says on which they looked.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    event_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    class_nos = ArrayField(models.IntegerField())
    since = models.DateField()
    until = models.DateField()
    state = models.TextField(default="proposed")
    proposed_at = models.DateTimeField()
    proposed_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    cdc_person = models.TextField(default="")
    cdc_office = models.TextField(default="")
    paper_no = models.TextField(default="")
    paper_on = models.DateField(null=True)
    # The first day with lessons again, once that is decided.
    back_on = models.DateField(null=True)
    steps = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "measures_suspension"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="suspension_school"),
            models.CheckConstraint(
                condition=Q(state__in=rules.SUSPENSIONS), name="suspension_state"
            ),
            models.CheckConstraint(
                condition=Q(state="reopened") ^ Q(back_on=None), name="suspension_back_on"
            ),
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")), name="suspension_days"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "reopened"])
                | (~Q(cdc_person="") & ~Q(paper_no="") & Q(paper_on__isnull=False)),
                name="suspension_assessed",
            ),
        ]
        indexes = [
            models.Index(fields=["school_id", "state", "until"], name="suspension_running"),
            models.Index(fields=["unit_no", "-proposed_at"], name="suspension_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.since} {self.until}"


class SuspensionStep(models.Model):
    """What a person did with a suspension, and why; never changed. `id` is made by the form."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    suspension_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    no = models.SmallIntegerField()
    kind = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    reason = models.TextField()
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "measures_suspension_step"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "suspension_id", "no"], name="suspension_step_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=rules.STEPS), name="suspension_step_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.kind}"
