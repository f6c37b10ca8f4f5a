"""Addresses of delivery."""

from django.urls import path

from xiaoan.delivery.pages import batches, channels, groups, own, receipts

app_name = "delivery"
urlpatterns = [
    path("", channels.home_page, name="home"),
    path("channels/<slug:code>/", channels.channel_page, name="channel"),
    path("channels/<slug:code>/test/", channels.test_page, name="test"),
    path("groups/", groups.groups_page, name="groups"),
    path("groups/<uuid:group_id>/end/", groups.end_page, name="end_group"),
    path("batches/", batches.batches_page, name="batches"),
    path("batches/<uuid:batch_id>/", batches.batch_page, name="batch"),
    path("batches/<uuid:batch_id>/doubts/", batches.doubts_page, name="doubts"),
    path("mine/", own.mine_page, name="mine"),
    path("mine/confirm/<uuid:address_id>/<slug:token>/", own.confirm_page, name="confirm"),
    path("receipts/<slug:code>/<slug:token>/", receipts.receipts_page, name="receipts"),
]
