"""The product's addresses, and the baseline's."""

from django.urls import path

from bench.baseline.pages import check_page
from xiaoan.urls import handler404, handler500, urlpatterns

__all__ = ["handler404", "handler500", "urlpatterns"]
urlpatterns = [*urlpatterns, path("bench/<int:unit_no>/<str:day>/<str:slot>/", check_page)]
