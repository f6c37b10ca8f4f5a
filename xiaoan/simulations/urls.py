"""Addresses of simulations."""

from django.urls import URLPattern

app_name = "simulations"
urlpatterns: list[URLPattern] = []
