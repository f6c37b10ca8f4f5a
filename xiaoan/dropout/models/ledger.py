"""Tables of the drop-out watch. Which key group a pupil is of, and all words, are sealed."""

from django.db import models
from django.db.models import F, Q

from xiaoan.dropout.rules import ledger as rules
from xiaoan.kernel.ids import uuid7


class Score(models.Model):
    """Read table of each night: pupils from the listing threshold on. `seen`: the numbers; `parts`:
    what each adds
    to the log-odds."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    day = models.DateField()
    p = models.FloatField()
    seen = models.JSONField()
    parts = models.JSONField()

    class Meta:
        db_table = "dropout_score"
        constraints = [models.UniqueConstraint(fields=["person_id"], name="dropout_score_once")]
        indexes = [models.Index(fields=["unit_no", "-p"], name="dropout_score_unit")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.p:.3f}"


class KeyGroup(models.Model):
    """That a pupil is of a key group: from whom it is known, on what basis, from when until when."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    group_cipher = models.BinaryField()
    source_cipher = models.BinaryField()
    basis = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True)
    by_id = models.UUIDField()
    ended_by_id = models.UUIDField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "dropout_key_group"
        constraints = [
            models.CheckConstraint(condition=Q(basis__in=["law", "consent"]), name="dropout_basis")
        ]
        indexes = [models.Index(fields=["person_id"], name="dropout_key_person")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.since}"


class Entry(models.Model):
    """A line of the ledger: a pupil suspected of leaving, or gone; one open per pupil. `p`, `seen`: as
    the score
    was when it opened by itself; `how`: what ends it, told with evidence by one and confirmed by another."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    ledger = models.TextField(default="suspected")
    state = models.TextField(default="open")
    opened_at = models.DateTimeField()
    by_score = models.BooleanField(default=False)
    p = models.FloatField(null=True)
    seen = models.JSONField(default=dict)
    responsible_id = models.UUIDField(null=True)
    dropped_at = models.DateTimeField(null=True)
    asked_by_id = models.UUIDField(null=True)
    how = models.TextField(default="")
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    steps = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "dropout_entry"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="dropout_school"),
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(closed_at=None), name="dropout_one_open"
            ),
            models.CheckConstraint(condition=Q(ledger__in=rules.LEDGERS), name="dropout_ledger"),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="dropout_state"),
            # Nobody closes what they asked to close.
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(closed_at__isnull=False, closed_by_id__isnull=False)
                & ~Q(closed_by_id=F("asked_by_id")),
                name="dropout_second_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit_no", "ledger"], condition=Q(closed_at=None), name="dropout_open"
            ),
            models.Index(fields=["opened_at", "unit_no"], name="dropout_opened"),
            models.Index(fields=["closed_at", "unit_no"], name="dropout_closed"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_no} {self.ledger} {self.state}"


class Step(models.Model):
    """One act about an entry, never changed. `id` is made by the form; `receiver`, `receipt`: the
    receiving school
    and the number of its receipt."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    entry_id = models.UUIDField()
    no = models.SmallIntegerField()
    kind = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    how = models.TextField(default="")
    receiver = models.TextField(default="")
    receipt = models.TextField(default="")
    note_cipher = models.BinaryField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "dropout_step"
        constraints = [
            models.UniqueConstraint(fields=["entry_id", "no"], name="dropout_step_once"),
            models.CheckConstraint(condition=Q(kind__in=rules.STEPS), name="dropout_step_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.kind}"


class Report(models.Model):
    """A school's report of a month, signed; zero is written as zero. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    month = models.DateField()
    on_roll = models.IntegerField()
    suspected = models.IntegerField()
    dropped = models.IntegerField()
    opened = models.IntegerField()
    closed = models.IntegerField()
    note = models.TextField(default="")
    signed_at = models.DateTimeField()
    signed_by_id = models.UUIDField()

    class Meta:
        db_table = "dropout_report"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "month"], name="dropout_report_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.month:%Y-%m}"


class Review(models.Model):
    """The county's review of a quarter, signed: how many reports it rests on, what was found;
    `children`: lines of the third ledger that were open. Never
    changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    quarter = models.DateField()
    reports = models.IntegerField()
    wanted = models.IntegerField()
    suspected = models.IntegerField()
    dropped = models.IntegerField()
    children = models.IntegerField(null=True)
    note = models.TextField()
    signed_at = models.DateTimeField()
    signed_by_id = models.UUIDField()

    class Meta:
        db_table = "dropout_review"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "quarter"], name="dropout_review_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.quarter}"
