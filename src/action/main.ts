// Entry point of the GitHub action's program, built as dist/action.js. Steps of action.yml run it with the name of the step:
// `node dist/action.js choose`.

import { runStep } from './run-step.ts';

process.exitCode = await runStep(process.argv.slice(2), process.env);
