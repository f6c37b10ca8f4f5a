"""Tables of opening dates."""

from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.reopening import rules


class Proposal(models.Model):
    """What one person of the bureau proposes and another confirms. `lines`: rules.Line, as JSON. Only whoever
    may propose or decide sees it; what is decided is in `Opening`."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    state = models.TextField(default="proposed")
    lines = models.JSONField()
    document = models.TextField()
    directive_id = models.UUIDField(null=True)
    note = models.TextField(default="")
    reason = models.TextField(default="")
    proposed_at = models.DateTimeField()
    proposed_by_id = models.UUIDField()
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.UUIDField(null=True)
    settled_with = models.UUIDField(null=True)
    settled_why = models.TextField(default="")
    said = models.BinaryField()

    class Meta:
        db_table = "reopening_proposal"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=rules.STATES), name="opening_proposal_state"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") ^ Q(settled_at__isnull=False),
                name="opening_proposal_settled",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | ~Q(settled_by_id=F("proposed_by_id")),
                name="opening_by_a_second_person",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "-proposed_at"], name="opening_proposal_unit"),
            models.Index(
                fields=["unit_no"], condition=Q(state="proposed"), name="opening_proposal_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.proposed_at}"


class Opening(models.Model):
    """One decision about a stage at a place (county, township or school): a version, added only. The highest
    `no` of a place and stage holds. Everybody reads it: it is what the public page says."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    stage = models.TextField()
    no = models.SmallIntegerField()
    what = models.TextField()
    day = models.DateField(null=True)
    moved_from = models.DateField(null=True)
    document = models.TextField()
    directive_id = models.UUIDField(null=True)
    note = models.TextField(default="")
    reason = models.TextField(default="")
    proposal_id = models.UUIDField()
    decided_at = models.DateTimeField()
    proposed_by_id = models.UUIDField()
    decided_by_id = models.UUIDField()

    class Meta:
        db_table = "reopening_opening"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "stage", "no"], name="opening_version_once"),
            models.CheckConstraint(condition=Q(what__in=rules.WHATS), name="opening_what"),
            models.CheckConstraint(
                condition=Q(what="date") ^ Q(day=None), name="opening_day_where_dated"
            ),
            models.CheckConstraint(
                condition=Q(no=1) | ~Q(reason=""), name="opening_changed_for_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by_id=F("proposed_by_id")), name="opening_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.stage} {self.no}"
