"""Addresses of illness."""

from django.urls import URLPattern

app_name = "illness"
urlpatterns: list[URLPattern] = []
