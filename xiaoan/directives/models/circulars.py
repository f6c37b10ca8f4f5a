"""Circulars (通报): drafted from facts, issued by a named person, read and answered by units."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7


class Circular(models.Model):
    """`facts`: what was counted at `as_of`, kept as issued. The number is given when it is issued."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    year = models.SmallIntegerField(null=True)
    no = models.IntegerField(null=True)
    title = models.TextField()
    text = models.TextField()
    directive_ids = ArrayField(models.UUIDField())
    facts = models.JSONField()
    as_of = models.DateTimeField()
    state = models.TextField(default="draft")
    edits = models.SmallIntegerField(default=0)
    drafted_at = models.DateTimeField()
    drafted_by_id = models.UUIDField()
    edited_at = models.DateTimeField()
    edited_by_id = models.UUIDField()
    edited_with = models.UUIDField()
    issued_at = models.DateTimeField(null=True)
    issued_by_id = models.UUIDField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "directives_circular"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "year", "no"], name="circular_number"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "issued", "dropped"]), name="circular_state"
            ),
            models.CheckConstraint(
                condition=Q(state="issued") ^ Q(issued_at=None), name="circular_issued_at"
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "-drafted_at"], name="circular_unit")]

    def __str__(self) -> str:
        return self.title


class Addressee(models.Model):
    """A unit that a circular is sent to: that somebody has read it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    circular_id = models.UUIDField()
    read_due_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "directives_addressee"
        constraints = [
            models.UniqueConstraint(fields=["circular_id", "unit_no"], name="addressee_once")
        ]
        indexes = [models.Index(fields=["unit_no"], name="addressee_unit")]

    def __str__(self) -> str:
        return f"{self.circular_id} {self.unit_no}"


class Reply(models.Model):
    """What a unit says to a circular, shown beside it to all who read it; never changed. `unit_no` is the
    office that issued the circular, `of_unit` who speaks."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    circular_id = models.UUIDField()
    of_unit = models.IntegerField()
    text = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    by_name = models.TextField()
    said = models.BinaryField()

    class Meta:
        db_table = "directives_reply"
        indexes = [models.Index(fields=["circular_id", "at"], name="reply_circular")]

    def __str__(self) -> str:
        return f"{self.circular_id} {self.of_unit}"
