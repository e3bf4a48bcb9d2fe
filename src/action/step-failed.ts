/** An expected failure of a step. The message says what happened and what to do. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}
