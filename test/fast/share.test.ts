import { expect, test } from 'vitest';
import { type Case, shareOfFast } from './share.ts';

const FAST: Case = { project: 'fast', tags: [] };
const TAGGED: Case = { project: 'fast', tags: ['slow'] };
const SLOW: Case = { project: 'slow', tags: [] };

test('seven of ten are enough', () => {
  const cases = [...Array(7).fill(FAST), TAGGED, SLOW, SLOW];
  expect(shareOfFast(cases)).toEqual({ sentence: '7 of 10 test cases are fast (70 %)', isEnough: true });
});

test('one fewer is too few, and the sentence says so', () => {
  const cases = [...Array(6).fill(FAST), TAGGED, TAGGED, SLOW, SLOW];
  const { sentence, isEnough } = shareOfFast(cases);
  expect([isEnough, sentence]).toEqual([
    false,
    '6 of 10 test cases are fast (60 %); at least 70 % have to be (CONTRIBUTING.md)',
  ]);
});
