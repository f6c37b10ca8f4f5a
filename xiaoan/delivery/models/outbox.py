"""The outbox: what is to be said, to whom, over which channel, and each step of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xiaoan.delivery import rules
from xiaoan.kernel.ids import uuid7


class Batch(models.Model):
    """What another app asked to have said, once. `patience` in minutes; `unit_no`: the smallest unit that
    holds all its people. `doubles` and `without`: as told to whoever asked. `texts`: language →
    {subject, text}, for whoever reads it."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    source = models.TextField()
    source_id = models.UUIDField()
    subject = models.TextField()
    text = models.TextField()
    texts = models.JSONField(default=dict, db_default={})
    channels = ArrayField(models.TextField())
    patience = models.IntegerField()
    not_before = models.DateTimeField(null=True)
    expires = models.DateTimeField()
    urgent = models.BooleanField()
    body_hash = models.BinaryField()
    people = models.IntegerField(default=0)
    doubles = models.IntegerField(default=0)
    without = models.IntegerField(default=0)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")
    # What happened since the last fact about it is still to be told.
    stale = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "delivery_batch"
        constraints = [
            models.CheckConstraint(condition=Q(patience__gte=0), name="delivery_batch_patience"),
        ]
        indexes = [
            models.Index(fields=["source", "source_id"], name="delivery_batch_source"),
            models.Index(fields=["unit_no", "-at"], name="delivery_batch_unit"),
            models.Index(fields=["id"], condition=Q(stale=True), name="delivery_batch_stale"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_id}"


class Message(models.Model):
    """One person of a batch. `step`: how many of its channels were begun; `next_at`: when the next one is
    (NULL: none left, or settled). `language`: which of the batch's `texts` they read ("": its own)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    batch_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    key = models.TextField(unique=True)
    link = models.TextField()
    variables = models.JSONField(default=dict)
    language = models.TextField(default="", db_default="")
    step = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery_message"
        indexes = [
            models.Index(fields=["batch_id", "person_id"], name="delivery_message_batch"),
            models.Index(
                fields=["next_at"], condition=Q(next_at__isnull=False), name="delivery_message_next"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Sending(models.Model):
    """A message over one channel. Its id is the key that is given to a gateway that takes one. `rank` 0 is
    urgent; `content`: equal where the words are; `claimed_until`: whoever begun a call has it until then;
    `doubt`: it may have been sent twice, or a call was begun and nobody knows."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    message_id = models.UUIDField()
    batch_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    channel = models.TextField()
    group_id = models.UUIDField(null=True)
    rank = models.SmallIntegerField(default=1)
    content = models.BinaryField()
    state = models.TextField(default="queued")
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    first_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    reason = models.TextField(default="")
    detail = models.TextField(default="")
    provider_id = models.TextField(default="")
    doubt = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "delivery_sending"
        constraints = [
            models.UniqueConstraint(fields=["message_id", "channel"], name="delivery_sending_once"),
            models.CheckConstraint(
                condition=Q(state__in=rules.STATES), name="delivery_sending_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(claimed_until__isnull=False),
                name="delivery_sending_claimed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "rank", "due_at", "id"], condition=Q(state__in=rules.WAITING),
                name="delivery_sending_due",
            ),
            models.Index(
                fields=["claimed_until"], condition=Q(state="sent"), name="delivery_sending_claim"
            ),
            models.Index(
                fields=["channel", "provider_id"], condition=~Q(provider_id=""),
                name="delivery_sending_provider",
            ),
            models.Index(fields=["batch_id", "channel", "state"], name="delivery_sending_batch"),
            models.Index(fields=["channel", "changed_at"], name="delivery_sending_changed"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Attempt(models.Model):
    """A step of a sending, added only. `what` begun stands before the call is made; whatever follows under
    the same `call_id` is what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    sending_id = models.UUIDField()
    batch_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    call_id = models.UUIDField()
    what = models.TextField()
    reason = models.TextField(default="")
    detail = models.TextField(default="")
    provider_id = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "delivery_attempt"
        indexes = [models.Index(fields=["sending_id", "at"], name="delivery_attempt_sending")]

    def __str__(self) -> str:
        return self.what


class Receipt(models.Model):
    """A receipt that a provider called back with, kept by the digest of what it said: the same once more is
    nothing new."""

    digest = models.BinaryField(primary_key=True)
    channel = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "delivery_receipt"

    def __str__(self) -> str:
        return self.channel
