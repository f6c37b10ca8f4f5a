"""The rows of the access table about accounts: one's own, and codes on paper. Written by hand as the rest."""

from tests.builders import CLASS_11, PRIMARY
from tests.security.rows import ABSENT_ID, ALL, Row, id_row, unit_row

OWN_ROWS = (
    # ---------------------------------------------------------------- codes on paper
    Row("q/", "GET", "/q/", "2" * 12, "2" * 12, "2222"),
    Row("q/", "POST", "/q/", "u" * 12, "u" * 12, "uuuu"),
    Row("q/", "POST", "/q/", "3" * 12, "3" * 12, "3333", body={"code": "{code}"}),
    # A code that is not there, used or taken back: one and the same page.
    Row("q/<str:code>/", "GET", "/q/{code}/", "2" * 12, "2" * 12, "2222"),
    Row("q/<str:code>/", "GET", "/q/000000000000/", ALL, ALL, "nnnn"),
    Row("q/<str:code>/", "POST", "/q/{code}/", "u" * 12, "u" * 12, "uuuu"),
    # Nobody has given the proof in these sessions.
    Row("q/<str:code>/account/", "GET", "/q/{code}/account/", "3" * 12, "3" * 12, "3333"),
    Row("q/<str:code>/account/", "POST", "/q/{code}/account/", "3" * 12, "3" * 12, "3333"),
    # ---------------------------------------------------------------- a lost account
    Row("sign-in/lost/", "GET", "/sign-in/lost/", "2" * 12, "2" * 12, "2222"),
    Row("sign-in/lost/", "POST", "/sign-in/lost/", "u" * 12, "u" * 12, "uuuu"),
    # One answer, whether there is such an account or not.
    Row(
        "sign-in/lost/", "POST", "/sign-in/lost/", "2" * 12, "2" * 12, "2222",
        body={"login": "deputy"},
    ),
    Row(
        "sign-in/lost/", "POST", "/sign-in/lost/", "2" * 12, "2" * 12, "2222",
        body={"login": "nobody-here"},
    ),
    Row("sign-in/lost/code/", "GET", "/sign-in/lost/code/", "2" * 12, "2" * 12, "2222"),
    Row("sign-in/lost/code/", "POST", "/sign-in/lost/code/", "u" * 12, "u" * 12, "uuuu"),
    Row(
        "registry/recovery/", "GET", "/registry/recovery/", "n2n2nn2nnnnn", "n2n2nn2nnnnn", "sns2"
    ),
    # The class teacher's own: the principal and an officer decide, never oneself.
    id_row(
        "registry/recovery/<uuid:recovery_id>/", "/registry/recovery/{recovery}/", "n2n2nnfnnnnn",
        ALL, "snsn",
    ),
    id_row(
        "registry/recovery/<uuid:recovery_id>/", "/registry/recovery/{recovery}/", "nununnfnnnnn",
        ALL, "snsn", method="POST",
    ),
    id_row(
        "registry/recovery/<uuid:recovery_id>/", "/registry/recovery/{recovery}/", "n2n2nnfnnnnn",
        ALL, "snsn", method="POST", body={"what": "approve"},
    ),
    id_row(
        "registry/recovery/<uuid:recovery_id>/", "/registry/recovery/{recovery}/", "n3n3nnfnnnnn",
        ALL, "snsn", method="POST", body={"what": "refuse", "reason": "没有联系上"},
    ),
    # Of the class teacher, who is signed in and did not ask.
    id_row(
        "account/lost/<uuid:recovery_id>/withdraw/", "/account/lost/{recovery}/withdraw/",
        "nnnnnn3nnnnn", ALL, "snsn", method="POST",
    ),
    # ---------------------------------------------------------------- one's own account
    Row("sign-in/second/", "GET", "/sign-in/second/", "3" * 12, "3" * 12, "s3s3", half="2"),
    Row("sign-in/second/", "POST", "/sign-in/second/", "3" * 12, "3" * 12, "s3s3", half="2"),
    Row(
        "sign-in/second/", "POST", "/sign-in/second/", "3" * 12, "3" * 12, "s3s3", half="u",
        body={"code": "123456"},
    ),
    Row(
        "sign-in/second/passkey/ask/", "POST", "/sign-in/second/passkey/ask/", "3" * 12, "3" * 12,
        "s3s3", half="2",
    ),
    Row(
        "sign-in/second/passkey/", "POST", "/sign-in/second/passkey/", "3" * 12, "3" * 12, "s3s3",
        half="u",
    ),
    # Who has a factor proves it first; a password is not enough to add another.
    Row("sign-in/set-up/", "GET", "/sign-in/set-up/", "2" * 12, "2" * 12, "s2s2"),
    Row("sign-in/set-up/", "POST", "/sign-in/set-up/", "2" * 12, "2" * 12, "s2s2"),
    Row(
        "sign-in/set-up/passkey/ask/", "POST", "/sign-in/set-up/passkey/ask/", "2" * 12, "2" * 12,
        "s2s2",
    ),
    Row(
        "sign-in/set-up/passkey/", "POST", "/sign-in/set-up/passkey/", "u" * 12, "u" * 12, "susu"
    ),
    Row("waiting/", "GET", "/waiting/", "2" * 12, "2" * 12, "s2s2"),
    Row("account/", "GET", "/account/", "2" * 12, "2" * 12, "s2s2"),
    Row("account/number/", "POST", "/account/number/", "n" * 12, "n" * 12, "snsn"),
    Row("account/password/", "GET", "/account/password/", "2" * 12, "2" * 12, "s2s2"),
    Row("account/password/", "POST", "/account/password/", "2" * 12, "2" * 12, "s2s2"),
    Row("account/prove/", "GET", "/account/prove/", "2" * 12, "2" * 12, "s2s2"),
    Row("account/prove/", "POST", "/account/prove/", "2" * 12, "2" * 12, "s2s2"),
    # Only the principal of this school has a factor.
    Row("account/codes/", "GET", "/account/codes/", "333233333333", "3" * 12, "s3s3"),
    Row("account/codes/", "POST", "/account/codes/", "333233333333", "3" * 12, "s3s3"),
    # The last one of somebody who needs one stays; of others there is nothing to remove.
    Row(
        "account/factors/<uuid:factor_id>/remove/", "POST", "/account/factors/{factor}/remove/",
        "cccucccccccc", "c" * 12, "scsc",
    ),
    Row("account/sessions/end/", "POST", "/account/sessions/end/", "3" * 12, "3" * 12, "s3s3"),
    Row(
        "account/sessions/<uuid:session_id>/end/", "POST", f"/account/sessions/{ABSENT_ID}/end/",
        "3" * 12, "3" * 12, "s3s3",
    ),
    # ---------------------------------------------------------------- making codes on paper
    Row("registry/codes/", "GET", "/registry/codes/", "n2n2nn3nnnnn", "n2n2nn3nnnnn", "sns3"),
    unit_row(
        "registry/codes/<int:unit_no>/", f"/registry/codes/{CLASS_11}/", "nfn2nn2nnnnn", ALL,
        "snsn",
    ),
    unit_row(
        "registry/codes/<int:unit_no>/", f"/registry/codes/{CLASS_11}/", "nfnunnunnnnn", ALL, "snsn",
        method="POST",
    ),
    unit_row(
        "registry/codes/<int:unit_no>/", f"/registry/codes/{PRIMARY}/", "n2n2nnnnnnnn", ALL, "snsn",
        unit=PRIMARY,
    ),
    id_row(
        "registry/codes/sheets/<uuid:batch_id>/", "/registry/codes/sheets/{batch}/", "nfn2nn2nnnnn",
        ALL, "snsn",
    ),
    id_row(
        "registry/codes/<uuid:invitation_id>/revoke/", "/registry/codes/{invitation}/revoke/",
        "nfn3nn3nnnnn", ALL, "snsn", method="POST",
    ),
)  # fmt: skip
