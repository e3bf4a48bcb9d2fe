import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unmasked } from '../../src/contact/sentence.ts';
import { ensureStore } from '../../src/store/directory.ts';
import { acquireLock } from '../../src/store/lock.ts';
import { temporaryDirectory } from './temporary.ts';

const who = { command: 'rollcall apply', startedAt: '2026-08-01T12:00:00Z' };

async function store(): Promise<string> {
  const path = await ensureStore(temporaryDirectory());
  mkdirSync(join(path, 'locks'));
  return path;
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
    const lock = await acquireLock(path, 'key', who);
    if (!lock.ok) throw new Error(unmasked(lock.message));
    const second = await acquireLock(path, 'key', who);
    expect(second).toMatchObject({ ok: false, owner: { ...who, pid: process.pid, host: hostname() } });
    expect((await acquireLock(path, 'other', who)).ok).toBe(true);
    await lock.release();
    expect((await acquireLock(path, 'key', who)).ok).toBe(true);
    expect(readdirSync(join(path, 'locks')).sort()).toEqual(['key.lock', 'other.lock']);
  });

  it('names the owner and says what to do', async () => {
    const path = await store();
    plant(path, { pid: process.ppid });
    const held = await acquireLock(path, 'key', who);
    expect(held).toMatchObject({ ok: false, owner: { pid: process.ppid, command: 'rollcall apply old.json' } });
    const message = held.ok ? '' : unmasked(held.message);
    expect(message).toContain(`process ${process.ppid} on ${hostname()}`);
    expect(message).toContain(`delete ${join(path, 'locks', 'key.lock')}`);
  });

  it('takes over from a dead process, and from an earlier one with our process id', async () => {
    const path = await store();
    for (const pid of [await deadProcess(), process.pid]) {
      plant(path, { pid });
      const lock = await acquireLock(path, 'key', who);
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
    expect((await acquireLock(path, 'key', who)).ok).toBe(true);
    expect(readdirSync(join(path, 'locks'))).toEqual(['key.lock']);
  });

  it('never takes over the lock of another host, or one that it cannot read', async () => {
    const path = await store();
    plant(path, { pid: await deadProcess(), host: 'elsewhere' });
    expect(await acquireLock(path, 'key', who)).toMatchObject({ ok: false, owner: { host: 'elsewhere' } });
    writeFileSync(join(path, 'locks', 'key.lock'), '');
    const unclear = await acquireLock(path, 'key', who);
    expect(unclear).toMatchObject({ ok: false });
    expect(unclear).not.toHaveProperty('owner');
  });

  it.each([1, 2, 3, 4, 5])('gives a dead process’s lock to exactly one of many contenders (%d)', async () => {
    const path = await store();
    plant(path, { pid: await deadProcess() });
    const results = await Promise.all(Array.from({ length: 12 }, () => acquireLock(path, 'key', who)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(readdirSync(join(path, 'locks'))).toEqual(['key.lock']);
  });

  it('releases only its own lock', async () => {
    const path = await store();
    const lock = await acquireLock(path, 'key', who);
    plant(path, { host: 'elsewhere' });
    if (lock.ok) await lock.release();
    expect(readFileSync(join(path, 'locks', 'key.lock'), 'utf8')).toContain('elsewhere');
  });

  it('releaseNow releases only its own lock, and never throws', async () => {
    const path = await store();
    const lock = await acquireLock(path, 'key', who);
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
    await expect(acquireLock(path, 'key', who)).rejects.toMatchObject({ code: 'store', reason: 'missing' });
  });
});
