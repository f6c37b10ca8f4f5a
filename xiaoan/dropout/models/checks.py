"""四查三比对: one comparison on one day, and what it found; kept by date."""

from django.db import models
from django.db.models import Q

from xiaoan.dropout.rules import checks as rules
from xiaoan.kernel.ids import uuid7


class Check(models.Model):
    """A comparison of two registers of a township or the county at an instant: how many each named, how many
    differ. `left_as_of`, `right_as_of`: as of when each is. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    code = models.TextField()
    version = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    left = models.IntegerField()
    right = models.IntegerField()
    found = models.IntegerField()
    left_as_of = models.DateField()
    right_as_of = models.DateField()
    due_at = models.DateTimeField()

    class Meta:
        db_table = "dropout_check"
        constraints = [
            models.CheckConstraint(condition=Q(code__in=rules.CODES), name="dropout_check_code")
        ]
        indexes = [models.Index(fields=["unit_no", "-at"], name="dropout_check_unit")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.code} {self.at:%Y-%m-%d}"


class Difference(models.Model):
    """One pupil in whom two registers differ, under the class (of a child of no roll under the township);
    `child_id`: of the third ledger, `person_id`: of the roll. Who answers says what it is; one answer."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    check_id = models.UUIDField()
    code = models.TextField()
    person_id = models.UUIDField(null=True)
    child_id = models.UUIDField(null=True)
    days = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()
    answer = models.TextField(default="")
    note_cipher = models.BinaryField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    act_id = models.UUIDField(null=True)
    said = models.BinaryField(null=True)

    class Meta:
        db_table = "dropout_difference"
        constraints = [
            models.UniqueConstraint(
                fields=["check_id", "person_id"], name="dropout_difference_person"
            ),
            models.UniqueConstraint(
                fields=["check_id", "child_id"], name="dropout_difference_child"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | Q(answer__in=rules.ANSWERS, answered_at__isnull=False),
                name="dropout_difference_answer",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit_no", "due_at"], condition=Q(answer=""), name="dropout_difference_open"
            ),
            models.Index(fields=["check_id", "unit_no"], name="dropout_difference_check"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.unit_no}"
