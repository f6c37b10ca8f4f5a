"""Tables of counselling. All words are sealed. What is said is read by the case's counsellor and the
system only, by row security; a case itself (that a child is in care) by whoever sees the child's class.

Rows of words bear the school's number, not the class's: nobody below the school reaches them.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xiaoan.counselling import rules
from xiaoan.counselling.rules import emergency
from xiaoan.kernel.ids import uuid7


class Case(models.Model):
    """A child in care, under its class. Only that it is, with whom, and when the next look is due.
    `steps`: notes."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    counsellor_id = models.UUIDField()
    state = models.TextField(default="open")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    steps = models.SmallIntegerField(default=0)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "counselling_case"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="counselling_case_school"),
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(state="open"), name="counselling_case_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | Q(state="closed", closed_at__isnull=False),
                name="counselling_case_closed",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["counsellor_id", "state", "next_at"], name="counselling_case_own"),
            models.Index(fields=["unit_no"], condition=Q(state="open"), name="counselling_case_open"),
            models.Index(fields=["school_id", "person_id"], name="counselling_case_person"),
            models.Index(
                fields=["closed_at"], condition=Q(destroyed_at=None), name="counselling_case_kept"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_no} {self.state}"


class Note(models.Model):
    """One note of a case, sealed with its kind, level of risk and all words; never changed. `id` is
    made by the form."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    case_id = models.UUIDField()
    no = models.SmallIntegerField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    body_cipher = models.BinaryField()
    said = models.BinaryField()

    class Meta:
        db_table = "counselling_note"
        constraints = [
            models.UniqueConstraint(fields=["case_id", "no"], name="counselling_note_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.no}"


class Referral(models.Model):
    """Somebody asks a counsellor to look after a child. What was seen is sealed; whoever asked reads only the
    state. `by_id` is empty where a screening asked."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    via = models.TextField()
    by_id = models.UUIDField(null=True)
    role = models.TextField(default="")
    urgency = models.TextField()
    body_cipher = models.BinaryField(null=True)
    state = models.TextField(default="waiting")
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    case_id = models.UUIDField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "counselling_referral"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=rules.REFERRAL_STATES), name="counselling_referral_state"
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=rules.URGENCIES), name="counselling_referral_urgency"
            ),
        ]
        indexes = [
            models.Index(fields=["by_id", "-at"], name="counselling_referral_by"),
            models.Index(
                fields=["school_id", "due_at"], condition=Q(state__in=["waiting", "seen"]),
                name="counselling_referral_waits",
            ),
            models.Index(fields=["case_id"], name="counselling_referral_case"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_no} {self.via} {self.state}"


class Screening(models.Model):
    """Classes of a school that may answer a questionnaire until a day; which one goes by each child's age."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    by_id = models.UUIDField()
    version = models.TextField()
    classes = ArrayField(models.IntegerField())
    opened_at = models.DateTimeField()
    until = models.DateField()

    class Meta:
        db_table = "counselling_screening"
        indexes = [models.Index(fields=["school_id", "-until"], name="counselling_screening_until")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.until}"


class Answer(models.Model):
    """What a guardian said about a screening of a child: agreed to and answered, refused, taken back.
    The answers are sealed with sum and band; taken back or after their time they are gone."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    screening_id = models.UUIDField()
    person_id = models.UUIDField()
    state = models.TextField()
    instrument = models.TextField(default="")
    consent = models.SmallIntegerField()
    on_paper = models.BooleanField(default=False)
    by_id = models.UUIDField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    body_cipher = models.BinaryField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "counselling_answer"
        constraints = [
            models.UniqueConstraint(
                fields=["screening_id", "person_id"], name="counselling_answer_once"
            ),
            models.CheckConstraint(
                condition=Q(state="answered") | Q(body_cipher=None), name="counselling_answer_gone"
            ),
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(state="answered"), name="counselling_answer_kept")
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.screening_id} {self.state}"


class Emergency(models.Model):
    """A child may be in danger now. `source` says through which door it came, not what was said."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    source = models.TextField()
    by_id = models.UUIDField(null=True)
    state = models.TextField(default="open")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "counselling_emergency"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "id"], name="counselling_emergency_school"
            ),
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(state="open"), name="counselling_emergency_once"
            ),
            models.CheckConstraint(
                condition=Q(source__in=emergency.SOURCES), name="counselling_emergency_source"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "-opened_at"], name="counselling_emergency_unit"),
            models.Index(fields=["school_id", "person_id"], name="counselling_emergency_person"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.state}"


class EmergencyStep(models.Model):
    """That a step was done, by whom, when; a sealed line of who was told. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    emergency_id = models.UUIDField()
    step = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    role = models.TextField(default="")
    text_cipher = models.BinaryField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "counselling_emergency_step"
        indexes = [models.Index(fields=["emergency_id", "at"], name="counselling_emergency_steps")]

    def __str__(self) -> str:
        return self.step


class Takeover(models.Model):
    """The cases of a counsellor who is gone, to somebody else: asked by the principal, agreed to by the
    bureau."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    from_id = models.UUIDField()
    to_id = models.UUIDField()
    asked_by_id = models.UUIDField()
    asked_at = models.DateTimeField()
    state = models.TextField(default="asked")
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    cases = models.IntegerField(default=0)

    class Meta:
        db_table = "counselling_takeover"
        constraints = [
            models.UniqueConstraint(
                fields=["from_id", "school_id"], condition=Q(state="asked"),
                name="counselling_takeover_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_by_id=None) | ~Q(decided_by_id=models.F("asked_by_id")),
                name="counselling_takeover_two",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.school_id} {self.state}"


class Tally(models.Model):
    """How often something happened at a school in a month: figures without anybody. Added up with the
    writing."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    month = models.DateField()
    what = models.TextField()
    count = models.IntegerField(default=0)

    class Meta:
        db_table = "counselling_tally"
        constraints = [
            models.UniqueConstraint(
                fields=["month", "unit_no", "what"], name="counselling_tally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.month} {self.what}"


class Keeping(models.Model):
    """For how many days a county keeps notes after a case was closed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    days = models.IntegerField()
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "counselling_keeping"
        indexes = [models.Index(fields=["unit_no", "-at"], name="counselling_keeping_at")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.days}"


class Certificate(models.Model):
    """That words were destroyed: how many of what, under which rule. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    at = models.DateTimeField()
    days = models.IntegerField()
    cases = models.IntegerField()
    notes = models.IntegerField()
    referrals = models.IntegerField()
    answers = models.IntegerField()

    class Meta:
        db_table = "counselling_certificate"
        indexes = [models.Index(fields=["unit_no", "-at"], name="counselling_certificate_at")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.at}"
