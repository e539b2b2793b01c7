import { describe, expect, it } from 'vitest';
import { submitParams, workUnit, type MinerJob } from '#main/demo/miner-job.ts';
import { MINER_PROFILES, type ProfileName } from '#main/demo/miner-profiles.ts';
import { MinerWork } from '#main/demo/miner-work.ts';

function job(id: string, changes: Partial<MinerJob> = {}): MinerJob {
  return {
    id,
    prevhash: Buffer.alloc(32),
    coinb1: Buffer.from('01', 'hex'),
    coinb2: Buffer.from('02', 'hex'),
    branches: [],
    version: 0x20000000,
    nbits: 0x17023a04,
    ntime: 0x685468d7,
    clean: false,
    extranonce1: Buffer.from('17', 'hex'),
    extranonce2Size: 3,
    difficulty: 1,
    versionMask: 0,
    ...changes,
  };
}

/** The extranonce2 of three units, then of two units after each of `jobs`. */
function extranonces(profile: ProfileName, jobs: MinerJob[]): string[] {
  const work = new MinerWork(MINER_PROFILES[profile]);
  work.offer(job('first', { clean: true }));
  const seen = [work.next(), work.next(), work.next()];
  for (const next of jobs) {
    work.offer(next);
    seen.push(work.next(), work.next());
  }
  return seen.map((unit) => unit?.extranonce2 ?? 'none');
}

describe('extranonce2', () => {
  it('starts over with each notify at a Bitaxe', () => {
    const seen = extranonces('bitaxe', [job('second')]);
    expect(seen).toEqual(['000000', '010000', '020000', '000000', '010000']);
  });

  it('starts over on clean_jobs alone at cgminer', () => {
    const seen = extranonces('cgminer', [job('second'), job('third', { clean: true })]);
    expect(seen).toEqual(['000000', '010000', '020000', '030000', '040000', '000000', '010000']);
  });

  it('starts over with a new job id alone at cpuminer', () => {
    const seen = extranonces('five-params', [job('first', { clean: true }), job('second')]);
    expect(seen).toEqual(['000000', '010000', '020000', '030000', '040000', '000000', '010000']);
  });

  it('never starts over at a NerdQAxe, which prints it as a number', () => {
    const seen = extranonces('nerdqaxe', [job('second', { clean: true })]);
    expect(seen).toEqual(['000000', '000001', '000002', '000003', '000004']);
  });

  it('loses its low digits at a NerdQAxe when it grows past its size', () => {
    const unit = workUnit(job('a', { extranonce2Size: 2 }), MINER_PROFILES.nerdqaxe, {
      extranonce2: 0x12345,
      roll: 0,
    });
    expect(unit.extranonce2).toBe('1234');
  });
});

describe('taking jobs', () => {
  it('waits for the next unit at a Bitaxe unless the job is clean', () => {
    const work = new MinerWork(MINER_PROFILES.bitaxe);
    const taken = [work.offer(job('a')), work.offer(job('b')), work.offer(job('c', { clean: true }))];
    expect(taken).toEqual([true, false, true]);
    expect(work.next()?.job.id).toBe('c');
  });

  it('knows the last jobs for late shares', () => {
    const work = new MinerWork(MINER_PROFILES.cgminer);
    for (const id of ['a', 'b', 'c']) work.offer(job(id));
    expect([work.find('previous')?.id, work.find('a')?.id, work.find('z')]).toEqual(['b', 'a', null]);
  });
});

describe('version bits of a share', () => {
  const rolled = job('a', { version: 0x20000004, versionMask: 0x1fffe000 });

  function bits(profile: ProfileName, latestVersion: number): string | undefined {
    const unit = workUnit(rolled, MINER_PROFILES[profile], { extranonce2: 0, roll: 3 });
    return submitParams(unit, 1, { worker: 'w', profile: MINER_PROFILES[profile], latestVersion })[5];
  }

  it('are the difference to the version of their job at a Bitaxe', () => {
    expect(bits('bitaxe', 0x20000000)).toBe('00006000');
  });

  it('are what the latest version lacks at a stock Antminer, the job version itself included', () => {
    expect(bits('antminer', 0x20000000)).toBe('00006004');
  });

  it('are left out by a miner that does not roll', () => {
    expect(bits('five-params', 0x20000000)).toBeUndefined();
  });
});
