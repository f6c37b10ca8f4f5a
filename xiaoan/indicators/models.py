"""The read table of figures: one row per day, indicator and unit. Townships and the county are sums of
schools. And what recounts of a day found."""

from django.db import models
from django.db.models import Q

from xiaoan.indicators.rules import SOURCES
from xiaoan.kernel.ids import uuid7


class Kept(models.Model):
    """A figure of a unit on a day, and what it was when the day was closed (`closed_*`; `closed_at` None: it
    still runs). `num` None: nothing on record. What differs from the close was late or put right."""

    pk = models.CompositePrimaryKey("day", "key", "unit_no")
    day = models.DateField()
    key = models.TextField()
    unit_no = models.IntegerField()
    school_id = models.IntegerField()
    num = models.IntegerField(null=True)
    den = models.IntegerField(null=True)
    unknown = models.IntegerField(default=0)
    units = models.IntegerField(default=0)
    silent = models.IntegerField(default=0)
    at = models.DateTimeField()
    closed_num = models.IntegerField(null=True)
    closed_den = models.IntegerField(null=True)
    closed_unknown = models.IntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "indicators_figure"
        constraints = [
            models.CheckConstraint(
                condition=Q(den=None) | Q(num__isnull=False, num__lte=models.F("den")),
                name="indicators_bounds",
            ),
            models.CheckConstraint(
                condition=Q(unknown__gte=0, units__gte=0, silent__gte=0, silent__lte=models.F("units")),
                name="indicators_units",
            ),
        ]  # fmt: skip
        # A unit's course over many days, of one indicator.
        indexes = [models.Index(fields=["unit_no", "key", "day"], name="indicators_course")]

    def __str__(self) -> str:
        return f"{self.day} {self.key} {self.unit_no}"


class Check(models.Model):
    """A recount of a day: how many figures were held against what they are made of, how many differ
    (`differing`), and how many of a running day have moved since they were kept (`moved`)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    figures = models.IntegerField()
    differing = models.IntegerField()
    moved = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "indicators_check"
        indexes = [models.Index(fields=["-at"], name="indicators_check_at")]

    def __str__(self) -> str:
        return f"{self.day} {self.differing}"


class Difference(models.Model):
    """A figure that a check found otherwise: by which way (`source`), in which part of it (`field`), what is
    shown (`was`) and what was counted (`should`); None: nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    check_id = models.UUIDField(db_index=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    source = models.TextField()
    key = models.TextField()
    field = models.TextField()
    was = models.IntegerField(null=True)
    should = models.IntegerField(null=True)

    class Meta:
        db_table = "indicators_difference"
        constraints = [
            models.CheckConstraint(condition=Q(source__in=SOURCES), name="indicators_source"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key} {self.unit_no}"
