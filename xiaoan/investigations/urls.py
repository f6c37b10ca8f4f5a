"""Addresses of investigations."""

from django.urls import path

from xiaoan.investigations.pages import from_signal

app_name = "investigations"
urlpatterns = [
    path(
        "from-signal/<uuid:signal_id>/",
        from_signal.open_from_signal_page,
        name="open_from_signal",
    ),
]
