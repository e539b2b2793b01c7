import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { checkQuotas, parseHashrate, parseQuota, targetWork } from '#shared/model/quota.ts';

const DAY_MS = 86_400_000;
const basis = { startedAtMs: 0, endsAtMs: DAY_MS, addedAtMs: -1, creditedWork: 0, forecastWork: 0 };

describe('parseQuota', () => {
  it.each([
    ['120 TH/s', 120e12],
    ['120TH/s', 120e12],
    ['0.1 kH/s', 100],
    ['1e-3 H/s', 0.001],
    ['2.88 EH/s', 2.88e18],
    [' 5 MH/s ', 5e6],
  ])('reads the hashrate %s', (written, hashrate) => {
    expect(parseQuota({ hashrate: written })).toEqual({ kind: 'hashrate', hashrate });
  });

  it.each([
    ['2.88 PH/s·h', (2.88e15 * 3600) / 2 ** 32],
    ['2.88 PH/s*h', (2.88e15 * 3600) / 2 ** 32],
    ['2.88 PH/s h', (2.88e15 * 3600) / 2 ** 32],
    ['10 PH/s·day', (10e15 * 86_400) / 2 ** 32],
    ['10 PH/s · days', (10e15 * 86_400) / 2 ** 32],
    ['1 GH/s·min', 60e9 / 2 ** 32],
    ['1 GH/s·s', 1e9 / 2 ** 32],
    ['1e-9', 1e-9],
    [1e-9, 1e-9],
    [1234.5, 1234.5],
  ])('reads the work %s', (written, work) => {
    expect(parseQuota({ work: written })).toEqual({ kind: 'work', work });
  });

  it.each([
    ['30 %', 0.3],
    ['30%', 0.3],
    ['100 %', 1],
    ['0.5%', 0.005],
  ])('reads the share %s', (written, fraction) => {
    expect(parseQuota({ share: written })).toEqual({ kind: 'share', fraction });
  });

  it.each([
    { hashrate: '120' },
    { hashrate: '-1 TH/s' },
    { hashrate: '0 TH/s' },
    { hashrate: '1 XH/s' },
    { hashrate: '1 TH' },
    { hashrate: '1e999 H/s' },
    { work: 0 },
    { work: -1 },
    { work: Number.NaN },
    { work: Number.POSITIVE_INFINITY },
    { work: '' },
    { work: '1 PH/s' },
    { work: '1 PH/s·week' },
    { work: '0x10' },
    { share: '30' },
    { share: '0 %' },
    { share: '100.1 %' },
    { share: '1e300 %' },
  ])('refuses %j with the field, what stands there and what is allowed', (spec) => {
    expect(() => parseQuota(spec)).toThrow(/^quota\.(hashrate|work|share) is .*; it must be .*\.$/);
  });

  it('keeps any positive number exactly', () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: 1e300, noNaN: true }), (work) => {
        expect(parseQuota({ work })).toEqual({ kind: 'work', work });
      }),
    );
  });
});

describe('parseHashrate', () => {
  it('answers null for what is not a hashrate', () => {
    expect(parseHashrate('104')).toBeNull();
    expect(parseHashrate('104 TH/s')).toBe(104e12);
  });
});

describe('targetWork', () => {
  it("gives the contract's figure for 120 TH/s over 24 h", () => {
    expect(targetWork(parseQuota({ hashrate: '120 TH/s' }), basis)).toBe(2413988113.4033203);
  });

  it('gives the same figure for the same promise written as work', () => {
    expect(targetWork(parseQuota({ work: '2.88 PH/s·h' }), basis)).toBe(2413988113.4033203);
  });

  it('follows the real length of a 23 h day', () => {
    const quota = parseQuota({ hashrate: '1 TH/s' });
    expect(targetWork(quota, { ...basis, endsAtMs: 23 * 3_600_000 })).toBe((1e12 * 82_800) / 2 ** 32);
  });

  it('runs a hashrate from the moment the account was added, and leaves work whole', () => {
    const added = { ...basis, addedAtMs: DAY_MS / 2 };
    expect(targetWork(parseQuota({ hashrate: '1 TH/s' }), added)).toBe((1e12 * 43_200) / 2 ** 32);
    expect(targetWork(parseQuota({ work: 7 }), added)).toBe(7);
  });

  it('makes a share part of all credited work and the forecast', () => {
    const quota = parseQuota({ share: '25 %' });
    expect(targetWork(quota, { ...basis, creditedWork: 100, forecastWork: 300 })).toBe(100);
  });

  it('is unknown for a hashrate or a share in a round without an end', () => {
    const endless = { ...basis, endsAtMs: null };
    expect(targetWork(parseQuota({ hashrate: '1 TH/s' }), endless)).toBeNull();
    expect(targetWork(parseQuota({ share: '1 %' }), endless)).toBeNull();
    expect(targetWork(parseQuota({ work: 3 }), endless)).toBe(3);
  });
});

describe('checkQuotas', () => {
  const share = (accountName: string, written: string) => ({
    accountName,
    quota: parseQuota({ share: written }),
  });

  it('takes ten times 10 %', () => {
    expect(() =>
      checkQuotas(
        Array.from({ length: 10 }, (_, index) => share(`a${index}`, '10 %')),
        false,
      ),
    ).not.toThrow();
  });

  it('refuses shares above 100 % together and names the accounts', () => {
    expect(() => checkQuotas([share('alice', '60 %'), share('bob', '41 %')], false)).toThrow(
      'quota.share of alice, bob add up to 101 %; together at most 100 % can be promised.',
    );
  });

  it('takes only work in a round without an end', () => {
    expect(() => checkQuotas([{ accountName: 'alice', quota: parseQuota({ work: 1 }) }], true)).not.toThrow();
    expect(() => checkQuotas([share('bob', '1 %')], true)).toThrow(/^quota\.share of bob needs a round/);
  });
});
