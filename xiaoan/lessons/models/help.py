"""Who is excused or cannot watch, what is done about it, devices lent, and what families say."""

from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.lessons import rules


class Excuse(models.Model):
    """A teacher excuses a pupil from a day to another (both count), with the reason."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    why = models.TextField()
    since = models.DateField()
    until = models.DateField()
    reason = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "lessons_excuse"
        constraints = [
            models.CheckConstraint(condition=Q(why__in=rules.EXCUSES), name="lessons_excuse_why"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="lessons_excuse_days"),
        ]
        indexes = [models.Index(fields=["unit_no", "until"], name="lessons_excuse_unit")]

    def __str__(self) -> str:
        return self.why


class Without(models.Model):
    """A pupil without a device or network, the help planned, and from when until (not including) when."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    lacks = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True)
    help = models.TextField(default="")
    help_by = models.DateField(null=True)
    helper_id = models.UUIDField(null=True)
    note = models.TextField(default="")
    source = models.TextField(default="teacher")
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "lessons_without"
        constraints = [
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(until=None), name="lessons_without_once"
            ),
            models.CheckConstraint(
                condition=Q(lacks__in=rules.LACKS), name="lessons_without_lacks"
            ),
            models.CheckConstraint(
                condition=Q(help="") | Q(help__in=rules.HELPS), name="lessons_without_help"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="lessons_without_days"
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "since"], name="lessons_without_unit")]

    def __str__(self) -> str:
        return self.lacks


class Loan(models.Model):
    """A device lent to a pupil: what, its number, out, due back, back, and in which condition."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    what = models.TextField()
    serial = models.TextField()
    out_on = models.DateField()
    due_on = models.DateField()
    condition_out = models.TextField(default="")
    back_on = models.DateField(null=True)
    condition_back = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    back_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "lessons_loan"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "serial"],
                condition=Q(back_on=None),
                name="lessons_loan_out_once",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("out_on"))
                & (Q(back_on=None) | Q(back_on__gte=F("out_on"))),
                name="lessons_loan_days",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no"], condition=Q(back_on=None), name="lessons_loan_out"),
            models.Index(fields=["due_on"], condition=Q(back_on=None), name="lessons_loan_due"),
        ]

    def __str__(self) -> str:
        return self.serial


class Word(models.Model):
    """What a guardian says of a child for a day (rules.WORDS). `seen_at`: the teacher took it up."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    day = models.DateField()
    what = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "lessons_word"
        constraints = [
            models.UniqueConstraint(fields=["person_id", "day", "what"], name="lessons_word_once"),
            models.CheckConstraint(condition=Q(what__in=rules.WORDS), name="lessons_word_what"),
        ]
        indexes = [models.Index(fields=["unit_no", "day"], name="lessons_word_unit")]

    def __str__(self) -> str:
        return self.what
