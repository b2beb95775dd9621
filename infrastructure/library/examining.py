"""Looks into files, two at a time: what they hold, or why they are no sounds."""

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from infrastructure.library.audio_probe import NotAudioError, probe
from infrastructure.library.ffprobe import StoppedError
from infrastructure.library.listing import FoundFile
from infrastructure.library.sound_folders import HASH_BLOCK_BYTES, SUFFIXES

AT_ONCE = 2
"""Files hashed and probed at once: the cores of the machine we build for."""

AHEAD_MAX = 32
"""Files that are looked into before their turn has come."""

SIZE_BYTES_MAX = 4 << 30
"""A day of sound at more than 300 kbit/s. Hashing it takes some ten seconds."""


@dataclass(frozen=True)
class Examined:
    """What a file holds; `refusal` where it may not become a sound."""

    found: FoundFile
    sha256: str = ""
    duration_ms: int = 0
    """0 where nobody asked."""
    refusal: str = ""
    is_unsure: bool = False
    """Whether it could not be looked into, so that nothing is known of what it holds."""


class Examiner:
    def __init__(
        self,
        is_known: Callable[[str], bool],
        is_stopped: Callable[[], bool],
        remembered: Mapping[FoundFile, Examined],
    ) -> None:
        """`is_known` says of a hash whether its content was looked at before: it is a sound then."""
        self._is_known = is_known
        self._is_stopped = is_stopped
        self._remembered = remembered

    def examined(self, files: Iterable[FoundFile]) -> Iterator[Examined]:
        """In the order in which they were given. Raises StoppedError soon after it was stopped."""
        under_way: deque[Future[Examined]] = deque()
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="scan") as pool:
            try:
                for each in files:
                    under_way.append(pool.submit(self._examine, each))
                    if len(under_way) > AHEAD_MAX:
                        yield under_way.popleft().result()
                while under_way:
                    yield under_way.popleft().result()
            finally:
                for future in under_way:
                    future.cancel()

    def with_its_length(self, examined: Examined) -> Examined:
        """For content that seemed to be known when it was looked at."""
        return examined if examined.duration_ms else self._probed(examined.found, examined.sha256)

    def _examine(self, found: FoundFile) -> Examined:
        if (remembered := self._remembered.get(found)) is not None:
            return remembered
        if (refusal := _refusal_unopened(found)) is not None:
            return Examined(found, refusal=refusal)
        try:
            sha256 = self._sha256_of(found)
        except OSError as error:
            return Examined(found, refusal=f"It cannot be read: {error.strerror}.", is_unsure=True)
        if sha256 is None:
            refusal = "It changed while it was looked at. The next scan looks again."
            return Examined(found, refusal=refusal, is_unsure=True)
        return Examined(found, sha256) if self._is_known(sha256) else self._probed(found, sha256)

    def _probed(self, found: FoundFile, sha256: str) -> Examined:
        try:
            return Examined(found, sha256, probe(found.file, self._is_stopped).duration_ms)
        except NotAudioError as error:
            return Examined(found, sha256, refusal=str(error))

    def _sha256_of(self, found: FoundFile) -> str | None:
        """None where the file is not, or does not stay, as it was found."""
        digest = hashlib.sha256()
        with found.file.open("rb", buffering=0) as content:
            while block := content.read(HASH_BLOCK_BYTES):
                digest.update(block)
                if self._is_stopped():
                    raise StoppedError
            now = os.fstat(content.fileno())
        is_as_found = (now.st_size, now.st_mtime_ns) == (found.size_bytes, found.modified_ns)
        return digest.hexdigest() if is_as_found else None


def _refusal_unopened(found: FoundFile) -> str | None:
    if found.file.suffix.lower() not in SUFFIXES:
        return "Its name does not end like that of a sound file."
    try:
        found.path.encode()
    except UnicodeEncodeError:
        return "Its name is not valid UTF-8."
    if found.size_bytes == 0:
        return "It is empty: it has no bytes."
    if found.size_bytes > SIZE_BYTES_MAX:
        return f"It is larger than {SIZE_BYTES_MAX / (1 << 30):g} GiB."
    return None
