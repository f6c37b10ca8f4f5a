"""Addresses of arrivals."""

from django.urls import URLPattern

app_name = "arrivals"
urlpatterns: list[URLPattern] = []
