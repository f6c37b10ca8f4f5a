"""Seals, and how far each place outside has got."""

from django.db import models


class Seal(models.Model):
    """A seal of one minute. `body` is the canonical JSON text that signature and hash cover."""

    no = models.IntegerField(primary_key=True)
    unit_no = models.IntegerField()
    at = models.DateTimeField(db_index=True)
    whole = models.BooleanField()
    body = models.TextField()
    signature = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "seals_seal"

    def __str__(self) -> str:
        return str(self.no)


class Place(models.Model):
    """A place outside: the last seal that arrived there, and since when it fails."""

    name = models.TextField(primary_key=True)
    unit_no = models.IntegerField()
    delivered_no = models.IntegerField()
    delivered_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    reason = models.TextField(default="")
    detail = models.TextField(default="")

    class Meta:
        db_table = "seals_place"

    def __str__(self) -> str:
        return self.name
