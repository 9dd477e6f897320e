import { Interrupted } from './interrupt.mjs';
import { Refusal } from './refusal.mjs';

/** The usual exit code after Ctrl-C. */
const exitInterrupted = 130;

/**
 * Runs a script to its exit code. A refusal, or an AppError of a package, is one sentence; anything
 * else is a bug and shows its stack.
 *
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (error instanceof Interrupted) process.exitCode = exitInterrupted;
    else if (error instanceof Refusal) {
      console.error(error.message);
      process.exitCode = error.exitCode;
    } else {
      console.error(error);
      process.exitCode = 1;
    }
  }
}
