"""Addresses of schoolplans."""

from django.urls import path

from xiaoan.schoolplans.pages import chapters, importing, lists, mine, plan, templates, versions

app_name = "schoolplans"
urlpatterns = [
    path("", lists.home_page, name="home"),
    path("own/", lists.own_page, name="own"),
    path("waiting/", lists.waiting_page, name="waiting"),
    path("unit/<int:unit_no>/", lists.unit_page, name="unit"),
    path("mine/", mine.mine_page, name="mine"),
    path("task/<uuid:task_id>/", mine.task_page, name="task"),
    path("task/<uuid:task_id>/photo/<uuid:photo_id>/", mine.photo_page, name="photo"),
    path("task/<uuid:task_id>/paper/<uuid:paper_id>/", mine.paper_page, name="done_paper"),
    path("told/<uuid:told_id>/", mine.told_page, name="told"),
    path("templates/", templates.list_page, name="templates"),
    path("templates/<int:no>/", templates.version_page, name="template"),
    path("templates/<int:no>/<slug:chapter>/", templates.entry_page, name="template_entry"),
    path("<int:school_no>/", plan.plan_page, name="plan"),
    path("<int:school_no>/start/", plan.start_page, name="start"),
    path("<int:school_no>/chapter/<slug:code>/", chapters.chapter_page, name="chapter"),
    path("<int:school_no>/chapter/<slug:code>/task/", chapters.new_task_page, name="new_task"),
    path("<int:school_no>/edit/<uuid:task_id>/", chapters.edit_task_page, name="edit_task"),
    path("<int:school_no>/import/", importing.import_page, name="import"),
    path("<int:school_no>/versions/", versions.list_page, name="versions"),
    path("<int:school_no>/compare/", versions.compare_page, name="compare"),
    path("<int:school_no>/paper/<int:no>/", versions.paper_page, name="paper"),
]
