import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { AppError } from '#shared/errors.ts';
import { formatPoolUrl, parsePoolUrl } from '#shared/pool-url.ts';

describe('parsePoolUrl', () => {
  it.each([
    ['stratum+tcp://pool-a.example:3333', 'tcp', 'pool-a.example', 3333],
    ['tcp://pool:3333', 'tcp', 'pool', 3333],
    ['stratum+ssl://pool-a2.example:443', 'ssl', 'pool-a2.example', 443],
    ['stratum+tls://p.example:1', 'ssl', 'p.example', 1],
    ['ssl://p.example:65535', 'ssl', 'p.example', 65_535],
    ['tls://p.example:700', 'ssl', 'p.example', 700],
    ['pool.example:3333', 'tcp', 'pool.example', 3333],
    ['127.0.0.1:3333', 'tcp', '127.0.0.1', 3333],
    ['  STRATUM+TCP://Pool.Example:3333/ ', 'tcp', 'pool.example', 3333],
    ['stratum+tcp://[2001:db8::1]:3333', 'tcp', '2001:db8::1', 3333],
    ['[::1]:3333', 'tcp', '::1', 3333],
    ['[::ffff:10.0.0.1]:3333', 'tcp', '::ffff:10.0.0.1', 3333],
    ['my_pool-1:3333', 'tcp', 'my_pool-1', 3333],
  ])('reads %s', (text, scheme, host, port) => {
    expect(parsePoolUrl(text)).toEqual({ scheme, host, port });
  });

  it.each([
    ['', 'has no host'],
    ['   ', 'has no host'],
    ['stratum+tcp://', 'has no host'],
    ['stratum+tcp://:3333', 'has no host'],
    ['stratum+tcp://pool.example', 'has no port'],
    ['stratum+tcp://pool.example:', 'has no port'],
    ['stratum+tcp://pool.example/', 'has no port'],
    ['pool.example:0', 'the port "0"'],
    ['pool.example:65536', 'the port "65536"'],
    ['pool.example:3333x', 'the port "3333x"'],
    ['pool.example:-1', 'the port "-1"'],
    ['pool.example:1e3', 'the port "1e3"'],
    ['http://pool.example:3333', '"http://", which is no Stratum scheme'],
    ['constructor://pool.example:3333', 'no Stratum scheme'],
    ['stratum2+tcp://pool.example:3333/9bXiEd8', 'Stratum V2'],
    ['stratum+tcp://user:pass@pool.example:3333', 'user name or password'],
    ['stratum+tcp://pool.example:3333/path', 'something after the port'],
    ['stratum+tcp://pool.example:3333//', 'something after the port'],
    ['stratum+tcp://pool.example:3333?x=1', 'something after the port'],
    ['stratum+tcp://pool.example:3333#xnsub', 'something after the port'],
    ['2001:db8::1:3333', 'more than one colon'],
    ['[2001:db8:::1]:3333', 'IPv6'],
    ['[1:2:3:4:5:6:7]:3333', 'IPv6'],
    ['[::g]:3333', 'IPv6'],
    ['[]:3333', 'IPv6'],
    ['[::1:3333', 'IPv6'],
    ['[::1]x:3333', 'IPv6'],
    ['[::1]', 'has no port'],
    ['300.0.0.1:3333', 'no valid IPv4'],
    ['1.2.3:3333', 'no valid IPv4'],
    ['pool example:3333', 'no valid host name'],
    ['-pool.example:3333', 'no valid host name'],
    ['pool..example:3333', 'no valid host name'],
    ['пул.example:3333', 'no valid host name'],
  ])('refuses "%s" with a sentence', (text, words) => {
    let error: unknown;
    try {
      parsePoolUrl(text);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('BAD_INPUT');
    expect((error as AppError).message).toContain(words);
    expect((error as AppError).message).toContain('write stratum+tcp://host:port or stratum+ssl://host:port');
  });

  it('never throws anything but its sentence', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          const address = parsePoolUrl(text);
          expect(parsePoolUrl(formatPoolUrl(address))).toEqual(address);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
    );
  });

  it('reads back every address it writes', () => {
    const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(
        host,
        fc.integer({ min: 1, max: 65_535 }),
        fc.constantFrom('tcp', 'ssl'),
        (name, port, scheme) => {
          const address = { scheme, host: name.toLowerCase(), port } as const;
          expect(parsePoolUrl(formatPoolUrl(address))).toEqual(address);
        },
      ),
    );
  });
});
