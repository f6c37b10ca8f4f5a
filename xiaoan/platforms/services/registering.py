"""The register of platforms: added, a new secret, set up for launches, revoked."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import taken
from xiaoan.lessons import queries as lessons
from xiaoan.platforms.events import PlatformChanged
from xiaoan.platforms.models import Platform
from xiaoan.platforms.queries import secret_hash
from xiaoan.platforms.services import acting, keys

LONGEST, LONGEST_URL, MOST_DEPLOYMENTS = 60, 300, 20
PRESSED_TWICE = dt.timedelta(minutes=1)
_AT = ("county", "township", "school")


@dataclass(frozen=True)
class NewPlatform:
    """A platform to add. `id` is made by the page, so that a double click adds one."""

    id: UUID
    unit_no: int
    name: str
    kind: str


@dataclass(frozen=True)
class NewLaunches:
    """How a platform signs launches, as its administrator reads it off: `deployments` one a line, `keys` a
    JWK set, one JWK, or a public key in PEM."""

    issuer: str
    client_id: str
    deployments: str
    sign_in: str
    keys: str


@transaction.atomic
def add(actor: Actor, new: NewPlatform) -> str:
    """Add a platform; gives its secret, to be shown this once. The same id again within a minute, of one that
    has not been used, gives a new one; later ""."""
    acting.require(actor, new.unit_no, Permission.SET_PLATFORMS)
    name = " ".join(new.name.split())
    faults = {}
    if not name or len(name) > LONGEST or not name.isprintable():
        faults["name"] = _("请填写平台名称,不超过 60 个字。")
    if new.kind not in lessons.PLATFORM_NAMES:
        faults["kind"] = _("请选择平台种类。")
    place = directory.place(new.unit_no)
    if place.kind not in _AT:
        faults["unit_no"] = _("请选择县、乡镇或学校。")
    if faults:
        raise Invalid(_("请改正后再登记。"), faults)
    if Platform.objects.filter(pk=new.id).exists():
        return _again(actor, new, name)
    secret, now = secrets.token_urlsafe(32), clock.now()
    try:
        with transaction.atomic():
            row = Platform.objects.create(
                id=new.id, school_id=place.school_id, unit_no=place.no, unit_end=place.end, name=name,
                kind=new.kind, secret_hash=secret_hash(secret), secret_at=now, added_at=now,
                added_by_id=actor.user_id,
            )  # fmt: skip
    except IntegrityError:
        return _again(actor, new, name)  # by the other of two presses
    _tell(actor, row, "added")
    return secret


def _again(actor: Actor, new: NewPlatform, name: str) -> str:
    row = Platform.objects.select_for_update().filter(pk=new.id).first()
    if row is None or row.added_by_id != actor.user_id:
        raise taken()
    if (row.unit_no, row.name, row.kind) != (new.unit_no, name, new.kind):
        raise taken()
    if row.revoked_at or row.added_at < clock.now() - PRESSED_TWICE:
        return ""
    return _renewed(actor, row)


def _renewed(actor: Actor, row: Platform) -> str:
    secret = secrets.token_urlsafe(32)
    row.secret_hash, row.secret_at = secret_hash(secret), clock.now()
    row.save(update_fields=["secret_hash", "secret_at"])
    _tell(actor, row, "secret")
    return secret


def hold(actor: Actor, platform_id: UUID) -> Platform:
    """A platform that the actor keeps, locked and not revoked."""
    row = Platform.objects.select_for_update().filter(pk=platform_id).first()
    if row is None:
        raise NotFound
    acting.require(actor, row.unit_no, Permission.SET_PLATFORMS)
    if row.revoked_at:
        raise Conflict(_("这个平台已停用,不能再改。要接入请重新登记。"))
    return row


@transaction.atomic
def renew(actor: Actor, platform_id: UUID) -> str:
    """A new secret, to be shown this once; the one before opens nothing any more."""
    return _renewed(actor, hold(actor, platform_id))


@transaction.atomic
def revoke(actor: Actor, platform_id: UUID) -> None:
    """Nothing of the platform is taken any more; what it told stays. Twice is once."""
    row = Platform.objects.select_for_update().filter(pk=platform_id).first()
    if row is None:
        raise NotFound
    acting.require(actor, row.unit_no, Permission.SET_PLATFORMS)
    if row.revoked_at:
        return
    row.revoked_at, row.revoked_by_id, row.secret_hash = clock.now(), actor.user_id, None
    row.save(update_fields=["revoked_at", "revoked_by_id", "secret_hash"])
    _tell(actor, row, "revoked")


@transaction.atomic
def set_launches(actor: Actor, platform_id: UUID, new: NewLaunches) -> None:
    """Take launches of a platform. Invalid names each field; the same again is nothing new."""
    row = hold(actor, platform_id)
    told, faults = _checked(new)
    if faults:
        raise Invalid(_("有几处要改,见下面标出的各项。"), faults)
    if all(getattr(row, name) == value for name, value in told.items()):
        return
    for name, value in told.items():
        setattr(row, name, value)
    row.save(update_fields=list(told))
    _tell(actor, row, "launches")


def _checked(new: NewLaunches) -> tuple[dict[str, Any], dict[str, str]]:
    """What is kept, and what is wrong, by field."""
    faults: dict[str, str] = {}
    issuer, sign_in = new.issuer.strip(), new.sign_in.strip()
    for field, text in (("issuer", issuer), ("sign_in", sign_in)):
        if not _is_https(text):
            faults[field] = _("请填写以 https:// 开头的完整地址,不超过 300 个字符。")
    client = new.client_id.strip()
    if not _is_plain(client):
        faults["client_id"] = _("请填写平台给本系统的客户端编号(client_id)。")
    deployments = [one for line in new.deployments.splitlines() if (one := line.strip())]
    if not 0 < len(deployments) <= MOST_DEPLOYMENTS or not all(map(_is_plain, deployments)):
        faults["deployments"] = _("请填写部署编号(deployment_id),一行一个,最多 20 个。")
    found, fault = keys.read(new.keys)
    if fault:
        faults["keys"] = fault
    return {
        "issuer": issuer, "client_id": client, "deployments": deployments, "sign_in": sign_in, "keys": found,
    }, faults  # fmt: skip


def _is_plain(text: str) -> bool:
    return 0 < len(text) <= LONGEST_URL and text.isprintable()


def _is_https(text: str) -> bool:
    if len(text) > LONGEST_URL or not text.isprintable() or any(one.isspace() for one in text):
        return False
    try:
        parts = urlsplit(text)
        return (
            parts.scheme == "https"
            and bool(parts.hostname)
            and not parts.username
            and not parts.fragment
        )
    except ValueError:
        return False


def _tell(actor: Actor, row: Platform, how: str) -> None:
    journal.record(
        actor,
        PlatformChanged(school_id=row.school_id, unit_no=row.unit_no, platform_id=row.pk, how=how),
    )
