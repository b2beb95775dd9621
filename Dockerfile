# syntax=docker/dockerfile:1

FROM python:3.11-slim AS build

WORKDIR /build
RUN python -m venv /opt/soundboard
ENV PATH=/opt/soundboard/bin:$PATH

# What changes seldom stands first, so that it is not built again.
COPY requirements.lock .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

COPY pyproject.toml README.md LICENSE ./
COPY domain domain
COPY application application
COPY projections projections
COPY infrastructure infrastructure
COPY api api
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .


FROM python:3.11-slim

COPY scripts/find-python scripts/install-system-packages /tmp/soundboard/scripts/
RUN /tmp/soundboard/scripts/install-system-packages \
    && rm -rf /tmp/soundboard /var/lib/apt/lists/*

# Everything that is written lies below the home folder: data/ (the log, the only thing that cannot be
# made again), sounds/ and logs/. The audio group may use /dev/snd where it is handed in.
RUN useradd --uid 1000 --user-group --groups audio --create-home --home-dir /srv/soundboard soundboard \
    && install -d -o soundboard -g soundboard /srv/soundboard/data /srv/soundboard/sounds /srv/soundboard/logs

COPY --from=build /opt/soundboard /opt/soundboard
ENV PATH=/opt/soundboard/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000

USER soundboard
WORKDIR /srv/soundboard
VOLUME ["/srv/soundboard/data", "/srv/soundboard/sounds"]
EXPOSE 8000

HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/api/v1/health\", timeout=4)"]

CMD ["soundboard", "serve"]
