"""How long libvlc takes by itself: `python -m benchmarks.bare_player FILE PRESSES PAUSE`."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Event

from benchmarks.machine import ROOT
from tests.support.hearing import write_tone

PLAYING_SECONDS_MAX = 10.0


def seconds_until_playing(
    environment: Mapping[str, str], presses: int, sound_seconds: float, pause: float
) -> list[float]:
    """From `play()` to libvlc's event that it plays, one player and medium a press."""
    with tempfile.TemporaryDirectory(prefix="soundboard-vlc-") as folder:
        file = write_tone(Path(folder, "tone.wav"), seconds=sound_seconds)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.bare_player", str(file), str(presses), str(pause)],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            cwd=ROOT,
            check=True,
            timeout=presses * (pause + 5) + 30,
        )
    found: list[float] = json.loads(done.stdout)
    return found


def main(file: str, presses: int, pause: float) -> list[float]:
    import vlc  # type: ignore[import-untyped]  # it has no types

    instance = vlc.Instance("--quiet", "--no-video", "--aout=pulse")
    found = []
    for _ in range(presses):
        is_playing = Event()
        begun = time.perf_counter()
        player = instance.media_player_new()
        player.set_media(instance.media_new(file))
        events = player.event_manager()
        events.event_attach(vlc.EventType.MediaPlayerPlaying, lambda _, set_it=is_playing.set: set_it())
        player.play()
        assert is_playing.wait(PLAYING_SECONDS_MAX)
        found.append(time.perf_counter() - begun)
        time.sleep(pause)
        player.stop()
        player.release()
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))))
