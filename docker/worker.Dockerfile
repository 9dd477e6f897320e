# A worker of Atelier that runs models with OpenVINO, by build argument: llm-worker or
# diffusion-worker. The target "gpu" adds what Intel GPUs need.
#
#   docker build -f docker/worker.Dockerfile --target cpu --build-arg SERVICE=llm-worker -t atelier/llm-worker .
#
# Pin the bases by their digests with NODE_IMAGE=…@sha256:… and PYTHON_IMAGE=…@sha256:…
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim
ARG PYTHON_IMAGE=docker.io/library/python:3.13-slim-bookworm

# --- from here to "service" the same as in service.Dockerfile, so that layers are shared ---
FROM ${NODE_IMAGE} AS build
WORKDIR /src
# A registry of your own, where the public one is not reached.
ARG NPM_CONFIG_REGISTRY
COPY scripts/bootstrap/package.json scripts/bootstrap/package-lock.json /opt/pnpm/
RUN npm ci --prefix /opt/pnpm --no-audit --no-fund
ENV PATH=/opt/pnpm/node_modules/.bin:$PATH CI=true npm_config_store_dir=/pnpm/store
COPY pnpm-lock.yaml pnpm-workspace.yaml package.json .npmrc ./
RUN --mount=type=cache,id=atelier-pnpm,target=/pnpm/store pnpm fetch
COPY . .
RUN --mount=type=cache,id=atelier-pnpm,target=/pnpm/store \
  pnpm install --prefer-offline --frozen-lockfile && pnpm run build

FROM build AS service
ARG SERVICE=llm-worker
RUN --mount=type=cache,id=atelier-pnpm,target=/pnpm/store \
  sh docker/gather-service.sh "${SERVICE}" /app
# --- the same until here ---

FROM ${PYTHON_IMAGE} AS openvino
ARG PIP_INDEX_URL
COPY packages/openvino-runtime/requirements.txt /tmp/requirements.txt
RUN python3 -m venv /app/.venv \
  && /app/.venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /tmp/requirements.txt \
  && /app/.venv/bin/pip uninstall --yes pip setuptools

FROM ${PYTHON_IMAGE} AS cpu
RUN groupadd --gid 10001 atelier \
  && useradd --uid 10001 --gid atelier --no-create-home --home-dir /app atelier \
  && install --directory --owner atelier --group atelier /app/data/models
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=openvino /app/.venv /app/.venv
COPY packages/openvino-runtime/atelier_runtime /app/packages/openvino-runtime/atelier_runtime
# What differs between services comes last, so that all else is shared.
ARG SERVICE=llm-worker
COPY --from=service /app /app
WORKDIR /app/services/${SERVICE}
ENV NODE_ENV=production HOST=0.0.0.0 MODELS_DIR=/app/data/models \
  METRICS_HOST=0.0.0.0 METRICS_PORT=9464
USER 10001:10001
STOPSIGNAL SIGTERM
# The first start of a model compiles it, and an answer is made before the worker listens.
HEALTHCHECK --interval=10s --timeout=5s --start-period=300s --retries=3 CMD ["node", "health.mjs"]
CMD ["node", "dist/main.js"]
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG PYTHON_IMAGE
LABEL org.opencontainers.image.title="Atelier ${SERVICE}" \
  org.opencontainers.image.description="A self-hosted studio for chat and pictures." \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.base.name="${PYTHON_IMAGE}"

FROM cpu AS gpu
USER 0
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends intel-opencl-icd \
  && rm -rf /var/lib/apt/lists/*
USER 10001:10001
