import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replaceFile } from '../../src/store/replace-file.ts';
import { temporaryDirectory } from './temporary.ts';

describe('replaceFile', () => {
  it.each(['600', '644', '664'])('keeps mode %s, and leaves no other file behind', async (mode) => {
    const directory = temporaryDirectory();
    const path = join(directory, 'people.yaml');
    writeFileSync(path, 'old');
    chmodSync(path, Number.parseInt(mode, 8));
    await replaceFile(path, 'new');
    expect([readFileSync(path, 'utf8'), (statSync(path).mode & 0o777).toString(8)]).toEqual(['new', mode]);
    expect(readdirSync(directory)).toEqual(['people.yaml']);
  });

  it('writes through a symbolic link, which stays', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'shared'));
    writeFileSync(join(directory, 'shared/people.yaml'), 'old');
    symlinkSync('shared/people.yaml', join(directory, 'people.yaml'));
    await replaceFile(join(directory, 'people.yaml'), 'new');
    expect(readFileSync(join(directory, 'shared/people.yaml'), 'utf8')).toBe('new');
    expect(lstatSync(join(directory, 'people.yaml')).isSymbolicLink()).toBe(true);
    expect(readlinkSync(join(directory, 'people.yaml'))).toBe('shared/people.yaml');
  });

  it('does not create a file', async () => {
    const path = join(temporaryDirectory(), 'nobody.yaml');
    await expect(replaceFile(path, 'new')).rejects.toMatchObject({ code: 'store', reason: 'missing' });
  });
});
