"""The SHA-256 of what is in an open file now, remembered as long as nobody writes to the file."""

import hashlib
import os
from collections import OrderedDict
from threading import Lock

BLOCK_BYTES = 1 << 20
REMEMBERED_MAX = 20_000


class ContentHashes:
    def __init__(self) -> None:
        self._remembered: OrderedDict[tuple[int, ...], str] = OrderedDict()
        self._lock = Lock()

    def of(self, descriptor: int) -> str:
        before = _state(descriptor)
        if (known := self._remembered.get(before)) is not None:
            return known
        digest, at = hashlib.sha256(), 0
        while block := os.pread(descriptor, BLOCK_BYTES, at):
            digest.update(block)
            at += len(block)
        if _state(descriptor) == before:
            self._remember(before, digest.hexdigest())
        return digest.hexdigest()

    def _remember(self, state: tuple[int, ...], sha256: str) -> None:
        with self._lock:
            self._remembered[state] = sha256
            if len(self._remembered) > REMEMBERED_MAX:
                self._remembered.popitem(last=False)


def _state(descriptor: int) -> tuple[int, ...]:
    status = os.fstat(descriptor)
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
