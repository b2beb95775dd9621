"""Words with a fixed meaning, as they appear in events and requests."""

from enum import StrEnum


class SoundType(StrEnum):
    """Where a sound came from."""

    SOUNDBOARD = "SDB"
    TEXT_TO_SPEECH = "TTS"
    EXTRACTED = "EXT"


class Role(StrEnum):
    MEMBER = "member"
    ADMIN = "admin"


class Plan(StrEnum):
    """The plans that a board begins with. Hosts make others."""

    FREE = "free"
    PREMIUM = "premium"
    PRO = "pro"


class Scope(StrEnum):
    """What an API token may be used for, beside what its owner may do."""

    READ = "read"
    PLAY = "play"
    ADMIN = "admin"


class CreditAction(StrEnum):
    """What credits are spent on, and where they come from."""

    VLC_PLAY_SOUND = "vlc_play_sound"
    AUDIO_EXTRACTION = "audio_extraction"
    TEXT_TO_SPEECH = "text_to_speech"
    CREDIT_ADDITION = "credit_addition"
    CREDIT_ADJUSTMENT = "credit_adjustment"
