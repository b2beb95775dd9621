"""Runs the soundboard: takes the data folder, opens the doors, says how to get in."""

import socket
from collections.abc import Sequence

import uvicorn
from rich.console import Console
from starlette.types import ASGIApp

from api.app import create_app
from api.open_files import allow_connections
from api.receiving import PunctualProtocol
from infrastructure.composition import compose
from infrastructure.container import Container
from infrastructure.data_folder import DataFolder
from infrastructure.first_start import FirstAdmin
from infrastructure.logs import configure_logs
from infrastructure.settings import Settings

KEEP_ALIVE_SECONDS = 30
SHUTDOWN_SECONDS = 10
WEBSOCKET_MESSAGE_BYTES_MAX = 64 * 1024


def serve(settings: Settings) -> None:
    """Until it is told to stop. Raises DataFolderInUseError, and what keeps the stores from opening."""
    with DataFolder(settings.data_dir) as folder:
        logs = configure_logs(settings.logs_dir, settings.log_level)
        try:
            container = compose(settings)

            async def on_started(first_admin: FirstAdmin | None) -> None:
                folder.announce(_url_here(settings))
                _say_how_to_get_in(container, first_admin)

            app = create_app(container, on_started=on_started)
            config = configured(
                app, host=settings.host, port=settings.port, trusted_proxies=settings.trusted_proxies
            )
            uvicorn.Server(config).run()
        finally:
            logs.stop()


def configured(app: ASGIApp, *, host: str, port: int, trusted_proxies: Sequence[str] = ()) -> uvicorn.Config:
    """How everything that listens here listens, benchmarks too.

    Messages to listeners are not compressed: they are short, and each would be compressed anew for each.
    """
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=PunctualProtocol,
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        ws_max_size=WEBSOCKET_MESSAGE_BYTES_MAX,
        ws_per_message_deflate=False,
        server_header=False,
        limit_concurrency=allow_connections(),
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
    )


def introduce(first_admin: FirstAdmin, console: Console) -> None:
    console.print("\nSign in as the host. This password is shown once:")
    console.print(f"  e-mail    {first_admin.email}", highlight=False)
    console.print(f"  password  {first_admin.password}", highlight=False, markup=False)


def _say_how_to_get_in(container: Container, first_admin: FirstAdmin | None) -> None:
    console = Console()
    settings = container.settings
    console.print(f"\n[bold]The soundboard is open:[/bold] http://localhost:{settings.port}")
    if settings.host not in ("127.0.0.1", "localhost", "::1"):
        console.print(f"From a phone in the room: http://{_address_in_the_room()}:{settings.port}")
    console.print(f"The doors: http://localhost:{settings.port}/api/docs")
    console.print(f"Sound goes to: {container.speakers.description}")
    if settings.public_url.lower().startswith("https:") and not settings.trusted_proxies:
        console.print(
            "[yellow]PUBLIC_URL is https, but TRUSTED_PROXIES names no proxy:[/yellow] "
            "cookies are not Secure, and everybody seems to come from one address."
        )
    if first_admin is not None:
        introduce(first_admin, console)
    console.print()


def _url_here(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104 - compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _address_in_the_room() -> str:
    """The address this machine would send from; no packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return socket.gethostname()
        return str(probe.getsockname()[0])
