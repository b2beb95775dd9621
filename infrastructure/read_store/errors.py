"""Every way the read store says no.

ReadStoreError
├── NoPreviousGenerationError
├── NotRebuildingError
├── OtherVersionError
├── ReadModelBehindError
├── RebuildRunningError
└── UnknownReadModelError
"""

from typing import ClassVar


class ReadStoreError(Exception):
    """The message is for people, the code for programs."""

    code: ClassVar[str] = "read_store"


class NoPreviousGenerationError(ReadStoreError):
    code = "no_previous_generation"


class NotRebuildingError(ReadStoreError):
    code = "not_rebuilding"


class OtherVersionError(ReadStoreError):
    code = "other_version"


class ReadModelBehindError(ReadStoreError):
    """What was asked for is recorded, but not yet to be read. Try again in a moment."""

    code = "read_model_behind"


class RebuildRunningError(ReadStoreError):
    code = "rebuild_running"


class UnknownReadModelError(ReadStoreError):
    code = "unknown_read_model"
