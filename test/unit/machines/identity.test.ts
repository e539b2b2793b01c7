import { describe, expect, it } from 'vitest';

import {
  type Candidate,
  cleanMac,
  cleanSerial,
  isWeakMac,
  matchSighting,
  type Sighting,
} from '#engine/machines/identity.ts';

const NOW = 1_000_000_000;
const MAC = 'a8:bb:cc:00:00:01';
const OTHER_MAC = 'a8:bb:cc:00:00:02';
const WEAK = '02:00:00:00:00:01';

function known(change: Partial<Candidate> = {}): Candidate {
  return {
    id: 'one',
    mac: MAC,
    serial: null,
    address: '10.0.0.5',
    isAtAddress: true,
    family: 'antminer-stock',
    lastSeenAtMs: NOW - 30_000,
    previous: null,
    isMerged: false,
    ...change,
  };
}

function seen(change: Partial<Sighting> = {}): Sighting {
  return {
    address: '10.0.0.5',
    family: 'antminer-stock',
    model: null,
    firmware: null,
    mac: MAC,
    serial: null,
    ...change,
  };
}

const match = (sighting: Sighting, ...machines: Candidate[]): string =>
  JSON.stringify(matchSighting(sighting, machines, NOW));
const ONE = JSON.stringify({ id: 'one', duplicateOf: [] });
const TWO = JSON.stringify({ id: 'two', duplicateOf: [] });
const NEW = JSON.stringify({ id: null, duplicateOf: [] });
const DUPLICATE = JSON.stringify({ id: null, duplicateOf: ['one'] });

describe('what a machine says of itself', () => {
  it('reads MACs in all spellings and refuses those that name no card', () => {
    const texts = ['A8BBCC000001', 'a8-bb-cc-00-00-01', ' A8:BB:CC:00:00:01 ', '00:00:00:00:00:00'];
    expect([...texts, 'ff:ff:ff:ff:ff:ff', '01:00:5e:00:00:01', 'a8:bb', null].map(cleanMac)).toEqual([
      MAC,
      MAC,
      MAC,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('takes no placeholder for a serial number', () => {
    const texts = [
      '  SMTT0001ABCD ',
      '0000000',
      'N/A',
      'unknown',
      'To be filled by O.E.M.',
      'x'.repeat(65),
      '',
    ];
    expect(texts.map(cleanSerial)).toEqual(['SMTT0001ABCD', null, null, null, null, null, null]);
  });

  it('knows the MACs that no maker gave', () => {
    expect([WEAK, 'fe:00:00:00:00:01', MAC, '00:1a:2b:00:00:01'].map(isWeakMac)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('a sighting with a MAC', () => {
  it('is the machine of that MAC, wherever it is now', () => {
    expect(match(seen({ address: '10.0.0.9' }), known())).toBe(ONE);
  });

  it('is a new machine where another one had the address', () => {
    expect(match(seen({ mac: OTHER_MAC }), known())).toBe(NEW);
  });

  it('is another machine when the serial numbers differ', () => {
    expect(match(seen({ address: '10.0.0.9', serial: 'B002' }), known({ serial: 'B001' }))).toBe(DUPLICATE);
  });

  it('is a second machine when it is back at the old address minutes after it was seen at the new one', () => {
    const moved = known({ address: '10.0.0.9', previous: { address: '10.0.0.5', leftAtMs: NOW - 60_000 } });
    expect(match(seen(), moved)).toBe(DUPLICATE);
  });

  it('is the same machine when it comes back to an address of yesterday', () => {
    const moved = known({
      address: '10.0.0.9',
      previous: { address: '10.0.0.5', leftAtMs: NOW - 86_400_000 },
    });
    expect(match(seen(), moved)).toBe(ONE);
  });

  it('keeps two machines of one MAC apart by their addresses', () => {
    const two = known({ id: 'two', address: '10.0.0.9' });
    expect([match(seen(), two, known()), match(seen({ address: '10.0.0.9' }), known(), two)]).toEqual([
      ONE,
      TWO,
    ]);
  });

  it('does not guess which of two machines of one MAC has moved while both answer', () => {
    const two = known({ id: 'two', address: '10.0.0.9' });
    expect(match(seen({ address: '10.0.0.7' }), known(), two)).toBe(
      JSON.stringify({ id: null, duplicateOf: ['one', 'two'] }),
    );
  });

  it('is the one of two machines of one MAC that is missing', () => {
    const two = known({ id: 'two', address: '10.0.0.9', lastSeenAtMs: NOW - 3_600_000 });
    expect(match(seen({ address: '10.0.0.7' }), known(), two)).toBe(TWO);
  });

  it('is a second machine also where something was known at the old address', () => {
    const moved = known({ address: '10.0.0.9', previous: { address: '10.0.0.5', leftAtMs: NOW - 60_000 } });
    expect(match(seen(), moved, known({ id: 'two', mac: null }))).toBe(
      JSON.stringify({ id: 'two', duplicateOf: ['one'] }),
    );
  });

  it('fills in a machine that was known by its address only', () => {
    expect(match(seen(), known({ mac: null, family: 'unknown' }))).toBe(ONE);
  });
});

describe('a sighting with a MAC that no maker gave', () => {
  const weak = known({ mac: WEAK, family: 'vnish' });
  const at9 = seen({ mac: WEAK, family: 'vnish', address: '10.0.0.9' });

  it('is the machine at the same address', () => {
    expect(match(seen({ mac: WEAK, family: 'vnish' }), weak)).toBe(ONE);
  });

  it('is another machine elsewhere while the first one answers', () => {
    expect(match(at9, weak)).toBe(DUPLICATE);
  });

  it('is the same machine elsewhere when the serial number says so', () => {
    expect(match({ ...at9, serial: 'B001' }, { ...weak, serial: 'B001' })).toBe(ONE);
  });

  it('is the same machine elsewhere when that has not been seen for a while', () => {
    expect(match(at9, { ...weak, lastSeenAtMs: NOW - 3_600_000 })).toBe(ONE);
  });

  it('is not of another make', () => {
    expect(match({ ...at9, family: 'avalon' }, { ...weak, lastSeenAtMs: 0 })).toBe(DUPLICATE);
  });

  it('stands for the maker’s MAC after a change of firmware on the same board', () => {
    expect(match({ ...at9, serial: 'B001' }, known({ serial: 'B001' }))).toBe(ONE);
  });
});

describe('a sighting without a MAC', () => {
  const nameless = seen({ mac: null });

  it('is the machine of that serial number', () => {
    expect(match({ ...nameless, address: '10.0.0.9', serial: 'B001' }, known({ serial: 'B001' }))).toBe(ONE);
  });

  it('is the machine at the address where nothing speaks against it', () => {
    expect(match({ ...nameless, family: 'vnish' }, known())).toBe(ONE);
  });

  it('is another machine where the make differs', () => {
    expect(match({ ...nameless, family: 'avalon' }, known())).toBe(NEW);
  });

  it('is not the machine whose address was given up', () => {
    expect(match(nameless, known({ isAtAddress: false }))).toBe(NEW);
  });
});

describe('a machine merged into another', () => {
  it('leads there from any address, whatever was seen before', () => {
    const alias = known({
      address: '10.0.0.9',
      isMerged: true,
      previous: { address: '10.0.0.5', leftAtMs: NOW },
    });
    expect(match(seen(), alias)).toBe(ONE);
  });
});
