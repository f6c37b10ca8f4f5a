"""Addresses of training."""

from django.urls import path

from xiaoan.training.pages import (
    bringing,
    certificates,
    checking,
    courses,
    learning,
    needs,
    questions,
    units,
    versions,
)

app_name = "training"
_COURSE, _VERSION = "courses/<slug:code>/", "versions/<uuid:version_id>/"
urlpatterns = [
    path("", learning.mine_page, name="mine"),
    path("course/<slug:code>/", learning.course_page, name="course"),
    path("course/<slug:code>/begin/", learning.begin_page, name="begin"),
    path("test/<uuid:attempt_id>/", learning.test_page, name="test"),
    path("certificate/<uuid:certificate_id>/", certificates.certificate_page, name="certificate"),
    path("certificate/<uuid:certificate_id>/revoke/", certificates.revoke_page, name="revoke"),
    path("waiting/", checking.waiting_page, name="waiting"),
    path("waiting/<uuid:attempt_id>/", checking.check_page, name="check"),
    path("unit/", units.home_page, name="home"),
    path("unit/<int:unit_no>/", units.unit_page, name="unit"),
    path("unit/<int:unit_no>/urge/", units.urge_page, name="urge"),
    path("unit/<int:unit_no>/export/", units.export_page, name="export"),
    path("unit/<int:unit_no>/enter/", bringing.enter_page, name="enter"),
    path("unit/<int:unit_no>/import/", bringing.import_page, name="import"),
    path("import/template/", bringing.template_page, name="template"),
    path("courses/", courses.courses_page, name="courses"),
    path(_COURSE, courses.bank_page, name="bank"),
    path(f"{_COURSE}need/", needs.need_page, name="need"),
    path(f"{_COURSE}retire/<str:key>/", courses.retire_page, name="retire"),
    path(_VERSION, versions.version_page, name="version"),
    path(f"{_VERSION}head/", versions.head_page, name="head"),
    path(f"{_VERSION}section/<str:at>/", versions.section_page, name="section"),
    path(f"{_VERSION}question/<str:key>/", questions.question_page, name="question"),
    path(f"{_VERSION}import/", questions.import_page, name="import_bank"),
    path("bank/template/", questions.template_page, name="bank_template"),
]
