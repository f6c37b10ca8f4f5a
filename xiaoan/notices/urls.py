"""Addresses of notices."""

from django.urls import path

from xiaoan.notices.pages import approving, calls, drafts, inbox, lists, reach, sent, templates

app_name = "notices"
urlpatterns = [
    path("", inbox.inbox_page, name="inbox"),
    path("unread/", inbox.unread_page, name="unread"),
    path("<uuid:notice_id>/", inbox.read_page, name="read"),
    path("<uuid:notice_id>/confirm/", inbox.confirm_page, name="confirm"),
    path("sent/", sent.home_page, name="home"),
    path("sent/<uuid:notice_id>/", sent.notice_page, name="notice"),
    path("sent/<uuid:notice_id>/unit/<int:unit_no>/", reach.unit_page, name="reach"),
    path("new/", drafts.new_page, name="new"),
    path("drafts/<uuid:notice_id>/", drafts.draft_page, name="draft"),
    path("drafts/<uuid:notice_id>/review/", drafts.review_page, name="review"),
    path("approvals/", approving.approvals_page, name="approvals"),
    path("approvals/<uuid:notice_id>/", approving.approval_page, name="approval"),
    path("calls/<uuid:chase_id>/", calls.calls_page, name="calls"),
    path("templates/", templates.templates_page, name="templates"),
    path("templates/<slug:code>/", templates.template_page, name="template"),
    path("lists/", lists.lists_page, name="lists"),
]
