"""What a phone keeps to work without a network: the service worker, the manifest, and two pages of advice.

All four are the same for everybody: nothing of whoever is signed in may be in what is kept.
"""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

# The shell of a phone page and of the sheets; whatever else a kept page needs comes with its first visit.
SHELL = (
    "web/vendor/bootstrap.min.css", "web/tokens.css", "web/app.css", "web/controls.css",
    "web/phone.css", "web/rollcall.css", "web/app.js", "web/outbox.js", "web/sheet.js",
    "web/rollcall.js", "web/icon.svg", "web/icons.svg", "web/icons-office.svg",
    # A page that is kept ahead has not been visited: without its script a field of photos sends nothing.
    "photos/photos.css", "photos/photos.js",
    # Nor have a receipt, a kit and a requisition.
    "supplies/supplies.css", "equipment/equipment.css",
)  # fmt: skip
# So many sheets of one list are fetched ahead.
MOST_KEPT = 12


@cache
def worker_source() -> str:
    """The worker with what it keeps in front. Files go by their hash: another release, another worker."""
    shell = {
        "files": [static(name) for name in SHELL],
        "offline": reverse("web:offline"),
        "daily": [reverse("duties:today")],
        "signOut": reverse("web:sign_out"),
        "signIn": reverse("web:sign_in"),
        "static": settings.STATIC_URL,
        "most": MOST_KEPT,
    }
    path = str(finders.find("web/sw.js"))
    return f"const SHELL = {json.dumps(shell)};\n{Path(path).read_text(encoding='utf-8')}"


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker; at the root, so that it reaches every page."""
    response = HttpResponse(worker_source(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """What the home screen of a phone shows."""
    icons = [
        {"src": static(f"web/icons/{name}.png"), "sizes": size, "type": "image/png", "purpose": use}
        for name, size, use in (
            ("192", "192x192", "any"),
            ("512", "512x512", "any"),
            ("full", "512x512", "maskable"),
        )
    ]
    return JsonResponse(
        {
            "name": _("校安"),
            "short_name": _("校安"),
            "id": "/",
            "start_url": reverse("web:home"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#0a5f9e",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


@require_safe
def offline_page(request: HttpRequest) -> HttpResponse:
    """Shown in place of a page that is not kept, while there is no network."""
    return render(request, "web/offline.html")


@require_safe
def install_page(request: HttpRequest) -> HttpResponse:
    """How to put Xiaoan on the home screen of a phone."""
    return render(request, "web/install.html")
