"""Writing training: tests, certificates, papers brought in, courses, what is needed and owed."""

from xiaoan.training.services.signing import require

__all__ = ["require"]
