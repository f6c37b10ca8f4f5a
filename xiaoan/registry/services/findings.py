"""What was found in a sheet, for its page; the sheet with its errors."""

from typing import Any
from uuid import UUID

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.registry.models import RosterImport
from xiaoan.registry.services import files


def findings_of(actor: Actor, import_id: UUID) -> dict[str, Any]:
    """The rows with errors and the figures by school; empty before the check and after the files' days."""
    found = _mine(actor, import_id)
    return files.json_of(found.pk, found.file_key, files.FINDINGS) or {}


def errors_of(actor: Actor, import_id: UUID) -> bytes | None:
    """The sheet with a column of reasons, as .xlsx; None when there are none, or no longer."""
    found = _mine(actor, import_id)
    return files.content(found.pk, found.file_key, files.ERRORS)


def has_errors(actor: Actor, import_id: UUID) -> bool:
    """Whether the sheet with its errors is there: a big one is written after the figures are known."""
    found = _mine(actor, import_id)
    return files.is_kept(found.file_key, files.ERRORS)


def _mine(actor: Actor, import_id: UUID) -> RosterImport:
    rows = visible(RosterImport.objects.all(), actor, Permission.IMPORT_ROSTER)
    found = rows.filter(pk=import_id).first()
    if found is None:
        raise NotFound
    return found
