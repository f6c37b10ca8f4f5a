"""Who answers for one kind of duty: in force at each level, by default, and set anew after a preview."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import forms, queries, rules
from xiaoan.duties import services as duties
from xiaoan.duties.queries import answering as reading
from xiaoan.duties.queries import kinds
from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.duties.queries.words import DUE_NAMES, VALUE_NAMES, shown
from xiaoan.duties.rules import answering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


@page(Permission.SET_ESCALATION, methods="GET POST")
def kind_page(request: Asked, unit_no: int, kind: str) -> HttpResponse:
    """One kind at one level: what holds, what is the default, and what would be; set after a preview."""
    duties.require_setting(request.actor, unit_no)
    if kind not in rules.CATALOGUE.kinds or kinds.kind(kind) is None:
        raise NotFound
    level = request.POST.get("level") or request.GET.get("level", "")
    work = _Work(request, unit_no, kind, level if level in rules.LEVELS else rules.NORMAL)
    if request.method == "POST":
        try:
            done = work.post()
        except (Invalid, Conflict) as refused:
            work.error = str(refused)
            work.fields = getattr(refused, "fields", {})
            work.status = refused.status
        else:
            if done is not None:
                return done
    return render(request, "duties/kind.html", work.context(), status=work.status)


class _Work:
    """One look at the page, or one sending of its form."""

    def __init__(self, request: Asked, unit_no: int, kind: str, level: str) -> None:
        self.request, self.unit_no, self.kind, self.level = request, unit_no, kind, level
        self.rule, self.today = rules.CATALOGUE.kinds[kind], clock.today()
        self.ladders = queries.ladders()
        self.now_set = {
            one.path: self.ladders.said(one.path, unit_no, level, self.today)
            for one in self.rule.values
        }
        self.error, self.status = "", 200
        self.fields: dict[str, str] = {}
        self.preview: reading.Preview | None = None
        self.would: list[tuple[str, list[tuple[str, int, int]]]] = []
        self.asked: list[reading.Change] = []
        self.given: dict[str, Any] = self._held()

    def _held(self) -> dict[str, Any]:
        """The form as it stands before anybody types."""
        posts = reading.posts_at(self.unit_no, self.kind, self.level, self.today)
        given: dict[str, Any] = {"since": self.today.isoformat(), "reason": ""}
        for name, roles in zip(("answers", "deputies"), posts, strict=True):
            padded = [*roles, "", "", ""]
            given |= {f"{name}_{n}": padded[n - 1] for n in forms.PLACES}
        given["chain"] = list(self.ladders.chain(self.kind, self.unit_no, self.level))
        given["evidence"] = list(self.ladders.evidence(self.kind, self.unit_no, self.level))
        given |= {f"v-{path}": _number(path, number) for path, number in self.now_set.items()}
        return given | {"submission_id": str(uuid7())}

    def post(self) -> HttpResponse | None:
        """Look first; then set, if what was looked at is still so."""
        self.given = forms.typed(self.request.POST, self.rule)
        what = self.request.POST.get("what", "preview")
        wanted = self._wanted(is_default=what == "default")
        duties.refuse_answering(self.request.actor, self.unit_no, wanted)
        posts = reading.default_posts(self.kind)
        if wanted.choice.answers:
            posts = wanted.choice.answers, wanted.choice.deputies
        found = reading.preview(self.unit_no, self.kind, posts, wanted.since)
        seen = self.request.POST.get("seen", "")
        if what == "preview" or (what == "save" and seen != found.digest):
            self.preview = found
            self.would = reading.numbers_after(
                self.unit_no, self.level, wanted.values, wanted.since
            )
            self.asked = reading.changes_at(
                self.unit_no, self.kind, self.level, wanted.since, wanted.choice
            )
            return None
        state = duties.ask_answering(self.request.actor, self.unit_no, wanted)
        said = (
            _("已定,从起始日期之后到期的事起生效。")
            if state == "set"
            else _(
                "这项改动把事从原来的岗位拿走、逾期时少告诉人或办结时少要材料,要另一人确认后才生效。"
            )
        )
        messages.success(self.request, said)
        query = f"?level={self.level}"
        return HttpResponseRedirect(reverse("duties:kind", args=[self.unit_no, self.kind]) + query)

    def _wanted(self, *, is_default: bool) -> duties.SetAnswering:
        default = reading.default_posts(self.kind)
        chain = rules.CATALOGUE.chain_of(self.kind)
        choice, numbers = answering.Choice(clock.now()), {}
        if is_default:
            numbers = {
                path: rules.VALUES[path].at(self.level)
                for path, number in self.now_set.items()
                if number != rules.VALUES[path].at(self.level)
            }
        else:
            choice = self._unless_the_same(forms.choice(self.given, default, chain))
            numbers = forms.values(self.given, self.now_set)
        return duties.SetAnswering(
            forms.submission(self.given), self.kind, self.level, choice,
            str(self.given["reason"]), forms.since(self.given), numbers,
        )  # fmt: skip

    def _unless_the_same(self, choice: answering.Choice) -> answering.Choice:
        """What is asked already, by another level or unit, is not set here by leaving it as it stands."""
        asked = self.ladders.evidence(self.kind, self.unit_no, self.level)
        own = reading.own_choice(self.unit_no, self.kind, self.level, self.today)
        is_same = own is None and not (choice.answers or choice.chain)
        return (
            replace(choice, evidence=())
            if is_same and set(choice.evidence) == set(asked)
            else choice
        )

    def context(self) -> dict[str, Any]:
        found = kinds.kind(self.kind)
        chain = rules.CATALOGUE.chain_of(self.kind)
        actor = self.request.actor
        return {
            "unit": directory.place(self.unit_no),
            "crumbs": crumbs(actor, self.unit_no),
            "words": kinds.words_of(self.kind),
            "rule": self.rule,
            "level": self.level,
            "levels": list(LEVEL_NAMES.items()),
            "rows": [self._row(level) for level in rules.LEVELS],
            "fixed": str(found.fixed) if found else "",
            "answers": self._selects("answers") if found and found.posts else [],
            "deputies": self._selects("deputies") if found and found.posts else [],
            "chain": [
                {
                    "code": role,
                    "words": accounts.ROLE_NAMES[role],
                    "on": role in self.given["chain"],
                }
                for role in chain
            ],
            "is_chain_fixed": len(chain) == 1,
            "asks": [
                {"code": code, "words": words, "on": code in self.given["evidence"]}
                for code, words in (found.asks if found else {}).items()
            ],
            "values": [self._value(path) for path in self.now_set],
            "due": DUE_NAMES[self.rule.due],
            "given": self.given,
            "error": self.error,
            "fields": self.fields,
            "preview": self._preview(),
            "set": [_said(actor, one) for one in reading.said_at(actor, self.unit_no, self.kind)],
            "back": reverse("duties:kinds"),
        }

    def _row(self, level: str) -> dict[str, Any]:
        """One level: what holds there, beside the default."""
        posts = self.ladders.posts(self.kind, self.unit_no, level)
        ladder = self.ladders.ladder_at(self.unit_no, level, self.today, self.kind)
        numbers = {
            path: self.ladders.at_level(path, self.unit_no, level, self.today)
            for path in self.now_set
        }
        default = reading.default_posts(self.kind)
        return {
            "words": LEVEL_NAMES[level],
            "is_here": level == self.level,
            "answers": roles(posts[0] if posts else default[0]),
            "deputies": roles(posts[1] if posts else default[1]),
            "default": roles(default[0]) if posts and posts != default else "",
            "chain": [f"{accounts.ROLE_NAMES[one.role]} +{one.minutes}" for one in ladder],
            "numbers": [
                (VALUE_NAMES[path], shown(rules.VALUES[path], number))
                for path, number in numbers.items()
            ],
            "evidence": asks(self.kind, self.ladders.evidence(self.kind, self.unit_no, level)),
        }

    def _selects(self, name: str) -> list[dict[str, Any]]:
        found = kinds.kind(self.kind)
        posts = found.posts if found else ()
        return [
            {
                "name": f"{name}_{n}",
                "n": n,
                "options": [
                    (role, accounts.ROLE_NAMES[role], role == self.given.get(f"{name}_{n}"))
                    for role in posts
                ],
            }
            for n in forms.PLACES
        ]

    def _value(self, path: str) -> dict[str, Any]:
        value = rules.VALUES[path]
        return {
            "name": f"v-{path}",
            "words": VALUE_NAMES[path],
            "value": self.given.get(f"v-{path}", ""),
            "is_switch": value.unit == "switch",
            "default": shown(value, value.at(self.level)),
            "ours": value.is_ours,
            "law": value.source if value.law else "",
            "fault": f"v-{path}" in self.fields,
        }

    def _preview(self) -> dict[str, Any] | None:
        found = self.preview
        if found is None:
            return None
        return {
            "units": found.units,
            "named": [(accounts.ROLE_NAMES[role], n) for role, n in found.named],
            "unowned": found.unowned,
            "without": found.without,
            "digest": found.digest,
            "numbers": [
                {
                    "name": VALUE_NAMES[path],
                    "levels": [
                        {
                            "words": LEVEL_NAMES[level],
                            "before": shown(rules.VALUES[path], before),
                            "after": shown(rules.VALUES[path], after),
                            "changes": before != after,
                        }
                        for level, before, after in levels
                    ],
                }
                for path, levels in self.would
            ],
            "asked": self._asked(),
        }

    def _asked(self) -> list[dict[str, Any]]:
        """What would be asked when it is done, level by level; none if the kind asks for nothing."""
        found = kinds.kind(self.kind)
        if not found or not found.asks:
            return []
        return [
            {
                "words": LEVEL_NAMES[one.level],
                "before": asks(self.kind, one.evidence[0]),
                "after": asks(self.kind, one.evidence[1]),
                "changes": one.evidence[0] != one.evidence[1],
            }
            for one in self.asked
        ]


def _number(path: str, number: int) -> str:
    value = rules.VALUES[path]
    return rules.time_of(number).strftime("%H:%M") if value.unit == "time" else str(number)


def roles(codes: tuple[str, ...]) -> str:
    return _("、").join(str(accounts.ROLE_NAMES[code]) for code in codes)


def _said(actor: Actor, one: reading.Said) -> dict[str, Any]:
    """One change as a list shows it, with what the actor may do about it."""
    asked = one.state == "asked"
    confirms = reading.may_confirm(actor, one.unit_no)
    choice = one.choice
    words = [
        _("由谁办:%(who)s") % {"who": roles(choice.answers)} if choice.answers else "",
        _("代理人:%(who)s") % {"who": roles(choice.deputies)} if choice.deputies else "",
        _("逾期告知:%(who)s") % {"who": roles(choice.chain)} if choice.chain else "",
        _("办结时另要:%(what)s") % {"what": asks(one.kind, choice.evidence)}
        if choice.evidence
        else "",
        *(
            f"{VALUE_NAMES.get(path, path)} {shown(rules.VALUES[path], number)}"
            for path, number in one.values.items()
            if path in rules.VALUES
        ),
    ]
    return {
        "one": one,
        "kind": kinds.words_of(one.kind),
        "level": LEVEL_NAMES[one.level],
        "words": [word for word in words if word] or [_("恢复默认")],
        "state": reading.STATE_NAMES[one.state],
        "may_confirm": asked and confirms and not one.is_own,
        "may_refuse": asked and (confirms or one.is_own),
        "preview": _previewed(one) if asked else None,
        "url": reverse("duties:answering", args=[one.id]),
    }


def asks(code: str, evidence: tuple[str, ...]) -> str:
    """What is asked besides when a duty of a kind is done, in words."""
    found = kinds.kind(code)
    words = [
        str(found.asks[one])
        for one in kinds.ASKS
        if found and one in evidence and one in found.asks
    ]
    return _("、").join(words) or _("不另要材料")


def _previewed(one: reading.Said) -> dict[str, Any]:
    """What the second person looks at: who would be named now."""
    posts = reading.default_posts(one.kind)
    if one.choice.answers:
        posts = one.choice.answers, one.choice.deputies
    found = reading.preview(one.unit_no, one.kind, posts, one.since)
    return {
        "units": found.units, "unowned": found.unowned, "without": found.without,
        "named": [(accounts.ROLE_NAMES[role], n) for role, n in found.named],
    }  # fmt: skip


def asked_rows(actor: Actor) -> list[dict[str, Any]]:
    """What waits for a second person, for the page of all kinds."""
    return [_said(actor, one) for one in reading.asked(actor)]


@page(Permission.SET_ESCALATION, Permission.CONFIRM_LEVEL, methods="POST")
def decide_page(request: Asked, answering_id: UUID) -> HttpResponse:
    """The second person confirms or refuses; who asked takes it back."""
    confirmed = request.POST.get("what") == "confirm"
    moved = duties.decide_answering(request.actor, answering_id, confirmed=confirmed)
    said = _("已生效。%(n)s 件未到期的待办跟着改了。") if confirmed else _("没有生效。")
    messages.success(request, said % {"n": moved} if confirmed else said)
    return HttpResponseRedirect(reverse("duties:kinds"))
