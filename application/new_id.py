"""New identifiers: by chance, and beginning with the time, so that in an index the newest lie together.

UUID version 7 of RFC 9562, which Python has from 3.14 on.
"""

import os
import time
from uuid import UUID

_VERSION = 7 << 76
_VARIANT = 2 << 62
_CHANCE = 0xFFF << 64 | (1 << 62) - 1


def new_id() -> UUID:
    milliseconds = time.time_ns() // 1_000_000
    chance = int.from_bytes(os.urandom(10)) & _CHANCE
    return UUID(int=milliseconds << 80 | _VERSION | _VARIANT | chance)
