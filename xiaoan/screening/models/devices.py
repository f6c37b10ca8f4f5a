"""Thermometers, cameras and gates; what they read; and the readings that ask for a second one by hand."""

from django.db import models
from django.db.models import Q

from xiaoan.directory.rules import SCHOOL
from xiaoan.kernel.ids import uuid7
from xiaoan.screening import rules


class Device(models.Model):
    """A measuring device of a school. Its token is shown once; only the hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind = models.TextField()
    serial = models.TextField()
    place = models.TextField()
    method = models.TextField()
    calibrated = models.DateField(null=True)
    # Until when that holds; nothing known: None. Written by whoever keeps the certificates.
    valid_until = models.DateField(null=True)
    # Out of use since: reported faulty, lent, lost. Its token opens nothing meanwhile.
    out_at = models.DateTimeField(null=True)
    # Read unlike another thermometer.
    doubtful = models.BooleanField(default=False)
    token_hash = models.BinaryField(null=True, unique=True)
    token_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    added_by_id = models.UUIDField(null=True)
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "screening_device"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="device_school"),
            # In a school, or at an office, which are of no school.
            models.UniqueConstraint(models.F("unit_no") / SCHOOL, "serial", name="device_serial"),
            models.CheckConstraint(condition=Q(kind__in=rules.DEVICES), name="device_kind"),
            models.CheckConstraint(condition=Q(method__in=rules.READ_BY), name="device_method"),
            # A revoked device has no token that could open anything.
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(token_hash=None), name="device_revoked"
            ),
        ]
        indexes = [models.Index(fields=["unit_no"], name="device_unit")]

    def __str__(self) -> str:
        return f"{self.kind} {self.serial}"


class Reading(models.Model):
    """One reading of a device. `unit_no`: the class then, or the school where the number is nobody's.

    Raw and short-lived: cleared the day after the end of its term, never the ground of a fever.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    device_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    day = models.DateField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    # Nothing where it was refused as impossible: that counts for the device, and is no child's temperature.
    celsius = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    ambient = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    method = models.TextField()
    verdict = models.TextField()
    body_hash = models.BinaryField()

    class Meta:
        db_table = "screening_reading"
        constraints = [
            models.CheckConstraint(condition=Q(method__in=rules.READ_BY), name="reading_method"),
            models.CheckConstraint(condition=Q(verdict__in=rules.READINGS), name="reading_verdict"),
            models.CheckConstraint(
                condition=Q(celsius__isnull=False) | Q(verdict="absurd"), name="reading_celsius"
            ),
        ]
        indexes = [
            models.Index(fields=["school_id", "day", "device_id"], name="reading_school_day"),
            models.Index(fields=["day"], name="reading_day"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Retest(models.Model):
    """A reading at its line: somebody measures again under the arm within half an hour.

    `unit_no` follows the class. One a pupil and day while it is open.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    enrolment_id = models.UUIDField()
    person_id = models.UUIDField()
    day = models.DateField()
    at = models.DateTimeField()
    celsius = models.DecimalField(max_digits=4, decimal_places=1)
    method = models.TextField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by_id = models.UUIDField(null=True)
    result = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    fever = models.BooleanField(default=False)

    class Meta:
        db_table = "screening_retest"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "person_id", "day"],
                condition=Q(done_at=None),
                name="retest_once",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) ^ Q(result__isnull=False), name="retest_done"
            ),
        ]
        indexes = [
            models.Index(fields=["day", "unit_no"], name="retest_day_unit"),
            models.Index(fields=["school_id", "person_id"], name="retest_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)
