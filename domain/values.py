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
    """How many credits come back to a member every day."""

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
    CREDIT_ADDITION = "credit_addition"


PRICES = {CreditAction.VLC_PLAY_SOUND: 1}
