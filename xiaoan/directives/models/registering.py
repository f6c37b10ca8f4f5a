"""The register: directives and meetings with their numbers, versions and papers. `unit_no` is the office that
keeps it: the county's number, or a township's."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xiaoan.directives import rules
from xiaoan.kernel.ids import uuid7


class Number(models.Model):
    """The last number that a register of an office has given in a year; locked while the next is given."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    register = models.TextField()
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        db_table = "directives_number"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "register", "year"], name="number_once")
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.year} {self.last}"


class Meeting(models.Model):
    """A meeting that started directives. `attended`: who was there, as written; `attended_ids`: accounts."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    year = models.SmallIntegerField()
    no = models.IntegerField()
    title = models.TextField()
    held_on = models.DateField()
    place = models.TextField()
    chair = models.TextField()
    attended = models.TextField(default="")
    attended_ids = ArrayField(models.UUIDField(), default=list)
    minutes = models.TextField(default="")
    registered_at = models.DateTimeField()
    registered_by_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "directives_meeting"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "year", "no"], name="meeting_number")
        ]
        indexes = [models.Index(fields=["unit_no", "-held_on"], name="meeting_unit")]

    def __str__(self) -> str:
        return self.title


class Directive(models.Model):
    """What came in and is to be carried out. `version` counts what was changed after it was issued."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    year = models.SmallIntegerField()
    no = models.IntegerField()
    source = models.TextField()
    issuer = models.TextField()
    paper_no = models.TextField(default="")
    dated_on = models.DateField()
    title = models.TextField()
    secrecy = models.TextField()
    text = models.TextField()
    meeting_id = models.UUIDField(null=True)
    state = models.TextField(default="registered")
    version = models.SmallIntegerField(default=1)
    registered_at = models.DateTimeField()
    registered_by_id = models.UUIDField()
    issued_at = models.DateTimeField(null=True)
    issued_by_id = models.UUIDField(null=True)
    issued_with = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    ended_with = models.UUIDField(null=True)
    ended_why = models.TextField(default="")
    # What it came to, counted when it was closed.
    summary = models.JSONField(default=dict)
    said = models.BinaryField()

    class Meta:
        db_table = "directives_directive"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "year", "no"], name="directive_number"),
            models.CheckConstraint(condition=Q(source__in=rules.SOURCES), name="directive_source"),
            models.CheckConstraint(
                condition=Q(secrecy__in=rules.SECRECY), name="directive_secrecy"
            ),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="directive_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "closed"]) | Q(issued_at__isnull=False),
                name="directive_issued_at",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "withdrawn"]) ^ Q(ended_at=None),
                name="directive_ended_at",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "-year", "-no"], name="directive_unit"),
            models.Index(fields=["meeting_id"], name="directive_meeting"),
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """The words of a directive as they were in force from an instant; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    directive_id = models.UUIDField()
    no = models.SmallIntegerField()
    title = models.TextField()
    text = models.TextField()
    reason = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "directives_version"
        constraints = [
            models.UniqueConstraint(fields=["directive_id", "no"], name="directive_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.no}"


class Paper(models.Model):
    """A file as it came, sealed: of a directive, a meeting, or what a unit reported (`about_id`)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    about_id = models.UUIDField()
    what = models.TextField()
    name = models.TextField()
    size = models.IntegerField()
    content = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "directives_paper"
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=["directive", "meeting", "entry"]), name="paper_what"
            )
        ]
        indexes = [models.Index(fields=["about_id"], name="paper_about")]

    def __str__(self) -> str:
        return str(self.about_id)
