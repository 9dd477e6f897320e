import type { GeneratedFile } from '../openapi-file.js';
import { chatDashboard } from './chat-dashboard.js';
import type { Dashboard } from './dashboard.js';
import { imagesDashboard } from './images-dashboard.js';
import { systemDashboard } from './system-dashboard.js';
import { toGrafana } from './to-grafana.js';

export const dashboards: readonly Dashboard[] = [chatDashboard, imagesDashboard, systemDashboard];

/** What Grafana is given: a file for each dashboard. */
export function dashboardFiles(): readonly GeneratedFile[] {
  return dashboards.map((dashboard) => ({
    path: `deploy/observability/grafana/generated/${dashboard.id}.json`,
    content: `${JSON.stringify(toGrafana(dashboard), undefined, 2)}\n`,
  }));
}
