"""Reports and warnings as pages and papers say them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.outbreaks.queries import SYNDROME_NAMES
from xiaoan.statutory import queries
from xiaoan.statutory.queries import words
from xiaoan.web.templatetags.web_tags import day as day_words
from xiaoan.web.templatetags.web_tags import moment, percent

KINDS, RECIPIENTS, MEANS = words.KIND_NAMES, words.RECIPIENT_NAMES, words.MEANS_NAMES
FILTERS, WORDS = words.FILTER_NAMES, words.WORD_NAMES


def event(year: int, number: int, syndrome: str) -> str:
    """2026年第3起 呕吐、腹泻、腹痛."""
    told = _("%(year)s年第%(number)s起") % {"year": year, "number": number}
    return f"{told} {SYNDROME_NAMES.get(syndrome, syndrome)}"


def span(length: dt.timedelta | None) -> str:
    """3 小时 5 分; nothing known: nothing."""
    if length is None:
        return ""
    minutes = int(length.total_seconds() // 60)
    return _("%(h)s 小时 %(m)s 分") % {"h": minutes // 60, "m": minutes % 60}


def left(row: queries.ReportRow) -> str:
    """How long there is, or how long it is over, of what is still owed."""
    if row.state != "due":
        return ""
    rest = row.due_at - clock.now()
    if rest < dt.timedelta(0):
        return _("已超过 %(time)s") % {"time": span(-rest)}
    return _("还剩 %(time)s") % {"time": span(rest)}


def row(one: queries.ReportRow) -> dict[str, Any]:
    """A report of a list and of its own page."""
    told = one.why if one.state == "waived" else str(words.REPLACED_NAMES.get(one.why, ""))
    return {
        "id": one.id,
        "url": reverse("statutory:report", args=[one.id]),
        "title": str(words.KIND_NAMES[one.kind]),
        "day": one.day,
        "recipient": words.RECIPIENT_NAMES.get(one.recipient, one.recipient),
        "school": one.school,
        "event": event(one.year, one.number, one.syndrome),
        "rule": one.rule,
        "basis": one.basis,
        "confirmed": one.confirmed,
        "ours": one.ours,
        "began_at": one.began_at,
        "due_at": one.due_at,
        "left": left(one),
        "overdue": one.shape == "missed",
        "shape": words.SHAPES[one.shape],
        "state": words.SHAPE_NAMES[one.shape],
        "sent_at": one.sent_at,
        "delay": span(one.delay) if one.kind == "first" else "",
        "detected_at": one.detected_at,
        "why": told if one.state in ("waived", "replaced") else "",
        # It was waived once, and is owed again or was sent after all.
        "waived_once": one.why if one.state not in ("waived", "replaced") else "",
        "decided_by": one.decided_by,
        "decided_at": one.decided_at,
    }


def version(one: queries.VersionRow, report_id: UUID) -> dict[str, Any]:
    """A version of a report as its page lists it."""
    return {
        **one.__dict__,
        "means": words.MEANS_NAMES[one.means],
        "url": reverse("statutory:paper", args=[report_id, one.number]),
        # Told afterwards: the time is the sender's word.
        "afterwards": one.recorded_at - one.sent_at >= dt.timedelta(minutes=15),
    }


def paper(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a report says, as lines and tables: for the page, the print, the document and the sheet."""
    return {
        "school": data["school"],
        "title": f"{data['school']} {words.KIND_NAMES[data['kind']]}",
        "to": str(words.RECIPIENT_NAMES.get(data["recipient"], data["recipient"])),
        "lines": _lines(data),
        "classes": [
            (one["name"], one["cases"], one["enrolled"], _share(one)) for one in data["classes"]
        ],
        "onsets": [(day_words(dt.date.fromisoformat(one["day"])), one["n"]) for one in data["onsets"]],
        "people": [_person(one) for one in data["people"]],
        "rules": [
            (
                one["rule"], one["text"], one["basis"],
                _("已核对两份文本") if one["confirmed"] else _("待核"),
            )
            for one in data["rules"]
        ],
        "words": [(words.WORD_NAMES[code], text) for code, text in data.get("words", {}).items()],
        "sent": _sent(data),
        "digest": data.get("digest", ""),
        "intact": data.get("intact", True),
        "number": data.get("number", 0),
    }  # fmt: skip


def _lines(data: Mapping[str, Any]) -> list[str]:
    """The event in a few sentences."""
    total = {"n": data["total"]}
    lines = [
        _("疫情:%(what)s") % {"what": event(data["event"][0], data["event"][1], data["syndrome"])},
        _("发现时间:%(at)s") % {"at": _at(data["detected_at"])},
        _("累计病例 %(n)s 例") % total,
    ]
    if data["disease"]:
        lines.insert(1, _("病名:%(what)s") % {"what": data["disease"]})
    if data["before"] is not None:
        lines.append(
            _("上次报告 %(n)s 例,此后变化 %(more)+d 例")
            % {"n": data["before"], "more": data["total"] - data["before"]}
        )
    lines += _onset_lines(data)
    if data["closed_at"]:
        lines.append(_("结案时间:%(at)s") % {"at": _at(data["closed_at"])})
    return lines


def _at(text: str) -> str:
    found = dt.datetime.fromisoformat(text).astimezone(clock.ZONE)
    return found.strftime("%Y-%m-%d %H:%M")


def _share(one: Mapping[str, Any]) -> str:
    if not one["enrolled"]:
        return ""
    return percent(one["cases"], one["enrolled"])


def _onset_lines(data: Mapping[str, Any]) -> list[str]:
    if not data["onsets"]:
        return [_("发病时间不详")]
    first, last = data["onsets"][0]["day"], data["onsets"][-1]["day"]
    lines = [
        _("首例发病 %(first)s,末例发病 %(last)s")
        % {
            "first": day_words(dt.date.fromisoformat(first)),
            "last": day_words(dt.date.fromisoformat(last)),
        }
    ]
    if data["onset_unknown"]:
        lines.append(_("其中 %(n)s 例不知道发病日,按发现日计") % {"n": data["onset_unknown"]})
    return lines


def _person(one: Mapping[str, Any]) -> tuple[str, ...]:
    onset = day_words(dt.date.fromisoformat(one["onset"])) if one["onset"] else ""
    known = onset if one["onset_known"] or not onset else _("%(day)s(按发现日)") % {"day": onset}
    return (one["class"], one["name"], one["illness"], known, one["care"], one["clinic"])


def _sent(data: Mapping[str, Any]) -> list[str]:
    """Who reported to whom, when and how; nothing of a draft."""
    if not data.get("sent_at"):
        return []
    lines = [
        _("报告时间:%(at)s(%(means)s)")
        % {"at": _at(data["sent_at"]), "means": words.MEANS_NAMES[data["means"]]},
        _("报告人:%(by)s") % {"by": data["reporter"]},
        _("接报:%(office)s %(name)s") % {"office": data["to_office"], "name": data["to_name"]},
    ]
    if data["why"]:
        lines.append(_("更正:%(why)s") % {"why": data["why"]})
    return lines


def warning(one: Any) -> dict[str, Any]:
    """A warning of a list."""
    return {
        **one.__dict__,
        "kind": words.WARNING_KINDS[one.kind],
        "level": words.LEVEL_NAMES[one.level],
        "answer_by": moment(one.answer_at),
        "url": reverse("statutory:warning", args=[one.id]),
    }


def target(one: Any) -> dict[str, Any]:
    """A school of a warning."""
    return {
        **one.__dict__,
        "read_words": words.TARGET_NAMES[one.read],
        "answered_words": words.TARGET_NAMES[one.answered],
        "url": reverse("statutory:target", args=[one.id]),
    }
