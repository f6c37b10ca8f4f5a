"""How a notice will look: in the inbox in each language; as a line over other channels, with its length."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.keypersons.queries import category_name
from xiaoan.notices import queries, rules
from xiaoan.notices.queries import channels as outside
from xiaoan.notices.queries import inbox, lines, lists, resolving, templates
from xiaoan.notices.queries.words import LANGUAGE_NAMES, WHO_NAMES


def variables() -> list[dict[str, str]]:
    """What may stand in a text, and what it stands for."""
    said = {
        "unit": _("发通知的单位"), "date": _("发出的日期"), "deadline": _("确认的期限"),
        "stage": _("开学的学段"), "opening": _("开学的日期"),
        "moved_from": _("原定的开学日期"), "why": _("改期的原因"), "school": _("收件人孩子的学校"),
        "class": _("收件人孩子的班级"),
    }  # fmt: skip
    county = {**rules.USUAL, **{one.name: one.value for one in templates.defined()}}
    own = [
        {"name": name, "means": value or _("没有填,所在的一行不发")}
        for name, value in county.items()
    ]
    kept = {**rules.OF_NOTICE, **rules.OF_READER}
    return [*({"name": name, "means": said[code]} for code, name in kept.items()), *own]


def of(row: queries.Notice, office: queries.Office) -> list[dict[str, Any]]:
    """Each language that was written: title, paragraphs, and the lines that go out over other channels."""
    now = clock.now()
    at = max(row.send_at or now, now)
    values = {**templates.values_of(row, at, templates.due_at(row, at)), **_sample(row, office)}
    found = []
    for code in rules.LANGUAGES:
        if code not in row.texts:
            continue
        text, _code = inbox.text_of(row, code)
        found.append(
            {
                "code": code, "name": LANGUAGE_NAMES[code], "title": rules.filled(text.title, values),
                "paragraphs": inbox.paragraphs(rules.filled(text.body, values)),
                "signs": len(text.body), "lines": _lines(row, office, code),
                "has_address": settings.ADDRESS_IS_SET,
            }
        )  # fmt: skip
    return found


def _sample(row: queries.Notice, office: queries.Office) -> dict[str, str]:
    """In a preview the reader's school and class are the first that the notice is for."""
    found = resolving.first_class(rules.audience_of(row.audience))
    first = directory.place(found) if found else None
    school = directory.place(first.school_id).name if first else office.name
    return templates.of_reader({}, [school], [first.name if first else ""])


def _lines(row: queries.Notice, office: queries.Office, code: str) -> list[dict[str, Any]]:
    """Subject and text over other channels for readers of a language; how long, and how many text messages.
    With the source stand those of languages in which nothing was written."""
    said = lines.of(row.texts, office.name)
    found = _line(row, code, said[code], "")
    if code == rules.LANGUAGES[0]:
        for other in rules.LANGUAGES:
            if other not in row.texts:
                found += _line(row, other, said[other], f" · {LANGUAGE_NAMES[other]}")[1:]
    return found


def _line(
    row: queries.Notice, code: str, said: tuple[str, str], whose: str
) -> list[dict[str, Any]]:
    path = reverse("notices:read", args=[row.pk])
    text = f"{said[1]} {settings.XIAOAN_ADDRESS if settings.ADDRESS_IS_SET else '…'}{path}"
    size = rules.sms_parts(text)
    return [
        {"what": _("邮件标题"), "text": said[0], "signs": len(said[0]), "parts": 0, "code": code},
        {
            "what": _("短信和其他渠道") + whose, "text": text, "signs": size.signs,
            "parts": size.parts, "code": code,
        },
    ]  # fmt: skip


def channels(chosen: tuple[str, ...]) -> list[dict[str, Any]]:
    """The channels outside that are switched on."""
    return [
        {"code": code, "words": words, "ticked": code in chosen}
        for code, words in outside.choices()
    ]


def audience_words(audience: rules.Audience) -> list[str]:
    """Each part in words, then what is left out."""
    said = [_part(one) for one in audience.parts]
    if audience.without_units:
        names = _units(audience.without_units)
        said.append(_("不发:%(units)s") % {"units": names})
    if audience.without_lists:
        said.append(_("不发:%(units)s") % {"units": _listed(audience.without_lists)})
    return said


def _units(numbers: tuple[int, ...]) -> str:
    places = directory.places(numbers)
    return _("、").join(places[no].name for no in numbers if no in places)


def _part(one: rules.Part) -> str:
    words = [_units(one.units), _("、").join(str(WHO_NAMES[who]) for who in one.who)]
    words += [
        str(directory.STAGE_NAMES[code]) for code in one.stages if code in directory.STAGE_NAMES
    ]
    words += list(one.grades)
    if one.without_grades:
        words.append(_("%(grades)s除外") % {"grades": _("、").join(one.without_grades)})
    words += [category_name(code) for code in one.groups]
    words += [str(ROLE_NAMES[code]) for code in one.roles if code in ROLE_NAMES]
    if one.lists:
        words.append(_listed(one.lists))
    return " · ".join(words)


def _listed(list_ids: tuple[str, ...]) -> str:
    """Lists by name; those of others, whose names are not seen, by their number."""
    names = lists.names(list_ids)
    said = [_("名单“%(name)s”") % {"name": name} for name in names]
    if rest := len(list_ids) - len(names):
        said.append(_("%(n)s 个名单") % {"n": rest})
    return _("、").join(said)
