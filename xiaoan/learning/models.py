"""Tables of learning: what is asked of families to be collected, and the sums of lessons and homework."""

from django.db import models
from django.db.models import Q

from xiaoan.learning import rules


class Request(models.Model):
    """Somebody wants to collect something of pupils of a unit until a day. `state`: allowed, refused by
    a rule (`rule`), or let through all the same by a named person with a reason."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    what = models.TextField()
    why = models.TextField()
    until = models.DateField()
    state = models.TextField()
    rule = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField()
    passed_at = models.DateTimeField(null=True)
    passed_by_id = models.UUIDField(null=True)
    reason = models.TextField(default="")

    class Meta:
        db_table = "learning_request"
        constraints = [
            models.CheckConstraint(condition=Q(what__in=rules.COLLECTED), name="learning_request_what"),
            models.CheckConstraint(
                condition=Q(state="allowed", rule="") | (Q(state__in=["refused", "passed"]) & ~Q(rule="")),
                name="learning_request_rule",
            ),
            models.CheckConstraint(
                condition=Q(state="passed", passed_at__isnull=False, passed_by_id__isnull=False)
                & ~Q(reason="") & ~Q(passed_by_id=models.F("by_id"))
                | (~Q(state="passed") & Q(passed_at=None, passed_by_id=None, reason="")),
                name="learning_request_passed",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit_no", "-at"], name="learning_request_unit")]

    def __str__(self) -> str:
        return f"{self.what} {self.state}"


class Sums(models.Model):
    """What `rules.Figures` are, in columns."""

    unit_no = models.IntegerField()
    school_id = models.IntegerField()
    subject = models.TextField()
    day = models.DateField()
    lessons = models.IntegerField(default=0, db_default=0)
    seats = models.IntegerField(default=0, db_default=0)
    watched = models.IntegerField(default=0, db_default=0)
    missed = models.IntegerField(default=0, db_default=0)
    excused = models.IntegerField(default=0, db_default=0)
    no_device = models.IntegerField(default=0, db_default=0)
    unknown = models.IntegerField(default=0, db_default=0)
    tasks = models.IntegerField(default=0, db_default=0)
    roll = models.IntegerField(default=0, db_default=0)
    handed = models.IntegerField(default=0, db_default=0)
    not_handed = models.IntegerField(default=0, db_default=0)
    hw_excused = models.IntegerField(default=0, db_default=0)
    hw_no_device = models.IntegerField(default=0, db_default=0)
    hw_unknown = models.IntegerField(default=0, db_default=0)
    marked = models.IntegerField(default=0, db_default=0)

    class Meta:
        abstract = True


class Day(Sums):
    """Read table: of a school or township, subject and day the sums over its classes, but for what
    `Change` has not handed over yet."""

    class Meta:
        db_table = "learning_day"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "day", "subject"], name="learning_day_once"),
        ]
        indexes = [
            models.Index(
                fields=["unit_no"], condition=Q(lessons=0, tasks=0), name="learning_day_nothing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.day} {self.subject}"


class Change(Sums):
    """What one statement changed in lessons_day or homework_day for a school, subject and day: added to the
    read table. Written by a trigger in the same transaction; adding takes no lock, so nobody waits for
    another class. `unit_no`: a class that was changed."""

    class Meta:
        db_table = "learning_change"
        indexes = [models.Index(fields=["school_id", "day"], name="learning_change_school")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.day} {self.subject}"
