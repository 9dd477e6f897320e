import type { Dashboard, Panel } from './dashboard.js';

const columns = 24;
const perRow = { stat: 6, lines: 2 } as const;
const height = { stat: 4, lines: 8 } as const;
/** The uid in grafana/provisioning/datasources. */
const datasource = { type: 'prometheus', uid: 'prometheus' };

interface Place {
  readonly h: number;
  readonly w: number;
  readonly x: number;
  readonly y: number;
}

/** A dashboard in the form that Grafana's provisioning reads. */
export function toGrafana({ id, title, rows }: Dashboard): object {
  const panels: object[] = [];
  let y = 0;
  for (const row of rows) {
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title: row.title,
      collapsed: false,
      gridPos: { h: 1, w: columns, x: 0, y },
      panels: [],
    });
    y += 1;
    for (const kind of ['stat', 'lines'] as const) {
      const placed = row.panels.filter((panel) => panel.kind === kind);
      placed.forEach((panel, index) => {
        panels.push(toPanel(panel, panels.length + 1, placeOf(kind, index, y)));
      });
      y += Math.ceil(placed.length / perRow[kind]) * height[kind];
    }
  }
  return {
    uid: `atelier-${id}`,
    title,
    tags: ['atelier'],
    schemaVersion: 39,
    editable: false,
    graphTooltip: 1,
    time: { from: 'now-1h', to: 'now' },
    refresh: '30s',
    links: [{ type: 'dashboards', tags: ['atelier'], asDropdown: false, title: 'Atelier' }],
    annotations: { list: [alertAnnotation] },
    panels,
  };
}

const alertAnnotation = {
  name: 'Alerts',
  datasource,
  enable: true,
  iconColor: 'red',
  expr: 'ALERTS{alertname=~"Atelier.*", alertstate="firing"}',
  titleFormat: '{{alertname}}',
};

function placeOf(kind: Panel['kind'], index: number, top: number): Place {
  const w = columns / perRow[kind];
  const x = (index % perRow[kind]) * w;
  const y = top + Math.floor(index / perRow[kind]) * height[kind];
  return { h: height[kind], w, x, y };
}

function toPanel(panel: Panel, id: number, gridPos: Place): object {
  const { title, says, kind, unit, queries, max } = panel;
  return {
    id,
    type: kind === 'stat' ? 'stat' : 'timeseries',
    title,
    description: says,
    datasource,
    gridPos,
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        ...(max !== undefined && { max }),
        color: { mode: panel.bad ? 'thresholds' : 'palette-classic' },
        thresholds: { mode: 'absolute', steps: toSteps(panel.bad) },
        ...(kind === 'lines' && { custom: { fillOpacity: 10, showPoints: 'never' } }),
      },
      overrides: [],
    },
    options:
      kind === 'stat'
        ? { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'value', graphMode: 'area' }
        : { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCodePoint('A'.charCodeAt(0) + index),
      datasource,
      expr,
      legendFormat: legend,
    })),
  };
}

function toSteps(bad: Panel['bad']): readonly object[] {
  if (bad === undefined) return [{ color: 'green', value: null }];
  if ('above' in bad) {
    return [
      { color: 'green', value: null },
      { color: 'red', value: bad.above },
    ];
  }
  return [
    { color: 'red', value: null },
    { color: 'green', value: bad.below },
  ];
}
