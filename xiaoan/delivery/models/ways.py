"""Ways outside: channels as the county set them, robots of groups, people's own addresses."""

from django.db import models
from django.db.models import Q

from xiaoan.delivery.rules.kinds import BOTS, KINDS, OWN
from xiaoan.kernel.ids import uuid7


class Channel(models.Model):
    """A channel of the county. `secrets`: a sealed JSON object; `version` counts the settings. `quiet_since`
    NULL: the usual quiet hours; `rate` a minute, NULL: the usual one."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit_no = models.IntegerField()
    code = models.TextField(unique=True)
    on = models.BooleanField(default=False)
    values = models.JSONField(default=dict)
    secrets = models.BinaryField(null=True)
    rate = models.IntegerField(null=True)
    quiet_since = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    unsure = models.TextField(default="ask")
    version = models.IntegerField(default=1)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "delivery_channel"
        constraints = [
            models.CheckConstraint(condition=Q(code__in=list(KINDS)), name="delivery_channel_code"),
            models.CheckConstraint(
                condition=Q(unsure__in=["ask", "resend"]), name="delivery_channel_unsure"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Group(models.Model):
    """The robot of a group of a unit: its address, with the key in it, and its secret, sealed together."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    channel = models.TextField()
    sealed = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery_group"
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=BOTS), name="delivery_group_channel"),
            models.UniqueConstraint(
                fields=["unit_no", "channel"],
                condition=Q(ended_at=None),
                name="delivery_group_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.unit_no}"


class Address(models.Model):
    """How somebody is reached on a channel, as they said themselves; `sealed` NULL: nothing of their own
    (of SMS the roster's number); `is_off`: they want no messages this way;
    `doubted_at`: a letter came back from there, and it is not used until it is confirmed anew;
    `token`: the digest of what the link to confirm it holds, new with each entry."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    user_id = models.UUIDField()
    channel = models.TextField()
    sealed = models.BinaryField(null=True)
    verified_at = models.DateTimeField(null=True)
    doubted_at = models.DateTimeField(null=True)
    is_off = models.BooleanField(default=False)
    token = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "delivery_address"
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=OWN), name="delivery_address_channel"),
            models.UniqueConstraint(fields=["user_id", "channel"], name="delivery_address_once"),
        ]

    def __str__(self) -> str:
        return self.channel


class Pace(models.Model):
    """When the next message of a channel or robot may go: `next_at` moves on with each."""

    key = models.TextField(primary_key=True)
    next_at = models.DateTimeField()

    class Meta:
        db_table = "delivery_pace"

    def __str__(self) -> str:
        return self.key
