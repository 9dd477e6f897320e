import { AppError } from '@atelier/errors';
import type { JobConsumer, JobConsumerOptions } from './consumer-options.js';

/** Takes jobs off a queue and runs the handler for each. */
export function createJobConsumer<Input>(options: JobConsumerOptions<Input>): JobConsumer {
  throw new AppError('CANNOT_START', `Not built yet: ${options.workerId}`);
}
