"""Tables of returns."""

from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7
from xiaoan.returns import rules


class Act(models.Model):
    """What a form has done, under the id that the form made."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    what = models.TextField()
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "returns_act"

    def __str__(self) -> str:
        return self.what


class Form(models.Model):
    """A form of another office. `unknown_word`: what stands where nothing is on record; `version`: the
    number of
    the one in force."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    name = models.TextField()
    office = models.TextField()
    unknown_word = models.TextField()
    state = models.TextField(default="active")
    version = models.IntegerField(default=1)
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "returns_form"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "id"], name="returns_form_unit"),
            models.CheckConstraint(
                condition=Q(state__in=rules.FORM_STATES), name="returns_form_state"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """A form as it was from a moment on: the file as it came, what it asks of itself (`marks`: [mark, cell,
    repeat]), and what was assigned to its cells (`assigned`: cell → text with marks)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    form_id = models.UUIDField()
    no = models.IntegerField()
    file_name = models.TextField()
    kind = models.TextField()
    content = models.BinaryField()
    digest = models.BinaryField()
    marks = models.JSONField()
    assigned = models.JSONField(default=dict)
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "returns_version"
        constraints = [
            models.UniqueConstraint(fields=["form_id", "no"], name="returns_version_no"),
            models.CheckConstraint(
                condition=Q(kind__in=["xlsx", "docx"]), name="returns_version_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.no}"


class Run(models.Model):
    """A form filled in for every unit of a kind (`level`) below one, as one archive. `done` of
    `wanted` so far."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    form_id = models.UUIDField()
    version_no = models.IntegerField()
    level = models.TextField()
    day = models.DateField()
    typed = models.JSONField(default=dict)
    state = models.TextField(default="waiting")
    wanted = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    content = models.BinaryField(null=True)
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by_id = models.UUIDField()

    class Meta:
        db_table = "returns_run"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=rules.RUN_STATES), name="returns_run_state"
            )
        ]
        indexes = [models.Index(fields=["form_id", "-at"], name="returns_run_form")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.day} {self.state}"


class Filling(models.Model):
    """What filling a form in has saved: the last time it was filled in for a unit and day. `asked` things, of
    which `held` figures (`unknown` of them without anything on record), `given` and `typed`; `spared`: values
    of single schools that the figures rest on, which no school has typed for this form."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    form_id = models.UUIDField()
    version_no = models.IntegerField()
    day = models.DateField()
    asked = models.IntegerField()
    held = models.IntegerField()
    unknown = models.IntegerField()
    given = models.IntegerField()
    typed = models.IntegerField()
    spared = models.IntegerField()
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "returns_filling"
        constraints = [
            models.UniqueConstraint(
                fields=["form_id", "day", "unit_no"], name="returns_filling_once"
            )
        ]
        indexes = [models.Index(fields=["day", "unit_no"], name="returns_filling_day")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.day}"


class Request(models.Model):
    """What another office wants to know: who asks, on what ground, what for, how often, until when.
    `due_days`
    after its day, at `due_at`, an answer is due. `rule`: by which it was refused, `about`: for which
    field."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    office = models.TextField()
    person = models.TextField()
    ground = models.TextField()
    purpose = models.TextField()
    every = models.TextField()
    first = models.DateField()
    until = models.DateField()
    due_days = models.SmallIntegerField()
    stage = models.TextField(default="")
    state = models.TextField()
    rule = models.TextField(default="")
    about = models.TextField(default="")
    why_ended = models.TextField(default="")
    is_settled = models.BooleanField(default=False)
    at = models.DateTimeField()
    by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "returns_request"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "id"], name="returns_request_unit"),
            models.CheckConstraint(
                condition=Q(state__in=rules.REQUEST_STATES), name="returns_request_state"
            ),
            models.CheckConstraint(
                condition=Q(every__in=rules.EVERY), name="returns_request_every"
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | ~Q(ground=""), name="returns_grounded"
            ),
        ]

    def __str__(self) -> str:
        return self.office


class Field(models.Model):
    """One thing that a request wants. `held_key`, `held_part`: the figure that answers it, as an officer has
    confirmed; "": asked of schools."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    request_id = models.UUIDField()
    no = models.SmallIntegerField()
    name = models.TextField()
    kind = models.TextField()
    unit = models.TextField(default="")
    low = models.TextField(default="")
    high = models.TextField(default="")
    choices = models.JSONField(default=list)
    held_key = models.TextField(default="")
    held_part = models.TextField(default="")

    class Meta:
        db_table = "returns_field"
        constraints = [
            models.UniqueConstraint(fields=["request_id", "no"], name="returns_field_no"),
            models.CheckConstraint(condition=Q(kind__in=rules.KINDS), name="returns_field_kind"),
        ]

    def __str__(self) -> str:
        return self.name


class Round(models.Model):
    """A request on one of its days: `schools` of which it wants something, whether or not they are asked."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    request_id = models.UUIDField()
    day = models.DateField()
    due_at = models.DateTimeField()
    schools = models.IntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "returns_round"
        constraints = [
            models.UniqueConstraint(fields=["request_id", "day"], name="returns_round_once")
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class Ask(models.Model):
    """What one school is asked in a round, and what it has answered: `answers`: number of the question
    → words.
    `reused`: numbers of those it had answered before for that day."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    request_id = models.UUIDField()
    round_id = models.UUIDField()
    day = models.DateField()
    answers = models.JSONField(default=dict)
    reused = models.JSONField(default=list)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "returns_ask"
        constraints = [
            models.UniqueConstraint(fields=["round_id", "unit_no"], name="returns_ask_once")
        ]
        indexes = [models.Index(fields=["unit_no", "day"], name="returns_ask_day")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.day}"


class Mapping(models.Model):
    """What something of ours is called in another system: `ours` "key.part" of a figure, or a unit's code."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    ours = models.TextField()
    theirs = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "returns_mapping"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "ours"], name="returns_mapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.ours} {self.theirs}"
