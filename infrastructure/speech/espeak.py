"""espeak-ng: small, quick, a hundred languages, and at home on every distribution."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from infrastructure.speech.voices import SpeechError, Voice

PROGRAM = "espeak-ng"
WORDS_A_MINUTE = 175
SECONDS_MAX = 20
"""For five hundred characters, of which it speaks some ten thousand a second."""

LINE = re.compile(r"\s*\d+\s+(?P<language>\S+)\s+\S+\s+(?P<name>\S+)")


class EspeakVoices:
    def all(self) -> Sequence[Voice]:
        return self._voices

    @cached_property
    def _voices(self) -> Sequence[Voice]:
        if shutil.which(PROGRAM) is None:
            return []
        listed = self._run(["--voices"]).splitlines()[1:]
        found = [match for line in listed if (match := LINE.match(line))]
        return [Voice(match["language"], match["language"]) for match in found]

    def speak(self, text: str, *, voice: str, speed: float, file: Path) -> None:
        if not any(each.name == voice for each in self._voices):
            raise SpeechError("This machine has no such voice.")
        rate = round(WORDS_A_MINUTE * speed)
        self._run(["-v", voice, "-s", str(rate), "-b", "1", "-w", str(file), "--stdin"], text)
        if not file.is_file() or not file.stat().st_size:
            raise SpeechError("The voice said nothing.")

    def _run(self, arguments: Sequence[str], text: str = "") -> str:
        """The text comes by the standard input: it is taken for no option, and is in no list of processes."""
        with subprocess.Popen(  # noqa: S603 - fixed options, and a voice that espeak-ng itself named
            [PROGRAM, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                said, _ = process.communicate(text.encode(), timeout=SECONDS_MAX)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise SpeechError(f"It was not spoken within {SECONDS_MAX} seconds.") from None
        if process.returncode != 0:
            raise SpeechError("The voice failed.")
        return said.decode(errors="replace")
