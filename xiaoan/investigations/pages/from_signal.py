"""Opening an event from the watch list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.investigations import services
from xiaoan.kernel.errors import Conflict, Forbidden
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_SIGNALS, methods="POST")
def open_from_signal_page(request: Asked, signal_id: UUID) -> HttpResponse:
    """Make an event of a statistical signal; of one that is part of an event, nothing more."""
    try:
        services.open_from_signal(request.actor, signal_id)
    except Conflict:
        messages.error(request, _("这个信号不能开疫情事件:它已放下,或不属于一所学校。"))
    except Forbidden as refused:
        raise Forbidden(_("您可以看这个信号,开疫情事件由学校或教育局经办人来做。")) from refused
    else:
        messages.success(request, _("已开疫情事件,计入的人成为疑似病例。"))
    return HttpResponseRedirect(reverse("outbreaks:watch_one", args=[signal_id]))
