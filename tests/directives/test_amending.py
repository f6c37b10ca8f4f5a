"""What was registered is put right until it is issued: its number stays, nobody's words are written over."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from tests.builders import BUILDER, Universe
from tests.directives.states import PNG, a_directive, a_task, facts
from tests.outbreaks.looks import Acting
from xiaoan.directives import services
from xiaoan.directives.models import Directive, Paper
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

SignedIn = Callable[[str], Client]


def registered(acting: Acting) -> Directive:
    services.register(acting("officer"), a_directive())
    return kept()


def kept() -> Directive:
    enter(BUILDER)
    return Directive.objects.get()


def changed(row: Directive, **other: Any) -> services.NewDirective:
    return replace(a_directive(id=row.pk), **other)


def test_put_right_until_it_is_issued(acting: Acting, universe: Universe) -> None:
    row = registered(acting)
    base, new = services.as_shown(row), changed(row, title="冬春季传染病防控", files=(PNG,))
    for _again in range(2):
        services.amend(acting("officer"), new, base)
    after = kept()
    assert (after.title, after.no, after.registered_at) == (
        "冬春季传染病防控",
        row.no,
        row.registered_at,
    )
    assert facts() == ["registered", "amended"]
    enter(BUILDER)
    assert Paper.objects.filter(about_id=row.pk).count() == 1
    officer = acting("officer")
    services.put_task(officer, a_task(universe, row.pk))
    services.issue(officer, services.Issue(uuid7(), row.pk, 3))
    with pytest.raises(Conflict, match="变更"):
        services.amend(acting("officer"), changed(row), services.as_shown(kept()))


def test_nobody_writes_over_another(acting: Acting, universe: Universe) -> None:
    row = registered(acting)
    base = services.as_shown(row)
    services.amend(acting("officer"), changed(row, title="先改的"), base)
    with pytest.raises(Conflict, match="有人刚改过"):
        services.amend(acting("officer"), changed(row, title="后改的"), base)
    assert kept().title == "先改的"


@pytest.mark.parametrize(
    ("who", "refused"), [("leader", Forbidden), ("liaison", NotFound), ("principal", NotFound)]
)
def test_only_its_office_puts_right(
    acting: Acting, universe: Universe, who: str, refused: type[Refusal]
) -> None:
    row = registered(acting)
    with pytest.raises(refused):
        services.amend(acting(who), changed(row, title="改"), services.as_shown(row))


def test_what_cannot_be_registered_is_not_put_right(acting: Acting, universe: Universe) -> None:
    row = registered(acting)
    for field, value, fault in (
        ("title", " ", {"title": "missing"}),
        ("not_secret", False, {"secrecy": "secret"}),
        ("source", "meeting", {"meeting_id": "missing"}),
    ):
        with pytest.raises(Invalid) as refused:
            services.amend(
                acting("officer"), changed(row, **{field: value}), services.as_shown(row)
            )
        assert refused.value.fields == fault


def test_on_the_page(signed_in: SignedIn, acting: Acting, universe: Universe) -> None:
    row = registered(acting)
    base = services.as_shown(row)
    leave()
    officer, url = signed_in("officer"), f"/directives/{row.pk}/"
    assert "更正登记内容" in officer.get(url).content.decode()
    body = {
        "submission_id": str(row.pk), "base": base, "source": row.source, "issuer": row.issuer,
        "paper_no": row.paper_no, "dated_on": row.dated_on.isoformat(), "title": "",
        "text": "改过的正文", "secrecy": row.secrecy, "not_secret": "1",
    }  # fmt: skip
    refused = officer.post(f"{url}?act=amend", body)
    text = refused.content.decode()
    assert (refused.status_code, "标题: 请填写。" in text, "改过的正文" in text) == (
        422,
        True,
        True,
    )
    assert officer.post(f"{url}?act=amend", {**body, "title": "改过的标题"}).status_code == 302
    assert (kept().title, kept().text) == ("改过的标题", "改过的正文")
