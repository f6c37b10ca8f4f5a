"""When nobody is in rooms because lessons are at home."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7


class Away(models.Model):
    """Read table: of `about_id` (a period of online lessons) at one school: whoever belongs to
    [away_no, away_end) is at home from `since` until `until` (both count). `back`: triples of first unit,
    end and day (ordinal) from which on that part is in school again. `clean_from`: cleaned again before they
    come. Named by whoever keeps the period; made anew from it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    about_id = models.UUIDField()
    away_no = models.IntegerField()
    away_end = models.IntegerField()
    since = models.DateField()
    until = models.DateField()
    back = ArrayField(models.IntegerField(), default=list)
    clean_from = models.DateField(null=True)

    class Meta:
        db_table = "hygiene_away"
        constraints = [
            models.UniqueConstraint(fields=["about_id", "school_id"], name="hygiene_away_once"),
            models.CheckConstraint(
                condition=Q(away_end__gt=F("away_no")), name="hygiene_away_units"
            ),
        ]
        indexes = [models.Index(fields=["school_id", "until"], name="hygiene_away_school")]

    def __str__(self) -> str:
        return f"{self.away_no} {self.since} {self.until}"
