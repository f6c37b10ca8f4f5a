"""Addresses of supplies."""

app_name = "supplies"
urlpatterns: list[object] = []
