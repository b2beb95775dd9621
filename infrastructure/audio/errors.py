"""Why a sound cannot be handed to the speakers."""

from typing import ClassVar

from application.errors import ApplicationError


class AudioError(ApplicationError):
    """Nothing was handed over: no report will follow."""

    code: ClassVar[str] = "audio"


class NoFreeVoiceError(AudioError):
    """As many sounds as allowed are playing."""

    code = "no_free_voice"


class AudioHostDownError(AudioError):
    """There is no audio host at this moment, or none could be started."""

    code = "audio_host_down"
