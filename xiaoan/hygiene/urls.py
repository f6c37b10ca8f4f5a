"""Addresses of hygiene."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "hygiene"


def _x(request: HttpRequest, **k: object) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("unit/<int:unit_no>/", _x, name="unit"),
    path("approvals/", _x, name="approvals"),
]
