"""Dormitory rounds, one row per room, evening and version, and boarders who were not found."""

from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.screening import rules


class Round(models.Model):
    """One version of a room's round; all in bed is an explicit zero. `id` is made by whoever sends it.

    `unit_no` is the room.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    version = models.SmallIntegerField()
    base = models.SmallIntegerField()
    state = models.TextField()
    residents = models.SmallIntegerField()
    in_bed = models.SmallIntegerField()
    on_leave = models.SmallIntegerField(default=0)
    missing = models.SmallIntegerField(default=0)
    ill = models.SmallIntegerField(default=0)
    ventilated = models.BooleanField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    late = models.BooleanField(default=False)
    reason = models.TextField(default="")
    body_hash = models.BinaryField()

    class Meta:
        db_table = "screening_round"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="round_school"),
            models.UniqueConstraint(
                fields=["school_id", "unit_no", "day"],
                condition=Q(state="current"),
                name="round_current",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["current", "superseded", "conflict", "discarded"]),
                name="round_state",
            ),
            # Whoever sleeps there is in bed, away with leave, missing or ill; nobody is lost in between.
            models.CheckConstraint(
                condition=Q(residents=F("in_bed") + F("on_leave") + F("missing") + F("ill"))
                & Q(in_bed__gte=0),
                name="round_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["day", "unit_no"], name="round_day_unit")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.day} v{self.version}"


class RoundMark(models.Model):
    """One boarder who is not simply in bed. `unit_no` is the class that evening: what was, stays."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    room_no = models.IntegerField()
    round_id = models.UUIDField()
    enrolment_id = models.UUIDField()
    person_id = models.UUIDField()
    day = models.DateField()
    current = models.BooleanField(default=True)
    kind = models.TextField()
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    symptoms = models.IntegerField(default=0)
    note = models.TextField(default="")

    class Meta:
        db_table = "screening_round_mark"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "round_id", "person_id"], name="round_mark_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in rules.RoundKind]),
                name="round_mark_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind="leave") | Q(since__isnull=False, until__gt=F("since")),
                name="round_mark_leave",
            ),
        ]
        indexes = [
            models.Index(fields=["day", "unit_no"], name="round_mark_day_unit"),
            models.Index(fields=["day", "room_no"], name="round_mark_day_room"),
            models.Index(fields=["person_id", "day"], name="round_mark_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Missing(models.Model):
    """A boarder who was not in bed and had no leave: open until somebody says who found them, and where.

    `due_at`: the evening's deadline, from which principal and class teacher are told (`shown_at`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    room_no = models.IntegerField()
    person_id = models.UUIDField()
    day = models.DateField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    due_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(null=True)
    found_by_id = models.UUIDField(null=True)
    found_where = models.TextField(default="")
    found_note = models.TextField(default="")

    class Meta:
        db_table = "screening_missing"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "person_id"],
                condition=Q(found_at=None),
                name="missing_once",
            ),
            models.CheckConstraint(
                condition=Q(found_at=None, found_where="")
                | Q(found_at__isnull=False, found_where__in=rules.FOUND),
                name="missing_found",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(found_at=None, shown_at=None),
                name="missing_to_show",
            ),
            models.Index(fields=["day", "unit_no"], name="missing_day_unit"),
            models.Index(fields=["school_id", "person_id"], name="missing_person"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.room_no}"
