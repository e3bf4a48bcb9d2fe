import type { TraceListener } from '../../http/trace.ts';
import { tracesRequests } from '../options/debug.ts';
import type { GlobalOptions } from '../options/options.ts';
import { isRedacted } from '../options/redaction.ts';
import type { Terminal } from './terminal.ts';

/**
 * Creates the listener that logs every request on stderr.
 *
 * @param variables environment variables of the process
 * @returns undefined unless ROLLCALL_DEBUG contains `http`
 */
export async function requestTracer(
  options: Pick<GlobalOptions, 'redact'>,
  terminal: Terminal,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<TraceListener | undefined> {
  if (!tracesRequests(variables)) return undefined;
  const { renderRequestTrace } = await import('../../render/text/request-trace.ts');
  const masks = isRedacted(options, variables);
  return (trace) => terminal.err(`${renderRequestTrace(trace, masks)}\n`);
}
