// `rollcall help RULE`.

import { describe, expect, test } from 'vitest';
import { RULES } from '../../../src/plan/rules/catalogue.ts';
import { painter } from '../../../src/render/text/paint.ts';
import { renderRule, renderRules, ruleNames } from '../../../src/render/text/rule.ts';

const layout = { paint: painter(false), width: 80 };

describe('a rule, explained', () => {
  test('has its meaning, its sentences with example values, and the ways out', () => {
    const lines = renderRule('max-deletes', layout)?.split('\n') ?? [];
    expect(lines[0]).toBe('max-deletes refuses the plan: the account’s part of it is not applied');
    expect(lines.filter((line) => line.startsWith('  • '))).not.toEqual([]);
    expect(lines.filter((line) => line.startsWith('    → '))).not.toEqual([]);
    expect(lines.at(-2)).toContain('rollcall help rules');
  });

  test.each(ruleNames())('%s fits the width, and leaves no placeholder open', (name) => {
    const text = renderRule(name, layout) ?? '';
    expect(text).not.toMatch(/‹\w+›|\{\w+[:}]/);
    // Only a word that is longer than the line may be.
    expect(text.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '))).toEqual([]);
  });

  test('every id of the catalogue has one', () => {
    const ids = Object.values(RULES).flatMap((rules) => Object.keys(rules));
    expect(ids.filter((id) => !ruleNames().includes(id))).toEqual([]);
    expect(ruleNames().length).toBeGreaterThan(60);
  });

  test('all are listed, within the width, and none has the name of the list', () => {
    const text = renderRules(layout);
    const listed = new Set(text.split(/\s+/));
    expect(ruleNames().filter((name) => !listed.has(name))).toEqual([]);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(ruleNames()).not.toContain('rules');
  });

  test('an id that there is not has none', () => {
    expect(renderRule('constructor', layout)).toBeUndefined();
    expect(renderRule('', layout)).toBeUndefined();
  });
});
