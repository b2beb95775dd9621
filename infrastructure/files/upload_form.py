"""A form with files in it, as it comes, piece by piece: files go to the disk, and little stays in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from infrastructure.files.errors import InvalidFormError, TooManyFilesError
from infrastructure.files.incoming_file import IncomingFile
from infrastructure.files.upload_limits import HEAD_BYTES_MAX, TITLE_BYTES_MAX, UploadLimits

TITLE = b"title"


@dataclass(frozen=True)
class Received:
    """A file of a form that came whole, and the title that was sent with it, or none."""

    file: IncomingFile
    title: str


class UploadForm:
    """Titles are for the files in their order. Every method is for one thread at a time, any thread."""

    def __init__(self, content_type: str, folder: Path, limits: UploadLimits) -> None:
        """Raises InvalidFormError."""
        self._folder = folder
        self._limits = limits
        self._parser = _parser(content_type, self)
        self._lock = Lock()
        self._is_discarded = False
        self._is_whole = False
        self._parts = 0
        self._header = b""
        self._headers: dict[bytes, bytes] = {}
        self._value = b""
        self._file: IncomingFile | None = None
        self._field: bytes | None = None
        self._files: list[IncomingFile] = []
        self._titles: list[str] = []

    def feed(self, data: bytes) -> None:
        """Raises InvalidFormError, NoRoomError, TooManyFilesError."""
        with self._lock:
            if self._is_discarded:
                return
            try:
                self._parser.write(data)
            except FormParserError:
                raise InvalidFormError("This is not a form as browsers send it.") from None

    def end(self) -> Sequence[Received]:
        """Raises InvalidFormError, NoRoomError."""
        if not self._is_whole:
            raise InvalidFormError("The form ends in the middle.")
        if not self._files:
            raise InvalidFormError("There is no file in this form.")
        for each in self._files:
            each.finish()
        titles = self._titles + [""] * len(self._files)
        return [Received(file, title) for file, title in zip(self._files, titles, strict=False)]

    def discard(self) -> None:
        """What was not taken elsewhere is gone."""
        with self._lock:
            self._is_discarded = True
            for each in self._files:
                each.discard()

    # What the parser tells.

    def on_part_begin(self) -> None:
        self._parts += 1
        if self._parts > self._limits.parts:
            raise TooManyFilesError(f"A form has at most {self._limits.parts} parts.")
        self._headers = {}
        self._file = self._field = None

    def on_header_begin(self) -> None:
        self._header = self._value = b""

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        self._headers[self._header.lower()] = self._value

    def on_headers_finished(self) -> None:
        kind, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if kind != b"form-data":
            raise InvalidFormError("A part of this form does not say what it is.")
        if b"filename" in options:
            self._begin_file(options[b"filename"].decode(errors="replace"))
        else:
            self._field = options.get(b"name", b"")
            self._value = b""

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
            return
        self._value += data[start:end]
        if len(self._value) > TITLE_BYTES_MAX:
            raise InvalidFormError("A part of this form that is no file is too long.")

    def on_part_end(self) -> None:
        if self._field == TITLE:
            self._titles.append(self._value.decode(errors="replace"))

    def on_end(self) -> None:
        self._is_whole = True

    def _begin_file(self, name: str) -> None:
        if len(self._files) == self._limits.files:
            raise TooManyFilesError(f"At most {self._limits.files} files at once.")
        self._file = IncomingFile(self._folder, name, bytes_max=self._limits.file_bytes)
        self._files.append(self._file)


def _parser(content_type: str, form: UploadForm) -> MultipartParser:
    """Raises InvalidFormError."""
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise InvalidFormError("Files come as multipart/form-data, with a boundary.")
    try:
        return MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": form.on_part_begin,
                "on_header_begin": form.on_header_begin,
                "on_header_field": form.on_header_field,
                "on_header_value": form.on_header_value,
                "on_header_end": form.on_header_end,
                "on_headers_finished": form.on_headers_finished,
                "on_part_data": form.on_part_data,
                "on_part_end": form.on_part_end,
                "on_end": form.on_end,
            },
            max_header_size=HEAD_BYTES_MAX // 2,
        )
    except FormParserError:
        raise InvalidFormError("The boundary of this form is too long.") from None
