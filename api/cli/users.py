"""`soundboard user`: people, without a browser."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from api.cli.options import DatabaseUrl, DataDir, settings_of
from domain.values import Role

if TYPE_CHECKING:
    from api.cli.client import Doors

user = typer.Typer(no_args_is_help=True, help="People.")

COLUMNS = ("e-mail", "name", "role", "plan", "state")
WIDTH_OF_A_FILE = 400
FROM_HERE = "Made a host on the command line"

Reason = Annotated[str, typer.Option(prompt=True, help="Others will read it in the audit.")]


@user.command("add")
def add_user(
    email: str,
    name: Annotated[str, typer.Option(prompt=True)],
    admin: Annotated[bool, typer.Option("--admin", help="A host, who may do everything.")] = False,
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """Open an account for somebody. The password is asked for, or read from the standard input."""
    from api.cli.client import client

    password = _asked_password()
    role = Role.ADMIN if admin else Role.MEMBER
    with client(settings_of(database_url, data_dir)) as ask:
        new = {"email": email, "name": name, "password": password, "role": role}
        added = ask.post("/admin/users/", {**new, "reason": FROM_HERE} if admin else new)
    _say(f"{name} is {added['user_id']}.")


def _asked_password() -> str:
    """Never an option: everybody on this machine can read a command line."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


@user.command("list")
def list_users(
    search: Annotated[str, typer.Option(help="A part of a name or an e-mail address.")] = "",
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """Everybody with an account, newest first."""
    from api.cli.client import client

    table = Table(*(Column(each, overflow="fold") for each in COLUMNS))
    with client(settings_of(database_url, data_dir)) as ask:
        for each in _found(ask, search):
            state = "disabled" if each["is_disabled"] else "active"
            table.add_row(*map(escape, (each["email"], each["name"], each["role"], each["plan"], state)))
    console = Console()
    console.print(table, width=None if console.is_terminal else WIDTH_OF_A_FILE)


@user.command("reset-password")
def reset_password(
    email: str, reason: Reason, database_url: DatabaseUrl = None, data_dir: DataDir = None
) -> None:
    """Print a token with which they choose another password, once, within a day."""
    from api.cli.client import client

    with client(settings_of(database_url, data_dir)) as ask:
        offered = ask.post(f"/admin/users/{_id_of(ask, email)}/password-reset", {"reason": reason})
    typer.echo(offered["token"])


@user.command("disable")
def disable_user(
    email: str, reason: Reason, database_url: DatabaseUrl = None, data_dir: DataDir = None
) -> None:
    """Close an account."""
    from api.cli.client import client

    with client(settings_of(database_url, data_dir)) as ask:
        ask.post(f"/admin/users/{_id_of(ask, email)}/disable", {"reason": reason})
    _say(f"{email} is disabled.")


@user.command("enable")
def enable_user(
    email: str, reason: Reason, database_url: DatabaseUrl = None, data_dir: DataDir = None
) -> None:
    """Open a closed account again."""
    from api.cli.client import client

    with client(settings_of(database_url, data_dir)) as ask:
        ask.post(f"/admin/users/{_id_of(ask, email)}/enable", {"reason": reason})
    _say(f"{email} is enabled.")


@user.command("role")
def change_role(
    email: str, role: Role, reason: Reason, database_url: DatabaseUrl = None, data_dir: DataDir = None
) -> None:
    """Make somebody a host, or a member again."""
    from api.cli.client import client

    with client(settings_of(database_url, data_dir)) as ask:
        ask.patch(f"/admin/users/{_id_of(ask, email)}", {"role": role, "reason": reason})
    _say(f"{email} is {role} now.")


def _found(ask: "Doors", search: str) -> Iterator[Any]:
    query = {"search": search}
    while True:
        page = ask.get("/admin/users/", **query)
        yield from page["items"]
        if page["next"] is None:
            return
        query["cursor"] = page["next"]


def _id_of(ask: "Doors", email: str) -> str:
    """Raises RefusedError."""
    from api.cli.client import RefusedError
    from infrastructure.identity.email_addresses import as_registered

    wanted = as_registered(email)
    for each in _found(ask, wanted):
        if as_registered(each["email"]).casefold() == wanted.casefold():
            return str(each["user_id"])
    raise RefusedError(f"Nobody here has the address {email}.", "not_found")


def _say(what: str) -> None:
    Console().print(what, highlight=False, markup=False)
