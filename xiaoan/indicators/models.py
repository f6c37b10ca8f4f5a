"""The read table of figures: one row per day, indicator and unit. Townships and the county are sums of
schools."""

from django.db import models
from django.db.models import Q


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
