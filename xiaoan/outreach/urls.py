"""Addresses of outreach."""

from django.urls import path

from xiaoan.outreach.pages import lists, task

app_name = "outreach"
urlpatterns = [
    path("", lists.home_page, name="home"),
    path("figures/", lists.figures_page, name="figures"),
    path("<uuid:task_id>/", task.task_page, name="task"),
    path("<uuid:task_id>/photos/<uuid:photo_id>/", task.photo_page, name="photo"),
]
