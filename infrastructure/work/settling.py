"""Commands that settle what was given up: all are on their way before the first is waited for."""

from collections.abc import Iterable

from application.command import Command, from_system
from application.executor.command_executor import CommandExecutor


def settle_together(executor: CommandExecutor, commands: Iterable[Command[None]]) -> None:
    """They share a commit, also where people fill each. Raises the first refusal, once all have ended."""
    begun = executor.report([(each, from_system()) for each in commands])
    failed = [error for each in begun if (error := each.exception()) is not None]
    if failed:
        raise failed[0]
