import { describe, expect, it } from 'vitest';

import {
  formOf,
  hasErrors,
  inputOf,
  moved,
  readQuota,
  urlError,
  validateForm,
  type AccountForm,
} from '#renderer/features/accounts/account-form.ts';
import { quotaMeaning } from '#renderer/features/accounts/quota-meaning.ts';
import type { AccountSettings } from '#shared/model/account.ts';

import { NOON_MS, plain } from '../make.ts';

const stored: AccountSettings = {
  id: 'alice',
  name: 'alice',
  pools: [
    { id: 'alice~1', url: 'stratum+ssl://a:443', ca: 'PEM' },
    { id: 'alice~2', url: 'stratum+tcp://b:3333' },
  ],
  worker: 'alice.farm',
  hasPassword: true,
  quota: { work: 1234.5 },
  overflow: false,
  carryOver: true,
  upstream: 'dedicated',
  minRate: null,
  maxRate: null,
};

function form(change: Partial<AccountForm> = {}): AccountForm {
  return { ...formOf(stored), ...change };
}

describe('the account dialog', () => {
  it('gives back unchanged settings as they were, without a password', () => {
    expect(inputOf(form())).toEqual({
      name: 'alice',
      pools: [{ url: 'stratum+ssl://a:443', ca: 'PEM' }, { url: 'stratum+tcp://b:3333' }],
      worker: 'alice.farm',
      quota: { work: '1234.5' },
      overflow: false,
      carryOver: true,
      upstream: 'dedicated',
      minRate: null,
      maxRate: null,
    });
  });

  it('sends a password only when one was typed', () => {
    expect(inputOf(form({ password: 'new' })).password).toBe('new');
  });

  it('drops quota and carry-over of an overflow account', () => {
    expect(inputOf(form({ overflow: true }))).toMatchObject({
      quota: null,
      carryOver: false,
      overflow: true,
    });
  });

  it('takes a bare number as a percentage where a share is meant', () => {
    expect(inputOf(form({ quotaKind: 'share', quotaText: '30' })).quota).toEqual({ share: '30 %' });
  });

  it('says what an empty form needs', () => {
    const errors = validateForm(formOf(null), []);
    expect(errors).toEqual({
      name: 'Give the account a name.',
      pools: ['Enter the pool’s address.'],
      worker: 'Enter the worker name that the pool expects.',
      quota: 'Enter a quota, or make this the overflow account.',
    });
    expect(hasErrors(errors)).toBe(true);
  });

  it('finds nothing wrong with stored settings', () => {
    expect(hasErrors(validateForm(form(), []))).toBe(false);
  });

  it('takes a least and a most hashrate, and none for the overflow account', () => {
    const limits = { minRate: ' 10 TH/s ', maxRate: '20 TH/s' };
    expect(inputOf(form(limits))).toMatchObject({ minRate: '10 TH/s', maxRate: '20 TH/s' });
    expect(inputOf(form({ ...limits, overflow: true }))).toMatchObject({ minRate: null, maxRate: null });
  });

  it('says which hashrate limit is wrong', () => {
    const errors = validateForm(form({ minRate: '30 TH/s', maxRate: '20 TH/s' }), []);
    expect(errors.maxRate).toBe('The most may not be below the least.');
    expect(validateForm(form({ minRate: 'ten' }), []).minRate).toMatch(/number with its unit/);
    expect(hasErrors(errors)).toBe(true);
  });

  it('refuses a taken or a long name', () => {
    expect(validateForm(form({ name: ' alice ' }), ['alice']).name).toMatch(/Another account/);
    expect(validateForm(form({ name: 'x'.repeat(65) }), []).name).toMatch(/at most 64/);
  });

  it('explains each kind of quota in its own words', () => {
    const quota = (quotaKind: AccountForm['quotaKind'], quotaText: string) =>
      validateForm(form({ quotaKind, quotaText }), []).quota;
    expect(quota('hashrate', '120')).toMatch(/number with its unit/);
    expect(quota('work', '2 TH/s')).toMatch(/2.88 PH\/s·h/);
    expect(quota('share', '130 %')).toMatch(/up to 100 %/);
    expect(quota('hashrate', '120 TH/s')).toBeUndefined();
  });
});

describe('pool addresses', () => {
  it.each([
    'stratum+tcp://pool.example:3333',
    'stratum+ssl://pool.example:443/',
    'STRATUM+TCP://10.0.0.1:3333',
    'stratum+tcp://[fd00::1]:3333',
  ])('%s is one', (url) => {
    expect(urlError(url, [])).toBeUndefined();
  });

  it.each([
    ['pool.example:3333', /Write it as/],
    ['http://pool.example:3333', /Write it as/],
    ['stratum+tcp://user:pw@pool.example:3333', /Write it as/],
    ['stratum+tcp://pool.example', /Add the port, as in stratum\+tcp:\/\/pool.example:3333/],
    ['stratum+tcp://pool.example:99999', /Write it as/],
    ['stratum+tcp://pool.example:0', /Write it as/],
    ['  ', /Enter the pool/],
  ])('%s is none', (url, sentence) => {
    expect(urlError(url, [])).toMatch(sentence);
  });

  it('may stand only once in the list', () => {
    const errors = validateForm(
      form({
        pools: [
          { key: 0, url: 'stratum+tcp://a:1' },
          { key: 1, url: ' stratum+tcp://a:1' },
        ],
      }),
      [],
    );
    expect(errors.pools).toEqual([undefined, 'This address is already in the list.']);
  });

  it('change places within the list', () => {
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  });
});

describe('what a quota comes to', () => {
  const day = { id: 'r', startedAtMs: NOON_MS, endsAtMs: NOON_MS + 86_400_000 };
  const says = (
    quotaKind: AccountForm['quotaKind'],
    quotaText: string,
    round = day as Parameters<typeof quotaMeaning>[1],
    farm: number | null = 240e12,
  ) => {
    const quota = readQuota({ quotaKind, quotaText });
    if (!quota) throw new Error('not a quota');
    return plain(quotaMeaning(quota, round, farm));
  };

  it('is work, and the time the farm needs for it', () => {
    expect(says('hashrate', '120 TH/s')).toBe(
      'That is 2.41 G work per round. The farm as it is now needs ~12 h for it.',
    );
  });

  it('is a mean hashrate for work', () => {
    expect(says('work', '2.88 PH/s·h')).toBe(
      'That is 2.41 G work per round, or 120 TH/s on average. The farm as it is now needs ~12 h for it.',
    );
  });

  it('leaves out what is not known', () => {
    expect(says('work', '1000', { ...day, endsAtMs: null }, null)).toBe('That is 1.00 k work per round.');
    expect(says('hashrate', '120 TH/s', { ...day, endsAtMs: null })).toBe('Understood.');
    expect(says('share', '30 %', day, null)).toBe(
      'That is 30.0 % of all work credited in the round, about – now.',
    );
  });
});
