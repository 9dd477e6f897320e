/** A dashboard, in the terms that ours need. */
export interface Dashboard {
  /** Names the file and the address; stays as it is. */
  readonly id: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** Units of Grafana: https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/ */
export type Unit = 's' | 'short' | 'bytes' | 'percentunit' | 'reqps' | 'ops' | 'bool_yes_no';

export interface Panel {
  readonly title: string;
  /** What a reader should know to judge it. */
  readonly says: string;
  /** stat: the present value alone; lines: over time. */
  readonly kind: 'stat' | 'lines';
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** From here on it is not well: drawn in red. */
  readonly bad?: { readonly above: number } | { readonly below: number };
  readonly max?: number;
}

export interface Query {
  /** PromQL. */
  readonly expr: string;
  /** Grafana's template for the name of a line. */
  readonly legend: string;
}
