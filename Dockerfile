# The image of the service: docker build -t feeds . && docker run -p 8080:8080 -v "$PWD:/site:ro" feeds
FROM python:3.13-slim AS build
WORKDIR /src
RUN pip install --no-cache-dir --root-user-action=ignore build
COPY pyproject.toml setup.py README.md LICENSE ./
COPY feeds feeds
RUN python -m build --wheel --outdir /dist

FROM python:3.13-slim
LABEL org.opencontainers.image.title="feeds" \
      org.opencontainers.image.description="Valid RSS, Atom and JSON feeds from article records" \
      org.opencontainers.image.licenses="MIT"
COPY requirements.lock /tmp/
COPY --from=build /dist/*.whl /tmp/
RUN pip install --no-cache-dir --root-user-action=ignore --require-hashes --requirement /tmp/requirements.lock \
    && pip install --no-cache-dir --root-user-action=ignore --no-deps /tmp/*.whl && rm /tmp/*.whl /tmp/requirements.lock \
    && useradd --uid 10001 --home-dir /site --shell /usr/sbin/nologin feeds \
    && install -d -o feeds -g feeds /site /data
ENV PYTHONUNBUFFERED=1 \
    FEEDS_SERVER__HOST=0.0.0.0 \
    FEEDS_STORE__URL=sqlite:////data/feeds.db
USER feeds
WORKDIR /site
# The settings file and records are mounted at /site. Only /data is written (SQLite), so all else may be read-only.
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/ready', timeout=4)"]
ENTRYPOINT ["feeds"]
CMD ["serve"]
