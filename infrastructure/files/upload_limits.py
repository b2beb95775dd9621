"""How much may be brought in at once."""

from dataclasses import dataclass

MEBIBYTE = 1 << 20
TITLE_BYTES_MAX = 1_024
HEAD_BYTES_MAX = 8 * 1_024
"""Of one part of a form: the name of its file, mostly."""

OTHER_PARTS_MAX = 40
"""Parts of a form that are no files: a title for each, and as many again."""


@dataclass(frozen=True)
class UploadLimits:
    file_bytes: int
    files: int
    minutes: int

    @property
    def parts(self) -> int:
        return self.files + OTHER_PARTS_MAX

    @property
    def body_bytes(self) -> int:
        """Of a form that is full."""
        return self.files * self.file_bytes + self.parts * (HEAD_BYTES_MAX + TITLE_BYTES_MAX)


def upload_limits(*, megabytes: int, files: int, minutes: int) -> UploadLimits:
    return UploadLimits(megabytes * MEBIBYTE, files, minutes)
