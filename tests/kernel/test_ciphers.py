"""What is sealed opens in its place only; the blind index needs its key."""

import hmac
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from pytest_django import Settings

from xiaoan.kernel import ciphers

ROW, OTHER = UUID(int=1), UUID(int=2)
PLACE = "directory_person.id_cipher"
TEXT = "990101201703010001"


@pytest.fixture(autouse=True)
def key_file(tmp_path: Path, settings: Settings) -> Path:
    settings.XIAOAN_KEY_FILE = str(tmp_path / "keys")
    (tmp_path / "keys").write_text(ciphers.new_keys())
    return tmp_path


def seal() -> bytes:
    return ciphers.seal(TEXT, place=PLACE, row=ROW)


def test_round_trip_and_layout() -> None:
    sealed = seal()
    assert ciphers.unseal(memoryview(sealed), place=PLACE, row=ROW) == TEXT
    assert (sealed[0], sealed[1]) == (ciphers.VERSION, 1)
    assert len(sealed) == 2 + 12 + len(TEXT) + 16
    assert TEXT.encode() not in sealed
    assert seal() != sealed


def test_a_value_moved_to_another_row_or_column_does_not_open() -> None:
    sealed = seal()
    for place, row in ((PLACE, OTHER), ("directory_person.phone_cipher", ROW), ("", ROW)):
        with pytest.raises(InvalidTag):
            ciphers.unseal(sealed, place=place, row=row)


def test_every_flipped_bit_is_seen() -> None:
    sealed = seal()
    for index in range(len(sealed)):
        for bit in range(8):
            broken = bytearray(sealed)
            broken[index] ^= 1 << bit
            with pytest.raises(InvalidTag):
                ciphers.unseal(bytes(broken), place=PLACE, row=ROW)


def test_another_key_file_opens_nothing(key_file: Path, settings: Settings) -> None:
    sealed, index = seal(), ciphers.blind_index(TEXT, kind="id")
    (key_file / "other").write_text(ciphers.new_keys())
    settings.XIAOAN_KEY_FILE = str(key_file / "other")
    with pytest.raises(InvalidTag):
        ciphers.unseal(sealed, place=PLACE, row=ROW)
    assert ciphers.blind_index(TEXT, kind="id") != index


def test_the_blind_index_is_keyed_and_by_kind() -> None:
    index = ciphers.blind_index(TEXT, kind="id")
    assert len(index) == 16
    assert ciphers.blind_index(TEXT, kind="id") == index
    assert ciphers.blind_index(TEXT, kind="phone") != index
    assert sha256(f"id\0{TEXT}".encode()).digest()[:16] != index
    assert sha256(TEXT.encode()).digest()[:16] != index


def test_the_blind_index_is_hmac_sha_256(key_file: Path) -> None:
    *_, key = (key_file / "keys").read_text().split()
    for text in ("", TEXT, "张三" * 100):
        told = hmac.digest(bytes.fromhex(key), f"phone\0{text}".encode(), sha256)
        assert ciphers.blind_index(text, kind="phone") == told[:16]


def test_data_key_and_index_key_differ() -> None:
    number, data, index = ciphers.new_keys().split()
    assert number == "1"
    assert len({data, index, *ciphers.new_keys().split()}) == 5
