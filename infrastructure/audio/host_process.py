"""The audio host: `python -m infrastructure.audio.host_process --output auto --voices 8`.

Reads commands from its standard input and writes reports to its standard output. When the input ends, so
does the host, at once and without a word.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from threading import Lock

from infrastructure.audio.lines import Lines
from infrastructure.audio.messages import (
    Command,
    HostMessage,
    NotReady,
    Play,
    Ready,
    Stop,
    StopAll,
    command_decoder,
    encoder,
)
from infrastructure.audio.voices import Reporter, Voices

CHUNK_BYTES = 65_536


class ReportPipe:
    """The server's end may be gone: then there is nobody left to play for."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._one_at_a_time = Lock()

    def write(self, messages: Sequence[HostMessage]) -> None:
        lines = memoryview(encoder.encode_lines(messages))
        with self._one_at_a_time:
            try:
                while lines:
                    lines = lines[os.write(self._descriptor, lines) :]
            except OSError:
                os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser(description="Plays sounds for a Soundboard server.")
    parser.add_argument("--output", default="auto")
    parser.add_argument("--voices", type=int, default=8)
    options = parser.parse_args()
    pipe = ReportPipe(_private_stdout())
    try:
        voices = open_voices(options.output, options.voices, pipe.write)
    except Exception as error:  # noqa: BLE001 - the server is told, whatever it is
        pipe.write([NotReady(str(error) or repr(error))])
        os._exit(1)
    pipe.write([Ready(voices.description)])
    for commands in _batches(sys.stdin.fileno()):
        _carry_out(commands, voices)
    os._exit(0)


def open_voices(output: str, voices_max: int, reporter: Reporter) -> Voices:
    if output == "null":
        from infrastructure.audio.null_voices import NullVoices

        return NullVoices(reporter)
    try:
        from infrastructure.audio.vlc_voices import VlcVoices
    except (ImportError, OSError, NotImplementedError, AttributeError, SystemExit) as error:
        # python-vlc raises any of these, depending on the system, when there is no libvlc.
        raise RuntimeError(f"libvlc could not be loaded ({error}). Is VLC installed?") from None
    return VlcVoices(_vlc_output(output), voices_max=voices_max, reporter=reporter)


def _vlc_output(output: str) -> str | None:
    if output != "auto":
        return output
    if not sys.platform.startswith("linux"):
        return None
    from infrastructure.audio.devices import has_pulse_server

    return "pulse" if has_pulse_server(os.environ) else "alsa"


def _private_stdout() -> int:
    """Libraries that print must not print between the reports."""
    descriptor = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return descriptor


def _batches(descriptor: int) -> Iterator[list[Command]]:
    lines = Lines()
    while chunk := os.read(descriptor, CHUNK_BYTES):
        if complete := lines.feed(chunk):
            yield command_decoder.decode_lines(complete)


def _carry_out(commands: Sequence[Command], voices: Voices) -> None:
    for kind, run in groupby(commands, key=type):
        if kind is Play:
            voices.play([each for each in run if isinstance(each, Play)])
            continue
        for command in run:
            match command:
                case Stop(play_id=play_id):
                    voices.stop(play_id)
                case StopAll():
                    voices.stop_all()


if __name__ == "__main__":
    main()
