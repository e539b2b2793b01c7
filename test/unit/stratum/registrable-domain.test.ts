import { describe, expect, it } from 'vitest';

import { mayReconnectTo } from '#engine/stratum/registrable-domain.ts';

describe('mayReconnectTo', () => {
  it.each([
    ['eu.pool.example.com', 'us.pool.example.com'],
    ['eu.example.com', 'example.com'],
    ['EU.example.com', 'us.EXAMPLE.com.'],
    ['stratum.pool.co.uk', 'backup.pool.co.uk'],
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '[::1]'],
    ['localhost', 'localhost'],
    ['pool-box', 'pool-box'],
  ])('lets %s lead to %s', (current, next) => {
    expect(mayReconnectTo(current, next)).toBe(true);
  });

  it.each([
    ['eu.example.com', 'eu.example.org'],
    ['pool.example.com', 'pool.example.com.evil.net'],
    ['pool.example.com', 'evilexample.com'],
    ['a.co.uk', 'b.co.uk'],
    ['pool.duckdns.org', 'thief.duckdns.org'],
    ['pool.example.com', '10.0.0.1'],
    ['10.0.0.1', '10.0.0.2'],
    ['10.0.0.1', 'pool.example.com'],
    ['localhost', 'example.com'],
    ['pool-box', 'other-box'],
    ['pool.example.com', ''],
    ['com', 'example.com'],
  ])('keeps %s from leading to %s', (current, next) => {
    expect(mayReconnectTo(current, next)).toBe(false);
  });
});
