"""What speaks against a record's dose, as the rules of that day judged it."""

from django.db import models
from django.db.models import Q

from xiaoan.hygiene import rules
from xiaoan.kernel.ids import uuid7


class Flag(models.Model):
    """One flag of a record (rules.judge), written with it and added only. `said`, `bound`: the figures that
    were held against each other; `version` of the rules. Flags of a record that another replaces no longer
    count."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    record_id = models.UUIDField()
    what = models.TextField()
    side = models.TextField()
    source = models.TextField()
    confidence = models.TextField()
    said = models.IntegerField(null=True)
    bound = models.IntegerField(null=True)
    version = models.TextField()

    class Meta:
        db_table = "hygiene_flag"
        constraints = [
            models.UniqueConstraint(fields=["record_id", "what"], name="hygiene_flag_once"),
            models.CheckConstraint(
                condition=Q(side__in=rules.FLAG_SIDES), name="hygiene_flag_side"
            ),
        ]
        indexes = [
            models.Index(fields=["day", "school_id"], name="hygiene_flag_day"),
            models.Index(fields=["school_id", "day"], name="hygiene_flag_school"),
        ]

    def __str__(self) -> str:
        return self.what
