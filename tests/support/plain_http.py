"""HTTP to servers on this machine, which speak no TLS: httpx reads the world's certificates for each client
otherwise, 33 ms of a test's time.
"""

import ssl
from typing import Any

import httpx

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
HANGS_UP = httpx.Limits(max_keepalive_connections=0)
"""Hundreds of people stay until the last test of a board; their idle connections would be open files."""

OPTIONS: dict[str, Any] = {"trust_env": False, "verify": NO_TLS, "timeout": 30}


def client(**options: Any) -> httpx.Client:
    return httpx.Client(**OPTIONS | {"limits": HANGS_UP} | options)


def request(method: str, url: str, **options: Any) -> httpx.Response:
    return httpx.request(method, url, **OPTIONS | options)


def get(url: str, **options: Any) -> httpx.Response:
    return request("GET", url, **options)


def head(url: str, **options: Any) -> httpx.Response:
    return request("HEAD", url, **options)


def post(url: str, **options: Any) -> httpx.Response:
    return request("POST", url, **options)
