"""Every way in which files are refused, on their way in and out.

FilesError
├── FileTooLargeError
├── InvalidAddressError
├── InvalidFormError
├── NoRoomError
├── NoWaveformError
├── NotASoundError
├── NotRenderedError
├── SoundThereError
├── SoundTooLongError
├── TooManyFilesError
├── TooManyUploadsError
└── UploadTooSlowError
"""

from typing import ClassVar
from uuid import UUID


class FilesError(Exception):
    """The message is for people, the code for programs."""

    code: ClassVar[str] = "file_refused"


class FileTooLargeError(FilesError):
    code = "file_too_large"


class InvalidAddressError(FilesError):
    """Forged, expired, or of somebody who may no longer listen."""

    code = "invalid_address"


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


class TooManyUploadsError(FilesError):
    code = "too_many_uploads"


class UploadTooSlowError(FilesError):
    code = "upload_too_slow"
