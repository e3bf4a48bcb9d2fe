import { createdTwice } from '/work/main/test/helpers/created-twice.ts';
import { expect, test } from 'vitest';
import { compareLive, compareReported } from '/work/main/test/helpers/compare-live.ts';
import { buildWorld, FAULT_MIX } from '/work/main/test/helpers/matrix.ts';
import { openWorkbench } from '/work/main/test/helpers/workbench.ts';
test.each(String(process.env.SEEDS ?? '1').split(',').map(Number))('seed %i', async (seed) => {
  const world = buildWorld({ changes: Number(process.env.N ?? 500), seed });
  const bench = await openWorkbench({ manifests: world.manifests, state: world.state, faults: process.env.MIX ?? FAULT_MIX, seed });
  const t0 = performance.now();
  const plan = await bench.plan();
  const t1 = performance.now();
  console.log('seed', seed, 'planned', plan.complete, plan.changes.length, Math.round(t1 - t0), JSON.stringify(plan.accounts.map((a) => a.failures)));
  const { outcomes, events } = await bench.apply(plan);
  console.log('applied', Math.round(performance.now() - t1));

  const log = await bench.requests();
  const state = await bench.state();
  const bad = outcomes.filter((o) => o.status !== 'succeeded');
  const wrong = new Set(compareLive(state, world).map((m) => m.who));
  const misreported = bad.filter((o) => ![...wrong].some((who) => { const e = world.expected.find((e) => e.key === o.key); const names = [e?.after.email ?? e?.after.phone, e?.before?.email ?? e?.before?.phone]; return who.split(',').some((w) => names.includes(w)); }));
  const by = new Map();
  for (const o of bad) { const k = `${o.account} ${o.status} ${o.code ?? ''}`; by.set(k, (by.get(k) ?? 0) + 1); }
  console.log(JSON.stringify({ seed, ms: Math.round(performance.now() - t1), outcomes: outcomes.length, complete: plan.complete, by: Object.fromEntries(by), stopped: events.filter((e) => e.type === 'account-stopped'), notWanted: wrong.size, notReported: compareReported(state, world, outcomes), twice: createdTwice(log), misreported, log: log.length }));
  await bench.close();
}, 300000);
