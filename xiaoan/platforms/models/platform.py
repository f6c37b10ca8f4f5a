"""A platform that may send, what came of it day by day, and launches that are under way."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7


class Platform(models.Model):
    """A learning platform of a school, township or the county, [unit_no, unit_end). Its secret is shown once;
    only the hash is kept. Launches need all of `issuer`, `client_id`, `deployments`, `sign_in` and `keys` (a
    JWK set that a person pasted: nothing is fetched)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    unit_end = models.IntegerField()
    name = models.TextField()
    kind = models.TextField()
    secret_hash = models.BinaryField(null=True)
    secret_at = models.DateTimeField(null=True)
    issuer = models.TextField(default="")
    client_id = models.TextField(default="")
    deployments = ArrayField(models.TextField(), default=list)
    sign_in = models.TextField(default="")
    keys = models.JSONField(default=list)
    added_at = models.DateTimeField()
    added_by_id = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "platforms_platform"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "unit_no", "id"], name="platforms_platform_key"),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(secret_hash=None), name="platforms_platform_revoked"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit_no"], name="platforms_platform_unit")]

    def __str__(self) -> str:
        return self.name


class Tally(models.Model):
    """What came of a platform on a day: statements kept (`taken`), known already (`same`), of no use to us
    (`passed`), of a day too long ago (`old`); batches refused, and why the last was. `told`: of those taken,
    how many the journal knows. `minute`: how many in the running minute, for the limit."""

    platform_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    taken = models.IntegerField(default=0)
    same = models.IntegerField(default=0)
    passed = models.IntegerField(default=0)
    old = models.IntegerField(default=0)
    launches = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    told = models.IntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    fault = models.TextField(default="")
    fault_at = models.DateTimeField(null=True)
    minute = models.DateTimeField(null=True)
    in_minute = models.IntegerField(default=0)

    class Meta:
        db_table = "platforms_tally"
        constraints = [
            models.UniqueConstraint(fields=["platform_id", "day"], name="platforms_tally_once"),
            models.CheckConstraint(condition=Q(told__lte=F("taken")), name="platforms_tally_told"),
        ]
        indexes = [
            models.Index(
                fields=["platform_id"],
                condition=Q(told__lt=F("taken")),
                name="platforms_tally_untold",
            )
        ]

    def __str__(self) -> str:
        return f"{self.platform_id} {self.day}"


class Launch(models.Model):
    """A launch between sign-in and its answer: `state` hashed, the nonce; used once, within ten minutes."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    platform_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    state = models.BinaryField(unique=True)
    nonce = models.TextField()
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "platforms_launch"
        indexes = [models.Index(fields=["at"], name="platforms_launch_at")]

    def __str__(self) -> str:
        return str(self.id)
