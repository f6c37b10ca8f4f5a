"""xAPI 1.0.3 statements: what is wanted of them, and what is wrong with one, without the words for it."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from xiaoan.platforms.rules import VERBS

# Extension by which a platform may name our lesson, in `context` or in the definition of the activity.
LESSON = "urn:xiaoan:lesson"
_OURS = re.compile(
    r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@lessons\.xiaoan$"
)
_IRI = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+$")
_MAIL = re.compile(r"^mailto:[^\s@]+@[^\s@]+$")
_SHA1 = re.compile(r"^[0-9a-fA-F]{40}$")
_DURATION = re.compile(
    r"^P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$"
)
# What is kept of texts; longer ones are refused, but for titles, which are cut.
LONGEST_IRI, LONGEST_NAME, LONGEST_TITLE = 500, 120, 200
# Nobody is in a lesson for longer than a day.
_LONGEST = 86_400
_IDENTIFIERS = ("account", "mbox", "mbox_sha1sum", "openid")
_KNOWN = {
    "id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version",
    "attachments",
}  # fmt: skip


class Fault(ValueError):
    """What is wrong with a statement: its place in the batch, the field, a code (queries.words)."""

    def __init__(self, field: str, code: str, index: int = 0) -> None:
        super().__init__(f"{index} {field} {code}")
        self.index, self.field, self.code = index, field, code


@dataclass(frozen=True)
class Said:
    """One statement as it is kept. `kind`: one of rules.KINDS, "void", or "" (passed over). `account`: one
    key for whoever is meant; `name` the account's own name, `shown` the person's. `seconds`: of
    result.duration. `lesson`: ours, where the platform names it. `digest` of all it says."""

    id: UUID
    kind: str
    account: str
    name: str
    shown: str
    activity: str
    title: str
    at: dt.datetime
    seconds: int | None
    lesson: UUID | None
    voids: UUID | None
    digest: bytes


def read_all(found: Any, now: dt.datetime, most: int) -> list[Said]:
    """A body, one statement or a list. Raises Fault: all or nothing. `now` stands for a missing time."""
    rows = found if isinstance(found, list) else [found]
    if len(rows) > most:
        raise Fault("body", "too_many")
    said = []
    for index, row in enumerate(rows):
        try:
            said.append(read(row, now))
        except Fault as fault:
            fault.index = index
            raise
    return said


def read(row: Any, now: dt.datetime) -> Said:
    """One statement; raises Fault."""
    if not isinstance(row, Mapping):
        raise Fault("statement", "object")
    if strange := sorted(set(row) - _KNOWN):
        # It is shown and kept: half a character, or a zero byte, could be neither.
        shown = "".join(one for one in str(strange[0])[:60] if one.isprintable())
        raise Fault(shown or "statement", "unknown_field")
    if row.get("attachments"):
        raise Fault("attachments", "attachments")
    digest = _digest(row)
    account, name, shown = _actor(_dict(row, "actor"))
    verb = _text(_dict(row, "verb"), "verb.id", "id")
    if not _is_iri(verb):
        raise Fault("verb.id", "iri")
    kind = VERBS.get(verb, "")
    activity, title, lesson, voids = _object(_dict(row, "object"), row)
    if kind == "void" and voids is None:
        raise Fault("object.id", "voids")
    if kind != "void" and (not account or not activity):
        kind = ""
    given = row.get("id")
    return Said(
        _uuid(given, "id") if given is not None else uuid5(NAMESPACE_URL, digest.hex()),
        kind, account, name, shown, activity, title, _moment(row, now), _seconds(row), lesson, voids,
        digest,
    )  # fmt: skip


def _digest(row: Mapping[str, Any]) -> bytes:
    """Of what a statement says: what record stores add of their own is no part of it (xAPI 1.0.3, 2.3.3)."""
    own = {
        key: value for key, value in row.items()
        if key not in ("id", "stored", "authority", "version")
    }  # fmt: skip
    text = json.dumps(own, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _dict(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = row.get(name)
    if found is None:
        raise Fault(name, "missing")
    if not isinstance(found, Mapping):
        raise Fault(name, "object")
    return found


def _text(row: Mapping[str, Any], field: str, name: str, longest: int = LONGEST_IRI) -> str:
    found = row.get(name)
    if found is None or found == "":
        raise Fault(field, "missing")
    if not isinstance(found, str):
        raise Fault(field, "text")
    if len(found) > longest:
        raise Fault(field, "too_long")
    if not found.isprintable():
        raise Fault(field, "unreadable")
    return found


def _is_iri(text: str) -> bool:
    return bool(_IRI.match(text))


def _uuid(found: Any, field: str) -> UUID:
    try:
        return UUID(found) if isinstance(found, str) else _no_uuid(field)
    except ValueError:
        return _no_uuid(field)


def _no_uuid(field: str) -> UUID:
    raise Fault(field, "uuid")


def _actor(actor: Mapping[str, Any]) -> tuple[str, str, str]:
    """Key, own name and shown name of an account; a group is nobody."""
    shown = actor.get("name", "")
    if not isinstance(shown, str):
        raise Fault("actor.name", "text")
    shown = "".join(one for one in shown if one.isprintable()).strip()[:LONGEST_NAME]
    if actor.get("objectType") == "Group":
        return "", "", ""
    if actor.get("objectType", "Agent") != "Agent":
        raise Fault("actor.objectType", "actor_type")
    if sum(name in actor for name in _IDENTIFIERS) != 1:
        raise Fault("actor", "one_identifier")
    key, name = _KEYS[next(name for name in _IDENTIFIERS if name in actor)](actor)
    return key, name, shown


def _by_account(actor: Mapping[str, Any]) -> tuple[str, str]:
    account = _dict(actor, "account")
    home = _text(account, "actor.account.homePage", "homePage")
    name = _text(account, "actor.account.name", "name", LONGEST_NAME)
    if not _is_iri(home):
        raise Fault("actor.account.homePage", "iri")
    return f"account|{home}|{name}", name.strip()


def _by_mail(actor: Mapping[str, Any]) -> tuple[str, str]:
    """By the sum that others give of the same mailbox (xAPI names SHA-1)."""
    mail = _text(actor, "actor.mbox", "mbox", LONGEST_NAME)
    if not _MAIL.match(mail):
        raise Fault("actor.mbox", "mbox")
    sha = hashlib.sha1(mail.encode(), usedforsecurity=False).hexdigest()
    return f"sha1|{sha}", mail.removeprefix("mailto:").partition("@")[0]


def _by_sum(actor: Mapping[str, Any]) -> tuple[str, str]:
    sha = _text(actor, "actor.mbox_sha1sum", "mbox_sha1sum")
    if not _SHA1.match(sha):
        raise Fault("actor.mbox_sha1sum", "sha1")
    return f"sha1|{sha.lower()}", ""


def _by_openid(actor: Mapping[str, Any]) -> tuple[str, str]:
    return f"openid|{_text(actor, 'actor.openid', 'openid')}", ""


_KEYS: dict[str, Callable[[Mapping[str, Any]], tuple[str, str]]] = {
    "account": _by_account, "mbox": _by_mail, "mbox_sha1sum": _by_sum, "openid": _by_openid,
}  # fmt: skip


def _object(
    found: Mapping[str, Any], row: Mapping[str, Any]
) -> tuple[str, str, UUID | None, UUID | None]:
    """Activity, title, our lesson, the statement that is taken back."""
    kind = found.get("objectType", "Activity")
    if kind == "StatementRef":
        return "", "", None, _uuid(_text(found, "object.id", "id"), "object.id")
    if kind in ("Agent", "Group", "SubStatement"):
        return "", "", None, None
    if kind != "Activity":
        raise Fault("object.objectType", "object_type")
    activity = _text(found, "object.id", "id")
    if not _is_iri(activity):
        raise Fault("object.id", "iri")
    definition = found.get("definition", {})
    if not isinstance(definition, Mapping):
        raise Fault("object.definition", "object")
    names = definition.get("name", {})
    if not isinstance(names, Mapping):
        raise Fault("object.definition.name", "object")
    return activity, _title(names), _lesson(activity, definition, row), None


def _title(names: Mapping[str, Any]) -> str:
    """The Chinese one, else the first."""
    texts = [
        text
        for _tag, text in sorted(names.items(), key=lambda one: not str(one[0]).startswith("zh"))
    ]
    first = next((one for one in texts if isinstance(one, str) and one), "")
    return "".join(one for one in first if one.isprintable())[:LONGEST_TITLE]


def _lesson(activity: str, definition: Mapping[str, Any], row: Mapping[str, Any]) -> UUID | None:
    """Ours: by an extension, or where the activity is our calendar's own id."""
    context = row.get("context", {})
    if not isinstance(context, Mapping):
        raise Fault("context", "object")
    for field, where in (
        ("context.extensions", context),
        ("object.definition.extensions", definition),
    ):
        extensions = where.get("extensions", {})
        if not isinstance(extensions, Mapping):
            raise Fault(field, "object")
        if LESSON in extensions:
            return _uuid(extensions[LESSON], f"{field}.{LESSON}")
    ours = _OURS.search(activity)
    return UUID(ours[1]) if ours else None


def _moment(row: Mapping[str, Any], now: dt.datetime) -> dt.datetime:
    """`timestamp`, else `stored` by the record store that forwards, else now."""
    for name in ("timestamp", "stored"):
        if name not in row:
            continue
        text = _text(row, name, name)
        try:
            found = dt.datetime.fromisoformat(text)
        except ValueError:
            raise Fault(name, "moment") from None
        if found.tzinfo is None:
            raise Fault(name, "moment")
        return found
    return now


def _seconds(row: Mapping[str, Any]) -> int | None:
    """result.duration (ISO 8601); None where it says nothing."""
    result = row.get("result", {})
    if not isinstance(result, Mapping):
        raise Fault("result", "object")
    if "duration" not in result:
        return None
    text = _text(result, "result.duration", "duration")
    found = _DURATION.match(text)
    if not found or not any(found.groups()):
        raise Fault("result.duration", "duration")
    parts = (
        float(part or 0) * unit
        for part, unit in zip(found.groups(), (86_400, 3600, 60, 1), strict=True)
    )
    return round(min(sum(parts), _LONGEST))
