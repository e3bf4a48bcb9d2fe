// All targets. A new reader of text that people or vendors write needs a row here.

import { DIALECT_NAMES } from '../../src/providers/table.ts';
import type { Target } from './target.ts';
import { answersOf } from './targets/answers.ts';
import { envFiles } from './targets/env-files.ts';
import { journals } from './targets/journals.ts';
import { loader } from './targets/loader.ts';
import { jsonReaders, lineReaders, yamlReaders } from './targets/manifest-readers.ts';
import { planFiles } from './targets/plans.ts';
import { records } from './targets/records.ts';
import { snapshots } from './targets/snapshots.ts';
import { sources } from './targets/sources.ts';
import { suppressionFiles } from './targets/suppression-files.ts';

const ALL: readonly Target[] = [
  yamlReaders,
  jsonReaders,
  lineReaders,
  loader,
  sources,
  suppressionFiles,
  ...DIALECT_NAMES.map(answersOf),
  planFiles,
  journals,
  records,
  envFiles,
  snapshots,
];

/** By name, in the order in which they take turns. A target takes only inputs of its own. */
export const TARGETS: ReadonlyMap<string, Target> = new Map(ALL.map((target) => [target.name, target]));
