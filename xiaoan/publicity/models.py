"""Tables of public texts."""

from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7
from xiaoan.publicity import rules


class Edition(models.Model):
    """One row: a number that every change of what the public sees turns, in the same transaction. What was
    rendered under another number is not shown again."""

    id = models.SmallIntegerField(primary_key=True)
    no = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "publicity_edition"

    def __str__(self) -> str:
        return str(self.no)


class Text(models.Model):
    """One public text. `shown_no`: the version that the public reads; `waits_no`: the one that waits for the
    second person; `versions`: how many there are. `source`, `source_id`: the row of another app it came from.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    kind = models.TextField()
    state = models.TextField(default="draft")
    source = models.TextField(default="")
    source_id = models.UUIDField(null=True)
    versions = models.SmallIntegerField(default=0)
    steps = models.SmallIntegerField(default=0)
    shown_no = models.SmallIntegerField(null=True)
    waits_no = models.SmallIntegerField(null=True)
    pinned = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    withdrawn_why = models.TextField(default="")

    class Meta:
        db_table = "publicity_text"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=Q(source_id__isnull=False),
                name="public_text_source_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=rules.KINDS), name="public_text_kind"),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="public_text_state"),
            models.CheckConstraint(
                condition=~Q(state="published") ^ Q(shown_no__isnull=False),
                name="public_text_shown",
            ),
            models.CheckConstraint(
                condition=Q(pinned=False) | Q(state="published"), name="public_text_pinned"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "-changed_at"], name="public_text_unit"),
            models.Index(
                fields=["kind", "-published_at"], condition=Q(state="published"),
                name="public_text_listed",
            ),
            models.Index(
                fields=["-changed_at"], condition=Q(state="withdrawn"), name="public_text_gone"
            ),
            models.Index(
                fields=["unit_no"], condition=Q(waits_no__isnull=False), name="public_text_waits"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Version(models.Model):
    """The words of a text as they were once written; added only. `words`: {language: {title, body}}."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    text_id = models.UUIDField()
    no = models.SmallIntegerField()
    words = models.JSONField()
    phone = models.TextField(default="")
    reason = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "publicity_version"
        constraints = [
            models.UniqueConstraint(fields=["text_id", "no"], name="public_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.text_id} {self.no}"


class Step(models.Model):
    """Who did what with a text, and when; added only. `sent_id`: the form that asked for it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    text_id = models.UUIDField()
    no = models.SmallIntegerField()
    kind = models.TextField()
    version_no = models.SmallIntegerField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    why = models.TextField(default="")
    sent_id = models.UUIDField()

    class Meta:
        db_table = "publicity_step"
        constraints = [
            models.UniqueConstraint(fields=["text_id", "no"], name="public_step_once"),
            models.UniqueConstraint(fields=["sent_id", "kind"], name="public_step_sent_once"),
            models.CheckConstraint(condition=Q(kind__in=rules.STEPS), name="public_step_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.text_id} {self.kind}"
