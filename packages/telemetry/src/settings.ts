import { port } from '@atelier/config';
import { z } from 'zod';

/** What each process may be told about its metrics and traces. */
export const TelemetrySettings = z.object({
  METRICS_PORT: port().optional().meta({
    description:
      'Port for /metrics (Prometheus) and /health, without sign-in; left out, nothing is served. npm start gives each process the next one.',
  }),
  METRICS_HOST: z.string().default('127.0.0.1').meta({
    description: 'Address of METRICS_PORT: loopback, or one that only Prometheus reaches.',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'use http://…' })
    .optional()
    .meta({
      description:
        'OpenTelemetry collector that takes OTLP over HTTP, for instance http://127.0.0.1:4318. Left out, nothing is traced.',
    }),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[^=,\s]+=[^,]*(,[^=,\s]+=[^,]*)*$/, 'use name=value with commas')
    .optional()
    .meta({ description: 'Headers for the collector, as name=value with commas.' }),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(0|1|0?\.\d{1,9}|1\.0+)$/, 'use a number from 0 to 1')
    .transform(Number)
    .default(1)
    .meta({ description: 'Share of requests that is traced, from 0 to 1.' }),
});
export type TelemetrySettings = z.output<typeof TelemetrySettings>;
