"""Makes edited sounds as they are heard, one after the other: each once, as it was edited last."""

import logging
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from uuid import UUID

from application.soundboard import Soundboard
from domain.errors import SoundMissingError
from domain.sound import Sound
from infrastructure.bounded_process import CutOffError
from infrastructure.files.errors import TooManyRendersError
from infrastructure.library.sound_files import SoundFiles
from infrastructure.loudness.ffmpeg import FfmpegError

WAITING_MAX = 100
"""Sounds that wait to be made; then 503."""

logger = logging.getLogger(__name__)


class RenderLane:
    """Safe to use from many threads. What was asked for last, by who waits for it, is made first."""

    def __init__(self, soundboard: Soundboard, files: SoundFiles, *, waiting_max: int = WAITING_MAX) -> None:
        self._soundboard = soundboard
        self._files = files
        self._waiting_max = waiting_max
        self._lock = Lock()
        self._waiting: OrderedDict[UUID, Future[None]] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="render")
        self._is_closed = False
        self.made = 0

    def close(self) -> None:
        """What waits is made once somebody asks for it again."""
        with self._lock:
            self._is_closed = True
        self._thread.shutdown(cancel_futures=True)
        for future in self._waiting.values():
            future.set_exception(CutOffError("The soundboard is stopping."))

    def ensure_room(self) -> None:
        """Raises TooManyRendersError."""
        if self._is_closed:
            raise TooManyRendersError("The soundboard is stopping.")
        if len(self._waiting) >= self._waiting_max:
            raise TooManyRendersError(
                "Many sounds wait to be made as they are edited. Try again in a moment."
            )

    def ask(self, sound_id: UUID, *, is_first: bool) -> Future[None]:
        """Done when it is there, as it is edited by then. Raises TooManyRendersError.

        The future has FfmpegError, CutOffError, OSError, SoundMissingError.
        """
        with self._lock:
            if sound_id not in self._waiting:
                self.ensure_room()
                self._waiting[sound_id] = Future()
                self._thread.submit(self._make_next)
            if is_first:
                self._waiting.move_to_end(sound_id, last=False)
            return self._waiting[sound_id]

    # In its thread, once for each that waits:

    def _make_next(self) -> None:
        with self._lock:
            sound_id, future = self._waiting.popitem(last=False)
        try:
            self._make(sound_id)
        except Exception as error:
            is_known = isinstance(error, FfmpegError | CutOffError | OSError | SoundMissingError)
            logger.warning("not rendered: %s", error, extra={"sound": str(sound_id)}, exc_info=not is_known)
            future.set_exception(error)
        else:
            future.set_result(None)

    def _make(self, sound_id: UUID) -> None:
        sound = self._soundboard.load(Sound, sound_id)
        self._files.make(sound, sound.normalized_path)
        self._files.remove_former(sound)
        self.made += 1
