"""Sources as families read them: plain words, and no word of how a text came to us."""

from xiaoan.materials.pages import words


def test_a_confirmed_document_is_named_and_nothing_else_said() -> None:
    assert words.basis("[S03]", "H") == "依据:流感样病例暴发疫情处置指南(2018年版)"


def test_how_a_text_came_to_us_is_left_out_and_said_plainly() -> None:
    assert words.basis("[S08]", "M") == "依据:学校传染病停课、复课地方规定;本县还在核对原文"
    assert words.basis("[MEM]", "MEM") == "本县还在核对原文"


def test_our_own_words_have_no_basis() -> None:
    assert (words.basis("own choice", "L"), words.basis("", "L")) == ("", "")
