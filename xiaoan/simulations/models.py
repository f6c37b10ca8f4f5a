"""Tables of simulations: comparisons that were asked for, and what each school would see. Nobody is named."""

from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7

STATES = ("waiting", "running", "done", "failed")


class Run(models.Model):
    """A comparison: what was asked, with the version of the data and the seed, so that it can be reckoned
    again; `crowd`: sizes and fingerprint of the people it was reckoned on; `found`: what came out."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    disease = models.TextField()
    opens_on = models.DateField()
    asked = models.JSONField()
    version = models.TextField()
    seed = models.BigIntegerField()
    body_hash = models.BinaryField()
    state = models.TextField(default="waiting")
    done = models.IntegerField(default=0)
    wanted = models.IntegerField()
    crowd = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "simulations_run"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="simulations_run_state"),
        ]
        indexes = [models.Index(fields=["unit_no", "-at"], name="simulations_run_unit")]

    def __str__(self) -> str:
        return f"{self.disease} {self.unit_no}"


class SchoolResult(models.Model):
    """What a way of opening would mean for a school: infected of its own (95 % of replicates between `low`
    and `high`), share of replicates with an outbreak."""

    id = models.BigAutoField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    run_id = models.UUIDField()
    way = models.TextField()
    low = models.IntegerField()
    median = models.IntegerField()
    high = models.IntegerField()
    outbreak = models.FloatField()

    class Meta:
        db_table = "simulations_school"
        constraints = [
            models.UniqueConstraint(
                fields=["run_id", "unit_no", "way"], name="simulations_school_once"
            ),
            models.CheckConstraint(
                condition=Q(outbreak__gte=0, outbreak__lte=1), name="simulations_school_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.way}"
