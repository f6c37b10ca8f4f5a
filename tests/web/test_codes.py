"""A drawn code holds what it can, and is left away where it cannot."""

from xiaoan.web.templatetags.web_tags import qr


def test_what_no_code_holds_has_none() -> None:
    assert qr("https://example.org/" + "x" * 3000) == ""
    assert "data:image/svg+xml" in qr("https://example.org/")
