"""Reading school plans: for pages, and `readiness` for other apps."""

from xiaoan.schoolplans.queries.ready import PlanReadiness, readiness

TASK, KNOW = "schoolplans.task", "schoolplans.know"

__all__ = ["KNOW", "TASK", "PlanReadiness", "readiness"]
