import { createInterface } from 'node:readline';
import { HintedError } from '../../contact/hinted-error.ts';
import { type Sentence, sentence } from '../../contact/sentence.ts';

/**
 * Asks for confirmation on stderr. Only the full word "yes" is accepted, so that pressing Enter by habit changes nothing.
 *
 * @param message the message of the error
 * @throws HintedError `declined` for any other answer or the end of the input; `interrupted` for Ctrl+C
 */
export async function confirm(
  question: string,
  message: Sentence = sentence`not applied; nothing was sent`,
): Promise<void> {
  const answer = await ask(`${question} Only "yes" is accepted: `);
  if (answer === 'yes') return;
  if (answer === INTERRUPTED) throw new HintedError('interrupted', message);
  throw new HintedError('declined', message);
}

/**
 * Asks for a line on stderr.
 *
 * @returns the typed line, trimmed; empty at the end of the input
 * @throws HintedError `interrupted` for Ctrl+C
 */
export async function askLine(question: string): Promise<string> {
  const answer = await ask(question);
  if (answer === INTERRUPTED) throw new HintedError('interrupted', sentence`interrupted; nothing was written`);
  return answer ?? '';
}

const INTERRUPTED = Symbol('interrupted');
type Answer = string | typeof INTERRUPTED | undefined;

/**
 * Asks a question on stderr.
 *
 * @returns the typed line, trimmed; undefined at the end of the input; INTERRUPTED for Ctrl+C or SIGINT
 */
function ask(question: string): Promise<Answer> {
  const { stdin: input, stderr: output } = process;
  const prompt = createInterface({ input, output });
  return new Promise((resolve) => {
    let isAnswered = false;
    const end = (answer: Answer): void => {
      // Closing the prompt emits `close`, which calls this function again.
      if (isAnswered) return;
      isAnswered = true;
      process.off('SIGINT', interrupt);
      prompt.close();
      // Without Enter, the cursor is still on the line of the question.
      if (typeof answer !== 'string') output.write('\n');
      resolve(answer);
    };
    const interrupt = (): void => end(INTERRUPTED);
    // The prompt reads Ctrl+C itself; SIGINT may also come from another process.
    process.on('SIGINT', interrupt);
    prompt.on('SIGINT', interrupt).on('close', () => end(undefined));
    prompt.question(question, (line) => end(line.trim()));
  });
}
