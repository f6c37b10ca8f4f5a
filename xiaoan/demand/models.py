"""Tables of demand: read tables kept from the ledger, and the county's scenarios.

`unit_no` is the store. What a day looked like (`Day`) is kept beside what was used on it (`Use`): the roll of
then cannot be read later.
"""

from django.db import models
from django.db.models import F, Q

from xiaoan.demand import rules
from xiaoan.kernel.ids import uuid7


class Use(models.Model):
    """What a store used of an item on a day: issued and used, less what came back of it, on the day of the
    issue. `lost`: thrown away, or not found at a count; `put_right`: corrections, and found at a count."""

    id = models.BigAutoField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    item = models.TextField()
    day = models.DateField()
    used = models.BigIntegerField(default=0)
    lost = models.BigIntegerField(default=0)
    put_right = models.BigIntegerField(default=0)

    class Meta:
        db_table = "demand_use"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "day", "item"], name="demand_use_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.item} {self.day}"


class Day(models.Model):
    """What a day was at a store: teaching or not, the response level, an event open; how many were there.
    `counted`: by roll-calls; else everybody on the roll is taken to have been."""

    id = models.BigAutoField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    teaching = models.BooleanField()
    level = models.TextField()
    outbreak = models.BooleanField()
    people = models.IntegerField()
    counted = models.BooleanField(default=False)

    class Meta:
        db_table = "demand_day"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "day"], name="demand_day_once"),
            models.CheckConstraint(condition=Q(level__in=rules.LEVELS), name="demand_day_level"),
            models.CheckConstraint(condition=Q(people__gte=0), name="demand_day_people"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.day}"


class Rate(models.Model):
    """The county's use of an item per person-day, in days of one kind; what a store's own is drawn to."""

    id = models.BigAutoField(primary_key=True)
    unit_no = models.IntegerField()
    item = models.TextField()
    regime = models.SmallIntegerField()
    rate = models.FloatField()
    seen = models.BooleanField()
    spread = models.FloatField()
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "demand_rate"
        constraints = [
            models.UniqueConstraint(fields=["item", "regime"], name="demand_rate_once"),
            models.CheckConstraint(condition=Q(rate__gte=0), name="demand_rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.regime}"


class Cover(models.Model):
    """How long what is held of an item will last, as reckoned at `at`: of one store, or (`whole`) of all
    stores inside a unit together. `low`, `median`, `high` days; None: unknown, never endless."""

    id = models.BigAutoField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    item = models.TextField()
    whole = models.BooleanField(default=False)
    day = models.DateField()
    usable = models.BigIntegerField()
    wasted = models.BigIntegerField()
    coming = models.BigIntegerField()
    per_day = models.FloatField(null=True)
    basis = models.TextField()
    low = models.SmallIntegerField(null=True)
    median = models.SmallIntegerField(null=True)
    high = models.SmallIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "demand_cover"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "item", "whole"], name="demand_cover_once"),
            models.CheckConstraint(condition=Q(basis__in=rules.BASES), name="demand_cover_basis"),
            models.CheckConstraint(
                condition=Q(low=None, median=None, high=None)
                | Q(low__lte=F("median"), median__lte=F("high")),
                name="demand_cover_order",
            ),
        ]
        indexes = [
            models.Index(fields=["whole", "median", "low", "unit_no"], name="demand_cover_soonest"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.item}"


class Ahead(models.Model):
    """What a store will use at most, as reckoned at `at`: by the calendar (`scenario_id` None) or a scenario.

    `most`: item → base units from `day` on to the end of each day (`HORIZON` of them), in 97.5 of 100 cases
    no more than that, or what the standard gives where that is more. Items of which nothing is known are not
    in it. What lies in the store has no part in it.
    """

    id = models.BigAutoField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    scenario_id = models.UUIDField(null=True)
    day = models.DateField()
    most = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "demand_ahead"
        constraints = [
            models.UniqueConstraint(
                fields=["unit_no", "scenario_id"], nulls_distinct=False, name="demand_ahead_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.day}"


class Stale(models.Model):
    """A store whose ledger was written since its covers were reckoned, the last time at `marked_at`."""

    unit_no = models.IntegerField(primary_key=True)
    school_id = models.IntegerField()
    marked_at = models.DateTimeField()

    class Meta:
        db_table = "demand_stale"

    def __str__(self) -> str:
        return str(self.unit_no)


class Scenario(models.Model):
    """One version of a named supposition about the weeks to come; added, never changed. `standing` False:
    given up with this version."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit_no = models.IntegerField()
    name = models.TextField()
    version = models.SmallIntegerField()
    parts = models.JSONField(default=list)
    standing = models.BooleanField(default=True)
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "demand_scenario"
        constraints = [
            models.UniqueConstraint(
                fields=["unit_no", "name", "version"], name="demand_scenario_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Shortage(models.Model):
    """An item whose cover fell below its lead time, until it no longer is (`ended_at`) or somebody has acted
    (`acted_*`): ordered, asked for, sent."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    item = models.TextField()
    since = models.DateField()
    acted_at = models.DateTimeField(null=True)
    acted_by_id = models.UUIDField(null=True)
    acted_what = models.TextField(default="")
    acted_about_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "demand_shortage"
        constraints = [
            models.UniqueConstraint(
                fields=["unit_no", "item"], condition=Q(ended_at=None), name="demand_shortage_one"
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "ended_at"], name="demand_shortage_open")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.item}"
