import { createInterface } from 'node:readline';
import { HintedError } from '../../contact/hinted-error.ts';

/**
 * Asks on stderr. Only the whole word counts, as a habit of pressing Enter must not mail anybody.
 *
 * @throws HintedError `declined` if the answer is another one or none; `interrupted` for Ctrl+C
 */
export async function confirm(question: string): Promise<void> {
  const answer = await ask(`${question} Only "yes" is accepted: `);
  if (answer === 'yes') return;
  const message = 'not applied; nothing was sent';
  if (answer === INTERRUPTED) throw new HintedError('interrupted', message);
  throw new HintedError('declined', message);
}

const INTERRUPTED = Symbol('interrupted');
type Answer = string | typeof INTERRUPTED | undefined;

/** The line that was typed, without blanks around it; undefined where the input ended instead. */
function ask(question: string): Promise<Answer> {
  const { stdin: input, stderr: output } = process;
  const prompt = createInterface({ input, output });
  return new Promise((resolve) => {
    let isAnswered = false;
    const end = (answer: Answer): void => {
      // Closing the prompt is heard as the end of the input, too.
      if (isAnswered) return;
      isAnswered = true;
      process.off('SIGINT', interrupt);
      prompt.close();
      // The cursor still stands behind the question, unless Enter moved it.
      if (typeof answer !== 'string') output.write('\n');
      resolve(answer);
    };
    const interrupt = (): void => end(INTERRUPTED);
    // Ctrl+C is read by the prompt; a signal comes from another process.
    process.on('SIGINT', interrupt);
    prompt.on('SIGINT', interrupt).on('close', () => end(undefined));
    prompt.question(question, (line) => end(line.trim()));
  });
}
