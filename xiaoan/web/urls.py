"""Addresses of the shell."""

from django.urls import path

from xiaoan.web import pages
from xiaoan.web.pages import account, invitation, lost, offline, second, sign_in

app_name = "web"
urlpatterns = [
    path("", pages.home_page, name="home"),
    path("nothing/", pages.nothing_page, name="nothing"),
    path("waiting/", pages.waiting_page, name="waiting"),
    path("notices/<uuid:notice_id>/dismiss/", pages.dismiss_page, name="dismiss"),
    path("sign-in/", sign_in.sign_in_page, name="sign_in"),
    path("sign-in/demo/", sign_in.sign_in_demo_page, name="sign_in_demo"),
    path("sign-out/", sign_in.sign_out_page, name="sign_out"),
    path("sign-in/lost/", lost.lost_page, name="lost"),
    path("sign-in/lost/code/", lost.code_page, name="lost_code"),
    path("sign-in/second/", second.second_page, name="second"),
    path("sign-in/second/passkey/ask/", second.passkey_ask_page, name="passkey_ask"),
    path("sign-in/second/passkey/", second.passkey_page, name="passkey"),
    path("sign-in/set-up/", second.set_up_page, name="set_up"),
    path("sign-in/set-up/passkey/ask/", second.new_passkey_ask_page, name="new_passkey_ask"),
    path("sign-in/set-up/passkey/", second.new_passkey_page, name="new_passkey"),
    path("account/", account.account_page, name="account"),
    path("account/number/", account.number_page, name="number"),
    path("account/password/", account.password_page, name="password"),
    path("account/prove/", account.prove_page, name="prove"),
    path("account/codes/", account.codes_page, name="codes"),
    path("account/factors/<uuid:factor_id>/remove/", account.remove_page, name="remove_factor"),
    path("account/lost/<uuid:recovery_id>/withdraw/", account.withdraw_page, name="withdraw_lost"),
    path("account/sessions/end/", account.end_all_page, name="end_sessions"),
    path("account/sessions/<uuid:session_id>/end/", account.end_page, name="end_session"),
    path("q/", invitation.type_page, name="code"),
    path("q/<str:code>/", invitation.invitation_page, name="invitation"),
    path("q/<str:code>/account/", invitation.take_page, name="take"),
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline/", offline.offline_page, name="offline"),
    path("install/", offline.install_page, name="install"),
    path("language/", pages.language_page, name="language"),
    path("livez", pages.livez, name="livez"),
    path("readyz", pages.readyz, name="readyz"),
]
