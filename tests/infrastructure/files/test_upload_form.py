"""A form is read in pieces of any size, within its limits, and leaves nothing behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infrastructure.files.errors import InvalidFormError, TooManyFilesError
from infrastructure.files.incoming_file import last_part
from infrastructure.files.upload_form import Received, UploadForm
from infrastructure.files.upload_limits import UploadLimits

LIMITS = UploadLimits(file_bytes=1_000, files=3, minutes=1)
KIND = "multipart/form-data; boundary=cut"


def part(content: bytes, disposition: bytes) -> bytes:
    return b"--cut\r\nContent-Disposition: form-data; " + disposition + b"\r\n\r\n" + content + b"\r\n"


def a_file(content: bytes, name: bytes = b"horn.wav") -> bytes:
    return part(content, b'name="file"; filename="' + name + b'"')


def a_title(title: bytes) -> bytes:
    return part(title, b'name="title"')


END = b"--cut--\r\n"


@pytest.fixture
def form(tmp_path: Path) -> Iterator[UploadForm]:
    form = UploadForm(KIND, tmp_path, LIMITS)
    yield form
    form.discard()
    assert list(tmp_path.iterdir()) == []


def sent(form: UploadForm, body: bytes, piece: int = 1_000_000) -> list[Received]:
    for at in range(0, len(body), piece):
        form.feed(body[at : at + piece])
    return list(form.end())


@pytest.mark.parametrize("piece", [1, 7, 1_000_000])
def test_files_and_titles_come_whole_in_pieces_of_any_size(form: UploadForm, piece: int) -> None:
    tricky = b"\r\n--cu\r\n--cutting\r\n-" * 20
    body = a_title(b"One") + a_file(tricky) + a_title("Zwö".encode()) + a_file(b"two", b"two.mp3") + END
    first, second = sent(form, body, piece)
    assert (first.title, first.file.name, first.file.path.read_bytes()) == ("One", "horn.wav", tricky)
    assert (second.title, second.file.name, second.file.path.suffix) == ("Zwö", "two.mp3", ".mp3")


def test_what_is_too_large_is_forgotten_while_it_comes(form: UploadForm, tmp_path: Path) -> None:
    large, small = sent(form, a_file(b"x" * 1_001) + a_file(b"x" * 1_000) + END, piece=100)
    assert (large.file.is_too_large, small.file.is_too_large) == (True, False)
    assert [each.stat().st_size for each in tmp_path.iterdir()] == [1_000]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"words",
        END,
        a_title(b"alone") + END,
        a_file(b"cut"),
        a_file(b"cut")[:60],
        b"--cut\r\n\r\nno head\r\n" + END,
        b"--cut\r\nContent-Disposition: attachment; filename=x\r\n\r\nx\r\n" + END,
        b"--cut\r\nX: " + b"x" * 10_000,
        b"--cut\r\n" + b"X: y\r\n" * 20 + b"\r\n",
        a_title(b"x" * 1_025) + a_file(b"x") + END,
    ],
)
def test_what_is_no_form_is_refused(form: UploadForm, body: bytes) -> None:
    with pytest.raises(InvalidFormError):
        sent(form, body)


@pytest.mark.parametrize("body", [a_file(b"x") * 4, a_title(b"x") * 10_000])
def test_too_much_of_a_form_is_refused_before_it_ends(form: UploadForm, body: bytes) -> None:
    with pytest.raises(TooManyFilesError):
        form.feed(body)


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "text/plain; boundary=cut",
        f"multipart/form-data; boundary={'x' * 1_000}",
        "multipart/mixed; boundary=cut",
    ],
)
def test_what_says_no_boundary_is_no_form(tmp_path: Path, kind: str) -> None:
    with pytest.raises(InvalidFormError):
        UploadForm(kind, tmp_path, LIMITS)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Anna\\horn.wav", "horn.wav"),
        ("two\nlines.wav", "two\nlines.wav"),
        ("nul\0.wav", "nul\N{REPLACEMENT CHARACTER}.wav"),
        ("x" * 300 + ".wav", "x" * 255),
        ("..", ".."),
        ("/", ""),
    ],
)
def test_of_a_name_its_last_part_is_kept_as_it_is(name: str, kept: str) -> None:
    assert last_part(name) == kept
