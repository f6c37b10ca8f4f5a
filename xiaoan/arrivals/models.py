"""Tables of arrivals. What was measured and what was written at the desk is sealed."""

from django.db import models
from django.db.models import F, Q

from xiaoan.arrivals.rules import desk, solving
from xiaoan.kernel.ids import uuid7

STATES = ("draft", "published", "replaced", "withdrawn", "dropped")


class Act(models.Model):
    """One act about a plan, under the id of its form; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    what = models.TextField()
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "arrivals_act"

    def __str__(self) -> str:
        return self.what


class Plan(models.Model):
    """A school's plan of slots, a version `no`; one at a time is published. `setting` as in rules.setting;
    `figures`: what came of reckoning it; `edits`: how often it was changed by hand."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    no = models.SmallIntegerField()
    state = models.TextField(default="draft")
    setting = models.JSONField()
    made_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    placed = models.IntegerField(default=0)
    unplaced = models.IntegerField(default=0)
    figures = models.JSONField(default=dict)
    edits = models.SmallIntegerField(default=0)
    notice_id = models.UUIDField(null=True)

    class Meta:
        db_table = "arrivals_plan"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="arrivals_plan_school"),
            models.UniqueConstraint(fields=["unit_no", "no"], name="arrivals_plan_no"),
            models.UniqueConstraint(
                fields=["unit_no"], condition=Q(state="published"), name="arrivals_one_published"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="arrivals_plan_state"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} v{self.no}"


class Slot(models.Model):
    """A slot at a gate of a plan; `gate` counts the gates of its setting. `placed`: how many have it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    plan_id = models.UUIDField()
    day = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()
    gate = models.SmallIntegerField()
    gate_name = models.TextField()
    capacity = models.IntegerField()
    placed = models.IntegerField(default=0)

    class Meta:
        db_table = "arrivals_slot"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="arrivals_slot_school"),
            models.UniqueConstraint(
                fields=["plan_id", "day", "begins", "gate"], name="arrivals_slot_once"
            ),
            models.CheckConstraint(
                condition=Q(placed__lte=F("capacity")), name="arrivals_slot_full"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.begins} {self.gate_name}"


class Place(models.Model):
    """A pupil in a plan: the slot, or why there is none. `family`: number of the household in the plan, 0
    alone;
    `pass_id`: at random, the same in the next plan while nothing changes for the child; `how`: solved, kept,
    bus, hand."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    plan_id = models.UUIDField()
    person_id = models.UUIDField()
    slot_id = models.UUIDField(null=True)
    family = models.IntegerField(default=0)
    line_no = models.IntegerField(default=0)
    boarder = models.BooleanField(default=False)
    how = models.TextField(default="solved")
    reason = models.TextField(default="")
    pass_id = models.UUIDField()

    class Meta:
        db_table = "arrivals_place"
        constraints = [
            models.UniqueConstraint(fields=["plan_id", "person_id"], name="arrivals_place_once"),
            models.CheckConstraint(
                condition=Q(slot_id__isnull=False, reason="")
                | Q(slot_id__isnull=True, reason__in=solving.REASONS),
                name="arrivals_place_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id"], name="arrivals_place_person"),
            models.Index(fields=["pass_id"], name="arrivals_place_pass"),
            models.Index(fields=["plan_id", "unit_no"], name="arrivals_place_class"),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class Check(models.Model):
    """What became of a child at the desk, under the id of its form; never changed. `at`: when, set right
    by the
    phone's clock. `standing`: what was on record then of whether it may come; `unsettled`: let in without
    being
    cleared, or turned away."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    day = models.DateField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_id = models.UUIDField()
    gate_name = models.TextField()
    result = models.TextField()
    timing = models.TextField()
    by_pass = models.BooleanField(default=False)
    standing = models.TextField()
    fever = models.BooleanField(default=False)
    why = models.TextField(default="")
    unsettled = models.BooleanField(default=False)
    detail_cipher = models.BinaryField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "arrivals_check"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="arrivals_check_school"),
            models.CheckConstraint(
                condition=Q(result__in=desk.RESULTS), name="arrivals_check_result"
            ),
            models.CheckConstraint(
                condition=Q(timing__in=desk.TIMINGS), name="arrivals_check_timing"
            ),
            models.CheckConstraint(
                condition=(~Q(result="turned_away") & Q(why=""))
                | Q(result="turned_away", why__in=desk.WHY),
                name="arrivals_check_why",
            ),
        ]
        indexes = [
            models.Index(fields=["day", "unit_no"], name="arrivals_check_day"),
            models.Index(fields=["person_id", "day"], name="arrivals_check_person"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.result}"


class Follow(models.Model):
    """What became of a child who was turned away, by the person named for it; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    check_id = models.UUIDField()
    person_id = models.UUIDField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    outcome = models.TextField()
    note_cipher = models.BinaryField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "arrivals_follow"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=desk.FOLLOWED), name="arrivals_follow_outcome"
            )
        ]
        indexes = [models.Index(fields=["check_id"], name="arrivals_follow_check")]

    def __str__(self) -> str:
        return self.outcome


class HandOver(models.Model):
    """A class teacher's count of who is there, beside what the desks had let in then; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    arrived = models.IntegerField()
    counted = models.IntegerField()
    note_cipher = models.BinaryField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "arrivals_hand_over"
        indexes = [models.Index(fields=["day", "unit_no"], name="arrivals_hand_over_day")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.counted}"


class Tally(models.Model):
    """Read table: a class on a day at a gate and hour (-1: without a slot): expected, and what the desks
    noted;
    `resting`, `turned`: children whose last state that is."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    gate = models.SmallIntegerField(default=-1)
    begins = models.TimeField()
    gate_name = models.TextField(default="")
    ends = models.TimeField()
    expected = models.IntegerField(default=0)
    arrived = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    resting = models.IntegerField(default=0)
    turned = models.IntegerField(default=0)

    class Meta:
        db_table = "arrivals_tally"
        constraints = [
            models.UniqueConstraint(
                fields=["day", "unit_no", "gate", "begins"], name="arrivals_tally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.unit_no}"
