// After a whole run: how many of the test cases `npm run test:fast` would have run. The run fails where that is too few.

import type { Reporter, TestModule, Vitest } from 'vitest/node';

/** The smallest allowed share of the fast cases among all, in percent. */
const LEAST = 70;

export interface Case {
  /** `fast` or `slow`. */
  readonly project: string;
  readonly tags: readonly string[];
}

export interface Share {
  readonly sentence: string;
  readonly isEnough: boolean;
}

/** @param cases those that ran, at least one */
export function shareOfFast(cases: readonly Case[]): Share {
  const fast = cases.filter(({ project, tags }) => project === 'fast' && !tags.includes('slow')).length;
  const percent = Math.floor((100 * fast) / cases.length);
  const isEnough = fast * 100 >= cases.length * LEAST;
  const verdict = isEnough ? '' : `; at least ${LEAST} % have to be (CONTRIBUTING.md)`;
  return { sentence: `${fast} of ${cases.length} test cases are fast (${percent} %)${verdict}`, isEnough };
}

/** Says nothing of a run that left something out. */
export function reportShare(): Reporter {
  let vitest: Vitest | undefined;
  return {
    onInit(context) {
      vitest = context;
    },
    async onTestRunEnd(modules) {
      if (vitest === undefined || !(await isWhole(vitest, modules))) return;
      const { sentence, isEnough } = shareOfFast(modules.flatMap(casesOf));
      if (isEnough) return vitest.logger.log(`${sentence}\n`);
      vitest.logger.error(`${sentence}\n`);
      process.exitCode = 1;
    },
  };
}

async function isWhole(vitest: Vitest, modules: readonly TestModule[]): Promise<boolean> {
  const { testNamePattern, tagsFilter, shard } = vitest.config;
  if (testNamePattern !== undefined || tagsFilter !== undefined || shard !== undefined) return false;
  if (vitest.projects.length < 2) return false;
  return modules.length === (await vitest.globTestSpecifications()).length;
}

function casesOf(module: TestModule): readonly Case[] {
  return [...module.children.allTests()]
    .filter((test) => test.result().state !== 'skipped')
    .map((test) => ({ project: module.project.name, tags: test.tags }));
}
