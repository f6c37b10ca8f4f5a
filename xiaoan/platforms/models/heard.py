"""What platforms tell of: accounts, activities, statements; and lessons to be counted from them."""

from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.platforms import rules


class Account(models.Model):
    """An account of a platform. `unit_no`: the class of its pupil, else of the lesson it was heard in, else
    the platform's own unit. Settled: with a pupil, or nobody; without `by_id` the pupil number was equal.
    `looked_at`: when it was looked for by number in all units of an office."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    platform_id = models.UUIDField()
    key = models.TextField()
    name = models.TextField()
    shown = models.TextField(default="")
    person_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "platforms_account"
        constraints = [
            models.UniqueConstraint(fields=["platform_id", "key"], name="platforms_account_once"),
            models.CheckConstraint(
                condition=Q(person_id=None) | Q(settled_at__isnull=False),
                name="platforms_account_settled",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit_no"], condition=Q(settled_at=None), name="platforms_account_waiting"
            ),
            models.Index(fields=["person_id"], name="platforms_account_person"),
            models.Index(
                fields=["platform_id", "key"],
                condition=Q(settled_at=None, looked_at=None, school_id=0),
                name="platforms_account_new",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Activity(models.Model):
    """What a platform calls a lesson or a room. Settled: of the class `unit_no`, of a subject ("": any) or
    one lesson; until then `unit_no` says who is asked. `is_none`: no lesson of anybody."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    platform_id = models.UUIDField()
    iri = models.TextField()
    title = models.TextField(default="")
    subject = models.TextField(default="")
    lesson_id = models.UUIDField(null=True)
    is_none = models.BooleanField(default=False)
    at = models.DateTimeField()
    heard_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "platforms_activity"
        constraints = [
            models.UniqueConstraint(fields=["platform_id", "iri"], name="platforms_activity_once")
        ]
        indexes = [
            models.Index(
                fields=["unit_no"], condition=Q(settled_at=None), name="platforms_activity_waiting"
            ),
            models.Index(fields=["unit_no", "subject"], name="platforms_activity_unit"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Statement(models.Model):
    """One statement or launch: who, what, when, and no more of it. Never changed but taken back (`void`);
    gone after so many days (data file)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    platform_id = models.UUIDField()
    statement_id = models.UUIDField()
    account_id = models.UUIDField()
    activity_id = models.UUIDField()
    lesson_id = models.UUIDField(null=True)
    kind = models.TextField()
    at = models.DateTimeField()
    seconds = models.IntegerField(null=True)
    digest = models.BinaryField()
    received_at = models.DateTimeField()
    void = models.BooleanField(default=False)

    class Meta:
        db_table = "platforms_statement"
        constraints = [
            models.UniqueConstraint(
                fields=["platform_id", "statement_id"], name="platforms_statement_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=rules.KINDS), name="platforms_statement_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["activity_id", "at"], name="platforms_statement_of"),
            models.Index(fields=["account_id", "at"], name="platforms_statement_by"),
            models.Index(fields=["received_at"], name="platforms_statement_age"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Watch(models.Model):
    """A lesson of which statements tell: counted anew while `dirty`, and once more when it is over. A mark,
    not a time: what waits for the lock of a count was said after it. `known` of `roll` pupils have an
    account; `outcome`: counted, few (too few are known), said (the teacher or an export has said so)."""

    lesson_id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    dirty = models.BooleanField(default=True)
    counted_at = models.DateTimeField(null=True)
    known = models.IntegerField(default=0)
    roll = models.IntegerField(default=0)
    outcome = models.TextField(default="")

    class Meta:
        db_table = "platforms_watch"
        constraints = [
            models.CheckConstraint(condition=Q(known__lte=F("roll")), name="platforms_watch_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=rules.OUTCOMES), name="platforms_watch_outcome"
            ),
        ]
        indexes = [
            models.Index(fields=["day", "unit_no"], name="platforms_watch_day"),
            models.Index(fields=["unit_no", "day"], name="platforms_watch_unit"),
            models.Index(
                fields=["starts_at"],
                condition=Q(dirty=True) | Q(counted_at__lt=F("ends_at")),
                name="platforms_watch_open",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.lesson_id)
