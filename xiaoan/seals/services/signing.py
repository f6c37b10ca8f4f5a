"""Signing what leaves the county as a file, with the key that seals the record."""

from xiaoan.seals.queries import keys, newest

# What the signature is over begins so: it can be taken for no seal.
FILE = b"\3"


def sign_file(content: bytes) -> tuple[str, bytes]:
    """The public key, and its Ed25519 signature over `0x03 | content`."""
    key, _upcoming = keys.choose(keys.read(), newest())
    return keys.public(key), key.sign(FILE + content)
