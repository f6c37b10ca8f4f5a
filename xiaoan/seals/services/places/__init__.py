"""Sending a batch to a place, by its kind. Whatever goes wrong is `Unreachable`: a code and what was said."""

import smtplib
import ssl
import subprocess
from collections.abc import Callable
from http.client import HTTPException

from xiaoan.seals.rules.places import Address
from xiaoan.seals.services.carrying import Batch
from xiaoan.seals.services.places import files, mail, s3, sftp, webdav
from xiaoan.seals.services.places.trouble import Unreachable

__all__ = ["Unreachable", "send"]
_SENDERS: dict[str, Callable[[Address, Batch], None]] = {
    "file": files.send, "webdav": webdav.send, "s3": s3.send, "sftp": sftp.send, "mail": mail.send,
}  # fmt: skip


def send(place: Address, batch: Batch) -> None:
    """Lay the batch down at the place. Unreachable if it does not lie there for sure afterwards."""
    if place.fault:
        raise Unreachable("setting", place.fault)
    try:
        _SENDERS[place.kind](place, batch)
    except ssl.SSLError as error:
        raise Unreachable("certificate", str(error)) from error
    except (TimeoutError, subprocess.TimeoutExpired) as error:
        raise Unreachable("time", "no answer in time") from error
    except smtplib.SMTPException as error:
        raise Unreachable("refused", f"{type(error).__name__}: {error}") from error
    except (OSError, HTTPException, EOFError) as error:
        raise Unreachable("unreachable", f"{type(error).__name__}: {error}") from error
