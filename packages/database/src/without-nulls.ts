/** A row as the code wants it: `undefined` where the database says `null`. */
export type WithoutNulls<Row> = {
  readonly [Column in keyof Row]: null extends Row[Column]
    ? Exclude<Row[Column], null> | undefined
    : Row[Column];
};

/** The row with `undefined` for each column that is `null`; values inside JSON stay as they are. */
export function withoutNulls<Row extends object>(row: Row): WithoutNulls<Row> {
  const columns = Object.entries(row).map(([name, value]: [string, unknown]) => [
    name,
    value ?? undefined,
  ]);
  return Object.fromEntries(columns) as WithoutNulls<Row>;
}
