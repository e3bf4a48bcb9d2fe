import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureStore } from '../../src/store/directory.ts';
import { limitHistory } from '../../src/store/limits.ts';
import { temporaryDirectory } from './temporary.ts';

describe('ensureStore', () => {
  it('creates .rollcall, private and ignored by git, however often it is called', async () => {
    const parent = temporaryDirectory();
    const store = await ensureStore(parent);
    expect(await ensureStore(parent)).toBe(store);
    expect(store).toBe(join(parent, '.rollcall'));
    expect(statSync(store).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(store, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('makes an existing directory private, and leaves its .gitignore unchanged', async () => {
    const parent = temporaryDirectory();
    mkdirSync(join(parent, '.rollcall'));
    chmodSync(join(parent, '.rollcall'), 0o755);
    writeFileSync(join(parent, '.rollcall', '.gitignore'), '!plans\n');
    const store = await ensureStore(parent);
    expect(statSync(store).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(store, '.gitignore'), 'utf8')).toBe('!plans\n');
  });

  it('refuses a file, a link and a missing parent', async () => {
    const parent = temporaryDirectory();
    writeFileSync(join(parent, '.rollcall'), '');
    await expect(ensureStore(parent)).rejects.toMatchObject({ code: 'store', reason: 'not-a-directory' });
    const linked = temporaryDirectory();
    symlinkSync(temporaryDirectory(), join(linked, '.rollcall'));
    await expect(ensureStore(linked)).rejects.toMatchObject({ code: 'store', reason: 'not-a-directory' });
    await expect(ensureStore(join(parent, 'gone'))).rejects.toMatchObject({ code: 'store', reason: 'missing' });
  });
});

describe('limitHistory', () => {
  const use = [{ budget: 'general', freeAt: [1, 2.5] }];

  it('loads what was saved, only for the same destination', async () => {
    const store = await ensureStore(temporaryDirectory());
    const key = 'omnisend-1';
    await limitHistory(store, key).save(use, 0);
    expect(await limitHistory(store, key).load()).toEqual(use);
    expect(await limitHistory(store, 'omnisend-2').load()).toEqual([]);
    expect(statSync(join(store, 'limits', `${key}.json`)).mode & 0o777).toBe(0o600);
  });

  it('keeps what each process used until it is free, and shows a process only the others', async () => {
    const store = await ensureStore(temporaryDirectory());
    const one = limitHistory(store, 'x');
    const other = limitHistory(store, 'x');
    await one.save([{ budget: 'general', freeAt: [10, 20] }], 0);
    await other.save([{ budget: 'general', freeAt: [30] }], 0);
    await one.save([{ budget: 'general', freeAt: [40] }], 5);
    expect(await one.load()).toEqual([{ budget: 'general', freeAt: [30] }]);
    expect(await other.load()).toEqual([{ budget: 'general', freeAt: [40] }]);
    await one.save([], 30);
    expect(await limitHistory(store, 'x').load()).toEqual([]);
  });

  it.each(['', '{', 'null', '[{"budget":"x"}]', '[{"budget":"x","freeAt":["soon"]}]', '[null]'])(
    'takes a broken file (%j) for an empty one',
    async (content) => {
      const store = await ensureStore(temporaryDirectory());
      mkdirSync(join(store, 'limits'));
      writeFileSync(join(store, 'limits', 'x.json'), content);
      expect(await limitHistory(store, 'x').load()).toEqual([]);
    },
  );

  it('does not fail if nothing can be written', async () => {
    const store = join(temporaryDirectory(), 'gone');
    await expect(limitHistory(store, 'x').save(use, 0)).resolves.toBeUndefined();
  });
});
