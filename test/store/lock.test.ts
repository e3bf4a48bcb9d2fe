import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unmasked } from '../../src/contact/sentence.ts';
import { ensureStore } from '../../src/store/directory.ts';
import { acquireLock, type LockPlace } from '../../src/store/lock.ts';
import { temporaryDirectory } from './temporary.ts';

const who = { command: 'rollcall apply', startedAt: '2026-08-01T12:00:00Z' };

async function store(): Promise<string> {
  const path = await ensureStore(temporaryDirectory());
  mkdirSync(join(path, 'locks'));
  return path;
}

function at(path: string, key = 'key'): LockPlace {
  return { directory: join(path, 'locks'), key };
}

function plant(path: string, owner: object, name = 'key.lock'): void {
  const file = {
    pid: 1,
    host: hostname(),
    command: 'rollcall apply old.json',
    startedAt: '2026-07-01T00:00:00Z',
    token: 'aa',
  };
  writeFileSync(join(path, 'locks', name), JSON.stringify({ ...file, ...owner }));
}

/** The id of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('acquireLock', () => {
  it('is exclusive until it is released, per key', async () => {
    const path = await store();
    const lock = await acquireLock(at(path), who);
    if (!lock.ok) throw new Error(unmasked(lock.message));
    const second = await acquireLock(at(path), who);
    expect(second).toMatchObject({ ok: false, owner: { ...who, pid: process.pid, host: hostname() } });
    expect((await acquireLock(at(path, 'other'), who)).ok).toBe(true);
    await lock.release();
    expect((await acquireLock(at(path), who)).ok).toBe(true);
    expect(readdirSync(join(path, 'locks')).sort()).toEqual(['key.lock', 'other.lock']);
  });

  it('names the owner and says what to do', async () => {
    const path = await store();
    plant(path, { pid: process.ppid });
    const held = await acquireLock(at(path), who);
    expect(held).toMatchObject({ ok: false, owner: { pid: process.ppid, command: 'rollcall apply old.json' } });
    const message = held.ok ? '' : unmasked(held.message);
    expect(message).toContain(`process ${process.ppid} on ${hostname()}`);
    expect(message).toContain(`delete ${join(path, 'locks', 'key.lock')}`);
  });

  it('takes over from a dead process, and from an earlier one with our process id', async () => {
    const path = await store();
    for (const pid of [await deadProcess(), process.pid]) {
      plant(path, { pid });
      const lock = await acquireLock(at(path), who);
      if (!lock.ok) throw new Error(unmasked(lock.message));
      expect(JSON.parse(readFileSync(join(path, 'locks', 'key.lock'), 'utf8'))).toMatchObject({
        ...who,
        pid: process.pid,
      });
      await lock.release();
    }
    expect(readdirSync(join(path, 'locks'))).toEqual([]);
  });

  it('takes over although another process died while taking over', async () => {
    const path = await store();
    const pid = await deadProcess();
    plant(path, { pid });
    plant(path, { pid, token: 'bb' }, 'key.lock.takeover');
    expect((await acquireLock(at(path), who)).ok).toBe(true);
    expect(readdirSync(join(path, 'locks'))).toEqual(['key.lock']);
  });

  it('never takes over the lock of another host, or one that it cannot read', async () => {
    const path = await store();
    plant(path, { pid: await deadProcess(), host: 'elsewhere' });
    expect(await acquireLock(at(path), who)).toMatchObject({ ok: false, owner: { host: 'elsewhere' } });
    writeFileSync(join(path, 'locks', 'key.lock'), '');
    const unclear = await acquireLock(at(path), who);
    expect(unclear).toMatchObject({ ok: false });
    expect(unclear).not.toHaveProperty('owner');
  });

  it.each([1, 2, 3, 4, 5])('gives a dead process’s lock to exactly one of many contenders (%d)', async () => {
    const path = await store();
    plant(path, { pid: await deadProcess() });
    const results = await Promise.all(Array.from({ length: 12 }, () => acquireLock(at(path), who)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(readdirSync(join(path, 'locks'))).toEqual(['key.lock']);
  });

  it('reports a lock that only another user can read as taken', async () => {
    const path = await store();
    plant(path, {});
    chmodSync(join(path, 'locks', 'key.lock'), 0);
    // Root reads it all the same.
    expect(await acquireLock(at(path), who)).toMatchObject({ ok: false });
  });

  it.each<[string, (path: string) => unknown]>([
    ['a FIFO', (path) => execFileSync('sh', ['-c', 'mkfifo "$0"', path])],
    ['a directory', (path) => mkdirSync(path)],
    ['a link to nothing', (path) => symlinkSync('/nonexistent/lock', path)],
    ['a link to a file', (path) => symlinkSync(import.meta.filename, path)],
  ])('refuses %s, and does not wait for it', async (_, create) => {
    const path = await store();
    for (const name of ['key.lock', 'other.lock.takeover']) create(join(path, 'locks', name));
    plant(path, { pid: await deadProcess() }, 'other.lock');
    for (const key of ['key', 'other']) {
      await expect(acquireLock(at(path, key), who)).rejects.toMatchObject({
        code: 'store',
        reason: 'not-a-file',
        message: expect.stringContaining(`${join(path, 'locks', key)}.lock`),
      });
    }
  });

  it('releases only its own lock', async () => {
    const path = await store();
    const lock = await acquireLock(at(path), who);
    plant(path, { host: 'elsewhere' });
    if (lock.ok) await lock.release();
    expect(readFileSync(join(path, 'locks', 'key.lock'), 'utf8')).toContain('elsewhere');
  });

  it('releaseNow releases only its own lock, and never throws', async () => {
    const path = await store();
    const lock = await acquireLock(at(path), who);
    if (!lock.ok) throw new Error(unmasked(lock.message));
    lock.releaseNow();
    expect(readdirSync(join(path, 'locks'))).toEqual([]);
    lock.releaseNow();
    plant(path, { host: 'elsewhere' });
    lock.releaseNow();
    expect(readdirSync(join(path, 'locks'))).toEqual(['key.lock']);
  });

  it('a deleted store is an error that names the path', async () => {
    const path = join(temporaryDirectory(), 'gone');
    await expect(acquireLock(at(path), who)).rejects.toMatchObject({ code: 'store', reason: 'missing' });
  });
});
