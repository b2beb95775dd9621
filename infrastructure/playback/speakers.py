"""Whether a sound can be played now, asked before anybody is charged."""

import time
from typing import ClassVar

from infrastructure.audio.audio_host import AudioHost
from infrastructure.audio.devices import has_audio_device
from infrastructure.audio.errors import AudioError, AudioHostDownError, NoFreeVoiceError

DEVICE_REMEMBERED_SECONDS = 2.0


class NoAudioDeviceError(AudioError):
    """The machine has no speakers that we can find."""

    code: ClassVar[str] = "no_audio_device"


class Speakers:
    def __init__(self, audio_host: AudioHost, *, output: str, voices_max: int) -> None:
        self._audio_host = audio_host
        self._output = output
        self._voices_max = voices_max
        self._device_was_there = False
        self._looked_at = float("-inf")

    @property
    def description(self) -> str:
        if not self._has_device():
            return "no audio device"
        return self._audio_host.description if self._audio_host.is_up else self._audio_host.trouble

    @property
    def can_play(self) -> bool:
        return self._has_device() and self._audio_host.is_up

    def ensure_ready(self) -> None:
        """Raises an AudioError that says why nothing can be played."""
        if not self._has_device():
            raise NoAudioDeviceError("This machine has no audio device. AUDIO_OUTPUT=null plays to nothing.")
        if not self._audio_host.is_up:
            raise AudioHostDownError(f"Nothing can be played: {self._audio_host.trouble}")
        if self._audio_host.voices_busy >= self._voices_max:
            raise NoFreeVoiceError(f"{self._voices_max} sounds are playing already. Wait for one to end.")

    def _has_device(self) -> bool:
        if self._output != "auto":
            return True
        if time.monotonic() - self._looked_at > DEVICE_REMEMBERED_SECONDS:
            self._device_was_there = has_audio_device()
            self._looked_at = time.monotonic()
        return self._device_was_there
