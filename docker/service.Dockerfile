# A Node service of Atelier, by build argument: gateway (with the dashboard), or a worker that
# computes elsewhere (an llm-worker in front of a chat server) or with the mock engines. Workers that
# run models are in worker.Dockerfile.
#
#   docker build -f docker/service.Dockerfile --build-arg SERVICE=gateway -t atelier/gateway .
#
# Pin a base by its digest with NODE_IMAGE=docker.io/library/node@sha256:…
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim

# --- from here to "service" the same as in worker.Dockerfile, so that layers are shared ---
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
ARG SERVICE=gateway
RUN --mount=type=cache,id=atelier-pnpm,target=/pnpm/store \
  sh docker/gather-service.sh "${SERVICE}" /app
# --- the same until here ---

FROM ${NODE_IMAGE}
RUN groupadd --gid 10001 atelier \
  && useradd --uid 10001 --gid atelier --no-create-home --home-dir /app atelier \
  && install --directory --owner atelier --group atelier /app/data/models
ARG SERVICE=gateway
COPY --from=service /app /app
WORKDIR /app/services/${SERVICE}
ENV NODE_ENV=production HOST=0.0.0.0 MODELS_DIR=/app/data/models \
  METRICS_HOST=0.0.0.0 METRICS_PORT=9464
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "health.mjs"]
CMD ["node", "dist/main.js"]
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG NODE_IMAGE
LABEL org.opencontainers.image.title="Atelier ${SERVICE}" \
  org.opencontainers.image.description="A self-hosted studio for chat and pictures." \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.base.name="${NODE_IMAGE}"
