/** A start that can not go on. The message is one sentence that says what to do. */
export class Refusal extends Error {
  /**
   * @param {string} sentence
   * @param {{ exitCode?: number, cause?: unknown }} [options] exit code 2 is for wrong usage
   */
  constructor(sentence, { exitCode = 1, cause } = {}) {
    super(sentence, { cause });
    this.name = 'Refusal';
    this.exitCode = exitCode;
  }
}
