"""Outside lists and whom their rows are about, disagreements, checks of answers, spot checks."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7
from xiaoan.verification.rules import claims, sources

LIST_STATES = ("received", "working", "stopped", "matched", "failed", "closed", "destroyed")


class OutsideList(models.Model):
    """A list from outside, handed in for one question of one round. `unit_no` is the county's number:
    whoever holds a position below the county cannot read it, nor its rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    round_id = models.UUIDField()
    kind = models.TextField()
    # What the rows claim of each person: a key group of the round's pack.
    category = models.TextField()
    # Who handed it over; on what legal basis, with the number of the paper.
    source = models.TextField()
    basis = models.TextField()
    paper = models.TextField()
    file_name = models.TextField()
    file_hash = models.TextField()
    received_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    state = models.TextField(default="received")
    rows_total = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    fault = models.JSONField(default=dict)
    stop_requested = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    keep_days = models.SmallIntegerField(default=claims.KEPT)
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    delete_on = models.DateField(null=True)
    # What is left of the rows: how many, and what they hashed to.
    destroyed_at = models.DateTimeField(null=True)
    destroyed_rows = models.IntegerField(null=True)
    rows_hash = models.TextField(default="")

    class Meta:
        db_table = "verification_list"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=claims.LIST_KINDS), name="list_kind"),
            models.CheckConstraint(condition=Q(state__in=LIST_STATES), name="list_state"),
            models.CheckConstraint(
                condition=~Q(basis="") & ~Q(paper="") & ~Q(source=""), name="list_legal_basis"
            ),
            models.CheckConstraint(
                condition=Q(keep_days__gte=0, keep_days__lte=claims.LONGEST_KEPT),
                name="list_keep_days",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, delete_on=None)
                | Q(closed_at__isnull=False, delete_on__isnull=False),
                name="list_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "received_at"], name="list_unit_received"),
            models.Index(
                fields=["delete_on"], condition=Q(state="closed"), name="list_to_be_destroyed"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ListFile(models.Model):
    """The sheet of a list, or the sheet with its errors; sealed, and gone with the rows."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    list_id = models.UUIDField()
    what = models.TextField()
    content = models.BinaryField()

    class Meta:
        db_table = "verification_list_file"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "list_id", "what"], name="list_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.what}"


class ListRow(models.Model):
    """A row of a list: all that it says is sealed in one text; the indexes find equal numbers."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    list_id = models.UUIDField()
    row_no = models.IntegerField()
    content = models.BinaryField()
    id_index = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    outcome = models.TextField(default="nobody")

    class Meta:
        db_table = "verification_list_row"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "list_id", "row_no"], name="list_row_no")
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.row_no}"


class Match(models.Model):
    """A row and a person it is, or may be, about. `decision`: what an officer said of a doubtful one."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    list_id = models.UUIDField()
    row_no = models.IntegerField()
    person_id = models.UUIDField()
    grade = models.TextField()
    rule = models.TextField()
    decision = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "verification_match"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "list_id", "row_no", "person_id"], name="match_once"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=("", "same", "other")), name="match_decision"
            ),
        ]
        indexes = [
            models.Index(
                fields=["list_id", "row_no"],
                condition=Q(grade="doubtful", decision=""),
                name="match_doubtful",
            )
        ]

    def __str__(self) -> str:
        return f"{self.row_no} {self.grade}"


class Disagreement(models.Model):
    """A list says of a person what was denied, or not said at all; to be cleared by who answers for them.

    `class_then` is the class when it was opened; `unit_no` follows. `claim`: what the list says, sealed,
    gone with the list's rows. `turn`: how often its duty went to another class.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    class_then = models.IntegerField()
    person_id = models.UUIDField()
    list_id = models.UUIDField()
    round_id = models.UUIDField()
    answer_id = models.UUIDField(null=True)
    category = models.TextField()
    # By which rule the person was found.
    rule = models.TextField()
    # What was declared: "denied", or nothing ("silent").
    stands = models.TextField()
    claim = models.BinaryField(null=True)
    state = models.TextField(default="open")
    turn = models.SmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.TextField(default="")
    reason = models.TextField(default="")
    channel = models.TextField(default="")
    # The act of clearing, made by the phone.
    act_id = models.UUIDField(null=True)
    # kernel.said: of what was sent with it.
    act_said = models.BinaryField(null=True)
    cleared_at = models.DateTimeField(null=True)
    cleared_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "verification_disagreement"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "list_id", "person_id"], name="disagreement_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "cleared", "moved")), name="disagreement_state"
            ),
            models.CheckConstraint(
                condition=Q(stands__in=(claims.DENIED, claims.SILENT)), name="disagreement_stands"
            ),
            models.CheckConstraint(
                condition=Q(state="cleared", outcome__in=claims.OUTCOMES, cleared_at__isnull=False)
                | Q(state__in=("open", "moved"), outcome="", cleared_at=None),
                name="disagreement_cleared",
            ),
        ]
        indexes = [
            # What is cleared is counted and put in order from an index alone: it only grows.
            models.Index(
                fields=["unit_no"],
                include=["cleared_at", "outcome", "id", "state"],
                condition=Q(state="cleared"),
                name="disagreement_past",
            ),
            models.Index(fields=["round_id", "unit_no"], name="disagreement_round"),
            models.Index(
                fields=["unit_no", "due_at"], condition=Q(state="open"), name="disagreement_open"
            ),
            models.Index(fields=["school_id", "person_id"], name="disagreement_person"),
            models.Index(fields=["list_id"], name="disagreement_list"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.state}"


class Check(models.Model):
    """One check of one answer: added, never changed. `id` is made by who sends it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    answer_id = models.UUIDField()
    round_id = models.UUIDField()
    channel = models.TextField()
    informant = models.TextField(default="")
    result = models.TextField()
    happened_at = models.DateTimeField()
    # Where somebody went; the kind and number of a paper; what was found: sealed.
    details = models.BinaryField(null=True)
    list_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    body_hash = models.BinaryField()

    class Meta:
        db_table = "verification_check"
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=sources.CHANNELS), name="check_channel"),
            models.CheckConstraint(condition=Q(result__in=sources.RESULTS), name="check_result"),
            models.CheckConstraint(
                condition=Q(channel=sources.OUTSIDE)
                | Q(channel=sources.DOCUMENT)
                | Q(informant__in=sources.INFORMANTS),
                name="check_informant",
            ),
        ]
        indexes = [
            models.Index(fields=["school_id", "person_id"], name="check_person"),
            models.Index(fields=["answer_id"], name="check_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.result}"


class Verdict(models.Model):
    """What an answer that was checked is by now: worked out from its checks, written with each of them."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    answer_id = models.UUIDField()
    round_id = models.UUIDField()
    status = models.TextField()
    # An answer that was untrue once stays in the ledger as such.
    untrue = models.BooleanField(default=False)
    # Whether the answer is still the one that stands.
    stands = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "verification_verdict"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "answer_id"], name="verdict_once"),
            models.CheckConstraint(condition=Q(status__in=sources.STATUSES), name="verdict_status"),
        ]
        indexes = [
            models.Index(fields=["round_id", "unit_no", "status"], name="verdict_round_unit"),
            models.Index(fields=["school_id", "person_id"], name="verdict_person"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.status}"


class Sample(models.Model):
    """Answers of a unit drawn at random for spot checks; the seed draws the same answers again."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    round_id = models.UUIDField()
    seed = models.BigIntegerField()
    answers = models.IntegerField()
    wanted = models.SmallIntegerField()
    drawn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    answer_ids = ArrayField(models.UUIDField(), default=list)

    class Meta:
        db_table = "verification_sample"
        indexes = [models.Index(fields=["unit_no", "drawn_at"], name="sample_unit")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.wanted}"


class SpotCheck(models.Model):
    """One drawn answer, to be checked by who answers for the person."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    sample_id = models.UUIDField()
    person_id = models.UUIDField()
    answer_id = models.UUIDField()
    turn = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    check_id = models.UUIDField(null=True)
    # The pupil changed the school, and the answer with them: it is checked there.
    went_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "verification_spot_check"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "sample_id", "answer_id"], name="spot_check_once"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, check_id=None)
                | Q(done_at__isnull=False, check_id__isnull=False),
                name="spot_check_done",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(went_at=None), name="spot_check_went"
            ),
        ]
        indexes = [
            models.Index(fields=["school_id", "person_id"], name="spot_check_person"),
            models.Index(fields=["answer_id"], condition=Q(done_at=None), name="spot_check_open"),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.answer_id}"


class Lapse(models.Model):
    """An answer that came late, or said something else than the one before: kept, whatever comes after."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    round_id = models.UUIDField()
    person_id = models.UUIDField()
    answer_id = models.UUIDField()
    what = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "verification_lapse"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "answer_id", "what"], name="lapse_once"),
            models.CheckConstraint(condition=Q(what__in=("late", "changed")), name="lapse_what"),
        ]
        indexes = [
            models.Index(fields=["round_id", "unit_no", "what"], name="lapse_round_unit"),
            models.Index(fields=["school_id", "person_id"], name="lapse_person"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.what}"
