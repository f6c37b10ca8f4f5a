"""Tables of allocation. `unit_no` is the office that plans: a county or a township. A plan keeps what it was
reckoned from, so that it can be explained as it was decided."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.allocation import rules
from xiaoan.kernel.ids import uuid7


class Plan(models.Model):
    """Who gets how much from which store: drafted, edited, approved by a second person, followed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    title = models.TextField()
    level = models.TextField()
    # Code of an item → the pack that stays together ("" for single pieces).
    packs = models.JSONField(default=dict)
    # What the giving stores could spare when the plan was reckoned: store → item → base units.
    spare = models.JSONField(default=dict)
    # Where stores and schools stood then, as far as that was known: unit → degrees east, north.
    sites = models.JSONField(default=dict)
    # What had been entered of the ways between them, the factor and the speed: queries.ways.Roads.
    roads = models.JSONField(default=dict)
    weights = models.JSONField(default=dict)
    keep = models.FloatField()
    across = models.BooleanField(default=False)
    least = models.IntegerField(default=1)
    room = models.IntegerField(null=True)
    # Item → measures before, of the plan, of equal shares, and as edited; journeys, those of equal shares,
    # whether proved.
    measures = models.JSONField(default=dict)
    body_hash = models.BinaryField()
    state = models.TextField(default="draft")
    edits = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)
    # Whoever made, reweighed or edited it: none of them approves.
    written_by = ArrayField(models.UUIDField(), default=list)
    asked_at = models.DateTimeField(null=True)
    asked_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "allocation_plan"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "id"], name="allocation_plan_unit"),
            models.CheckConstraint(
                condition=Q(state__in=rules.STATES), name="allocation_plan_state"
            ),
            # Whoever asks for it does not approve it.
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (Q(decided_at__isnull=False) & ~Q(decided_by_id=F("asked_by_id"))),
                name="allocation_plan_by_two",
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "-made_at"], name="allocation_plan_list")]

    def __str__(self) -> str:
        return self.title


class Need(models.Model):
    """What a school was asked to have and had of an item when the plan was reckoned, and its priority."""

    id = models.BigAutoField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    plan_id = models.UUIDField()
    school_no = models.IntegerField()
    town_no = models.IntegerField()
    item = models.TextField()
    required = models.BigIntegerField()
    held = models.BigIntegerField()
    pupils = models.IntegerField()
    cases = models.IntegerField()
    events = models.IntegerField()
    # How long it lasts, in days (median of demand); NULL: unknown.
    days = models.IntegerField(null=True)
    # Between 0 and 1 each; `weight` with the plan's weights.
    part_cases = models.FloatField()
    part_event = models.FloatField()
    part_cover = models.FloatField()
    part_pupils = models.FloatField()
    weight = models.FloatField()
    # Base units by equal shares.
    equal = models.BigIntegerField(default=0)

    class Meta:
        db_table = "allocation_need"
        constraints = [
            models.UniqueConstraint(
                fields=["plan_id", "item", "school_no"], name="allocation_need_once"
            ),
            models.CheckConstraint(
                condition=Q(required__gte=0, held__gte=0, equal__gte=0, weight__gte=1),
                name="allocation_need_counts",
            ),
        ]
        indexes = [models.Index(fields=["plan_id", "school_no"], name="allocation_need_school")]

    def __str__(self) -> str:
        return f"{self.school_no} {self.item}"


class Line(models.Model):
    """So much of an item from a store to a school, in base units. `computed`: what was reckoned; NULL: put in
    by hand. 0 stays on record: taken out by hand."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    plan_id = models.UUIDField()
    from_no = models.IntegerField()
    to_no = models.IntegerField()
    item = models.TextField()
    quantity = models.BigIntegerField()
    computed = models.BigIntegerField(null=True)
    transfer_id = models.UUIDField(null=True)

    class Meta:
        db_table = "allocation_line"
        constraints = [
            models.UniqueConstraint(
                fields=["plan_id", "item", "to_no", "from_no"], name="allocation_line_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=0) & ~Q(to_no=F("from_no")), name="allocation_line_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_no} {self.to_no} {self.item}"


class Road(models.Model):
    """How far it is by road from a store to a school, or to the schools of a township (`unit_no`), as the
    office has entered it: kilometres, minutes of travel, or both. Overwritten; a plan keeps what it used."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    from_no = models.IntegerField()
    km = models.FloatField(null=True)
    minutes = models.SmallIntegerField(null=True)
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "allocation_road"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "from_no"], name="allocation_road_once"),
            models.CheckConstraint(
                condition=~Q(unit_no=F("from_no"))
                & (Q(km__isnull=False) | Q(minutes__isnull=False))
                & (Q(km=None) | Q(km__gt=0, km__lte=rules.MOST_KM))
                & (Q(minutes=None) | Q(minutes__gt=0, minutes__lte=rules.MOST_MINUTES)),
                name="allocation_road_length",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_no} {self.unit_no}"
