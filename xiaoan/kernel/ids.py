"""Ids made by the application: UUIDv7 (RFC 9562), so that they sort by time and need no database."""

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """A new UUIDv7: 48 bits of milliseconds, 74 random bits."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    return with_version(value, 7)


def with_version(value: int, version: int) -> UUID:
    """128 bits as a UUID of RFC 9562: its version and variant written over six of them."""
    value = value & ~(0xF << 76) | version << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
