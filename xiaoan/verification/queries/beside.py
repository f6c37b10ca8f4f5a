"""What was verified about a pupil, for the pupil's own page."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.registry.queries.beside import Section
from xiaoan.verification.models import Disagreement
from xiaoan.verification.queries import checks, words
from xiaoan.web.templatetags.web_tags import day, moment

# The page of verification has all.
_SHOWN = 3


def beside(actor: Actor, person_id: UUID) -> Section | None:
    """Whether the latest answers are verified, by which kinds of source and when; what a list says otherwise.
    Not what was answered. Nothing where nothing was said, or the actor does not see verification."""
    answers = [one for one in checks.answers_of(actor, person_id) if one.version.state == "current"]
    lines = [_line(one) for one in answers[:_SHOWN]] + _differing(actor, person_id)
    if not lines:
        return None
    url = reverse("verification:person", args=[person_id])
    return Section(_l("核实情况"), tuple(lines), url, look="checks")


def _line(one: checks.Answered) -> tuple[str, str]:
    word = _("%(day)s申报") % {"day": day(one.version.answered_at)}
    return word, _(";").join([str(words.STATUSES[one.status]), *_sources(one.checks)])


def _sources(made: Sequence[checks.CheckMade]) -> list[str]:
    """Each check: when, how, of whom, with which result."""
    return [
        _("%(at)s %(how)s:%(result)s")
        % {"at": moment(one.happened_at), "how": _how(one), "result": words.RESULTS[one.result]}
        for one in made
    ]


def _how(one: checks.CheckMade) -> str:
    channel = str(words.CHANNELS[one.channel])
    whom = words.INFORMANTS.get(one.informant)
    return _("%(how)s(%(whom)s)") % {"how": channel, "whom": whom} if whom else channel


def _differing(actor: Actor, person_id: UUID) -> list[tuple[str, str]]:
    rows = visible(Disagreement.objects.all(), actor, Permission.SEE_VERIFICATION)
    found = rows.filter(person_id=person_id).order_by("-opened_at", "-id")[:_SHOWN]
    return [
        (
            _("%(day)s与名单不一致") % {"day": day(row.opened_at)},
            _("%(at)s 核清:%(outcome)s")
            % {"at": moment(row.cleared_at), "outcome": words.OUTCOMES[row.outcome]}
            if row.outcome
            else _("还没有核清"),
        )
        for row in found
    ]
