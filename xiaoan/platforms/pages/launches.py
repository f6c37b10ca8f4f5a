"""LTI 1.3: the platform sends a pupil's browser here, cross-site and without a session; none is opened."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from xiaoan.platforms import services
from xiaoan.web.gate import Asked, open_page

# Another site posts these: what guards them is the signature, the nonce and the state, which is good in the
# browser that began it alone, not a token of a form.
_HOUR = 3600


def _name() -> str:
    return "__Host-xiaoan-launch" if settings.HTTPS else "xiaoan-launch"


@csrf_exempt
@open_page(methods="GET POST")
def login_page(request: Asked, platform_id: UUID) -> HttpResponse:
    """The sign-in begins: on to the platform, at the address its administrator wrote down."""
    said = request.POST if request.method == "POST" else request.GET
    back = request.build_absolute_uri(reverse("platforms:launch"))
    browser = services.browser_key(request.COOKIES.get(_name(), ""))
    try:
        response = HttpResponseRedirect(services.begin(platform_id, said.dict(), back, browser))
    except services.Refused as refused:
        return _refused(request, refused)
    # The platform's site posts the answer, so it has to go cross-site, which browsers do over https only.
    response.set_cookie(
        _name(), browser, max_age=_HOUR, httponly=True, secure=settings.HTTPS,
        samesite="None" if settings.HTTPS else "Lax",
    )  # fmt: skip
    return response


@csrf_exempt
@open_page(methods="POST")
def launch_page(request: Asked) -> HttpResponse:
    """The platform's answer: the account came to the lesson; a page that says so and opens nothing."""
    said = request.POST
    if said.get("error"):
        return render(request, "platforms/launched.html", {"cancelled": True}, status=422)
    try:
        begun = services.launch(
            said.get("state", ""), said.get("id_token", ""), request.COOKIES.get(_name(), "")
        )
    except services.Refused as refused:
        return _refused(request, refused)
    return render(request, "platforms/launched.html", {"begun": begun})


def _refused(request: Asked, refused: services.Refused) -> HttpResponse:
    return render(
        request, "platforms/launched.html", {"error": str(refused)}, status=refused.status
    )
