import { describe, expect, it } from 'vitest';

import { answerChallenge, readChallenge, readRealm } from '#engine/miner-api/digest.ts';

function answer(header: string, request: Parameters<typeof answerChallenge>[1]): string {
  const challenge = readChallenge(header);
  if (!challenge) throw new Error('no challenge');
  return answerChallenge(challenge, request);
}

/** RFC 2617, 3.5. */
const RFC_2617 = {
  method: 'GET',
  uri: '/dir/index.html',
  credential: { user: 'Mufasa', password: 'Circle Of Life' },
  cnonce: '0a4f113b',
};
const RFC_2617_NONCE = 'dcd98b7102dd2f0e8b11d0f600bfb0c093';
const RFC_2617_OPAQUE = '5ccc069c403ebaf9f0171e9517f40e41';

/** RFC 7616, 3.9.1. */
const RFC_7616 = {
  method: 'GET',
  uri: '/dir/index.html',
  credential: { user: 'Mufasa', password: 'Circle of Life' },
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};
const RFC_7616_CHALLENGE =
  'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjev0ciny7QMkPqMAFRtzCUYo5tdS"';

describe('digest logins', () => {
  it('answer the example of RFC 2617', () => {
    const header = `Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="${RFC_2617_NONCE}", opaque="${RFC_2617_OPAQUE}"`;
    const reply = answer(header, RFC_2617);
    expect(reply).toContain('response="6629fae49393a05397450978507c4ef1"');
    expect(reply).toContain(`opaque="${RFC_2617_OPAQUE}"`);
    expect(reply).toContain('qop=auth, nc=00000001, cnonce="0a4f113b"');
    expect(reply).not.toContain('algorithm');
  });

  it('answer a server that names no qop in the form of RFC 2069', () => {
    const header = `Digest realm="testrealm@host.com", nonce="${RFC_2617_NONCE}"`;
    const reply = answer(header, RFC_2617);
    expect(reply).toContain('response="670fd8c2df070c60b045671b8b24ff02"');
    expect(reply).not.toMatch(/qop|cnonce|nc=/);
  });

  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('answer the %s example of RFC 7616', (algorithm, response) => {
    const reply = answer(`Digest ${RFC_7616_CHALLENGE}, algorithm=${algorithm}`, RFC_7616);
    expect(reply).toContain(`response="${response}"`);
    expect(reply).toContain(`algorithm=${algorithm}`);
  });

  it('take the stronger of two challenges, whichever comes first', () => {
    const header = `Digest ${RFC_7616_CHALLENGE}, algorithm=MD5, Digest ${RFC_7616_CHALLENGE}, algorithm=SHA-256`;
    expect(readChallenge(header)?.algorithm).toBe('SHA-256');
  });

  it('find the digest challenge behind a basic one', () => {
    expect(readChallenge('Basic realm="a, b", Digest realm="c", nonce="n"')).toMatchObject({
      realm: 'c',
      nonce: 'n',
      qop: null,
    });
    expect(readRealm('Basic realm="a, b", Digest realm="c", nonce="n"')).toBe('a, b');
  });

  it('read quotes and backslashes inside quotes, and escape them in the answer', () => {
    const challenge = readChallenge(String.raw`Digest realm="the \"new\" C:\\ miner", nonce="n"`);
    expect(challenge?.realm).toBe(String.raw`the "new" C:\ miner`);
    const credential = { user: 'o"wner', password: 'x' };
    const reply = answer(String.raw`Digest realm="a\"b", nonce="n"`, { ...RFC_2617, credential });
    expect(reply).toContain(String.raw`username="o\"wner", realm="a\"b"`);
  });

  it.each([
    ['', 'an empty header'],
    ['Basic realm="x"', 'basic alone'],
    ['Digest realm="x"', 'no nonce'],
    ['Digest realm="x", nonce="n", algorithm=SHA-512-256', 'an algorithm that is not known'],
    ['Digest realm="x", nonce="n", qop="auth-int"', 'no qop but auth-int'],
    ['=====,,,,"""', 'garbage'],
  ])('cannot answer %j: %s', (header) => {
    expect(readChallenge(header)).toBeNull();
  });

  it('notice a nonce that is only too old', () => {
    expect(readChallenge('Digest realm="x", nonce="n", stale=TRUE')?.isStale).toBe(true);
    expect(readChallenge('Digest realm="x", nonce="n", stale=false')?.isStale).toBe(false);
  });

  it('read a header of 32 KiB of hostile text without getting stuck', () => {
    for (const piece of ['a="', 'Digest ', 'a=b,', ',,,,', String.raw`a="\"`, 'a ', ' = '])
      expect(readChallenge(piece.repeat(32_768 / piece.length))).toBeNull();
  });
});
