"""Units, people, enrolments, guardians, calendar. Every row carries `school_id` and `unit_no`."""

from django.db import models

from xiaoan.kernel.ids import uuid7


class Unit(models.Model):
    """A place in the county tree, numbered as the half-open interval [no, end) (see rules.py)."""

    no = models.IntegerField(primary_key=True)
    end = models.IntegerField()
    parent_no = models.IntegerField(null=True)
    kind = models.TextField()
    name = models.TextField()
    code = models.TextField(unique=True)
    school_id = models.IntegerField()
    stage = models.TextField(default="")
    cohort = models.SmallIntegerField(null=True)
    boarding = models.BooleanField(default=False)
    opened = models.DateField()
    # The first day on which it is no more.
    closed = models.DateField(null=True)
    # Of places that are cleaned and disinfected.
    area_m2 = models.IntegerField(null=True)

    class Meta:
        db_table = "directory_unit"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("no")), name="unit_interval_not_empty"
            ),
            models.CheckConstraint(
                condition=models.Q(area_m2=None) | models.Q(area_m2__gt=0), name="unit_area"
            ),
        ]
        indexes = [models.Index(fields=["kind", "no"], name="unit_kind_no")]

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    """What a unit was called until (not including) a day."""

    unit_no = models.IntegerField()
    name = models.TextField()
    until = models.DateField()

    class Meta:
        db_table = "directory_former_name"
        indexes = [models.Index(fields=["unit_no", "until"], name="former_name_unit")]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """Where a school, township office or the bureau stands: degrees, WGS-84. `datum`: what was typed."""

    unit_no = models.IntegerField(primary_key=True)
    longitude = models.FloatField()
    latitude = models.FloatField()
    datum = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "directory_site"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="site_degrees",
            )
        ]

    def __str__(self) -> str:
        return f"{self.longitude} {self.latitude}"


class UnitAct(models.Model):
    """One act on units, under the id that its sender made: the same once more changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    what = models.TextField()
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    # Why, in the words of who did it.
    reason = models.TextField(default="")
    # Numbers of units and counts of people, never names.
    outcome = models.JSONField(default=dict)

    class Meta:
        db_table = "directory_unit_act"
        indexes = [models.Index(fields=["unit_no", "at"], name="unit_act_unit")]

    def __str__(self) -> str:
        return f"{self.what} {self.unit_no}"


class Person(models.Model):
    """Someone on one school's roll or staff. `unit_no` is the class of a pupil, the school of
    staff.

    Bound to the school: a transfer closes this row's enrolments and opens a row at the other school
    with the same `identity_id`, so no key ever reaches across schools.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    identity_id = models.UUIDField(default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind = models.TextField()
    number = models.TextField()
    name = models.TextField()
    pinyin = models.TextField()
    sex = models.TextField()
    birth_date = models.DateField()
    id_kind = models.TextField(default="resident")
    id_cipher = models.BinaryField()
    id_index = models.BinaryField()
    phone_cipher = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    # What the roster calls the work of staff; rights come from grants, not from this.
    post = models.TextField(default="", db_default="")

    class Meta:
        db_table = "directory_person"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="person_school"),
            models.UniqueConstraint(fields=["school_id", "id_index"], name="person_id_number"),
        ]
        indexes = [
            models.Index(fields=["unit_no"], name="person_unit"),
            models.Index(fields=["id_index"], name="person_id_index"),
            models.Index(fields=["identity_id"], name="person_identity"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Enrolment(models.Model):
    """A pupil in a class from a day until (not including) another; the name as it stands on the roll."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    seat = models.SmallIntegerField()
    name = models.TextField()
    sex = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True)
    boarder = models.BooleanField(default=False)
    dormitory_no = models.IntegerField(null=True)
    # By which act it began and ended (rules.lives); the note says why a past day was entered.
    begun_by = models.TextField(default="", db_default="")
    ended_by = models.TextField(default="", db_default="")
    note = models.TextField(default="", db_default="")
    # Places on a bus and at a table that its end cut off, so that an end taken back brings them back.
    ended_with = models.JSONField(null=True)

    class Meta:
        db_table = "directory_enrolment"
        constraints = [
            # What rows about a pupil in a class point to: school, class and person in one key.
            models.UniqueConstraint(
                fields=["school_id", "unit_no", "id", "person_id"], name="enrolment_place"
            ),
            models.UniqueConstraint(
                fields=["school_id", "person_id"],
                condition=models.Q(until=None),
                name="enrolment_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                name="enrolment_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "seat"], name="enrolment_unit"),
            models.Index(fields=["school_id", "person_id", "since"], name="enrolment_life"),
            # What begins on a day (directory.services.holding.began).
            models.Index(fields=["since"], name="enrolment_since"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Enrolled(models.Model):
    """Where a human being is on the roll now: a row of each enrolment without an end, kept by triggers.

    Its identity stands here once in the whole county (deferred to the end of the transaction, see 0010).
    No application code writes it.
    """

    enrolment_id = models.UUIDField(primary_key=True)
    identity_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()

    class Meta:
        db_table = "directory_enrolled"
        constraints = [
            models.UniqueConstraint(
                fields=["identity_id"],
                deferrable=models.Deferrable.DEFERRED,
                name="enrolled_once_in_the_county",
            )
        ]
        indexes = [models.Index(fields=["person_id"], name="enrolled_person")]

    def __str__(self) -> str:
        return str(self.enrolment_id)


class EnrolmentChange(models.Model):
    """That an enrolment began, or ended otherwise than before: what its end was until then. Kept by triggers,
    so that the roll can be read as it was known at an instant; no application code writes it.
    """

    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    enrolment_id = models.UUIDField()
    began = models.BooleanField()
    until_before = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "directory_enrolment_change"
        indexes = [models.Index(fields=["school_id", "at"], name="enrolment_change_at")]

    def __str__(self) -> str:
        return str(self.enrolment_id)


class Guardian(models.Model):
    """One who answers for a child, at one place in the order of calling, from a day until another.

    `rank` is that place while it is held; once over it is null, and `past_rank` keeps what it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    name = models.TextField()
    relation = models.TextField()
    rank = models.SmallIntegerField(null=True)
    phone_cipher = models.BinaryField()
    phone_index = models.BinaryField()
    # Empty: since before the days on record.
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    past_rank = models.SmallIntegerField(null=True)
    may_see = models.BooleanField(default=True, db_default=True)
    may_be_called = models.BooleanField(default=True, db_default=True)
    is_legal = models.BooleanField(default=True, db_default=True)

    class Meta:
        db_table = "directory_guardian"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "person_id", "rank"], name="guardian_rank"
            ),
            models.CheckConstraint(
                condition=models.Q(until=None, rank__isnull=False)
                | models.Q(until__isnull=False, rank=None, past_rank__isnull=False),
                name="guardian_rank_while_held",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None)
                | models.Q(since=None)
                | models.Q(until__gt=models.F("since")),
                name="guardian_dates",
            ),
        ]
        indexes = [models.Index(fields=["unit_no"], name="guardian_unit")]

    def __str__(self) -> str:
        return str(self.id)


class Placement(models.Model):
    """A pupil's seat on a bus line or at a canteen table, from a day until another.

    `unit_no` is the pupil's class; `place_no` the line or the canteen; `label` the stop or the table.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    kind = models.TextField()
    place_no = models.IntegerField()
    label = models.TextField(default="")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "directory_placement"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "person_id", "kind"],
                condition=models.Q(until=None),
                name="placement_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["bus", "canteen"]), name="placement_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                name="placement_dates",
            ),
            # A place of the pupil's own school: its numbers lie in the school's block.
            models.CheckConstraint(
                condition=models.Q(
                    place_no__gt=models.F("school_id"), place_no__lt=models.F("school_id") + 256
                ),
                name="placement_inside",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no"], name="placement_unit"),
            models.Index(fields=["place_no"], name="placement_place"),
            models.Index(fields=["school_id", "person_id"], name="placement_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Term(models.Model):
    """A stretch of teaching of the county (or of one school, which then overrides it)."""

    unit_no = models.IntegerField()
    name = models.TextField()
    since = models.DateField()
    until = models.DateField()

    class Meta:
        db_table = "directory_term"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "since"], name="term_since"),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="term_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Bell(models.Model):
    """A stretch of the school day of a stage under a unit; the nearest unit that has any decides."""

    unit_no = models.IntegerField()
    stage = models.TextField()
    place = models.SmallIntegerField()
    name = models.TextField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        db_table = "directory_bell"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "stage", "place"], name="bell_place"),
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")), name="bell_times"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts}"


class CalendarDay(models.Model):
    """A day that is not as its weekday says: a holiday, or a make-up school day."""

    unit_no = models.IntegerField()
    day = models.DateField()
    is_school_day = models.BooleanField()
    note = models.TextField()
    source = models.TextField(default="")

    class Meta:
        db_table = "directory_calendar_day"
        constraints = [models.UniqueConstraint(fields=["unit_no", "day"], name="calendar_day_unit")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.day}"
