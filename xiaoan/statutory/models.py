"""Reports the law asks for, each version as it was sent, its receipt; warnings from outside and answers."""

from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7
from xiaoan.statutory import rules


class Report(models.Model):
    """A report due: one event, one recipient, one kind (and day). `unit_no` is the school's number.

    `ours`: the hours are of our profile, no document's. `late` is of the first version and stays. `words`:
    what a person adds to the draft, sealed. `followed`: of a first report, whether its event still runs.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    event_id = models.UUIDField()
    year = models.SmallIntegerField()
    number = models.SmallIntegerField()
    syndrome = models.TextField()
    recipient = models.TextField()
    kind = models.TextField()
    # Of a progress or closing report: the day it is about.
    day = models.DateField(null=True)
    rule = models.TextField()
    rule_version = models.TextField()
    basis = models.TextField()
    rule_status = models.TextField()
    ours = models.BooleanField(default=False)
    detected_at = models.DateTimeField()
    began_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.TextField(default="due")
    followed = models.BooleanField(default=False)
    versions = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    words = models.BinaryField(null=True)
    why = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "statutory_report"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="report_school"),
            models.UniqueConstraint(
                fields=["school_id", "event_id", "recipient", "kind", "day"],
                condition=~Q(state="replaced"),
                nulls_distinct=False,
                name="report_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=rules.KINDS), name="report_kind"),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="report_state"),
            models.CheckConstraint(
                condition=Q(state__in=rules.SENT, versions__gte=1, sent_at__isnull=False)
                | Q(~Q(state__in=rules.SENT), versions=0, sent_at=None),
                name="report_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state="waived")
                | (~Q(why="") & Q(decided_at__isnull=False, decided_by_id__isnull=False)),
                name="report_waived",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "-due_at"], name="report_unit"),
            models.Index(fields=["school_id"], condition=Q(followed=True), name="report_followed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.recipient} {self.year}-{self.number}"


class Version(models.Model):
    """A report as it was sent: added, never changed. `content` is sealed; `digest` is the SHA-256 of it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    report_id = models.UUIDField()
    number = models.SmallIntegerField()
    content = models.BinaryField()
    digest = models.TextField()
    means = models.TextField()
    # When it went out, as the sender says; when it was written down here.
    sent_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_id = models.UUIDField()
    to_name = models.TextField()
    to_office = models.TextField()
    why = models.TextField(default="")

    class Meta:
        db_table = "statutory_version"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="version_school"),
            models.UniqueConstraint(
                fields=["school_id", "report_id", "number"], name="version_number"
            ),
            models.CheckConstraint(condition=Q(means__in=rules.MEANS), name="version_means"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.number}"


class Receipt(models.Model):
    """That a version was received: said by the bureau's officer here, or by the sender of another office."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    version_id = models.UUIDField()
    received_at = models.DateTimeField()
    name = models.TextField()
    number = models.TextField(default="")
    by_recipient = models.BooleanField()
    recorded_at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "statutory_receipt"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "version_id"], name="receipt_once")
        ]

    def __str__(self) -> str:
        return str(self.version_id)


class OfficialWarning(models.Model):
    """An official warning (官方预警) that came from outside. `unit_no` is the county's number.

    A school reads it because it is addressed to it (Target). `valid_until` is its last day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    kind = models.TextField()
    level = models.TextField(default="")
    issuer = models.TextField()
    number = models.TextField(default="")
    title = models.TextField()
    text = models.TextField()
    area = models.TextField()
    issued_on = models.DateField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    answer_at = models.DateTimeField()
    file_name = models.TextField(default="")
    file = models.BinaryField(null=True)
    entered_at = models.DateTimeField()
    entered_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "statutory_warning"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=rules.WARNING_KINDS), name="warning_kind"),
            models.CheckConstraint(condition=Q(level__in=rules.LEVELS), name="warning_level"),
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("valid_from")), name="warning_days"
            ),
        ]
        indexes = [models.Index(fields=["-entered_at"], name="warning_entered")]

    def __str__(self) -> str:
        return self.title


class Target(models.Model):
    """A school that a warning is addressed to: that it has been read, and what was done."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    warning_id = models.UUIDField()
    read_due_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    answer = models.TextField(default="")

    class Meta:
        db_table = "statutory_target"
        constraints = [
            models.UniqueConstraint(fields=["warning_id", "school_id"], name="target_once")
        ]
        indexes = [models.Index(fields=["unit_no"], name="target_unit")]

    def __str__(self) -> str:
        return f"{self.warning_id} {self.school_id}"
