"""Addresses of enquiries."""

app_name = "enquiries"
urlpatterns: list[object] = []
