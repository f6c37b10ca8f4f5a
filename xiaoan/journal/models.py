"""The record that stands: entries in one hash chain per school (0 is the county's own chain)."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Entry(models.Model):
    """One fact. `body` is the canonical JSON text that the hash covers, byte for byte."""

    pk = models.CompositePrimaryKey("school_id", "n")
    school_id = models.IntegerField()
    n = models.IntegerField()
    unit_no = models.IntegerField()
    kind = models.TextField()
    actor = models.TextField()
    at = models.DateTimeField()
    body = models.TextField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    # Empty in entries older than decision 27; see journal.rules.
    salt = models.BinaryField(null=True)

    class Meta:
        db_table = "journal_entry"
        # Entries lie in the order in which they were written: a few bytes tell where a moment is, and an
        # appended entry costs nothing.
        indexes = [
            BrinIndex(
                fields=["at"], name="journal_entry_at", pages_per_range=16, autosummarize=True
            )
        ]

    def __str__(self) -> str:
        return f"{self.school_id}/{self.n} {self.kind}"


class Head(models.Model):
    """The newest entry of a chain; locked while one is added."""

    school_id = models.IntegerField(primary_key=True)
    n = models.IntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "journal_head"

    def __str__(self) -> str:
        return f"{self.school_id}/{self.n}"
