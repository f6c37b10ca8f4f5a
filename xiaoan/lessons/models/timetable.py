"""When lessons are online, which there are, and what is known of each class and day."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.lessons import rules


class Act(models.Model):
    """One act, under the id of its form: the same once more changes nothing."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    what = models.TextField()
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        db_table = "lessons_act"

    def __str__(self) -> str:
        return self.what


class Period(models.Model):
    """From a day to another (both count) a unit [unit_no, unit_end) learns online: only then lessons are due.

    Names a unit and a reason, nobody; so whoever teaches in a class reads those of the county.
    `about_id`: the suspension or decision that it follows. `binds`: roll-calls and the care of rooms rest
    with it; not what a class teacher ordered alone, who would let themselves off.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    unit_end = models.IntegerField()
    since = models.DateField()
    until = models.DateField()
    source = models.TextField()
    reason = models.TextField(default="")
    about_id = models.UUIDField(null=True)
    binds = models.BooleanField(default=False)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "lessons_period"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")) | Q(source__in=("suspension", "decision")),
                name="lessons_period_days",
            ),
            models.CheckConstraint(
                condition=Q(source__in=rules.PERIOD_SOURCES), name="lessons_period_source"
            ),
            models.UniqueConstraint(
                fields=["about_id", "unit_no"], condition=Q(about_id__isnull=False),
                name="lessons_period_once",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["until", "since"], name="lessons_period_running")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.since} {self.until}"


class Back(models.Model):
    """A part [unit_no, unit_end) of a period is back in school from a day on: class by class, school by
    school, while all else goes on learning online."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    unit_end = models.IntegerField()
    period_id = models.UUIDField()
    since = models.DateField()
    about_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "lessons_back"
        constraints = [
            models.UniqueConstraint(fields=["period_id", "unit_no"], name="lessons_back_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.since}"


class Entry(models.Model):
    """A lesson of the timetable: each week on a weekday (1 Monday) from a day on, or on one day.

    `unit_no` a class; a grade, school, township or the county for a broadcast lesson (空中课堂), which
    every class inside that has the stage sees. `skips`: days without it. `closed_at`: taken out.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    unit_end = models.IntegerField()
    subject = models.TextField()
    title = models.TextField(default="")
    weekday = models.SmallIntegerField(null=True)
    day = models.DateField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    starts = models.TimeField()
    ends = models.TimeField()
    platform = models.TextField()
    link = models.TextField(default="")
    stage = models.TextField(default="")
    teacher_id = models.UUIDField(null=True)
    skips = ArrayField(models.DateField(), default=list)
    uid = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "lessons_entry"
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="lessons_entry_times"),
            models.CheckConstraint(
                condition=Q(weekday=None) ^ Q(day=None), name="lessons_entry_when"
            ),
            models.CheckConstraint(
                condition=Q(weekday=None) | Q(weekday__range=(1, 7)), name="lessons_entry_weekday"
            ),
            models.CheckConstraint(
                condition=Q(platform__in=rules.PLATFORMS), name="lessons_entry_platform"
            ),
            models.UniqueConstraint(
                fields=["unit_no", "weekday", "starts", "subject"],
                condition=Q(closed_at=None, day=None), name="lessons_entry_weekly_once",
            ),
            models.UniqueConstraint(
                fields=["unit_no", "day", "starts", "subject"],
                condition=Q(closed_at=None, weekday=None), name="lessons_entry_day_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["unit_no", "weekday"],
                condition=Q(closed_at=None),
                name="lessons_entry_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.subject}"


class Lesson(models.Model):
    """A lesson of one class on one day, with counts. `id`: of entry, class and day, so that it is made once.

    due = the roll, or of a class that learns at school those who may not come (`of_whom`, else empty);
    due = watched + missed + excused + no_device once reported, else all of it is unknown.
    """

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    entry_id = models.UUIDField()
    day = models.DateField()
    subject = models.TextField()
    title = models.TextField(default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    platform = models.TextField()
    link = models.TextField(default="")
    teacher_id = models.UUIDField(null=True)
    due = models.SmallIntegerField(default=0)
    of_whom = ArrayField(models.UUIDField(), default=list)
    watched = models.SmallIntegerField(default=0)
    missed = models.SmallIntegerField(default=0)
    excused = models.SmallIntegerField(default=0)
    no_device = models.SmallIntegerField(default=0)
    source = models.TextField(default="")
    reported_at = models.DateTimeField(null=True)
    reported_by_id = models.UUIDField(null=True)
    # kernel.said of the last report or export, so that the same again is nothing.
    said = models.BinaryField(null=True)
    asked_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "lessons_lesson"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "unit_no", "id"], name="lessons_lesson_key"
            ),
            models.CheckConstraint(
                condition=Q(reported_at=None, watched=0, missed=0, excused=0, no_device=0)
                | Q(due=F("watched") + F("missed") + F("excused") + F("no_device")),
                name="lessons_lesson_adds_up",
            ),
        ]
        indexes = [
            models.Index(fields=["day", "unit_no"], name="lessons_lesson_day"),
            models.Index(fields=["unit_no", "day"], name="lessons_lesson_unit"),
            models.Index(
                fields=["ends_at"], condition=Q(reported_at=None, cancelled_at=None),
                name="lessons_lesson_unreported",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_no} {self.day} {self.subject}"


class Mark(models.Model):
    """A pupil of a lesson who did not simply watch it; `minutes` in the lesson, where an export says."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    lesson_id = models.UUIDField()
    person_id = models.UUIDField()
    day = models.DateField()
    state = models.TextField()
    why = models.TextField(default="")
    minutes = models.SmallIntegerField(null=True)
    # rules.Stay of who was there and not for long enough, so that another export can add to it.
    stay = ArrayField(models.IntegerField(), default=list)

    class Meta:
        db_table = "lessons_mark"
        constraints = [
            models.UniqueConstraint(fields=["lesson_id", "person_id"], name="lessons_mark_once"),
            models.CheckConstraint(condition=Q(state__in=rules.MARKS), name="lessons_mark_state"),
        ]
        indexes = [
            models.Index(fields=["person_id", "day"], name="lessons_mark_person"),
        ]

    def __str__(self) -> str:
        return self.state


class Day(models.Model):
    """Read table: of a class, subject and day how many lessons, and pupils' seats in them, summed.

    Kept by whoever changes a lesson, in the same transaction; a county is the sum of these.
    """

    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    subject = models.TextField()
    lessons = models.IntegerField(default=0)
    reported = models.IntegerField(default=0)
    minutes = models.IntegerField(default=0)
    due = models.IntegerField(default=0)
    watched = models.IntegerField(default=0)
    missed = models.IntegerField(default=0)
    excused = models.IntegerField(default=0)
    no_device = models.IntegerField(default=0)
    unknown = models.IntegerField(default=0)

    class Meta:
        db_table = "lessons_day"
        constraints = [
            models.UniqueConstraint(fields=["day", "unit_no", "subject"], name="lessons_day_once"),
            models.CheckConstraint(
                condition=Q(
                    due=F("watched") + F("missed") + F("excused") + F("no_device") + F("unknown")
                ),
                name="lessons_day_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "day"], name="lessons_day_unit")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.day} {self.subject}"


class Feed(models.Model):
    """The secret part of the calendar address of a class; a new one makes the old address nothing."""

    unit_no = models.IntegerField(primary_key=True)
    school_id = models.IntegerField()
    token = models.TextField(unique=True)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "lessons_feed"

    def __str__(self) -> str:
        return str(self.unit_no)
