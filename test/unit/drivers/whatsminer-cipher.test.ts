import { getCiphers } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { decryptText, deriveKeys, encryptText, md5Crypt } from '#engine/miner-api/whatsminer-cipher.ts';

/**
 * One exchange of the second API with an M31S of 2020, from the public tests of delawr0190/foreman-apps: its
 * token reply, the password, two commands and one answer as they stand on the wire. Key and token were worked
 * out from it with `openssl passwd -1`, the texts with `openssl enc -d -aes-256-ecb -nopad`.
 */
const EXCHANGE = {
  password: 'my-auth-password',
  salts: { time: '6915', salt: 'BQ5hoXV9', newsalt: 'a5TtWui2' },
  key: 'WssMFDgz6KlzbAfbu9Jph/',
  sign: '.8Wiv910uBxIJcqnY6BFC.',
  ledOn: {
    text: '{"cmd":"set_led","color":"red","period":"2000","duration":"1000","start":"0","token":".8Wiv910uBxIJcqnY6BFC."}',
    data: 'nMLVzjQG7hjSD+d5hwvYSitXund4MPNZopw3Uu2C85ezRF2GZs/KkSfBHTqQpqLSetRMV1BGPl6CzaDx7GD7fUQaM/eiNyeJTVrNWlKIMFYNGIEd57NKcoyttCWYmhnIXpnvOdDql4mubthUjNAawg==',
  },
  ledAuto: {
    text: '{"cmd":"set_led","param":"auto","token":".8Wiv910uBxIJcqnY6BFC."}',
    data: 'nMLVzjQG7hjSD+d5hwvYSn3H8OZ9zAvPCvBRa9yjzQTqCeCXdOWSDAIjiDW6DkxEp7WUCgnxLnxVg/OTpSKIbxgdXEl4gno5L17jJd20tCc=',
  },
  answer: {
    text: '{"STATUS":"S","When":1608417125,"Code":131,"Msg":"","Description":"whatsminer v1.1"}',
    enc: '99J8w83zIqB3/n9c5GlK0Ms8rMLrtR4I9L3mL3ihmpoy4J0v+AHcKtijbyE92q22MIKC6VKEUcYL2KQS50euQWMqSBlxCPx8YYy4oRkOE4C7kjyvgs9rRMH/mhiVH9k+',
  },
};

describe('whatsminer cipher', () => {
  it('runs where OpenSSL offers AES-256-ECB', () => {
    expect(getCiphers()).toContain('aes-256-ecb');
  });

  it.each([
    ['my-auth-password', 'BQ5hoXV9', 'WssMFDgz6KlzbAfbu9Jph/'],
    ['admin', 'BQ5hoXV9', 'RxmaDUO33TS7O26yeMHZ81'],
    ['x', 'a', 'TYcRT0JumNkKBBlirG1X4/'],
    ['a-very-long-password-of-more-than-thirty-two-bytes', 'saltsalt', 's1FaqQjUgT73ckj7Ry./A.'],
    ['пароль', 'ab.cdefg', 'Bxr5jMMkhKjt/YAT/KKUq/'],
    ['', 'ab', 'rn6aQS/o7141mj179E/zA.'],
  ])('hashes %j with salt %j as openssl passwd -1 does', (password, salt, hash) => {
    expect(md5Crypt(password, salt)).toBe(hash);
  });

  it('takes no more than eight characters of a salt', () => {
    expect(md5Crypt('admin', 'BQ5hoXV9-and-more')).toBe(md5Crypt('admin', 'BQ5hoXV9'));
  });

  it('derives the key and the token of the published exchange', () => {
    const { password, salts, key, sign } = EXCHANGE;
    expect({ key: md5Crypt(password, salts.salt), sign: deriveKeys(password, salts).sign }).toEqual({
      key,
      sign,
    });
  });

  it.each(['ledOn', 'ledAuto'] as const)('encrypts the published command %s to the byte', (name) => {
    const { aesKey } = deriveKeys(EXCHANGE.password, EXCHANGE.salts);
    expect(encryptText(aesKey, EXCHANGE[name].text)).toBe(EXCHANGE[name].data);
  });

  it('decrypts the published answer', () => {
    const { aesKey } = deriveKeys(EXCHANGE.password, EXCHANGE.salts);
    expect(decryptText(aesKey, EXCHANGE.answer.enc)).toBe(EXCHANGE.answer.text);
  });

  it('reads back what it encrypted, at every length up to two blocks', () => {
    const { aesKey } = deriveKeys('secret', EXCHANGE.salts);
    for (let length = 1; length <= 32; length += 1) {
      const text = 'ü'.repeat(length);
      expect(decryptText(aesKey, encryptText(aesKey, text)), `length ${length}`).toBe(text);
    }
  });

  it('says nothing of bytes that are no whole blocks', () => {
    const { aesKey } = deriveKeys('secret', EXCHANGE.salts);
    expect([decryptText(aesKey, ''), decryptText(aesKey, 'AAAA'), decryptText(aesKey, '!!')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
