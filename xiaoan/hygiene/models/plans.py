"""Places, and the plan of a school: versions, each with all its lines."""

from django.db import models
from django.db.models import F, Q

from xiaoan.hygiene import rules
from xiaoan.kernel.ids import uuid7


class Place(models.Model):
    """A place that is kept clean. `walk`: its turn in the walking order; `code`: version of the code on its
    door; `excused`: why it is in no plan, until (not including) `excused_until`; `follows`: called as its
    unit is; `who_id`, `often` ("n/d"; "": as the guideline has it): what a list of the school says of it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind = models.TextField()
    name = models.TextField()
    building = models.TextField(default="")
    floor = models.SmallIntegerField(null=True)
    area_m2 = models.IntegerField(null=True)
    walk = models.IntegerField(default=0)
    code = models.SmallIntegerField(default=1)
    opened = models.DateField()
    # The first day on which it is no more.
    closed = models.DateField(null=True)
    excused = models.TextField(default="")
    excused_until = models.DateField(null=True)
    excused_by_id = models.UUIDField(null=True)
    follows = models.BooleanField(default=False)
    who_id = models.UUIDField(null=True)
    often = models.TextField(default="")

    class Meta:
        db_table = "hygiene_place"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="hygiene_place_school"),
            models.CheckConstraint(
                condition=Q(kind__in=tuple(rules.PLACE_KINDS)), name="hygiene_place_kind"
            ),
            models.CheckConstraint(
                condition=Q(area_m2=None) | Q(area_m2__gt=0), name="hygiene_place_area"
            ),
            models.UniqueConstraint(
                fields=["school_id", "building", "name"], condition=Q(closed=None),
                name="hygiene_place_name",
            ),
            models.CheckConstraint(
                condition=Q(closed=None) | Q(closed__gte=F("opened")), name="hygiene_place_dates"
            ),
            models.CheckConstraint(
                condition=Q(excused="") ^ Q(excused_until__isnull=False), name="hygiene_place_excused"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["unit_no"], name="hygiene_place_unit"),
            models.Index(fields=["school_id", "walk"], name="hygiene_place_walk"),
        ]

    def __str__(self) -> str:
        return self.name


class Plan(models.Model):
    """A version of a school's plan. In force from `since` until (not including) `until`, of days to come too;
    `pack`: the version of the pack it began with; `edit`: how often it was changed; `own`: approved by who
    had handed it in, as nobody else was there to."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    version = models.IntegerField()
    state = models.TextField(default="draft")
    pack = models.TextField()
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField(null=True)
    asked_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    note = models.TextField(default="")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    edit = models.IntegerField(default=0)
    own = models.BooleanField(default=False)

    class Meta:
        db_table = "hygiene_plan"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="hygiene_plan_school"),
            models.UniqueConstraint(fields=["unit_no", "version"], name="hygiene_plan_version"),
            models.CheckConstraint(
                condition=Q(state__in=rules.PLAN_STATES), name="hygiene_plan_state"
            ),
            models.UniqueConstraint(
                fields=["unit_no"], condition=Q(state="in_force"), name="hygiene_plan_in_force"
            ),
            models.UniqueConstraint(
                fields=["unit_no"], condition=Q(state__in=("draft", "waiting", "returned")),
                name="hygiene_plan_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("in_force", "replaced")) ^ Q(since=None), name="hygiene_plan_since"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="hygiene_plan_dates"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_no} {self.version}"


class Line(models.Model):
    """One thing to do at one place, of one version of a plan. `frequency`: level → "n/d" (rules.written),
    `anchor`: the first day of the first turn; `post`, `deputy` roles, `who_id` and `deputy_id` persons named
    instead. `left_out`: not done at all, against the guideline; `apart`: set for this place, not with its
    kind. Not changed once the plan has been handed in."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    plan_id = models.UUIDField()
    place_id = models.UUIDField()
    task = models.TextField()
    method = models.TextField()
    agent = models.TextField()
    strength = models.IntegerField(null=True)
    contact = models.SmallIntegerField(default=0)
    rinse = models.BooleanField(default=False)
    absent = models.BooleanField(default=False)
    slot = models.TextField()
    frequency = models.JSONField()
    anchor = models.DateField()
    post = models.TextField()
    deputy = models.TextField(default="")
    who_id = models.UUIDField(null=True)
    deputy_id = models.UUIDField(null=True)
    # Why it differs from the guideline, where it does.
    reason = models.TextField(default="")
    left_out = models.BooleanField(default=False)
    apart = models.BooleanField(default=False)

    class Meta:
        db_table = "hygiene_line"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="hygiene_line_school"),
            models.UniqueConstraint(
                fields=["plan_id", "place_id", "task", "slot"], name="hygiene_line_once"
            ),
            models.CheckConstraint(
                condition=Q(method__in=rules.METHODS) & Q(agent__in=tuple(rules.AGENTS)),
                name="hygiene_line_method",
            ),
            models.CheckConstraint(
                condition=Q(slot__in=tuple(rules.SLOTS)), name="hygiene_line_slot"
            ),
            models.CheckConstraint(
                condition=Q(strength=None) | Q(strength__gt=0), name="hygiene_line_strength"
            ),
        ]
        indexes = [models.Index(fields=["school_id", "plan_id"], name="hygiene_line_plan")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.task}"


class Act(models.Model):
    """One act on the places or the plan of a school, under the id of its form: the same once more changes
    nothing. `outcome`: counts."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    what = models.TextField()
    body_hash = models.BinaryField()
    outcome = models.JSONField(default=dict)
    note = models.TextField(default="")
    place_ids = models.JSONField(default=list)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "hygiene_act"
        indexes = [models.Index(fields=["unit_no", "-at"], name="hygiene_act_unit")]

    def __str__(self) -> str:
        return self.what


class Owing(models.Model):
    """That a school owes a plan, or places in one: what its open duty is about. Gone when nothing is owed."""

    unit_no = models.IntegerField(primary_key=True)
    school_id = models.IntegerField()
    about_id = models.UUIDField()
    since = models.DateField()

    class Meta:
        db_table = "hygiene_owing"

    def __str__(self) -> str:
        return str(self.unit_no)
