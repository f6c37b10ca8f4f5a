"""What counsellors write has a key of its own: the general one opens none of it; one that follows seals from
then on, and those before still open."""

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management import CommandError, call_command
from pytest_django import Settings

from xiaoan.counselling.queries import sealed
from xiaoan.kernel import ciphers
from xiaoan.kernel.ids import uuid7

WORDS = {"text": "谈了半小时"}


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Settings) -> Path:
    settings.XIAOAN_KEY_FILE = str(tmp_path / "keys")
    settings.XIAOAN_COUNSELLING_KEY_FILE = str(tmp_path / "counselling-keys")
    (tmp_path / "keys").write_text(ciphers.new_keys())
    call_command("keys", "counselling", tmp_path / "counselling-keys")
    return tmp_path


def test_the_general_key_opens_nothing_of_it(files: Path) -> None:
    row = uuid7()
    value = sealed.seal(WORDS, sealed.NOTE, row)
    assert sealed.unseal(value, sealed.NOTE, row) == WORDS
    with pytest.raises(InvalidTag):
        ciphers.unseal(value, place=sealed.NOTE, row=row)
    with pytest.raises(InvalidTag):
        sealed.unseal(value, sealed.REFERRAL, row)
    with pytest.raises(InvalidTag):
        sealed.unseal(value, sealed.NOTE, uuid7())


def test_a_key_that_follows(files: Path) -> None:
    row, path = uuid7(), files / "counselling-keys"
    before = sealed.seal(WORDS, sealed.NOTE, row)
    call_command("keys", "counselling", path, "--next")
    after = sealed.seal(WORDS, sealed.NOTE, row)
    assert (before[:2], after[:2]) == (bytes((2, 1)), bytes((2, 2)))
    assert [sealed.unseal(one, sealed.NOTE, row) for one in (before, after)] == [WORDS, WORDS]
    # The old line taken out: what it sealed is lost, and nothing else.
    path.write_text(path.read_text().splitlines()[1] + "\n")
    assert sealed.unseal(after, sealed.NOTE, row) == WORDS
    with pytest.raises(KeyError):
        sealed.unseal(before, sealed.NOTE, row)


def test_words_of_before_still_open(files: Path) -> None:
    row = uuid7()
    old = ciphers.seal('{"text": "以前"}', place=sealed.NOTE, row=row)
    assert sealed.unseal(old, sealed.NOTE, row) == {"text": "以前"}


def test_a_key_file_is_never_overwritten(files: Path) -> None:
    with pytest.raises(CommandError, match="exists"):
        call_command("keys", "counselling", files / "counselling-keys")
    with pytest.raises(CommandError, match="there already"):
        call_command("keys", "counselling", files / "nothing", "--next")
    assert (files / "counselling-keys").stat().st_mode & 0o077 == 0
