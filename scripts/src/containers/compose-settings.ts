import { z } from 'zod';

const secret = 'Made by docker/make-env.sh.';
const text = (description: string, fallback?: string) =>
  fallback === undefined
    ? z.string().optional().meta({ description })
    : z.string().default(fallback).meta({ description });
const cpus = (of: string) => text(`Processors that ${of} may use, at most; 0 is no limit.`, '0');
const memory = (of: string, fallback: string) => text(`Memory of ${of}, at most.`, fallback);

/** What compose.yaml reads besides the services' own settings. Defaults are those of that file. */
export const ComposeSettings = z.object({
  PUBLISH_ADDRESS: text('Address of this machine that the gateway is reached at.', '127.0.0.1'),
  PUBLISH_PORT: text('Port of this machine that the gateway is reached at.', '8080'),
  GRAFANA_ADDRESS: text('Address of this machine that Grafana is reached at.', '127.0.0.1'),
  GRAFANA_PORT: text('Port of this machine that Grafana is reached at.', '3000'),
  POSTGRES_PASSWORD: text(secret),
  REDIS_PASSWORD: text(secret),
  MINIO_ROOT_USER: text(secret),
  MINIO_ROOT_PASSWORD: text(secret),
  GRAFANA_PASSWORD: text(`Of the user admin, with the profile observability. ${secret}`),
  MINIO_REPLICAS: text('0 leaves MinIO out, for an object store of your own.', '1'),
  S3_NETWORK: text('edge lets diffusion-workers out, to an object store elsewhere.', 'objects'),
  LLM_WORKER_NETWORK: text('edge lets the llm-worker out, to a chat server elsewhere.', 'llm'),
  RENDER_GROUP: text('Number of the group that may use the GPU (getent group render).', '992'),
  GATEWAY_CPUS: cpus('the gateway'),
  GATEWAY_MEMORY: memory('the gateway', '1g'),
  LLM_WORKER_CPUS: cpus('the llm-worker'),
  LLM_WORKER_MEMORY: memory('the llm-worker', '8g'),
  DIFFUSION_WORKER_CPUS: cpus('one diffusion-worker'),
  DIFFUSION_WORKER_MEMORY: memory('one diffusion-worker', '8g'),
  POSTGRES_CPUS: cpus('Postgres'),
  POSTGRES_MEMORY: memory('Postgres', '1g'),
  REDIS_CPUS: cpus('Redis'),
  REDIS_MEMORY: memory('Redis', '768m'),
  MINIO_CPUS: cpus('MinIO'),
  MINIO_MEMORY: memory('MinIO', '1g'),
  GATEWAY_IMAGE: text('Image of the gateway.', 'atelier/gateway:0.1.0'),
  LLM_WORKER_IMAGE: text('Image of the llm-worker.', 'atelier/llm-worker:0.1.0'),
  DIFFUSION_WORKER_IMAGE: text('Image of diffusion-workers.', 'atelier/diffusion-worker:0.1.0'),
  LLM_WORKER_GPU_IMAGE: text(
    'Image of the llm-worker for Intel GPUs.',
    'atelier/llm-worker-gpu:0.1.0',
  ),
  DIFFUSION_WORKER_GPU_IMAGE: text(
    'Image of diffusion-workers for Intel GPUs.',
    'atelier/diffusion-worker-gpu:0.1.0',
  ),
  POSTGRES_IMAGE: text(
    'Postgres 15 or newer with pgvector.',
    'docker.io/pgvector/pgvector:0.8.1-pg18-bookworm',
  ),
  REDIS_IMAGE: text('Redis 7.2 or newer.', 'docker.io/library/redis:8.2-bookworm'),
  MINIO_IMAGE: text('MinIO, with mc in it.', 'docker.io/minio/minio:RELEASE.2025-09-07T16-13-09Z'),
  PROMETHEUS_IMAGE: text('Prometheus 3.', 'docker.io/prom/prometheus:v3.5.0'),
  OTEL_COLLECTOR_IMAGE: text(
    'OpenTelemetry Collector.',
    'docker.io/otel/opentelemetry-collector:0.137.0',
  ),
  TEMPO_IMAGE: text('Tempo 2.', 'docker.io/grafana/tempo:2.9.0'),
  GRAFANA_IMAGE: text('Grafana.', 'docker.io/grafana/grafana:12.2.0'),
  NODE_IMAGE: text('What images are built on.', 'docker.io/library/node:24-bookworm-slim'),
  PYTHON_IMAGE: text(
    'What images with OpenVINO are built on.',
    'docker.io/library/python:3.13-slim-bookworm',
  ),
  ATELIER_VERSION: text('Version that built images say they are.', '0.1.0'),
  ATELIER_REVISION: text('Commit that built images say they are made from.', 'unknown'),
});
