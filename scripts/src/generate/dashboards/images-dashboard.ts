import type { Dashboard } from './dashboard.js';
import { quantiles } from './quantiles.js';

export const imagesDashboard: Dashboard = {
  id: 'images',
  title: 'Atelier: pictures',
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Waiting',
          says: 'Accepted and not yet taken.',
          kind: 'stat',
          unit: 'short',
          queries: [{ expr: 'atelier:image_jobs_waiting:max', legend: 'jobs' }],
        },
        {
          title: 'Oldest waiting',
          says: 'Since when the first of them waits.',
          kind: 'stat',
          unit: 's',
          queries: [{ expr: 'max(atelier_image_jobs_oldest_waiting_seconds)', legend: 'oldest' }],
          bad: { above: 600 },
        },
        {
          title: 'Being drawn',
          says: 'Taken by a diffusion-worker.',
          kind: 'stat',
          unit: 'short',
          queries: [{ expr: 'atelier:image_jobs_drawing:max', legend: 'jobs' }],
        },
        {
          title: 'Diffusion-workers',
          says: 'By their heartbeats.',
          kind: 'stat',
          unit: 'short',
          queries: [{ expr: 'max(atelier_image_queue_workers)', legend: 'workers' }],
          bad: { below: 1 },
        },
        {
          title: 'Queue is consumed',
          says: 'No when jobs wait and nobody takes them.',
          kind: 'stat',
          unit: 'bool_yes_no',
          queries: [{ expr: 'max(atelier_image_queue_consumed)', legend: 'consumed' }],
          bad: { below: 1 },
        },
        {
          title: 'Picture, P95',
          says: 'From accepted to succeeded.',
          kind: 'stat',
          unit: 's',
          queries: [{ expr: 'atelier:image_job_duration_seconds:p95_5m', legend: 'P95' }],
          bad: { above: 20 },
        },
      ],
    },
    {
      title: 'What people wait for',
      panels: [
        {
          title: 'A picture',
          says: 'From accepted to succeeded.',
          kind: 'lines',
          unit: 's',
          queries: quantiles('atelier_image_job_duration_seconds'),
        },
        {
          title: 'Of this, waiting',
          says: 'From accepted to the first start.',
          kind: 'lines',
          unit: 's',
          queries: quantiles('atelier_image_queue_wait_seconds'),
        },
        {
          title: 'Of this, drawing',
          says: 'From taking a job to its manifest.',
          kind: 'lines',
          unit: 's',
          queries: quantiles('atelier_image_draw_seconds'),
        },
        {
          title: 'A step',
          says: 'One denoising step.',
          kind: 'lines',
          unit: 's',
          queries: quantiles('atelier_image_step_seconds'),
        },
      ],
    },
    {
      title: 'Queue and workers',
      panels: [
        {
          title: 'Unfinished jobs',
          says: 'Rows in Postgres by state.',
          kind: 'lines',
          unit: 'short',
          queries: [{ expr: 'state:atelier_image_jobs:max', legend: '{{state}}' }],
        },
        {
          title: 'On Redis',
          says: 'The shallow queue that workers take from.',
          kind: 'lines',
          unit: 'short',
          queries: [{ expr: 'max by (state) (atelier_image_queue_jobs)', legend: '{{state}}' }],
        },
        {
          title: 'Accepted and ended',
          says: 'Jobs a second.',
          kind: 'lines',
          unit: 'ops',
          queries: [
            { expr: 'sum(rate(atelier_image_jobs_accepted_total[5m]))', legend: 'accepted' },
            {
              expr: 'sum by (state) (rate(atelier_image_jobs_ended_total[5m]))',
              legend: '{{state}}',
            },
          ],
        },
        {
          title: 'Attempts by outcome',
          says: 'returned and lost cost nothing; retrying will be tried again.',
          kind: 'lines',
          unit: 'ops',
          queries: [
            {
              expr: 'sum by (outcome) (rate(atelier_image_attempts_total[5m]))',
              legend: '{{outcome}}',
            },
          ],
        },
        {
          title: 'Steps a second',
          says: 'Of each diffusion-worker.',
          kind: 'lines',
          unit: 'ops',
          queries: [
            {
              expr: 'sum by (instance) (rate(atelier_image_steps_total[1m]))',
              legend: '{{instance}}',
            },
          ],
        },
        {
          title: 'Put back',
          says: 'Jobs that had fallen off the queue and were put there again.',
          kind: 'lines',
          unit: 'short',
          queries: [
            { expr: 'sum(increase(atelier_image_jobs_put_back_total[15m]))', legend: 'in 15 min' },
          ],
        },
      ],
    },
  ],
};
