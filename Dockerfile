# The service with the embedded store; settings are variables (see README, Settings).

FROM python:3.13-slim AS build
WORKDIR /source
RUN python -m venv /opt/service
COPY requirements.lock ./
RUN /opt/service/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY schema schema
COPY loaders loaders
COPY analytics analytics
COPY graph_service graph_service
RUN /opt/service/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --uid 10001 --create-home service && install -d -o service -g service /data
COPY --from=build /opt/service /opt/service
USER service
WORKDIR /data
ENV PATH=/opt/service/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    GRAPH_STORE=file:/data/graph.db \
    GRAPH_HOST=0.0.0.0 \
    GRAPH_PORT=8000
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
ENTRYPOINT ["graph-service"]
CMD ["serve"]
