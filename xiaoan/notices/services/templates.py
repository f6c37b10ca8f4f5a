"""Templates of the county's own, and its variables."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.notices import models, rules
from xiaoan.notices.events import TemplateChanged, VariableSet
from xiaoan.notices.queries import checking, templates
from xiaoan.notices.services import acting
from xiaoan.notices.services.drafting import said_texts

_LONGEST_NAME, _LONGEST_VALUE = 30, 120


@dataclass(frozen=True)
class NewTemplate:
    """A template as it is on the screen; `code` empty: a new one. `base`: the changes that were looked at."""

    id: UUID
    code: str
    name: str
    kind: str
    texts: Mapping[str, rules.Text]
    base: int = 0
    retired: bool = False


@dataclass(frozen=True)
class NewVariable:
    """What a name stands for from now on; empty: it is no variable any more."""

    id: UUID
    name: str
    value: str


def _county(actor: Actor) -> int:
    county = directory.county().no
    if not actor.may(Permission.KEEP_TEMPLATES, county):
        raise Forbidden if actor.may_anywhere(Permission.WRITE_NOTICES) else NotFound
    return county


@transaction.atomic
def set_template(actor: Actor, given: NewTemplate) -> str:
    """Keep a template of the county's own, or its version of one that ships; gives its code."""
    county = _county(actor)
    code = given.code or f"t{given.id.hex[-12:]}"
    body = (given.code, given.name, given.kind, said_texts(given.texts), given.base, given.retired)
    if acting.begin(actor, given.id, (0, county), "template", *body):
        return code
    row = models.Template.objects.select_for_update().filter(unit_no=county, code=code).first()
    if given.code and row is None and templates.shipped_of(code) is None:
        raise NotFound
    if row is not None and row.edits != given.base:
        raise Conflict(_("有人刚改过这个模板。您填的没有保存,请先看看最新内容。"))
    name = acting.words(given.name, "name", _LONGEST_NAME, required=_("请写模板名称。"))
    if given.kind not in rules.KINDS:
        raise Invalid(_("请从列表中选择通知种类。"), {"kind": "unknown"})
    if said := checking.texts_fault(said_texts(given.texts), templates.known_variables()):
        raise checking.Faults(said)
    made = row or models.Template(id=given.id, unit_no=county, code=code)
    made.name, made.kind, made.texts = name, given.kind, said_texts(given.texts)
    made.retired, made.edits = given.retired, made.edits + 1
    made.at, made.by_id = clock.now(), actor.user_id
    made.save()
    fact = TemplateChanged(school_id=0, unit_no=county, template_id=made.pk, retired=given.retired)
    journal.record(actor, fact)
    return code


@transaction.atomic
def set_variable(actor: Actor, given: NewVariable) -> None:
    """A name stands for these words in whatever is sent from now on."""
    county = _county(actor)
    name = acting.words(given.name, "variable", 20, required=_("请写变量名称。"))
    value = acting.words(given.value, "value", _LONGEST_VALUE)
    if fault := rules.variable_fault(name):
        said = {
            "name": _("变量名称最多 20 个字,只能用文字、数字、- 和 ·。"),
            "kept": _("这是系统自己的变量,不能改。请换个名称。"),
        }
        raise Invalid(said[fault], {"variable": fault})
    if acting.begin(actor, given.id, (0, county), "variable", name, value):
        return
    models.Variable.objects.create(
        id=given.id, unit_no=county, name=name, value=value, at=clock.now(), by_id=actor.user_id
    )
    journal.record(actor, VariableSet(school_id=0, unit_no=county, variable_id=given.id))
