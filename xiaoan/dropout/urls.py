"""Addresses of dropout."""

from django.urls import URLPattern

app_name = "dropout"
urlpatterns: list[URLPattern] = []
