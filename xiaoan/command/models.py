"""Tables of command: leadership groups, shifts and who stands them, check-ins, hand-overs, spot calls.

Everything is about a unit (`unit_no`: county, township or school). What changes is ended and begun anew,
so that every past moment can be read.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.command import rules
from xiaoan.kernel.ids import uuid7

_OPEN = Q(until=None)
_HELD = Q(until_at=None)


class Act(models.Model):
    """One act of a person, under the id of its form: the same once more changes nothing. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    what = models.TextField()
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        db_table = "command_act"

    def __str__(self) -> str:
        return f"{self.what} {self.unit_no}"


class Founding(models.Model):
    """By which document a unit's leadership group was set up, from when; another one ends it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    document_no = models.TextField()
    set_up_on = models.DateField()
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "command_founding"
        constraints = [
            models.UniqueConstraint(fields=["unit_no"], condition=_HELD, name="founding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.set_up_on}"


class Member(models.Model):
    """A place in a leadership group, held by an account from a day until (not including) another.

    Whoever loses the position at the unit is not there any more from that day: that is read from the
    grants, and the row stays until somebody else is named.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    rank = models.TextField()
    user_id = models.UUIDField()
    fields = ArrayField(models.TextField(), default=list)
    since = models.DateField()
    until = models.DateField(null=True)
    ended_as = models.TextField(default="")
    begun_by = models.UUIDField()

    class Meta:
        db_table = "command_member"
        constraints = [
            models.CheckConstraint(condition=Q(rank__in=rules.RANKS), name="member_rank"),
            models.CheckConstraint(condition=Q(ended_as__in=rules.ENDS), name="member_as"),
            models.CheckConstraint(
                condition=Q(until=None, ended_as="") | (Q(until__gte=F("since")) & ~Q(ended_as="")),
                name="member_days",
            ),
            models.UniqueConstraint(
                fields=["unit_no", "rank"], condition=_OPEN & Q(rank__in=rules.SOLE),
                name="member_sole",
            ),
            models.UniqueConstraint(
                fields=["unit_no", "rank", "user_id"], condition=_OPEN, name="member_once"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit_no", "since"], name="member_unit")]

    def __str__(self) -> str:
        return f"{self.rank} {self.unit_no}"


class Office(models.Model):
    """A unit that keeps a duty roster. `turn`: how often the duty to fill it was opened. `phone`: of its duty
    post, for whoever is under it; nobody's own."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField(unique=True)
    turn = models.IntegerField(default=0)
    begun_at = models.DateTimeField()
    phone = models.TextField(default="")

    class Meta:
        db_table = "command_office"

    def __str__(self) -> str:
        return str(self.unit_no)


class ShiftKind(models.Model):
    """A shift of a unit's day: from when until when, on which days, with how many people."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    name = models.TextField()
    starts = models.TimeField()
    ends = models.TimeField()
    days = models.TextField()
    due = models.TextField()
    lead = models.BooleanField(default=True)
    watch = models.SmallIntegerField(default=1)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "command_shift_kind"
        constraints = [
            models.CheckConstraint(condition=Q(days__in=rules.DAYS), name="shift_kind_days"),
            models.CheckConstraint(condition=Q(due__in=rules.WHEN), name="shift_kind_due"),
            models.CheckConstraint(
                condition=Q(watch__gte=0, watch__lte=rules.MOST_WATCH) & (Q(lead=True) | Q(watch__gt=0)),
                name="shift_kind_people",
            ),
            models.UniqueConstraint(
                fields=["unit_no", "name"], condition=_OPEN, name="shift_kind_name"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit_no"], name="shift_kind_unit")]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """Somebody is to stand a shift of a day, as the leader in charge or on watch.

    Nobody is in two seats at once (an exclusion in 0002). `since_at` and `until_at` say when it was so
    planned: what the roster showed at any past moment. `owed_from`: from when the time to check in runs,
    where it ran before already (taken off a running shift and put back).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind_id = models.UUIDField()
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seat = models.TextField()
    user_id = models.UUIDField()
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    ended_as = models.TextField(default="")
    begun_by = models.UUIDField()
    owed_from = models.DateTimeField(null=True)

    class Meta:
        db_table = "command_seat"
        constraints = [
            models.CheckConstraint(condition=Q(seat__in=rules.SEATS), name="seat_seat"),
            models.CheckConstraint(condition=Q(ended_as__in=rules.ENDS), name="seat_as"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="seat_span"),
            models.CheckConstraint(
                condition=Q(until_at=None, ended_as="")
                | (Q(until_at__gte=F("since_at")) & ~Q(ended_as="")),
                name="seat_dates",
            ),
            models.UniqueConstraint(
                fields=["kind_id", "day"], condition=_HELD & Q(seat="lead"), name="seat_lead_once"
            ),
            models.UniqueConstraint(
                fields=["kind_id", "day", "user_id"], condition=_HELD, name="seat_person_once"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "starts_at"], name="seat_unit"),
            models.Index(fields=["starts_at"], condition=_HELD, name="seat_starts"),
            models.Index(fields=["user_id", "starts_at"], name="seat_user"),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.day}"


class Room(models.Model):
    """A place of duty (值班室) with a code on its wall; renewed, the code of before is worth nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    name = models.TextField()
    turn = models.IntegerField(default=1)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "command_room"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "name"], condition=_OPEN, name="room_name")
        ]

    def __str__(self) -> str:
        return self.name


class CheckIn(models.Model):
    """Somebody has come to stand their shift: when, at which place's code. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    seat_id = models.UUIDField(unique=True)
    user_id = models.UUIDField()
    room_id = models.UUIDField()
    at = models.DateTimeField()
    state = models.TextField()

    class Meta:
        db_table = "command_check_in"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("early", "on_time", "late")), name="check_in_state"
            )
        ]
        indexes = [models.Index(fields=["unit_no", "at"], name="check_in_unit")]

    def __str__(self) -> str:
        return self.state


class HandOver(models.Model):
    """What a shift leaves to the next: what happened, what is open; sealed. The next says it has read it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind_id = models.UUIDField()
    day = models.DateField()
    ends_at = models.DateTimeField()
    by_id = models.UUIDField()
    at = models.DateTimeField()
    said = models.BinaryField()
    happened_cipher = models.BinaryField()
    open_cipher = models.BinaryField()
    read_by_id = models.UUIDField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "command_hand_over"
        constraints = [
            models.UniqueConstraint(fields=["kind_id", "day"], name="hand_over_once"),
            models.CheckConstraint(
                condition=Q(read_at=None, read_by_id=None)
                | (Q(read_at__isnull=False) & ~Q(read_by_id=F("by_id"))),
                name="hand_over_read",
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "-at"], name="hand_over_unit")]

    def __str__(self) -> str:
        return str(self.day)


class Swap(models.Model):
    """Somebody asks a colleague to stand a shift, or to exchange two; nothing changes before they agree."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    seat_id = models.UUIDField()
    from_id = models.UUIDField()
    to_id = models.UUIDField()
    return_seat_id = models.UUIDField(null=True)
    note = models.TextField(default="")
    state = models.TextField(default="asked")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "command_swap"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="swap_state"),
            models.CheckConstraint(condition=~Q(from_id=F("to_id")), name="swap_another"),
            models.CheckConstraint(
                condition=Q(state="asked") ^ Q(answered_at__isnull=False), name="swap_answered"
            ),
            models.UniqueConstraint(
                fields=["seat_id"], condition=Q(state="asked"), name="swap_asked_once"
            ),
        ]
        indexes = [models.Index(fields=["unit_no"], condition=Q(state="asked"), name="swap_open")]

    def __str__(self) -> str:
        return self.state


class Draw(models.Model):
    """Whom the lot chose to be called: seed, out of how many, and the seats. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    seed = models.TextField()
    candidates = models.IntegerField()
    seat_ids = ArrayField(models.UUIDField())
    unit_nos = ArrayField(models.IntegerField())
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "command_draw"
        indexes = [models.Index(fields=["unit_no", "-at"], name="draw_unit")]

    def __str__(self) -> str:
        return f"{len(self.seat_ids)} / {self.candidates}"


class Call(models.Model):
    """A spot call (查岗): who was called on duty, what came of it, what the unit answers (`answer_*`), and
    what whoever was called has to say to it (`own_*`)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    seat_id = models.UUIDField()
    user_id = models.UUIDField()
    draw_id = models.UUIDField(null=True)
    result = models.TextField()
    note_cipher = models.BinaryField(null=True)
    said = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    answer_cipher = models.BinaryField(null=True)
    answered_by_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    own_cipher = models.BinaryField(null=True)
    own_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "command_call"
        constraints = [
            models.CheckConstraint(condition=Q(result__in=rules.RESULTS), name="call_result"),
            models.UniqueConstraint(
                fields=["draw_id", "seat_id"], condition=Q(draw_id__isnull=False),
                name="call_drawn_once",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit_no", "-at"], name="call_unit")]

    def __str__(self) -> str:
        return self.result
