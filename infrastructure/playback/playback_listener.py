"""Records what the audio host reports of each play."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any
from uuid import UUID

from application.command import Command, from_system
from application.errors import ApplicationError
from application.executor.command_executor import CommandExecutor
from application.plays.commands import (
    RecordPlayFailed,
    RecordPlayFinished,
    RecordPlayStarted,
    RecordPlayStopped,
)
from domain.errors import PlayEndedError
from infrastructure.audio.messages import Ended, Failed, Playing, Report, Stopped


class PlaybackListener:
    def __init__(self, executor: CommandExecutor, silence: Callable[[UUID], None]) -> None:
        """`silence` stops a play that the log says must not sound."""
        self._executor = executor
        self._silence = silence

    def on_reports(self, reports: Sequence[Report]) -> None:
        try:
            recorded = self._executor.report([(_command(each), from_system()) for each in reports])
        except ApplicationError:
            return
        for report, future in zip(reports, recorded, strict=True):
            if isinstance(report, Playing):
                future.add_done_callback(self._unless_ended(report.play_id))

    def _unless_ended(self, play_id: UUID) -> Callable[[Future[Any]], None]:
        def check(recorded: Future[Any]) -> None:
            if isinstance(recorded.exception(), PlayEndedError):
                self._silence(play_id)

        return check


def _command(report: Report) -> Command[None]:
    match report:
        case Playing():
            return RecordPlayStarted(report.play_id)
        case Ended():
            return RecordPlayFinished(report.play_id)
        case Stopped():
            return RecordPlayStopped(report.play_id)
        case Failed():
            return RecordPlayFailed(report.play_id, report.reason)
