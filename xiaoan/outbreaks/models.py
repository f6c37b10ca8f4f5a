"""Signals and the people they count."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xiaoan.kernel.ids import uuid7


class Signal(models.Model):
    """A rule met at a unit (异常信号): what was counted, when, and the clock that runs.

    `unit_no` is the class or dormitory room; the row is seen by whoever sees that number.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    level = models.TextField()
    # statutory: a rule of the file; the others are statistics and never a legal clock.
    layer = models.TextField(default="statutory")
    rule = models.TextField()
    rule_version = models.TextField()
    basis = models.TextField()
    rule_status = models.TextField()
    syndrome = models.TextField()
    day = models.DateField()
    last_day = models.DateField()
    window_from = models.DateField()
    cases = models.SmallIntegerField()
    raised_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True)
    state = models.TextField(default="open")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by_id = models.UUIDField(null=True)
    # The illness of which alone it is told (rules of one child); the report of a person.
    about_id = models.UUIDField(null=True)
    source = models.TextField(default="system")
    reported_by_id = models.UUIDField(null=True)
    # What the person who reported it said, sealed.
    words = models.BinaryField(null=True)
    days_reported = models.SmallIntegerField()
    days_due = models.SmallIntegerField()

    class Meta:
        db_table = "outbreaks_signal"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="signal_school"),
            models.UniqueConstraint(
                fields=["school_id", "unit_no", "rule", "syndrome", "day", "about_id"],
                nulls_distinct=False,
                name="signal_once",
            ),
            models.CheckConstraint(
                condition=models.Q(source="system")
                | models.Q(source="person", reported_by_id__isnull=False),
                name="signal_source",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "acknowledged", "closed", "withdrawn"]),
                name="signal_state",
            ),
            models.CheckConstraint(
                condition=models.Q(layer__in=["statutory", "class", "school", "space"]),
                name="signal_layer",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "-raised_at"], name="signal_unit"),
            models.Index(fields=["school_id", "-last_day"], name="signal_school_day"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.unit_no} {self.day}"


class SignalCase(models.Model):
    """A person counted by a signal, by the onset date that was used."""

    pk = models.CompositePrimaryKey("school_id", "signal_id", "person_id")
    signal_id = models.UUIDField()
    person_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    class_no = models.IntegerField()
    onset = models.DateField()
    onset_known = models.BooleanField()
    symptoms = models.IntegerField(default=0)

    class Meta:
        db_table = "outbreaks_signal_case"
        indexes = [models.Index(fields=["school_id", "person_id"], name="signal_case_person")]

    def __str__(self) -> str:
        return str(self.person_id)


class Statistic(models.Model):
    """What a statistical layer says of its signal (`signal_id`): no legal clock, no rule of a file.

    `tier`: automatic and watch are on the list; over: more than the day's number, kept folded; beside:
    shown with a signal or an event that runs there. `members`: the schools of an area. `also`: what other
    layers say of the same; `curve`: day, people newly ill (null: nobody reported), expected, still usual.
    """

    signal_id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    township_no = models.IntegerField()
    tier = models.TextField()
    rank = models.SmallIntegerField()
    listed_on = models.DateField()
    score = models.FloatField()
    p = models.FloatField(null=True)
    recurrence = models.FloatField(null=True)
    observed = models.IntegerField()
    expected = models.FloatField()
    upper = models.FloatField(null=True)
    members = ArrayField(models.IntegerField(), default=list)
    curve = models.JSONField(default=list)
    also = models.JSONField(default=list)
    beside_id = models.UUIDField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by_id = models.UUIDField(null=True)
    reason = models.TextField(default="")

    class Meta:
        db_table = "outbreaks_statistic"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tier__in=["automatic", "watch", "over", "beside"]),
                name="statistic_tier",
            ),
            models.CheckConstraint(
                condition=models.Q(dismissed_at=None) | ~models.Q(reason=""),
                name="statistic_dismissed_why",
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "-listed_on"], name="statistic_unit")]

    def __str__(self) -> str:
        return f"{self.tier} {self.rank}"


class Glance(models.Model):
    """That an office has looked at an entry of the watch list. `office_no`: the unit whose people answer for
    it (the school, the county); whoever of it looked first.
    """

    pk = models.CompositePrimaryKey("signal_id", "office_no")
    signal_id = models.UUIDField()
    office_no = models.IntegerField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "outbreaks_glance"

    def __str__(self) -> str:
        return f"{self.office_no} {self.at}"


class Position(models.Model):
    """Where a school is, for the layer of space; degrees."""

    school_id = models.IntegerField(primary_key=True)
    unit_no = models.IntegerField()
    longitude = models.FloatField()
    latitude = models.FloatField()

    class Meta:
        db_table = "outbreaks_position"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(longitude__gte=-180, longitude__lte=180)
                & models.Q(latitude__gte=-90, latitude__lte=90),
                name="position_degrees",
            )
        ]

    def __str__(self) -> str:
        return str(self.school_id)
