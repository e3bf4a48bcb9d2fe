// Starts the GitHub action's program, which is built as dist/action.js. action.yml runs it once or twice in a step:
// `node dist/action.js choose`.

import { runStep } from './run-step.ts';

process.exitCode = await runStep(process.argv.slice(2), process.env);
