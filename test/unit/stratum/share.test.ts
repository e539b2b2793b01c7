import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { achievedDifficulty, networkTarget, targetForDifficulty } from '#engine/stratum/difficulty.ts';
import { padBytes, tailCoinb1, upstreamExtranonce2 } from '#engine/stratum/extranonce.ts';
import { formatHex32, parseHex32 } from '#engine/stratum/hex.ts';
import { parseNotify } from '#engine/stratum/job.ts';
import {
  buildHeader,
  candidateVersions,
  JobHasher,
  merkleRoot,
  prepareJob,
  type ShareInput,
} from '#engine/stratum/share.ts';
import { sha256d } from '#engine/stratum/sha256d.ts';

import { TAIL_SPLITS, VECTORS, type ShareVector } from './vectors.ts';

function hex32(text: string | undefined): number {
  const value = parseHex32(text);
  if (value === null) throw new Error(`not a field of 8 hex digits: ${text}`);
  return value;
}

function shareOf(vector: ShareVector, en2: string): ShareInput {
  const [, , , ntime, nonce, bits] = vector.submit_params;
  return {
    en2: Buffer.from(en2, 'hex'),
    ntime: hex32(ntime),
    nonce: hex32(nonce),
    versionBits: bits === undefined ? null : hex32(bits),
    mask: vector.version_mask === null ? 0 : hex32(vector.version_mask),
    target: targetForDifficulty(vector.difficulty),
  };
}

function hasherOf(vector: ShareVector): JobHasher {
  return new JobHasher(prepareJob(parseNotify(vector.notify_params)), Buffer.from(vector.extranonce1, 'hex'));
}

function vectorNamed(name: string): ShareVector {
  const vector = VECTORS.find((one) => one.name === name);
  if (!vector) throw new Error(`no vector ${name}`);
  return vector;
}

describe('the share vectors', () => {
  it.each(VECTORS)('$name is rebuilt with every intermediate value', (vector) => {
    const job = parseNotify(vector.notify_params);
    const en2 = vector.submit_params[2];
    const coinbase = job.coinb1 + vector.extranonce1 + en2 + job.coinb2;
    const txid = merkleRoot([Buffer.from(coinbase, 'hex')], []);
    const hasher = hasherOf(vector);
    const checked = hasher.check(shareOf(vector, en2));
    expect({
      coinbase_hex: coinbase,
      coinbase_txid_internal: txid.toString('hex'),
      coinbase_txid_display: Buffer.from(txid).reverse().toString('hex'),
      merkle_root_internal: hasher.merkleRoot(Buffer.from(en2, 'hex')).toString('hex'),
      version_hex: formatHex32(checked.version),
      header_hex: checked.header.toString('hex'),
      hash_display: checked.hashBE.toString('hex'),
      share_difficulty: checked.achieved,
      meets_share_difficulty: checked.meetsTarget,
      network_difficulty: achievedDifficulty(networkTarget(job.nbits)),
      meets_network_target: checked.solvesBlock,
      version_modes_agree:
        candidateVersions(job.version, shareOf(vector, en2).mask, shareOf(vector, en2).versionBits).length ===
        1,
    }).toEqual(vector.expected);
  });

  it.each(VECTORS)('$name does not meet the next higher difficulty', (vector) => {
    const share = shareOf(vector, vector.submit_params[2]);
    const achieved = vector.expected.share_difficulty;
    const hasher = hasherOf(vector);
    expect(hasher.check({ ...share, target: targetForDifficulty(achieved * (1 - 1e-12)) }).meetsTarget).toBe(
      true,
    );
    expect(hasher.check({ ...share, target: targetForDifficulty(achieved * (1 + 1e-12)) }).meetsTarget).toBe(
      false,
    );
  });
});

describe('the coinb1 tail', () => {
  const vector = vectorNamed(TAIL_SPLITS.from_vector);

  it.each(TAIL_SPLITS.splits)('k=$k m=$m pad=$pad gives the same header', (split) => {
    const job = parseNotify(vector.notify_params);
    const pad = Buffer.from(split.pad_hex, 'hex');
    const coinb1 = tailCoinb1(job.coinb1, Buffer.from(vector.extranonce1, 'hex'), pad);
    const en1 = Buffer.from(split.downstream_extranonce1, 'hex');
    const en2 = Buffer.from(split.downstream_extranonce2, 'hex');
    expect(coinb1).toBe(split.downstream_coinb1);
    expect(padBytes(vector.extranonce2_size, split)).toBe(split.pad);
    expect(upstreamExtranonce2(pad, en1, en2).toString('hex')).toBe(split.upstream_extranonce2);
    const asMiner = new JobHasher(prepareJob({ ...job, coinb1 }), en1);
    expect(asMiner.check(shareOf(vector, split.downstream_extranonce2)).header.toString('hex')).toBe(
      split.header_hex,
    );
  });

  const generated = VECTORS.filter((one) => one.extranonce2_size >= 3).flatMap((one) => {
    const splits: { name: string; vector: ShareVector; k: number; m: number }[] = [];
    for (let k = 1; k < one.extranonce2_size; k++) {
      for (let m = 1; k + m <= one.extranonce2_size; m++) splits.push({ name: one.name, vector: one, k, m });
    }
    return splits;
  });

  it.each(generated)('$name split with k=$k m=$m gives the same header', ({ vector: one, k, m }) => {
    const job = parseNotify(one.notify_params);
    const en2Upstream = Buffer.from(one.submit_params[2], 'hex');
    const padSize = padBytes(en2Upstream.length, { k, m });
    if (padSize === null) throw new Error('the sizes do not fit');
    const pad = en2Upstream.subarray(0, padSize);
    const en1 = en2Upstream.subarray(padSize, padSize + k);
    const en2 = en2Upstream.subarray(padSize + k);
    const coinb1 = tailCoinb1(job.coinb1, Buffer.from(one.extranonce1, 'hex'), pad);
    const asMiner = new JobHasher(prepareJob({ ...job, coinb1 }), en1).check(
      shareOf(one, en2.toString('hex')),
    );
    expect(asMiner.header.toString('hex')).toBe(one.expected.header_hex);
    expect(upstreamExtranonce2(pad, en1, en2)).toEqual(en2Upstream);
    const prefix = Buffer.concat([Buffer.from(one.extranonce1, 'hex'), pad, en1]);
    const asProxy = new JobHasher(prepareJob(job), prefix).check(shareOf(one, en2.toString('hex')));
    expect(asProxy.header).toEqual(asMiner.header);
  });
});

describe('candidateVersions', () => {
  const mask = 0x1fff_e000;

  it('gives one reading when the job has no bit inside the mask', () => {
    expect(candidateVersions(0x2000_0004, mask, 0x0009_2000)).toEqual([0x2009_2004]);
  });

  it('tries BIP310, then XOR, then OR when the job has bits inside the mask', () => {
    const versions = candidateVersions(0x2000_6000, mask, 0x0000_a000);
    expect(versions).toEqual([0x2000_a000, 0x2000_c000, 0x2000_e000]);
  });

  it('drops bits outside the mask', () => {
    expect(candidateVersions(0x2000_0000, mask, 0xe009_2004)).toEqual([0x2009_2000]);
  });

  it('keeps the version of the job without bits or without a mask', () => {
    expect(candidateVersions(0xe000_0001, mask, null)).toEqual([0xe000_0001]);
    expect(candidateVersions(0x2000_0000, 0, 0x0009_2000)).toEqual([0x2000_0000]);
  });

  it('never touches a bit outside the mask and never repeats itself', () => {
    const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
    fc.assert(
      fc.property(u32, u32, u32, (job, anyMask, bits) => {
        const versions = candidateVersions(job, anyMask, bits);
        expect(versions[0]).toBe(((job & ~anyMask) | (bits & anyMask)) >>> 0);
        expect(new Set(versions).size).toBe(versions.length);
        for (const version of versions) expect((version & ~anyMask) >>> 0).toBe((job & ~anyMask) >>> 0);
      }),
    );
  });
});

describe('JobHasher', () => {
  const vector = vectorNamed('braiins-s19xp-share-1');

  it('finds a share that firmware sent as XOR of the job version', () => {
    const job = parseNotify(vector.notify_params);
    const sent = shareOf(vector, vector.submit_params[2]);
    // The header's version is 20092004; a job with bits inside the mask leaves XOR as the only reading.
    const hasher = new JobHasher(
      prepareJob({ ...job, version: 0x2008_6004 }),
      Buffer.from(vector.extranonce1, 'hex'),
    );
    const checked = hasher.check({ ...sent, versionBits: 0x2009_2004 ^ 0x2008_6004 });
    expect(checked.meetsTarget).toBe(true);
    expect(checked.hashBE.toString('hex')).toBe(vector.expected.hash_display);
  });

  it('returns the lowest hash when no reading meets the target', () => {
    const job = parseNotify(vector.notify_params);
    const hasher = new JobHasher(
      prepareJob({ ...job, version: 0x2008_6004 }),
      Buffer.from(vector.extranonce1, 'hex'),
    );
    const share = {
      ...shareOf(vector, vector.submit_params[2]),
      versionBits: 0x0001_4000,
      target: Buffer.alloc(32),
    };
    const { prevhash, nbits } = hasher.job;
    const hashes = candidateVersions(0x2008_6004, share.mask, share.versionBits).map((version) => {
      const header = buildHeader({
        ...share,
        version,
        prevhash,
        nbits,
        merkleRoot: hasher.merkleRoot(share.en2),
      });
      return sha256d(header).reverse();
    });
    const checked = hasher.check(share);
    expect(hashes).toHaveLength(3);
    expect(checked.meetsTarget).toBe(false);
    expect(checked.hashBE).toEqual(hashes.toSorted(Buffer.compare)[0]);
  });

  it('gives right roots for more extranonces than it remembers', () => {
    const hasher = hasherOf(vector);
    const job = parseNotify(vector.notify_params);
    for (const value of [0, 1, 2, 3, 4, 5, 0, 5, 1]) {
      const en2 = Buffer.alloc(8, value);
      const coinbase = Buffer.from(job.coinb1 + vector.extranonce1 + en2.toString('hex') + job.coinb2, 'hex');
      let node = doubleSha(coinbase);
      for (const branch of job.branches) node = doubleSha(Buffer.concat([node, Buffer.from(branch, 'hex')]));
      expect(hasher.merkleRoot(en2), `extranonce2 ${value}`).toEqual(node);
    }
  });
});

describe('sha256d', () => {
  it('equals SHA-256 applied twice for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(sha256d(bytes)).toEqual(doubleSha(Buffer.from(bytes)));
      }),
    );
  });
});

function doubleSha(data: Buffer): Buffer {
  const once = createHash('sha256').update(data).digest();
  return createHash('sha256').update(once).digest();
}
