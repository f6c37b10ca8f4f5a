"""Survey rounds, the answers about each person with their versions, and the count of each class."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.surveys import rules


class Round(models.Model):
    """One round of questions to everybody of a unit, due at an instant; repeated ones are a series.

    `next_opens`: the day on which the next of the series opens by itself; empty: there is none.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    series_id = models.UUIDField()
    number = models.SmallIntegerField(default=1)
    school_id = models.IntegerField()
    # Who is asked: everybody inside [unit_no, unit_end).
    unit_no = models.IntegerField()
    unit_end = models.IntegerField()
    title = models.TextField()
    who = models.TextField()
    stages = ArrayField(models.TextField(), default=list)
    pack = models.TextField()
    state = models.TextField(default="draft")
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    every_days = models.SmallIntegerField(null=True)
    next_opens = models.DateField(null=True)
    # What was answered by name is no longer kept; the counts stay.
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "surveys_round"
        constraints = [
            models.UniqueConstraint(fields=["series_id", "number"], name="round_number"),
            models.CheckConstraint(condition=Q(who__in=rules.WHO), name="round_who"),
            models.CheckConstraint(
                condition=Q(state__in=rules.ROUND_STATES), name="survey_round_state"
            ),
            models.CheckConstraint(condition=Q(unit_end__gt=F("unit_no")), name="round_units"),
            models.CheckConstraint(
                condition=Q(every_days=None) | Q(every_days__gte=1, every_days__lte=30),
                name="round_every",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (Q(closed_at=None) & ~Q(state="closed")),
                name="round_closed_at",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(opened_at__isnull=False), name="round_opened_at"
            ),
        ]
        indexes = [models.Index(fields=["state", "unit_no"], name="round_state_unit")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.number} {self.state}"


class Tally(models.Model):
    """How a class (of staff: a school) stands in a round: counted anew from the answers, never added to."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    round_id = models.UUIDField()
    on_roll = models.IntegerField(default=0)
    known = models.IntegerField(default=0)
    unknown = models.IntegerField(default=0)
    contradicted = models.IntegerField(default=0)
    # Of the answers that stand: away from the county, with symptoms, kept apart, of a key group, late.
    away = models.IntegerField(default=0)
    symptoms = models.IntegerField(default=0)
    isolated = models.IntegerField(default=0)
    key_group = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    by_category = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "surveys_tally"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "unit_no", "round_id"], name="tally_once"),
            # Who, where, how: everybody on the roll is known, unknown or contradicted; nobody is lost.
            models.CheckConstraint(
                condition=Q(on_roll=F("known") + F("unknown") + F("contradicted")),
                name="tally_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(known__gte=0, unknown__gte=0, contradicted__gte=0),
                name="tally_bounds",
            ),
        ]
        indexes = [models.Index(fields=["round_id", "unit_no"], name="tally_round_unit")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.known}/{self.on_roll}"


class Answer(models.Model):
    """One version of what one side (the family, the school) said of a person. `id` is made by who sends it.

    `unit_no` follows the pupil; `class_then` stays. `contra_id`: what contradicts the answer that stands
    (another answer, or a source outside), until a person decides.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    class_then = models.IntegerField()
    round_id = models.UUIDField()
    person_id = models.UUIDField()
    version = models.SmallIntegerField()
    state = models.TextField()
    source = models.TextField()
    side = models.TextField()
    # Said of the rest of a class in one act, not by name.
    in_bulk = models.BooleanField(default=False)
    whereabouts = models.TextField()
    place_cipher = models.BinaryField(null=True)
    since = models.DateField(null=True)
    condition = models.TextField()
    categories = ArrayField(models.TextField(), default=list)
    remark_cipher = models.BinaryField(null=True)
    answered_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    late = models.BooleanField(default=False)
    reason = models.TextField(default="")
    body_hash = models.BinaryField()
    contra_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decided_reason = models.TextField(default="")

    class Meta:
        db_table = "surveys_answer"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="answer_school"),
            models.UniqueConstraint(
                fields=["school_id", "round_id", "person_id"],
                condition=Q(state="current"),
                name="answer_current",
            ),
            models.UniqueConstraint(
                fields=["school_id", "round_id", "person_id"],
                condition=Q(state__in=("contradicting", "agreeing")),
                name="answer_second",
            ),
            models.UniqueConstraint(
                fields=["school_id", "round_id", "person_id", "version"], name="answer_version"
            ),
            models.CheckConstraint(condition=Q(state__in=rules.ANSWER_STATES), name="answer_state"),
            models.CheckConstraint(
                condition=Q(source__in=tuple(rules.SIDES)), name="answer_source"
            ),
            models.CheckConstraint(
                condition=Q(contra_id=None) | Q(state="current"), name="answer_contra_current"
            ),
        ]
        indexes = [
            models.Index(fields=["person_id", "school_id"], name="answer_of_person"),
            models.Index(
                fields=["round_id", "unit_no"],
                condition=Q(state="current") & ~Q(categories=[]),
                name="answer_key_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} v{self.version} {self.state}"


class Unsettled(models.Model):
    """What is not settled about a person in a round, and somebody answers for until it ends: two answers
    that disagree, or an answer that was not so and is to be given again. `unit_no` follows the pupil.

    `turn`: how often its duty went to another class.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    round_id = models.UUIDField()
    person_id = models.UUIDField()
    what = models.TextField()
    state = models.TextField(default="open")
    turn = models.SmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "surveys_unsettled"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "round_id", "person_id"],
                condition=Q(state="open"),
                name="unsettled_once",
            ),
            models.CheckConstraint(condition=Q(what__in=rules.UNSETTLED), name="unsettled_what"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None)
                | Q(state__in=rules.UNSETTLED_STATES[1:], ended_at__isnull=False),
                name="unsettled_state",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id", "school_id"], name="unsettled_person"),
            models.Index(fields=["round_id"], condition=Q(state="open"), name="unsettled_round"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.state}"


class Code(models.Model):
    """A code on paper that opens the form of one person in one round, and nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    round_id = models.UUIDField()
    person_id = models.UUIDField()
    digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)
    # The first code of a person in a round is 1, the one that takes its place 2.
    number = models.SmallIntegerField(default=1)
    # Proofs that were wrong, of all hours: with too many of them the code opens nothing any more.
    wrong = models.SmallIntegerField(default=0)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "surveys_code"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "round_id", "person_id"],
                condition=Q(replaced_at=None),
                name="survey_code_once",
            ),
            models.UniqueConstraint(
                fields=["school_id", "round_id", "person_id", "number"], name="survey_code_number"
            ),
        ]
        indexes = [models.Index(fields=["person_id", "school_id"], name="survey_code_of")]

    def __str__(self) -> str:
        return str(self.id)


class Taken(models.Model):
    """A list of people that somebody took away as a sheet, and what for."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    round_id = models.UUIDField()
    what = models.TextField()
    rows = models.IntegerField()
    reason = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "surveys_taken"
        indexes = [models.Index(fields=["unit_no", "at"], name="survey_taken_unit")]

    def __str__(self) -> str:
        return f"{self.what} {self.rows}"


class Import(models.Model):
    """A sheet of answers that came in. `errors_cipher`: the sheet with what was wrong, for a few days."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    round_id = models.UUIDField()
    mode = models.TextField()
    rows = models.IntegerField()
    taken = models.IntegerField()
    refused = models.IntegerField()
    errors_cipher = models.BinaryField(null=True)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "surveys_import"
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=("good", "all")), name="survey_import_mode"
            ),
            models.CheckConstraint(
                condition=Q(rows__gte=F("taken") + F("refused")), name="survey_import_rows"
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "at"], name="survey_import_unit")]

    def __str__(self) -> str:
        return f"{self.mode} {self.taken}/{self.rows}"
