"""Every way in which files are refused, on their way in and out.

FilesError
├── ArchiveTooLargeError
├── ArchiveVersionError
├── FileTooLargeError
├── InvalidAddressError
├── InvalidArchiveError
├── InvalidFormError
├── NoRoomError
├── NoWaveformError
├── NotASoundError
├── NotRenderedError
├── NotRenderedYetError
├── SoundThereError
├── SoundTooLongError
├── TooManyFilesError
├── TooManyRendersError
├── TooManyUploadsError
└── UploadTooSlowError
"""

from typing import ClassVar
from uuid import UUID


class FilesError(Exception):
    """The message is for people, the code for programs."""

    code: ClassVar[str] = "file_refused"


class ArchiveTooLargeError(FilesError):
    code = "archive_too_large"


class ArchiveVersionError(FilesError):
    """Made by a newer program."""

    code = "archive_version"


class FileTooLargeError(FilesError):
    code = "file_too_large"


class InvalidAddressError(FilesError):
    """Forged, expired, or of somebody who may no longer listen."""

    code = "invalid_address"


class InvalidArchiveError(FilesError):
    code = "invalid_archive"


class InvalidFormError(FilesError):
    code = "invalid_form"


class NoRoomError(FilesError):
    code = "no_room"


class NoWaveformError(FilesError):
    code = "no_waveform"


class NotASoundError(FilesError):
    code = "not_a_sound"


class NotRenderedError(FilesError):
    code = "not_rendered"


class NotRenderedYetError(FilesError):
    """It is being made, and will be there soon: so many milliseconds of sound."""

    code = "not_rendered_yet"

    def __init__(self, message: str, heard_ms: int) -> None:
        super().__init__(message)
        self.heard_ms = heard_ms


class SoundThereError(FilesError):
    """The content is that of a sound which the board has."""

    code = "sound_there"

    def __init__(self, sound_id: UUID, title: str, *, is_trashed: bool) -> None:
        said = f"This is on the board already, as “{title}”."
        if is_trashed:
            said = f"This was brought in before, as “{title}”, and is in the trash. Restore it there."
        super().__init__(said)
        self.sound_id = sound_id
        self.title = title
        self.is_trashed = is_trashed


class SoundTooLongError(FilesError):
    code = "sound_too_long"


class TooManyFilesError(FilesError):
    code = "too_many_files"


class TooManyRendersError(FilesError):
    code = "too_many_renders"


class TooManyUploadsError(FilesError):
    code = "too_many_uploads"


class UploadTooSlowError(FilesError):
    code = "upload_too_slow"
