/** Fails a step of the action. The message is all that the reader needs: what happened and what to do. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}
