"""A certificate: on the phone and on paper; revoked by another person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.journal import queries as journal
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.training import forms, queries, services
from xiaoan.training.pages import words
from xiaoan.training.queries.words import SOURCE_NAMES
from xiaoan.web.gate import Asked, page

_KINDS = ("training.certificate_issued", "training.certificates_imported")


@page(Permission.LEARN, Permission.SEE_TRAINING)
def certificate_page(request: Asked, certificate_id: UUID) -> HttpResponse:
    """One's own certificate, or of somebody of a unit; printed on A4 with the code of its receipt."""
    actor = request.actor
    found = queries.certificate(actor, certificate_id)
    slip = _slip(found)
    check = request.build_absolute_uri(reverse("seals:check"))
    own = found.user_id == actor.user_id
    names = accounts.names(actor, {one for one in (found.user_id, found.made_by_id) if one})
    context = {
        "paper": words.paper(found, queries.course_titles()), "name": names.get(found.user_id, ""),
        "by": names.get(found.made_by_id, "") if found.made_by_id else "",
        "unit": directory.full_name(found.unit_no), "county": directory.county().name,
        "is_test": found.source == "test", "source": SOURCE_NAMES[found.source],
        "reason": found.reason, "revoked_at": found.revoked_at, "is_over": found.until < clock.today(),
        "slip": slip, "check_url": f"{check}?r={slip}" if slip else "",
        "printed_on": clock.today(), "printed_at": clock.now(),
        "may_revoke": not own
        and found.revoked_at is None
        and actor.may(Permission.CERTIFY, found.unit_no),
        "revoke_url": reverse("training:revoke", args=[found.id]),
        "back_url": reverse("training:mine")
        if own
        else reverse("training:unit", args=[found.unit_no]),
    }  # fmt: skip
    return render(request, "training/certificate.html", context)


def _slip(found: queries.Paper) -> str:
    """The receipt of the entry by which it was issued; a paper of a sheet has none of its own."""
    with everywhere("training") as system:
        receipt = journal.receipt_about(system, found.school_id, _KINDS, found.id, found.made_at)
    return str(receipt) if receipt else ""


@page(Permission.CERTIFY, methods="GET POST")
def revoke_page(request: Asked, certificate_id: UUID) -> HttpResponse:
    """The form; posted: the certificate counts no more."""
    found = queries.certificate(request.actor, certificate_id)
    if found.user_id == request.actor.user_id or not request.actor.may(
        Permission.CERTIFY, found.unit_no
    ):
        raise Forbidden
    posted = request.POST if request.method == "POST" else None
    form = forms.ReasonForm(posted)
    status, errors = (422, []) if posted is not None else (200, [])
    if posted is not None and form.is_valid():
        given = form.cleaned_data
        try:
            services.revoke(request.actor, given["act_id"], certificate_id, given["reason"])
            messages.success(request, _("证书已撤销。"))
            return HttpResponseRedirect(reverse("training:certificate", args=[certificate_id]))
        except (Conflict, Invalid) as refused:
            fields = refused.fields if isinstance(refused, Invalid) else {}
            errors, status = forms.put(form, fields, str(refused)), refused.status
    context = {
        "title": _("撤销证书"), "sub": found.number, "errors": errors, "button": _("撤销"),
        "note": _("撤销后这张证书不再算数,本人要重新学习。记录保留,理由本人看得到。"),
        "fields": list(forms.shown(form)), "act_id": form["act_id"].value() or uuid7(),
        "back_url": reverse("training:certificate", args=[certificate_id]),
    }  # fmt: skip
    return render(request, "training/form.html", context, status=status)
