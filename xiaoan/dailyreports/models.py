"""Tables of the daily report."""

from django.db import models
from django.db.models import Q

from xiaoan.dailyreports import rules
from xiaoan.kernel.ids import uuid7


class Report(models.Model):
    """What a unit reports of a day. `draft`: what the system drafted, with when; `words`: what people added
    to it, sealed; `zero`, `late`, `signed_at`: as of the first version (zero: of the newest)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    level = models.TextField()
    day = models.DateField()
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    draft = models.JSONField(null=True)
    drafted_at = models.DateTimeField(null=True)
    words = models.BinaryField(null=True)
    versions = models.SmallIntegerField(default=0)
    zero = models.BooleanField(null=True)
    late = models.BooleanField(null=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dailyreports_report"
        constraints = (
            models.UniqueConstraint(fields=["unit_no", "day"], name="dailyreport_once"),
            models.UniqueConstraint(fields=["school_id", "id"], name="dailyreport_school"),
            models.CheckConstraint(condition=Q(level__in=rules.LEVELS), name="dailyreport_level"),
            models.CheckConstraint(
                condition=Q(versions=0, signed_at=None, zero=None, late=None)
                | Q(
                    versions__gt=0, signed_at__isnull=False, zero__isnull=False, late__isnull=False
                ),
                name="dailyreport_signed",
            ),
        )
        indexes = (models.Index(fields=["day", "unit_no"], name="dailyreport_day"),)

    def __str__(self) -> str:
        return f"{self.unit_no} {self.day} {self.versions}"


class Version(models.Model):
    """A report as it was signed; never changed. `content`: figures, counts and texts by rules; `words`:
    what was added, sealed; `digest`: SHA-256 of both, which the journal names too."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    report_id = models.UUIDField()
    no = models.SmallIntegerField()
    zero = models.BooleanField()
    content = models.JSONField()
    words = models.BinaryField()
    digest = models.TextField()
    signed_at = models.DateTimeField()
    by_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "dailyreports_version"
        constraints = (
            models.UniqueConstraint(fields=["report_id", "no"], name="dailyreport_version_once"),
            models.UniqueConstraint(fields=["school_id", "id"], name="dailyreport_version_school"),
        )

    def __str__(self) -> str:
        return f"{self.report_id} {self.no}"


class Remark(models.Model):
    """What somebody above wrote about a version (批示); sealed, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    report_id = models.UUIDField()
    no = models.SmallIntegerField()
    text = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "dailyreports_remark"
        indexes = (models.Index(fields=["report_id"], name="dailyreport_remark"),)

    def __str__(self) -> str:
        return f"{self.report_id} {self.no}"


class Sending(models.Model):
    """That a version went out to an office outside; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    report_id = models.UUIDField()
    no = models.SmallIntegerField()
    to_office = models.TextField()
    to_name = models.TextField()
    means = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "dailyreports_sending"
        constraints = (
            models.UniqueConstraint(fields=["school_id", "id"], name="dailyreport_sending_school"),
            models.CheckConstraint(
                condition=Q(means__in=rules.MEANS), name="dailyreport_sending_means"
            ),
        )
        indexes = (models.Index(fields=["report_id"], name="dailyreport_sending"),)

    def __str__(self) -> str:
        return f"{self.report_id} {self.no}"


class Receipt(models.Model):
    """That what went out arrived: who took it, under what number; one for each sending, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    sending_id = models.UUIDField()
    name = models.TextField()
    number = models.TextField(default="")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "dailyreports_receipt"
        constraints = (
            models.UniqueConstraint(fields=["sending_id"], name="dailyreport_receipt_once"),
        )

    def __str__(self) -> str:
        return f"{self.sending_id}"


class Reader(models.Model):
    """Somebody to whom a version was sent, by their post; `opened_at`: when they first opened the report
    since; only that is ever written later."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    report_id = models.UUIDField()
    version_id = models.UUIDField()
    no = models.SmallIntegerField()
    user_id = models.UUIDField()
    role = models.TextField()
    sent_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dailyreports_reader"
        constraints = (
            models.UniqueConstraint(
                fields=["report_id", "no", "user_id"], name="dailyreport_reader_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.report_id} {self.no} {self.role}"


class Order(models.Model):
    """That a remark became a directive; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    report_id = models.UUIDField()
    remark_id = models.UUIDField()
    directive_id = models.UUIDField()
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "dailyreports_order"
        constraints = (
            models.UniqueConstraint(fields=["remark_id"], name="dailyreport_order_once"),
            models.UniqueConstraint(fields=["directive_id"], name="dailyreport_order_directive"),
        )
        indexes = (models.Index(fields=["report_id"], name="dailyreport_order"),)

    def __str__(self) -> str:
        return f"{self.remark_id} {self.directive_id}"
