"""What is not right yet in a draft that is to go out: every fault at its field, in one look."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.notices import rules
from xiaoan.notices.models import Notice
from xiaoan.notices.queries import attached, resolving, templates
from xiaoan.notices.queries.offices import Office, may_address


class Faults(Invalid):
    """Several fields at fault: the sentence of each, by its name."""

    def __init__(self, said: Mapping[str, str]) -> None:
        words = next(iter(said.values())) if len(said) == 1 else _("有 %(n)s 处要改。")
        super().__init__(words % {"n": len(said)} if len(said) > 1 else words, dict(said))
        self.said = dict(said)


def ready(row: Notice, office: Office) -> resolving.Counted:
    """How many it is for; Faults with all that is wrong in it."""
    audience = rules.audience_of(row.audience)
    if said := _faults(row, office, audience):
        raise Faults(said)
    counted = resolving.count(audience, row.corrects_id)
    if not counted.people and not counted.families:
        raise Faults({"part-0-units": _("这样选没有一个人。请换个范围,或去掉几个条件。")})
    return counted


def _faults(row: Notice, office: Office, audience: rules.Audience) -> dict[str, str]:
    known = templates.known_variables() - set(rules.ANNOUNCED.values()) | set(row.values)
    said = {**_blanks(row), **texts_fault(row.texts, known), **_times(row)}
    try:
        may_address(office, audience)
    except Invalid as fault:
        said |= dict.fromkeys(fault.fields, str(fault))
    if attached.gone(attached.codes_of(row.attachments)):
        said["materials"] = _("附的材料里有已停用的。请去掉或换一份。")
    return said


def still_wrong(row: Notice, office: Office, counted: resolving.Counted) -> list[str]:
    """Why what waits for a second person can no longer go out, though it could when it was submitted: all of
    it. A time to send at that has passed meanwhile only means at once."""
    found = {
        k: v
        for k, v in _faults(row, office, rules.audience_of(row.audience)).items()
        if k != "send_at"
    }
    said = list(found.values())
    if "ack_by" in found:
        said[list(found).index("ack_by")] = _("要求确认的期限已经过了。请退回,改好期限再发。")
    if not counted.people and not counted.families:
        said.insert(0, _("现在这条通知没有一个收件人了。请退回修改。"))
    return said


def why_not_by(row: Notice, user_id: UUID | None) -> str:
    """Why this person cannot be the second one for what waits; "": they can."""
    if row.asked_by_id == user_id:
        return _("您自己提交的通知要由另一位负责人同意。")
    if user_id in row.editors:
        return _("这条通知的内容您改过,要由没有改过的另一位负责人同意。")
    return ""


def inside(office: Office) -> tuple[int, int]:
    """Whose pupils a text of an office may name: those of its school, or of all it leads."""
    school = directory.place(office.school_id) if office.school_id else None
    return school.interval if school else (office.no, office.end)


def said_of(row: Notice) -> list[str]:
    """All words of a notice, in every language."""
    return [text for one in row.texts.values() for text in one.values()]


def _blanks(row: Notice) -> dict[str, str]:
    """A template leaves blanks for what only the writer knows: none may be left when it goes out."""
    return {
        f"{field}-{code}": _("还有 %(n)s 处空白(____)没有填。请填写,不需要的就删去。") % {"n": n}
        for code, one in row.texts.items()
        for field, text in one.items()
        if (n := rules.blanks_in(text))
    }


def texts_fault(texts: Mapping[str, Mapping[str, str]], known: frozenset[str]) -> dict[str, str]:
    """Title and body of the source; of another language both or neither; no code, no unknown variable."""
    said: dict[str, str] = {}
    for code in rules.LANGUAGES:
        one = texts.get(code, {})
        for field in ("title", "body"):
            if fault := _fault(one.get(field, ""), field, code, any(one.values()), known):
                said[f"{field}-{code}"] = fault
    return said


def _fault(text: str, field: str, code: str, is_begun: bool, known: frozenset[str]) -> str:
    if not text:
        asked = code == rules.LANGUAGES[0] or is_begun
        empty = _("请写标题。") if field == "title" else _("请写正文。")
        return empty if asked else ""
    if line := rules.markup_line(text):
        return _("第 %(line)s 行有网页代码。通知只能写文字和 https 链接,请删去代码。") % {
            "line": line
        }
    if unknown := rules.unknown_in(text, known):
        return _("没有“%(names)s”这个变量。请改成列表里的变量,或先请教育局添加。") % {
            "names": _("、").join(unknown[:3])
        }
    rest = rules.filled(text, dict.fromkeys(rules.variables_in(text), ""))
    return _("有没写完的变量。变量要写在两层花括号里。") if "{{" in rest or "}}" in rest else ""


def _times(row: Notice) -> dict[str, str]:
    now, said = clock.now(), {}
    if row.send_at is not None and row.send_at <= now:
        said["send_at"] = _("发送时间已经过了。请改成以后的时间,或留空马上发。")
    begins = max(row.send_at or now, now)
    if row.needs_ack and row.ack_by is not None and row.ack_by <= begins:
        said["ack_by"] = _("确认期限要在发送以后。请改晚一些。")
    return said
