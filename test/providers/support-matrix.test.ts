import { describe, expect, it } from 'vitest';
import { supportMatrix } from '../../src/providers/support-matrix.ts';
import { DIALECTS } from '../../src/providers/table.ts';

const rows = supportMatrix()
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

function row(field: string): readonly string[] {
  return rows.find(([name]) => name === `\`${field}\``)?.slice(1) ?? [];
}

describe('the support matrix', () => {
  it('has a column for every dialect and a row for every field', () => {
    const dialects = Object.values(DIALECTS);
    expect(rows[0]).toEqual(['field', ...dialects.map(({ label }) => label)]);
    const fields = Object.keys(dialects[0]?.fields ?? {}).map((name) => `\`${name}\``);
    expect(rows.slice(2).map(([name]) => name)).toEqual(expect.arrayContaining(fields));
    expect(rows.length - 2).toBe(fields.length);
    for (const cells of rows) expect(cells.length).toBe(dialects.length + 1);
  });

  it('shows what can be set and removed', () => {
    expect(row('firstName')).toEqual(['✓¹', '✓¹', '✓¹', '✓¹', '✓¹']);
    expect(row('gender')).toEqual(['✓²', '✓²', '✓²', '–', '–']);
    expect(row('customProperties')).toEqual(['✓', '✓', '✓', '✓', '✓¹']);
    expect(row('id')).toEqual(['✓⁴', '✓⁴', '✓⁴', '–', '✓⁴']);
    expect(row('email')).toEqual(['✓', '✓', '✓', '✓', '✓']);
    expect(row('country')).toEqual(['✓²', '✓²', '✓²', '–', '✓¹⁵']);
  });

  it('shows the forms in which sets can be declared', () => {
    expect(row('tags')).toEqual(['list, map', 'list', 'list³', '–', '–']);
    expect(row('lists')).toEqual(['–', '–', '–', 'list, map', 'list, map']);
    expect(row('autoresponders')).toEqual(['–', '–', '–', '–', 'map']);
  });

  it('explains every mark that it uses', () => {
    const text = supportMatrix();
    for (const mark of '✓–¹²³⁴⁵') expect(text.split('\n').some((line) => line.startsWith(mark))).toBe(true);
  });
});
