"""How many connections may be open: as many as we want, and fewer where the system allows fewer files."""

import resource

CONNECTIONS_MAX = 6_000
"""Five thousand listeners, and some who press; 20 kB each while they do nothing. There is no bound for one
address: behind a proxy, and in the room behind one router, it is everybody's."""

OTHER_FILES = 200
"""Databases, sounds that are scanned, the audio host, the log."""


def allow_connections() -> int:
    """Raises the soft limit of open files as far as needed and allowed; the connections that fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS_MAX + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return CONNECTIONS_MAX if soft == resource.RLIM_INFINITY else min(CONNECTIONS_MAX, soft - OTHER_FILES)
