import type { Dashboard } from './dashboard.js';
import { quantiles } from './quantiles.js';

export const chatDashboard: Dashboard = {
  id: 'chat',
  title: 'Atelier: chat',
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'First token, P95',
          says: 'From asking the llm-worker to the first words, the wait for a seat included.',
          kind: 'stat',
          unit: 's',
          queries: [{ expr: 'atelier:chat_first_token_seconds:p95_5m', legend: 'P95' }],
          bad: { above: 2 },
        },
        {
          title: 'Tokens a second',
          says: 'Of all answers together.',
          kind: 'stat',
          unit: 'short',
          queries: [{ expr: 'atelier:llm_completion_tokens:rate1m', legend: 'tokens/s' }],
        },
        {
          title: 'Answers under way',
          says: 'Seats in use, of all llm-workers.',
          kind: 'stat',
          unit: 'short',
          queries: [{ expr: 'sum(atelier_llm_seats_busy)', legend: 'answers' }],
        },
        {
          title: 'Waiting',
          says: 'Requests in the waiting rooms.',
          kind: 'stat',
          unit: 'short',
          queries: [{ expr: 'sum(atelier_llm_waiting)', legend: 'requests' }],
          bad: { above: 100 },
        },
        {
          title: 'Failed answers',
          says: 'Share of the answers of five minutes; cancelled ones are left out.',
          kind: 'stat',
          unit: 'percentunit',
          queries: [{ expr: 'atelier:chat_failures:ratio5m', legend: 'failed' }],
          bad: { above: 0.05 },
        },
        {
          title: 'Prompt tokens from the cache',
          says: 'What a conversation has said before need not be read again.',
          kind: 'stat',
          unit: 'percentunit',
          queries: [{ expr: 'atelier:llm_cached_prompt_tokens:ratio5m', legend: 'cached' }],
        },
      ],
    },
    {
      title: 'What people wait for',
      panels: [
        {
          title: 'First token',
          says: 'As the gateway sees it.',
          kind: 'lines',
          unit: 's',
          queries: quantiles('atelier_chat_first_token_seconds'),
        },
        {
          title: 'Wait for a seat',
          says: 'In the waiting room of an llm-worker.',
          kind: 'lines',
          unit: 's',
          queries: quantiles('atelier_llm_queue_wait_seconds'),
        },
        {
          title: 'Between two tokens',
          says: 'The mean of each answer.',
          kind: 'lines',
          unit: 's',
          queries: quantiles('atelier_llm_inter_token_seconds'),
        },
        {
          title: 'A whole answer',
          says: 'From the seat to its end.',
          kind: 'lines',
          unit: 's',
          queries: quantiles('atelier_llm_generation_seconds'),
        },
      ],
    },
    {
      title: 'llm-workers',
      panels: [
        {
          title: 'Answers by outcome',
          says: 'stop and length are good ends; the others are error codes.',
          kind: 'lines',
          unit: 'ops',
          queries: [
            {
              expr: 'sum by (outcome) (rate(atelier_llm_requests_total[5m]))',
              legend: '{{outcome}}',
            },
          ],
        },
        {
          title: 'Tokens',
          says: 'Read and written, of all workers.',
          kind: 'lines',
          unit: 'ops',
          queries: [
            { expr: 'sum(rate(atelier_llm_prompt_tokens_total[1m]))', legend: 'read' },
            {
              expr: 'sum(rate(atelier_llm_cached_prompt_tokens_total[1m]))',
              legend: 'of these from the cache',
            },
            { expr: 'sum(rate(atelier_llm_completion_tokens_total[1m]))', legend: 'written' },
          ],
        },
        {
          title: 'Seats',
          says: 'How many there are, and how many are taken.',
          kind: 'lines',
          unit: 'short',
          queries: [
            { expr: 'sum by (instance) (atelier_llm_seats_busy)', legend: 'taken {{instance}}' },
            { expr: 'sum by (instance) (atelier_llm_seats)', legend: 'there {{instance}}' },
          ],
        },
        {
          title: 'Cache of keys and values',
          says: 'When it is full, answers are put off and computed anew.',
          kind: 'lines',
          unit: 'percentunit',
          max: 1,
          queries: [{ expr: 'atelier_llm_kv_cache_use_ratio', legend: '{{instance}}' }],
        },
      ],
    },
  ],
};
