"""Addresses of accountability."""

from django.urls import path

from xiaoan.accountability.pages import course, files, mine, own, past, persons, record

app_name = "accountability"
urlpatterns = [
    path("", past.home_page, name="home"),
    path("past/<int:unit_no>/", past.past_page, name="past"),
    path("past/person/<uuid:person_id>/", persons.person_page, name="past_person"),
    path("past/post/<uuid:user_id>/", persons.post_page, name="past_post"),
    path("course/<int:unit_no>/", course.course_page, name="course"),
    path("records/", record.home_page, name="records"),
    path("records/<int:unit_no>/", record.record_page, name="record"),
    path("files/", files.files_page, name="files"),
    path("files/open/<int:unit_no>/", files.open_page, name="open"),
    path("files/<uuid:file_id>/", files.file_page, name="file"),
    path("files/<uuid:file_id>/sealed.zip", files.sealed_page, name="sealed"),
    path("mine/", mine.mine_page, name="mine"),
    path("mine/record/", own.own_record_page, name="own_record"),
    path("mine/<uuid:file_id>/", mine.own_file_page, name="own_file"),
]
