"""Tables of learning. What is asked of families to be collected, and what became of it."""

from django.db import models
from django.db.models import Q

from xiaoan.learning import rules


class Request(models.Model):
    """Somebody wants to collect something of pupils of a unit until a day. `state`: allowed, refused by
    a rule (`rule`), or let through all the same by a named person with a reason."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    what = models.TextField()
    why = models.TextField()
    until = models.DateField()
    state = models.TextField()
    rule = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField()
    passed_at = models.DateTimeField(null=True)
    passed_by_id = models.UUIDField(null=True)
    reason = models.TextField(default="")

    class Meta:
        db_table = "learning_request"
        constraints = [
            models.CheckConstraint(condition=Q(what__in=rules.COLLECTED), name="learning_request_what"),
            models.CheckConstraint(
                condition=Q(state="allowed", rule="") | (Q(state__in=["refused", "passed"]) & ~Q(rule="")),
                name="learning_request_rule",
            ),
            models.CheckConstraint(
                condition=Q(state="passed", passed_at__isnull=False, passed_by_id__isnull=False)
                & ~Q(reason="") & ~Q(passed_by_id=models.F("by_id"))
                | (~Q(state="passed") & Q(passed_at=None, passed_by_id=None, reason="")),
                name="learning_request_passed",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit_no", "-at"], name="learning_request_unit")]

    def __str__(self) -> str:
        return f"{self.what} {self.state}"
