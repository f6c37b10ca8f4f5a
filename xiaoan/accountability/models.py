"""Case files with their numbered steps; conduct and replies; monthly records of units and people."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from xiaoan.accountability import rules
from xiaoan.kernel.ids import uuid7


class CaseFile(models.Model):
    """An investigation (倒查案卷) about a unit: where it stands. What was asked and done are its steps.

    `party_ids`: who was named in it, with or without blame; `concerned_ids`: whom a finding may be about.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    year = models.SmallIntegerField()
    number = models.SmallIntegerField()
    state = models.TextField(default="open")
    opened_at = models.DateTimeField()
    opened_by_id = models.UUIDField(null=True)
    steps = models.SmallIntegerField(default=0)
    party_ids = ArrayField(models.UUIDField(), default=list)
    concerned_ids = ArrayField(models.UUIDField(), default=list)
    proposed_by_id = models.UUIDField(null=True)
    found_by_id = models.UUIDField(null=True)
    found_on = models.DateField(null=True)

    class Meta:
        db_table = "accountability_case_file"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="case_file_school"),
            models.UniqueConstraint(fields=["year", "number"], name="case_file_number"),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="case_file_state"),
            # Two people, whatever a service forgets.
            models.CheckConstraint(
                condition=Q(found_by_id=None) | ~Q(found_by_id=F("proposed_by_id")),
                name="case_file_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["found", "measured", "appealed", "decided"])
                | Q(found_by_id__isnull=False, found_on__isnull=False),
                name="case_file_found",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "-opened_at"], name="case_file_unit"),
            # Asked on the first page of everybody's morning.
            GinIndex(fields=["party_ids"], name="case_file_party"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


class FileStep(models.Model):
    """One step of a case file, never changed. `id` is made by the form; words are sealed.

    `digest`: SHA-256 of what it says and of the digest before it, which the journal names: whoever reads the
    export can hold the words against the entry.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    file_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    no = models.SmallIntegerField()
    kind = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    body = models.BinaryField()
    digest = models.TextField()
    facts = models.JSONField(default=dict)
    said = models.BinaryField()

    class Meta:
        db_table = "accountability_file_step"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "file_id", "no"], name="file_step_once"),
            models.CheckConstraint(condition=Q(kind__in=rules.STEPS), name="file_step_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.kind}"


class Conduct(models.Model):
    """A commendation or a fault of a unit or somebody in it: dated, with its reason and source (sealed)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    user_id = models.UUIDField(null=True)
    kind = models.TextField()
    day = models.DateField()
    file_id = models.UUIDField(null=True)
    body = models.BinaryField()
    said = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "accountability_conduct"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["commendation", "fault"]), name="conduct_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "-day"], name="conduct_unit"),
            models.Index(
                fields=["user_id"], condition=Q(user_id__isnull=False), name="conduct_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_no} {self.day}"


class Reply(models.Model):
    """What the head of a unit says to its record of a month, or somebody to their own (`user_id`): to a
    month, or to one entry (`conduct_id`). Sealed, never changed: a second reply stands beside the first."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    user_id = models.UUIDField(null=True)
    month = models.DateField()
    conduct_id = models.UUIDField(null=True)
    body = models.BinaryField()
    said = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "accountability_reply"
        indexes = [
            models.Index(fields=["unit_no", "month"], name="reply_unit"),
            models.Index(
                fields=["user_id"], condition=Q(user_id__isnull=False), name="reply_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.month}"


class Month(models.Model):
    """The record of a school, or of somebody in it, of one month: reckoned each night, so that no page has to
    count what has been. Every count has the one it is of beside it."""

    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    user_id = models.UUIDField(null=True)
    month = models.DateField()
    stage = models.TextField(default="")
    pupils = models.IntegerField(default=0)
    # Of duties: due (not excused), done in time, done late, missed; gone up, and done after that.
    due = models.IntegerField(default=0)
    in_time = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    missed = models.IntegerField(default=0)
    gone_up = models.IntegerField(default=0)
    done_after = models.IntegerField(default=0)
    # Of roll-calls: reported, and reported otherwise afterwards.
    reports = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    # Of answers and records of disinfection: said in this month, and of these looked at by a second source.
    said = models.IntegerField(default=0)
    seen = models.IntegerField(default=0)
    # Of the same, whenever they were said: judged in this month, and found untrue.
    checked = models.IntegerField(default=0)
    untrue = models.IntegerField(default=0)
    # Of disagreements: opened, and cleared.
    returned = models.IntegerField(default=0)
    mended = models.IntegerField(default=0)
    # Of requests for help or to take a duty over: asked, and answered with yes.
    asked = models.IntegerField(default=0)
    helped = models.IntegerField(default=0)
    # Of pupils and staff of a school, as of the last reckoning within the month: with a whole care team.
    cared = models.IntegerField(default=0)
    covered = models.IntegerField(default=0)
    reckoned_at = models.DateTimeField()

    class Meta:
        db_table = "accountability_month"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "user_id", "month"], nulls_distinct=False, name="month_once"
            ),
            models.CheckConstraint(
                condition=Q(due=F("in_time") + F("late") + F("missed")), name="month_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(seen__lte=F("said"), untrue__lte=F("checked"), covered__lte=F("cared")),
                name="month_parts",
            ),
        ]
        indexes = [
            models.Index(fields=["month", "unit_no"], name="month_unit"),
            models.Index(
                fields=["user_id"], condition=Q(user_id__isnull=False), name="month_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.month}"
