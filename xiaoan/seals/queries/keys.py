"""The keys that seal: one a line, `ed25519 <32 bytes in hex>`; the last line is the one that is wanted."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from xiaoan.seals.rules import Seal


def new_line() -> str:
    """A fresh key, as a line of the key file."""
    return f"ed25519 {Ed25519PrivateKey.generate().private_bytes_raw().hex()}\n"


def public(key: Ed25519PrivateKey) -> str:
    """The public half, in hex: how a key is named."""
    return key.public_key().public_bytes_raw().hex()


def read() -> dict[str, Ed25519PrivateKey]:
    """The keys of the file by name, in its order. ValueError if a line is not a key."""
    found = {}
    for line in Path(settings.XIAOAN_SEAL_KEY_FILE).read_text().splitlines():
        kind, _, secret = line.partition(" ")
        if kind != "ed25519":
            raise ValueError("a line of the seal key file is not a key")
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret.strip()))
        found[public(key)] = key
    if not found:
        raise ValueError("the seal key file is empty")
    return found


def choose(keys: dict[str, Ed25519PrivateKey], last: Seal | None) -> tuple[Ed25519PrivateKey, str]:
    """Who signs the next seal, and which key it announces ("" for none).

    A new key signs after a seal of the old one has announced it. If the old one is lost, the new one signs
    unannounced, and the verifier says so until it is told to trust it.
    """
    wanted = list(keys)[-1]
    if last is None or last.key == wanted or last.next == wanted or last.key not in keys:
        return keys[wanted], ""
    return keys[last.key], wanted
