import type { Dashboard } from './dashboard.js';

const ours = 'job=~"gateway|llm-worker|diffusion-worker"';

export const systemDashboard: Dashboard = {
  id: 'system',
  title: 'Atelier: system',
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Processes',
          says: 'Those that answer.',
          kind: 'stat',
          unit: 'short',
          queries: [{ expr: `sum by (job) (up{${ours}})`, legend: '{{job}}' }],
          bad: { below: 1 },
        },
        {
          title: 'Dependencies',
          says: 'As the gateway reaches them.',
          kind: 'stat',
          unit: 'bool_yes_no',
          queries: [
            {
              expr: 'max by (dependency) (atelier_dependency_up)',
              legend: '{{dependency}}',
            },
          ],
          bad: { below: 1 },
        },
        {
          title: 'Engines',
          says: 'Those that hold a model and answer.',
          kind: 'stat',
          unit: 'short',
          queries: [{ expr: 'sum by (job) (atelier_engine_up)', legend: '{{job}}' }],
          bad: { below: 1 },
        },
        {
          title: 'Failed requests',
          says: 'Share of the requests of five minutes.',
          kind: 'stat',
          unit: 'percentunit',
          queries: [{ expr: 'atelier:http_failures:ratio5m', legend: 'failed' }],
          bad: { above: 0.05 },
        },
        {
          title: 'Alerts',
          says: 'Those of Atelier that fire.',
          kind: 'stat',
          unit: 'short',
          queries: [
            {
              expr: 'count(ALERTS{alertname=~"Atelier.*", alertstate="firing"}) or vector(0)',
              legend: 'alerts',
            },
          ],
          bad: { above: 1 },
        },
        {
          title: 'Versions',
          says: 'More than one of them only while an upgrade goes on.',
          kind: 'stat',
          unit: 'short',
          queries: [
            {
              expr: 'count by (service, version) (atelier_build_info)',
              legend: '{{service}} {{version}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Requests',
      panels: [
        {
          title: 'Requests by status',
          says: '499: the client had left.',
          kind: 'lines',
          unit: 'reqps',
          queries: [
            { expr: 'sum by (status) (route:atelier_http_requests:rate5m)', legend: '{{status}}' },
          ],
        },
        {
          title: 'Slowest routes, P95',
          says: 'Streams are left out.',
          kind: 'lines',
          unit: 's',
          queries: [
            {
              expr: 'topk(8, route:atelier_http_request_duration_seconds:p95_5m)',
              legend: '{{route}}',
            },
          ],
        },
        {
          title: 'Refusals and failures by code',
          says: 'docs/operations.md says what the common ones mean.',
          kind: 'lines',
          unit: 'ops',
          queries: [
            {
              expr: 'sum by (code) (rate(atelier_http_problems_total[5m]))',
              legend: '{{code}}',
            },
          ],
        },
        {
          title: 'Under way',
          says: 'Requests, and of these the streams that stay open.',
          kind: 'lines',
          unit: 'short',
          queries: [
            { expr: 'sum(atelier_http_requests_in_flight)', legend: 'requests' },
            { expr: 'sum by (kind) (atelier_http_streams)', legend: '{{kind}}' },
          ],
        },
      ],
    },
    {
      title: 'Processes',
      panels: [
        {
          title: 'Processor',
          says: 'Cores that the Node processes use. Models run in processes of their own.',
          kind: 'lines',
          unit: 'short',
          queries: [
            {
              expr: `rate(process_cpu_seconds_total{${ours}}[1m])`,
              legend: '{{job}} {{instance}}',
            },
          ],
        },
        {
          title: 'Memory',
          says: 'Resident, of the Node processes.',
          kind: 'lines',
          unit: 'bytes',
          queries: [
            { expr: `process_resident_memory_bytes{${ours}}`, legend: '{{job}} {{instance}}' },
          ],
        },
        {
          title: 'Loop lag, P99',
          says: 'Above 0.05 s, everything that a process does is late.',
          kind: 'lines',
          unit: 's',
          queries: [
            { expr: `nodejs_eventloop_lag_p99_seconds{${ours}}`, legend: '{{job}} {{instance}}' },
          ],
        },
        {
          title: 'Open files',
          says: 'Connections are files, too.',
          kind: 'lines',
          unit: 'short',
          queries: [{ expr: `process_open_fds{${ours}}`, legend: '{{job}} {{instance}}' }],
        },
        {
          title: 'Engines in use',
          says: 'Seats in use on average.',
          kind: 'lines',
          unit: 'short',
          queries: [
            {
              expr: 'rate(atelier_engine_busy_seconds_total[1m])',
              legend: '{{job}} {{instance}}',
            },
          ],
        },
        {
          title: 'Engines lost',
          says: 'Times the process that holds a model was lost.',
          kind: 'lines',
          unit: 'short',
          queries: [
            {
              expr: 'sum by (job, instance) (increase(atelier_engine_losses_total[15m]))',
              legend: '{{job}} {{instance}}',
            },
          ],
        },
        {
          title: 'Disk of the pictures',
          says: 'Empty when they are in an S3 bucket.',
          kind: 'lines',
          unit: 'bytes',
          queries: [
            { expr: 'min(atelier_storage_free_bytes)', legend: 'free' },
            { expr: 'min(atelier_storage_size_bytes)', legend: 'size' },
          ],
        },
        {
          title: 'Webhooks',
          says: 'Attempts by outcome.',
          kind: 'lines',
          unit: 'ops',
          queries: [
            {
              expr: 'sum by (outcome) (rate(atelier_webhooks_total[5m]))',
              legend: '{{outcome}}',
            },
          ],
        },
      ],
    },
  ],
};
