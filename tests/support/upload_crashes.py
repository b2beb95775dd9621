"""A process that brings files in by the real parts, and dies as by kill -9, on the nth step."""

import json
import os
import sys
from pathlib import Path
from types import FrameType
from uuid import uuid4

from application.command import envelope
from infrastructure.composition import compose
from infrastructure.files.incoming_file import IncomingFile
from infrastructure.files.upload_form import Received
from infrastructure.settings import load_settings
from tests.support.aggregates import ANNA
from tests.support.crash_points import DEAD, DONE, Fuse
from tests.support.sound_bytes import noise

FILE_STEPS = frozenset({os.open, os.write, os.fsync, os.replace, os.unlink, os.mkdir})


class FileFuse(Fuse):
    """Counts also what is done to files, before it is done."""

    def _on_call(self, frame: FrameType, event: str, what: object) -> None:
        if event == "c_call" and (what in FILE_STEPS or getattr(what, "__qualname__", "") == "FileIO.write"):
            self._step()
        super()._on_call(frame, event, what)

    def _step(self) -> None:
        with self._lock:
            if self._left:
                self._left -= 1
                if not self._left:
                    os._exit(DEAD)


def carry_out(folder: Path, database_url: str, seed: int, dies_at: int) -> None:
    """Starts as the server does, brings a file in, and ends this process."""
    container = compose(
        load_settings(data_dir=folder / "data", sounds_dir=folder / "sounds", database_url=database_url)
    )
    fuse = FileFuse()
    fuse.watch()
    container.executor.start()
    container.uploads.clear_up()
    fuse.light(dies_at)
    file = IncomingFile(folder / "sounds" / "temp" / "incoming", "horn.wav", bytes_max=1_000_000)
    content = noise(seed)
    for half in (content[:800], content[800:]):
        file.write(half)
    file.finish()
    container.uploads.bring_in(Received(file, ""), uuid4(), envelope(ANNA))
    file.discard()
    os._exit(DONE)


def main(folder: str, database_url: str) -> None:
    """A seed and a step a line; the answer is how its process ended. Forked: importing takes longer."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                carry_out(Path(folder), database_url, *json.loads(line))
            except BaseException as error:  # noqa: BLE001 - a fork must never come back
                sys.stderr.write(f"{error!r}\n")
                sys.stderr.flush()
                os._exit(1)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
