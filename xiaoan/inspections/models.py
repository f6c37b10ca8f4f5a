"""Tables of inspections."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xiaoan.inspections import rules
from xiaoan.kernel.ids import uuid7


class Number(models.Model):
    """The last number of a notice that an office or school has given in a year; locked while the next is."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        db_table = "inspections_number"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "year"], name="inspection_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.year} {self.last}"


class Edition(models.Model):
    """A version of a checklist that the county put beside or instead of one that comes along; added only.
    `is_used` false: it is offered no more."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    code = models.TextField()
    no = models.SmallIntegerField()
    name = models.TextField()
    posts = ArrayField(models.TextField())
    items = models.JSONField()
    is_used = models.BooleanField(default=True)
    reason = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "inspections_edition"
        constraints = [
            models.UniqueConstraint(
                fields=["unit_no", "code", "no"], name="inspection_edition_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.no}"


class Round(models.Model):
    """One inspection of a unit. Until it is begun, one that is unannounced bears the number of the office
    that planned it, so that the unit cannot see it; `target_no` is the unit. `lists`: the codes, and from the
    beginning on `sheets`: the checklists as they were then."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    target_no = models.IntegerField()
    office_no = models.IntegerField()
    state = models.TextField()
    is_planned = models.BooleanField(default=False)
    is_unannounced = models.BooleanField(default=False)
    day = models.DateField()
    inspector_id = models.UUIDField()
    planned_by_id = models.UUIDField(null=True)
    plan_id = models.UUIDField(null=True)
    lists = ArrayField(models.TextField())
    sheets = models.JSONField(default=list)
    place = models.TextField(default="")
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_with = models.UUIDField(null=True)
    signed = models.TextField(default="")
    words = models.TextField(default="")
    ok = models.SmallIntegerField(default=0)
    bad = models.SmallIntegerField(default=0)
    none = models.SmallIntegerField(default=0)
    notice_no = models.IntegerField(null=True)
    said = models.BinaryField(null=True)

    class Meta:
        db_table = "inspections_round"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="inspection_round_school"),
            models.UniqueConstraint(
                fields=["plan_id", "target_no"],
                condition=Q(plan_id__isnull=False),
                name="inspection_plan_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=rules.ROUND_STATES), name="inspection_round_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "dropped"]) ^ Q(ended_at=None),
                name="inspection_round_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(signed=""), name="inspection_round_signed"
            ),
        ]
        indexes = [
            models.Index(fields=["day", "unit_no"], name="inspection_round_day"),
            models.Index(fields=["unit_no", "-day"], name="inspection_round_unit"),
            models.Index(
                fields=["inspector_id"], condition=Q(state__in=["planned", "open"]),
                name="inspection_round_mine",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.target_no} {self.day}"


class Mark(models.Model):
    """What was seen of one item in a round; may be put right until the round is closed. `sent_id`: the form
    that said so last; `by_rest`: not looked at one by one but said of all that was left."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    round_id = models.UUIDField()
    list_code = models.TextField()
    item = models.TextField()
    result = models.TextField()
    by_rest = models.BooleanField(default=False)
    severity = models.TextField(default="")
    note = models.TextField(default="")
    place_no = models.IntegerField(null=True)
    photo_ids = ArrayField(models.UUIDField(), default=list)
    finding_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    sent_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "inspections_mark"
        constraints = [
            models.UniqueConstraint(
                fields=["round_id", "list_code", "item"], name="inspection_mark_once"
            ),
            models.CheckConstraint(
                condition=Q(result__in=rules.RESULTS), name="inspection_mark_result"
            ),
            models.CheckConstraint(
                condition=~Q(result="bad") | Q(severity__in=rules.SEVERITIES),
                name="inspection_mark_severity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_code}.{self.item} {self.result}"


class Form(models.Model):
    """A form that marked items of a round; added only, so that one that comes late or twice changes nothing
    that was marked after it. `id` is made by the form."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    round_id = models.UUIDField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "inspections_form"

    def __str__(self) -> str:
        return f"{self.round_id} {self.at}"


class Finding(models.Model):
    """What was wrong, until it is mended and seen again. Who answers while it is open is named by its duty;
    `owner_id` is who was named last. `rank`: rules.rank. `repeats`: so often within
    `rules.REPEAT_DAYS` before. Found in a round, or by an app above in something of its own (`about_id`;
    `list_code` is then the source it connected)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    office_no = models.IntegerField()
    round_id = models.UUIDField(null=True)
    about_id = models.UUIDField(null=True)
    list_code = models.TextField()
    item = models.TextField()
    text = models.TextField()
    basis = models.TextField(default="")
    severity = models.TextField()
    rank = models.SmallIntegerField()
    note = models.TextField()
    place = models.TextField(default="")
    photo_ids = ArrayField(models.UUIDField(), default=list)
    found_at = models.DateTimeField()
    found_by_id = models.UUIDField()
    repeats = models.SmallIntegerField(default=0)
    state = models.TextField(default="open")
    first_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner_id = models.UUIDField(null=True)
    mended_at = models.DateTimeField(null=True)
    mended_by_id = models.UUIDField(null=True)
    late = models.BooleanField(default=False)
    returned = models.SmallIntegerField(default=0)
    asked_due_at = models.DateTimeField(null=True)
    asked_by_id = models.UUIDField(null=True)
    asked_why = models.TextField(default="")
    shut_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    steps = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "inspections_finding"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="finding_school"),
            models.UniqueConstraint(fields=["round_id", "list_code", "item"], name="finding_once"),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="finding_state"),
            models.CheckConstraint(
                condition=Q(round_id=None) ^ Q(about_id=None), name="finding_of_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=rules.SEVERITIES), name="finding_severity"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "void"]) ^ Q(ended_at=None), name="finding_ended"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "closed"]) | Q(mended_by_id__isnull=False),
                name="finding_mended",
            ),
            # Whoever mended it, or was named for it, does not close it.
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (
                    ~Q(ended_by_id=models.F("mended_by_id"))
                    & (Q(owner_id=None) | ~Q(ended_by_id=models.F("owner_id")))
                ),
                name="finding_closed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(asked_due_at=None) | Q(state="open"), name="finding_asked"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-rank", "due_at", "unit_no"], condition=Q(state__in=["open", "answered"]),
                name="finding_running",
            ),
            # The figures are counted from the indexes alone.
            models.Index(
                fields=["found_at", "unit_no"],
                include=["state", "late", "due_at", "rank", "repeats"], name="finding_found",
            ),
            models.Index(
                fields=["ended_at", "unit_no"], condition=Q(state="closed"), name="finding_closed"
            ),
            models.Index(fields=["school_id", "list_code", "item", "found_at"], name="finding_item"),
            models.Index(
                fields=["about_id"], condition=Q(about_id__isnull=False), name="finding_about"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_no} {self.list_code}.{self.item}"


class Step(models.Model):
    """One step about a finding, by whom, in words; never changed. `id` is made by the form."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    finding_id = models.UUIDField()
    no = models.SmallIntegerField()
    kind = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    text = models.TextField(default="")
    photo_ids = ArrayField(models.UUIDField(), default=list)
    paper_ids = ArrayField(models.UUIDField(), default=list)
    due_at = models.DateTimeField(null=True)
    owner_id = models.UUIDField(null=True)
    said = models.BinaryField(null=True)

    class Meta:
        db_table = "inspections_step"
        constraints = [
            models.UniqueConstraint(fields=["finding_id", "no"], name="finding_step_once"),
            models.CheckConstraint(condition=Q(kind__in=rules.STEPS), name="finding_step_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.kind}"
