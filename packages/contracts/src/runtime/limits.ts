/** Bounds of the protocol between a driver and its runtime process. */
export const runtimeLimits = {
  /** Raised with every change that an older side could not read. */
  protocol: 1,
  /** Of one frame without its length, in bytes: a picture and its mask at the largest size fit. */
  maxFrameBytes: 80 * 1024 * 1024,
  /** An idle or generating runtime says something at least this often, in milliseconds. */
  heartbeatMs: 200,
} as const;
