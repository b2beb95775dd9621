"""Voices through libvlc.

Every call of libvlc that concerns a play is made by one thread, which takes commands and libvlc's events from
one queue: libvlc deadlocks when it is called from its own events.
"""

import os
import tempfile
import wave
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from uuid import UUID

import vlc  # type: ignore[import-untyped]

from infrastructure.audio.devices import has_pulse_server
from infrastructure.audio.messages import Ended, Failed, Play, Playing, Report, Stopped
from infrastructure.audio.sound_files import UnplayableFileError, demultiplexer
from infrastructure.audio.voices import Reporter

OPTIONS = (
    "--ignore-config",
    "--intf=dummy",
    "--quiet",
    "--no-video",
    "--no-spu",
    "--no-osd",
    "--no-sub-autodetect-file",
    "--no-metadata-network-access",
    "--no-lua",
    "--no-playlist-autostart",
    "--no-mkv-preload-local-dir",
    "--no-mkv-use-ordered-chapters",
)
SHORT_MS = 10_000
# VLC defers the start of a sound by this, and loses the end of a sound that is hardly longer. The long ones
# have more to lose from a slow disk.
CACHING_SHORT_MS = 20
CACHING_LONG_MS = 300
WARM_UP_SECONDS_MAX = 2.0


class VlcUnavailableError(Exception):
    """libvlc is not installed, or refuses to start."""


class Voice:
    """One media player, and the play that it is busy with."""

    def __init__(self, instance: vlc.Instance, heard: Callable[["Voice", int, str], None]) -> None:
        self.player = instance.media_player_new()
        self.play: Play | None = None
        self.run = 0
        """Grows with each play, so that an event of the one before is known as such."""
        events = self.player.event_manager()
        for kind in (
            vlc.EventType.MediaPlayerPlaying,
            vlc.EventType.MediaPlayerEndReached,
            vlc.EventType.MediaPlayerEncounteredError,
        ):
            events.event_attach(kind, lambda _event, name=str(kind): heard(self, self.run, name))

    def start(self, instance: vlc.Instance, play: Play) -> None:
        reader = demultiplexer(Path(play.path))
        self.play = play
        media = instance.media_new_path(play.path)
        caching = CACHING_SHORT_MS if play.duration_ms <= SHORT_MS else CACHING_LONG_MS
        media.add_options(f":demux={reader}", f":file-caching={caching}", ":no-video")
        self.player.set_media(media)
        media.release()
        self.player.play()

    def end(self) -> Play | None:
        play, self.play = self.play, None
        self.player.stop()
        self.run += 1
        return play


READY_VOICES = 16
"""Made at the start, so that a press need not wait for them; more are made when they are needed."""


class VlcVoices:
    def __init__(self, output: str | None, *, voices_max: int, reporter: Reporter) -> None:
        """The output is a name that VLC knows; without one VLC chooses."""
        self._report = reporter
        self._output = output
        self._jobs: SimpleQueue[Callable[[], Report | None] | None] = SimpleQueue()
        self._instance = _instance(output)
        self._voices_max = voices_max
        self._voices = [Voice(self._instance, self._heard) for _ in range(min(voices_max, READY_VOICES))]
        self._free = list(self._voices)
        self._busy: dict[UUID, Voice] = {}
        self._worker = Thread(target=self._work, name="vlc-voices", daemon=True)
        self._worker.start()
        self.description = f"libvlc {_version()} to {output or 'the usual output'}"
        self._warm_up()

    def play(self, plays: Sequence[Play]) -> None:
        for play in plays:
            self._jobs.put(lambda play=play: self._start(play))  # type: ignore[misc]

    def stop(self, play_id: UUID) -> None:
        self._jobs.put(lambda: self._stop(play_id))

    def stop_all(self) -> None:
        self._jobs.put(self._stop_all)

    def close(self) -> None:
        if not self._voices:
            return
        self._report = _to_nobody
        self._jobs.put(self._stop_all)
        self._jobs.put(None)
        self._worker.join()
        for voice in self._voices:
            voice.player.release()
        self._voices.clear()
        self._instance.release()

    # In the worker thread:

    def _work(self) -> None:
        while True:
            jobs = [self._jobs.get()]
            try:
                while True:
                    jobs.append(self._jobs.get_nowait())
            except Empty:
                pass
            for job in jobs:
                if job is None:
                    return
                if report := job():
                    self._report([report])

    def _start(self, play: Play) -> Report | None:
        if len(self._busy) >= self._voices_max:
            return Failed(play.play_id, play.generation, "No voice is free.")
        if self._output == "pulse" and not has_pulse_server(os.environ):
            # VLC would play to nobody and report that all went well.
            return Failed(play.play_id, play.generation, "The sound server does not answer.")
        voice = self._free.pop() if self._free else self._another_voice()
        try:
            voice.start(self._instance, play)
        except UnplayableFileError as refusal:
            self._free.append(voice)
            return Failed(play.play_id, play.generation, str(refusal))
        self._busy[play.play_id] = voice
        return None

    def _another_voice(self) -> Voice:
        voice = Voice(self._instance, self._heard)
        self._voices.append(voice)
        return voice

    def _stop(self, play_id: UUID) -> Report | None:
        voice = self._busy.get(play_id)
        return self._end(voice, Stopped) if voice else None

    def _stop_all(self) -> None:
        for voice in list(self._busy.values()):
            if report := self._end(voice, Stopped):
                self._report([report])

    def _end(self, voice: Voice, how: Callable[[UUID, int], Report]) -> Report | None:
        play = voice.end()
        if play is None:
            return None
        del self._busy[play.play_id]
        self._free.append(voice)
        return how(play.play_id, play.generation)

    def _heard(self, voice: Voice, run: int, event: str) -> None:
        """Called by libvlc, in a thread of its own."""
        self._jobs.put(lambda: self._follow(voice, run, event))

    def _follow(self, voice: Voice, run: int, event: str) -> Report | None:
        if run != voice.run or voice.play is None:
            return None
        if event.endswith("Playing"):
            return Playing(voice.play.play_id, voice.play.generation)
        if event.endswith("EndReached"):
            return self._end(voice, Ended)
        return self._end(voice, _unplayable)

    def _warm_up(self) -> None:
        """The first sound loads VLC's modules and connects to the output: let nobody wait for that."""
        warm = Event()
        reporter, self._report = self._report, lambda _reports: warm.set()
        with tempfile.TemporaryDirectory() as folder:
            silence = Path(folder, "silence.wav")
            _write_silence(silence)
            self.play([Play(UUID(int=0), str(silence), duration_ms=100, generation=0)])
            warm.wait(WARM_UP_SECONDS_MAX)
            self.stop_all()
            idle = Event()
            self._jobs.put(idle.set)
            idle.wait(WARM_UP_SECONDS_MAX)
        self._report = reporter


def _unplayable(play_id: UUID, generation: int) -> Report:
    return Failed(play_id, generation, "The file could not be played.")


def _to_nobody(_reports: Sequence[Report]) -> None:
    pass


def _instance(output: str | None) -> vlc.Instance:
    arguments = [*OPTIONS, *([f"--aout={output}"] if output else [])]
    instance = vlc.Instance(arguments)
    if instance is None:
        raise VlcUnavailableError("libvlc could not be started.")
    instance.set_user_agent("Soundboard", "Soundboard")
    return instance


def _version() -> str:
    return str(vlc.bytes_to_str(vlc.libvlc_get_version())).partition(" ")[0]


def _write_silence(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(bytes(4 * 4_800))
