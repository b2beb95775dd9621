"""Archives of libraries, as an export makes them and as nobody should."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile, ZipInfo

from application.command import envelope
from infrastructure.container import Container
from projections.imports.queries import ImportReport, import_of
from tests.support.aggregates import ANNA
from tests.support.board import wait_for
from tests.support.sound_bytes import noise

seeds = iter(range(70_000, 80_000))


@dataclass
class Listed:
    """A sound, its line on the list, and its member."""

    content: bytes = field(default_factory=lambda: noise(next(seeds)))
    line: dict[str, Any] = field(default_factory=dict)
    member: str = ""

    def __post_init__(self) -> None:
        id = self.line.get("id") or str(uuid4())
        self.member = self.member or f"audio/{id}.wav"
        self.line = {
            "id": id,
            "type": "SDB",
            "title": "Airhorn",
            "original_name": "horn.wav",
            "sha256": sha256(self.content).hexdigest(),
            "size_bytes": len(self.content),
            "duration_ms": 100,
            "audio": self.member,
            **self.line,
        }


def a_sound(**line: Any) -> Listed:
    return Listed(line=line)


def list_of(sounds: Sequence[Listed], **kind: Any) -> bytes:
    told = {"format": "soundboard-library", "version": 1, "sounds": [each.line for each in sounds], **kind}
    return json.dumps(told).encode()


def zip_of(members: Mapping[str, bytes], **options: Any) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def archive_of(*sounds: Listed, **kind: Any) -> bytes:
    files = {each.member: each.content for each in sounds}
    return zip_of({**files, "library.json": list_of(sounds, **kind)})


def lines_in(archive: bytes) -> list[dict[str, Any]]:
    """The list of an archive, if every file in it is what the list says."""
    with ZipFile(io.BytesIO(archive)) as members:
        assert members.testzip() is None
        lines: list[dict[str, Any]] = json.loads(members.read("library.json"))["sounds"]
        for each in lines:
            if each["audio"] is not None:
                assert sha256(members.read(each["audio"])).hexdigest() == each["sha256"]
        damaged = [each for each in lines if each.get("is_damaged")]
        listed = {each["audio"] for each in lines if each["audio"] is not None}
        assert {*listed, "library.json"} == {
            name for name in members.namelist() if not any(each["id"] in name for each in damaged)
        }
    return lines


def million_members() -> bytes:
    """Empty ones, and no byte of memory for each while they are made."""
    made = io.BytesIO()
    central = b"PK\1\2" + bytes(24) + b"\1\0" + bytes(16) + b"0"
    directory = made.tell()
    made.write(central * 1_000_000)
    size = made.tell() - directory
    made.write(b"PK\5\6" + bytes(4) + b"\xff\xff" * 2)
    made.write(size.to_bytes(4, "little") + directory.to_bytes(4, "little") + bytes(2))
    return made.getvalue()


def huge_list(file: Path, size: int) -> None:
    """One that takes no room on the disk."""
    member = ZipInfo("library.json")
    member.CRC, member.file_size, member.compress_size = 0, size, size
    head = member.FileHeader()
    with file.open("wb") as sparse:
        sparse.write(head)
        sparse.truncate(len(head) + size)
    made = zip_of({"library.json": b""})
    directory = made[made.index(b"PK\1\2") : made.index(b"PK\5\6")]
    directory = directory[:20] + size.to_bytes(4, "little") * 2 + directory[28:]
    end = b"PK\5\6" + bytes(4) + b"\1\0\1\0" + len(directory).to_bytes(4, "little")
    with file.open("ab") as sparse:
        sparse.write(directory + end + (len(head) + size).to_bytes(4, "little") + bytes(2))


def begin_import(parts: Container, archive: bytes) -> ImportReport:
    """As the door does."""
    imports = parts.archives.imports
    file = imports.begin_receiving()
    try:
        file.write(archive)
        answered = imports.begin(file, envelope(ANNA))
    finally:
        imports.end_receiving(file)
    return report_of(parts, answered.answer.import_id, lambda report: True)


def bring_in(parts: Container, archive: bytes) -> ImportReport:
    """The report, once it is there."""
    return report_of(parts, begin_import(parts, archive).import_id, lambda each: each.state != "running")


def report_of(parts: Container, import_id: Any, is_so: Callable[[ImportReport], bool]) -> ImportReport:
    def look() -> ImportReport | None:
        return parts.queries.run(import_of, import_id)

    found: ImportReport = wait_for(look, lambda report: report is not None and is_so(report), seconds_max=60)
    return found


def exported(parts: Container) -> bytes:
    return b"".join(parts.archives.export.stream())
