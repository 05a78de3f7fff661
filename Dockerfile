# The service; settings are variables (see README, Settings). By itself it keeps the graph in a
# file below /data; docker-compose.yml gives it a Neo4j server.

FROM python:3.13-slim AS build
WORKDIR /source
# What is installed has no installer of its own: pip stays in this stage.
RUN python -m venv --without-pip /opt/service
COPY requirements.lock ./
RUN pip --python /opt/service/bin/python install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY schema schema
COPY loaders loaders
COPY analytics analytics
COPY graph_service graph_service
RUN pip --python /opt/service/bin/python install --no-cache-dir --no-deps --no-build-isolation . \
    && pip --python /opt/service/bin/python uninstall --yes hatchling

FROM python:3.13-slim
RUN useradd --uid 10001 --create-home service \
    && install -d -o service -g service /data /var/cache/kernels \
    && pip uninstall --yes --root-user-action ignore pip
COPY --from=build /opt/service /opt/service
ENV PATH=/opt/service/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    GRAPH_STORE=file:/data/graph.db \
    GRAPH_HOST=0.0.0.0 \
    GRAPH_PORT=8000 \
    NUMBA_CACHE_DIR=/var/cache/kernels \
    NUMBA_CPU_NAME=generic
# Compiled for any processor of this kind, where the service may write what a new version adds.
RUN graph-service warm && chown -R service:service /var/cache/kernels
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
ENTRYPOINT ["graph-service"]
CMD ["serve"]
