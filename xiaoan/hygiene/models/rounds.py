"""What is due on a day, who goes round, and what was done."""

from django.db import models
from django.db.models import F, Q

from xiaoan.hygiene import rules
from xiaoan.kernel.ids import uuid7


class Round(models.Model):
    """What one person has to do in one part of a day: a duty is about it. `unit_no`: at which they hold their
    `post` (a class, else the school), so that whoever goes round may read it; `left`: how much of it is still
    due. None of its dues is left in it: others go round instead."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    # None: nobody holds the post.
    who_id = models.UUIDField(null=True)
    deputy_id = models.UUIDField(null=True)
    post = models.TextField()
    slot = models.TextField()
    dues = models.IntegerField()
    left = models.IntegerField()

    class Meta:
        db_table = "hygiene_round"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="hygiene_round_school"),
            models.UniqueConstraint(
                fields=["unit_no", "day", "slot", "post", "who_id"], name="hygiene_round_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(left__gte=0) & Q(left__lte=F("dues")), name="hygiene_round_left"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["day", "who_id"], name="hygiene_round_who")]

    def __str__(self) -> str:
        return f"{self.day} {self.unit_no}"


class Due(models.Model):
    """A line on a day: `wanted` times, `made` so far (what was told on the day itself). `excused`: why, in
    the words of who said so, or (by nobody) a code of `rules.BY_ITSELF`."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    place_id = models.UUIDField()
    line_id = models.UUIDField()
    round_id = models.UUIDField()
    task = models.TextField()
    state = models.TextField(default="due")
    wanted = models.SmallIntegerField()
    made = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    excused = models.TextField(default="")
    excused_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "hygiene_due"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="hygiene_due_school"),
            models.UniqueConstraint(fields=["line_id", "day"], name="hygiene_due_once"),
            models.CheckConstraint(
                condition=Q(state__in=rules.DUE_STATES), name="hygiene_due_state"
            ),
            models.CheckConstraint(
                condition=Q(wanted__gt=0) & Q(made__gte=0), name="hygiene_due_times"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(made__gte=F("wanted")), name="hygiene_due_done"
            ),
        ]
        indexes = [
            models.Index(fields=["school_id", "day"], name="hygiene_due_school_day"),
            models.Index(fields=["round_id"], name="hygiene_due_round"),
            models.Index(fields=["place_id", "day"], name="hygiene_due_place"),
            models.Index(fields=["day"], condition=Q(state="due"), name="hygiene_due_open"),
            models.Index(
                fields=["day", "school_id"], condition=Q(state="missed"), name="hygiene_due_missed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.task}"


class Record(models.Model):
    """What was done at a place, under the id of its form. Added only: a correction is a new one that names
    the one it `replaces`. Strengths in the agent's unit, volumes in mL, `contact` and `minutes` (of airing)
    in minutes. `usual`: said by one tap to be as planned. `said_at`: when the button was pressed, by the
    phone's clock set right. `due_id` None: nothing was due. `present`: whether anybody was; None: unsaid.

    Of what is `usual` nobody said from when to when: `ended_at` is the pressing, `started_at` so much before
    as the plan has it stand. `root_id`: the first of those that replace each other, `first_at`: when that was
    received; `void`: nothing was done, the one before was a mistake. `target`, `weather`: rules.dosing.
    `sent_id`: the form by which it came, with others. `plate`, `driver`, `attendant`: of a bus."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    place_id = models.UUIDField()
    due_id = models.UUIDField(null=True)
    incident_id = models.UUIDField(null=True)
    body_hash = models.BinaryField()
    task = models.TextField()
    method = models.TextField()
    agent = models.TextField()
    product_id = models.UUIDField(null=True)
    item = models.TextField(default="")
    batch = models.TextField(default="")
    strength = models.IntegerField(null=True)
    stock_strength = models.IntegerField(null=True)
    stock_ml = models.IntegerField(null=True)
    tablets = models.SmallIntegerField(null=True)
    mixed_ml = models.IntegerField(null=True)
    used_ml = models.IntegerField(null=True)
    contact = models.SmallIntegerField(null=True)
    minutes = models.SmallIntegerField(null=True)
    rinsed = models.BooleanField(null=True)
    present = models.BooleanField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    said_at = models.DateTimeField()
    received_at = models.DateTimeField()
    usual = models.BooleanField(default=False)
    scanned = models.BooleanField(default=False)
    by_id = models.UUIDField(null=True)
    checker_id = models.UUIDField(null=True)
    photo_id = models.UUIDField(null=True)
    target = models.TextField(default="")
    weather = models.TextField(default="")
    plate = models.TextField(default="")
    driver = models.TextField(default="")
    attendant = models.TextField(default="")
    sent_id = models.UUIDField(null=True)
    # Of what was used (base units of `item`): booked out of the store, not there to be booked, and what the
    # class had been issued before. All None: nobody said how much.
    booked = models.IntegerField(null=True)
    unbooked = models.IntegerField(null=True)
    issued = models.IntegerField(null=True)
    root_id = models.UUIDField()
    first_at = models.DateTimeField()
    replaces_id = models.UUIDField(null=True)
    void = models.BooleanField(default=False)
    reason = models.TextField(default="")
    note = models.TextField(default="")

    class Meta:
        db_table = "hygiene_record"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="hygiene_record_school"),
            models.UniqueConstraint(
                fields=["replaces_id"],
                condition=~Q(replaces_id=None),
                name="hygiene_record_replaced",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")), name="hygiene_record_times"
            ),
            models.CheckConstraint(
                condition=Q(method__in=rules.METHODS) & Q(agent__in=tuple(rules.AGENTS)),
                name="hygiene_record_method",
            ),
            models.CheckConstraint(
                condition=Q(replaces_id=None, void=False, root_id=F("id"))
                | (Q(replaces_id__isnull=False) & ~Q(reason="") & ~Q(root_id=F("id"))),
                name="hygiene_record_replacing",
            ),
        ]
        indexes = [
            models.Index(fields=["school_id", "day"], name="hygiene_record_day"),
            models.Index(fields=["place_id", "day"], name="hygiene_record_place"),
            models.Index(fields=["by_id", "day"], name="hygiene_record_by"),
            models.Index(fields=["due_id"], name="hygiene_record_due"),
            models.Index(fields=["root_id"], name="hygiene_record_root"),
            # What a class has used of what it was issued.
            models.Index(
                fields=["unit_no", "item", "day"],
                condition=Q(issued__gt=0),
                name="hygiene_record_issued",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.task}"


class SchoolDay(models.Model):
    """A school's figures of a day, written with what changes them. `places` where something is to be done
    (airing or other), of these done altogether or excused altogether; things to do by state: `air_*` airing,
    the others all else. Of records that stand (no other replaces them): how many, of how many the
    dose can be told (`judged`), with a flag of either side, doubtful; mL of stock solution used. `of_*`: of
    how many a flag of `rules.OF` could be found (rules.could)."""

    id = models.BigAutoField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    places = models.IntegerField(default=0)
    places_done = models.IntegerField(default=0)
    places_excused = models.IntegerField(default=0)
    dues = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    excused = models.IntegerField(default=0)
    air_dues = models.IntegerField(default=0)
    air_done = models.IntegerField(default=0)
    air_excused = models.IntegerField(default=0)
    records = models.IntegerField(default=0)
    judged = models.IntegerField(default=0)
    of_short = models.IntegerField(db_default=0)
    of_not_rinsed = models.IntegerField(db_default=0)
    of_present = models.IntegerField(db_default=0)
    of_uv_present = models.IntegerField(db_default=0)
    of_air_present = models.IntegerField(db_default=0)
    doubtful = models.IntegerField(default=0)
    over = models.IntegerField(default=0)
    under = models.IntegerField(default=0)
    stock_ml = models.BigIntegerField(default=0)
    # Places drawn for a look, drawn and looked at, and records that are held to be untrue.
    drawn = models.IntegerField(db_default=0)
    checked = models.IntegerField(db_default=0)
    untrue = models.IntegerField(db_default=0)
    # Of records of chlorine whose amount is known (rules.using): how many, m², mL used, wanted, too much.
    used_records = models.IntegerField(default=0)
    used_m2 = models.BigIntegerField(default=0)
    used_ml = models.BigIntegerField(default=0)
    wanted_ml = models.BigIntegerField(default=0)
    waste_ml = models.BigIntegerField(default=0)

    class Meta:
        db_table = "hygiene_school_day"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "day"], name="hygiene_school_day_once"),
            models.CheckConstraint(
                condition=Q(done__gte=0, excused__gte=0)
                & Q(done__lte=F("dues") - F("excused"))
                & Q(air_done__lte=F("air_dues") - F("air_excused"))
                & Q(places_done__lte=F("places") - F("places_excused")),
                name="hygiene_school_day_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["day", "unit_no"], name="hygiene_school_day_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.unit_no}"
