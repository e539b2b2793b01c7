import { describe, expect, it } from 'vitest';

import { Auth } from '#main/headless/auth.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const DAY_MS = 86_400_000;
const ADDRESS = '10.0.0.2';

function newAuth(): { auth: Auth; clock: FakeClock } {
  const clock = new FakeClock();
  return { auth: new Auth(clock, { token: 'right', cookieName: 'session' }), clock };
}

function cookieFrom(auth: Auth): string {
  const outcome = auth.login('right', '10.0.0.1');
  if (typeof outcome !== 'object') throw new Error(`no session: ${outcome}`);
  return outcome.cookie.split(';')[0] ?? '';
}

describe('auth', () => {
  it('knows a program by the token and a browser by its cookie', () => {
    const { auth } = newAuth();
    const cookie = cookieFrom(auth);
    expect([
      auth.identify({ authorization: 'Bearer right' }, ADDRESS),
      auth.identify({ authorization: 'bearer right' }, ADDRESS),
      auth.identify({ cookie: `other=1; ${cookie}; more=2` }, ADDRESS),
      auth.identify({ cookie: 'session=guessed' }, ADDRESS),
      auth.identify({ cookie: 'session=' }, ADDRESS),
      auth.identify({ authorization: 'Bearer ' }, ADDRESS),
      auth.identify({ authorization: 'Bearer wrong', cookie }, ADDRESS),
      auth.identify({}, ADDRESS),
    ]).toEqual([
      { by: 'api', sessionId: null },
      { by: 'api', sessionId: null },
      { by: 'browser', sessionId: cookie.split('=')[1] },
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('ends a session after seven days and tells so', () => {
    const { auth, clock } = newAuth();
    const ended: string[] = [];
    auth.onSessionEnded = (sessionId) => ended.push(sessionId);
    const cookie = cookieFrom(auth);
    clock.advance(7 * DAY_MS - 1);
    expect(auth.identify({ cookie }, ADDRESS)).not.toBeNull();
    clock.advance(1);
    expect(auth.identify({ cookie }, ADDRESS)).toBeNull();
    expect(ended).toEqual([cookie.split('=')[1]]);
  });

  it('keeps the newest thousand sessions', () => {
    const { auth } = newAuth();
    const cookies = Array.from({ length: 1001 }, () => cookieFrom(auth));
    const isKnown = (cookie: string | undefined): boolean =>
      auth.identify({ cookie: cookie ?? '' }, ADDRESS) !== null;
    expect([isKnown(cookies[0]), isKnown(cookies[1]), isKnown(cookies[1000])]).toEqual([false, true, true]);
  });

  it('stops one address after ten wrong tokens, for a minute, and no other address', () => {
    const { auth, clock } = newAuth();
    for (let i = 0; i < 10; i++) expect(auth.login('wrong', '10.0.0.1')).toBe('wrong');
    expect(auth.login('right', '10.0.0.1')).toBe('too-many');
    expect(auth.login('right', '10.0.0.2')).toHaveProperty('cookie');
    clock.advance(60_000);
    expect(auth.login('right', '10.0.0.1')).toHaveProperty('cookie');
  });

  it('stops all addresses after a hundred wrong tokens', () => {
    const { auth } = newAuth();
    for (let i = 0; i < 100; i++) auth.login('wrong', `10.0.${i}.1`);
    expect(auth.login('right', '10.1.1.1')).toBe('too-many');
  });

  it('takes no token at all from an address that guesses, for a minute, and none of it from others', () => {
    const { auth, clock } = newAuth();
    const right = { authorization: 'Bearer right' };
    const wrong = { authorization: 'Bearer wrong' };
    const cookie = cookieFrom(auth);
    for (let guess = 0; guess < 60; guess += 1) expect(auth.identify(wrong, ADDRESS)).toBeNull();
    expect([auth.identify(right, ADDRESS), auth.identify(wrong, ADDRESS)]).toEqual(['too-many', 'too-many']);
    expect(auth.identify({ cookie }, ADDRESS)).toMatchObject({ by: 'browser' });
    expect(auth.identify(right, '10.0.0.3')).toMatchObject({ by: 'api' });
    clock.advance(59_999);
    expect(auth.identify(right, ADDRESS)).toBe('too-many');
    clock.advance(1);
    expect(auth.identify(right, ADDRESS)).toMatchObject({ by: 'api' });
  });
});
