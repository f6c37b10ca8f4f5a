"""Tables of readiness. What was said and decided is added only; cells and standings are counted anew."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.readiness.rules import gate, judging

SAID = ("self", "joint", "recheck", "mend", "withdraw")
RESULTS = ("ok", "bad", "none", "")
FINDING_STATES = ("open", "answered", "closed", "void")
PACK_STATES = ("draft", "asked", "published", "dropped")


class Act(models.Model):
    """One act under the id of its form; the same once more changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    what = models.TextField()
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "readiness_act"

    def __str__(self) -> str:
        return f"{self.what} {self.unit_no}"


class Version(models.Model):
    """A version of the pack of items that the county made: drafted by one, published by another; `since`: the
    first day on which it holds. `groups`, `items`: packs.Pack as JSON."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    base = models.TextField()
    title = models.TextField()
    source = models.TextField(default="")
    state = models.TextField(default="draft")
    since = models.DateField(null=True)
    groups = models.JSONField()
    items = models.JSONField()
    reason = models.TextField(default="")
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    asked_by_id = models.UUIDField(null=True)
    edited_by = ArrayField(models.UUIDField(), default=list)
    published_at = models.DateTimeField(null=True)
    published_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "readiness_version"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PACK_STATES), name="readiness_pack_state"),
            models.UniqueConstraint(
                fields=["unit_no"], condition=Q(state__in=["draft", "asked"]),
                name="readiness_pack_one_draft",
            ),
            # Nobody publishes what they asked to publish.
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(since__isnull=False, published_by_id__isnull=False)
                & ~Q(published_by_id=F("asked_by_id")),
                name="readiness_pack_two_people",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} {self.state}"


class Statement(models.Model):
    """What somebody said of an inspected item, with evidence; never changed. A withdrawal is a
    statement about
    another (`about_id`)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    item = models.TextField()
    kind = models.TextField()
    result = models.TextField(default="")
    note = models.TextField(default="")
    photo_ids = ArrayField(models.UUIDField(), default=list)
    paper_ids = ArrayField(models.UUIDField(), default=list)
    inspection_id = models.UUIDField(null=True)
    about_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "readiness_statement"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SAID), name="readiness_said_kind"),
            models.CheckConstraint(condition=Q(result__in=RESULTS), name="readiness_said_result"),
            models.CheckConstraint(
                condition=Q(kind="withdraw", about_id__isnull=False, result="")
                | ~Q(kind="withdraw"),
                name="readiness_said_withdrawn",
            ),
            models.UniqueConstraint(
                fields=["about_id"], condition=Q(kind="withdraw"), name="readiness_withdrawn_once"
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "item", "at"], name="readiness_said_item")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.item} {self.kind}"


class Inspection(models.Model):
    """A joint inspection of a school. `members`: [name, authority, post]; `items`: what was asked, by
    code, as
    the pack was when it began; closed once all were seen."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    state = models.TextField(default="open")
    pack = models.TextField()
    items = ArrayField(models.TextField())
    members = models.JSONField()
    begun_at = models.DateTimeField()
    begun_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    words = models.TextField(default="")
    bad = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "readiness_inspection"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "closed", "dropped"]), name="readiness_visit_state"
            ),
            models.CheckConstraint(
                condition=Q(state="open") ^ Q(ended_at__isnull=False), name="readiness_visit_ended"
            ),
            models.UniqueConstraint(
                fields=["unit_no"], condition=Q(state="open"), name="readiness_visit_one_open"
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "-begun_at"], name="readiness_visit_unit")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.state}"


class Finding(models.Model):
    """An item that an inspection found wanting, until it is mended and seen again by another."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    inspection_id = models.UUIDField()
    item = models.TextField()
    text = models.TextField()
    note = models.TextField()
    state = models.TextField(default="open")
    found_at = models.DateTimeField()
    found_by_id = models.UUIDField()
    due_at = models.DateTimeField()
    mended_at = models.DateTimeField(null=True)
    mended_by_id = models.UUIDField(null=True)
    returned = models.SmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "readiness_finding"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=FINDING_STATES), name="readiness_finding_state"
            ),
            models.UniqueConstraint(
                fields=["unit_no", "item"],
                condition=Q(state__in=["open", "answered"]),
                name="readiness_finding_one",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(ended_by_id__isnull=False) & ~Q(ended_by_id=F("mended_by_id")),
                name="readiness_finding_other",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit_no", "due_at"], condition=Q(state__in=["open", "answered"]),
                name="readiness_finding_open",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_no} {self.item} {self.state}"


class Decision(models.Model):
    """What was decided of a school: asked for by one, signed by another. `frozen`: every item with its result
    as it was when it was signed (of one not signed: asked for), with versions, evidence and persons;
    `digest`: SHA-256 of it. `accepted`: items that an override named."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind = models.TextField()
    state = models.TextField(default="asked")
    day = models.DateField()
    reason = models.TextField(default="")
    accepted = ArrayField(models.TextField(), default=list)
    frozen = models.JSONField()
    digest = models.TextField()
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField()
    asked_as = models.TextField()
    signed_at = models.DateTimeField(null=True)
    signed_by_id = models.UUIDField(null=True)
    signed_as = models.TextField(default="")
    why = models.TextField(default="")

    class Meta:
        db_table = "readiness_decision"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=gate.KINDS), name="readiness_kind"),
            models.CheckConstraint(condition=Q(state__in=gate.STATES), name="readiness_state"),
            models.CheckConstraint(
                condition=Q(kind="open") | ~Q(reason=""), name="readiness_reason"
            ),
            models.CheckConstraint(
                condition=Q(accepted=[]) | Q(kind="override"), name="readiness_accepted"
            ),
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(signed_at__isnull=False, signed_by_id__isnull=False)
                & ~Q(signed_by_id=F("asked_by_id")),
                name="readiness_two_people",
            ),
            models.UniqueConstraint(
                fields=["unit_no"], condition=Q(state="asked"), name="readiness_one_asked"
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "-asked_at"], name="readiness_decided")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.kind} {self.state}"


class Standing(models.Model):
    """Read table: how a school stands, as it was reckoned at `at`. `broken_since`: since when, after it was
    opened, something holds no more."""

    unit_no = models.IntegerField(primary_key=True)
    school_id = models.IntegerField()
    ref = models.UUIDField(default=uuid7)
    gate = models.TextField()
    pack = models.TextField()
    items = models.SmallIntegerField()
    failed = ArrayField(models.TextField(), default=list)
    unknown = ArrayField(models.TextField(), default=list)
    soft = ArrayField(models.TextField(), default=list)
    kind = models.TextField(default="")
    opened_on = models.DateField(null=True)
    broken_since = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "readiness_standing"
        constraints = [
            models.CheckConstraint(condition=Q(gate__in=gate.GATES), name="readiness_gate")
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.gate}"


class Cell(models.Model):
    """Read table: an item at a school; `since`: from when on its state was so."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    item = models.TextField()
    state = models.TextField()
    code = models.TextField()
    num = models.IntegerField(null=True)
    den = models.IntegerField(null=True)
    day = models.DateField(null=True)
    since = models.DateTimeField()

    class Meta:
        db_table = "readiness_cell"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "item"], name="readiness_cell_once"),
            models.CheckConstraint(
                condition=Q(state__in=judging.STATES), name="readiness_cell_state"
            ),
        ]
        indexes = [models.Index(fields=["item", "state", "unit_no"], name="readiness_cell_item")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.item} {self.state}"


class Turn(models.Model):
    """That the state of an item at a school became another; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    item = models.TextField()
    was = models.TextField()
    state = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "readiness_turn"
        indexes = [models.Index(fields=["unit_no", "-at"], name="readiness_turn_unit")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.item} {self.was}>{self.state}"
