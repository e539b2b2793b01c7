import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { parseCommand } from '#main/headless/cli-options.ts';

const root = join(import.meta.dirname, '../../..');

interface Picture {
  name: string | number;
  /** Width and height as the PNG file itself says them. */
  size: [number, number];
}

function pngSize(png: Buffer): [number, number] {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

function readIco(file: Buffer): Picture[] {
  expect([file.readUInt16LE(0), file.readUInt16LE(2)]).toEqual([0, 1]);
  return Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const at = 6 + 16 * index;
    const offset = file.readUInt32LE(at + 12);
    const png = file.subarray(offset, offset + file.readUInt32LE(at + 8));
    return { name: file.readUInt8(at) || 256, size: pngSize(png) };
  });
}

function readIcns(file: Buffer): Picture[] {
  expect([file.toString('latin1', 0, 4), file.readUInt32BE(4)]).toEqual(['icns', file.length]);
  const pictures: Picture[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    const png = file.subarray(at + 8, at + file.readUInt32BE(at + 4));
    pictures.push({ name: file.toString('latin1', at, at + 4), size: pngSize(png) });
  }
  return pictures;
}

const asset = (name: string): Buffer => readFileSync(join(root, 'assets', name));

describe('the icons', () => {
  it('have every size that Windows asks for, each in its own picture', () => {
    const pictures = readIco(asset('icon.ico'));
    expect(pictures).toEqual(
      [16, 20, 24, 32, 40, 48, 64, 256].map((size) => ({ name: size, size: [size, size] })),
    );
  });

  it('have the types of macOS, each with the picture that it promises', () => {
    const sizes = { ic07: 128, ic08: 256, ic09: 512, ic10: 1024, ic11: 32, ic12: 64, ic13: 256, ic14: 512 };
    expect(readIcns(asset('icon.icns'))).toEqual(
      Object.entries(sizes).map(([name, size]) => ({ name, size: [size, size] })),
    );
  });

  it('have the sizes of Linux desktops in files named by them', () => {
    for (const size of [16, 24, 32, 48, 64, 128, 256, 512])
      expect(pngSize(asset(`icons/${size}x${size}.png`))).toEqual([size, size]);
  });

  it('have three pictures for the tray, for three kinds of screens, no two alike', () => {
    const looks = ['ok', 'attention', 'critical'];
    for (const [suffix, size] of [
      ['', 16],
      ['@1.5x', 24],
      ['@2x', 32],
    ] as const) {
      const pictures = looks.map((look) => asset(`tray-${look}${suffix}.png`));
      expect(pictures.map(pngSize)).toEqual(looks.map(() => [size, size]));
      expect(new Set(pictures.map((picture) => picture.toString('base64'))).size).toBe(3);
    }
  });
});

interface Licence {
  name: string;
  version: string;
  licence: string;
  texts: string[];
}
const licences = (await import('../../../scripts/licenses.mjs' as string)) as {
  collectLicences: (root: string) => Licence[];
  isAllowed: (licence: string) => boolean;
  licencesText: (packages: Licence[]) => string;
};

describe('the licences of third parties', () => {
  const packages = licences.collectLicences(root);

  it('let every package that ships be shipped, and are there in full', () => {
    expect(packages.filter(({ licence }) => !licences.isAllowed(licence))).toEqual([]);
    expect(packages.filter(({ texts }) => texts.join('').length < 200)).toEqual([]);
  });

  it('are of what the program loads, what the window is built of, and what those need', () => {
    const names = packages.map(({ name }) => name);
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const wanted = [
      ...Object.keys(dependencies),
      'react',
      'react-dom',
      '@mui/material',
      'scheduler',
      'fontkit',
    ];
    expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => ['electron', 'typescript', 'vite', 'vitest'].includes(name))).toEqual([]);
  });

  it('stand in one text, each with its package and version', () => {
    const text = licences.licencesText(packages);
    const missing = packages.filter(({ name, version }) => !text.includes(`\n${name} ${version}\n`));
    expect(missing).toEqual([]);
  });

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['MIT AND ISC', true],
    ['MIT AND GPL-3.0-only', false],
    ['GPL-3.0-or-later', false],
    ['UNLICENSED', false],
    ['none stated', false],
  ])('%s: %s', (licence, isAllowed) => {
    expect(licences.isAllowed(licence)).toBe(isAllowed);
  });

  it('take the word of a licence file where package.json names none', () => {
    const file = readFileSync(join(root, 'node_modules/png-js/LICENSE'), 'utf8');
    expect(file).toMatch(/Permission is hereby granted, free of charge/);
  });
});

describe('what is run without a window', () => {
  const text = (name: string): string => readFileSync(join(root, 'packaging', name), 'utf8');
  const service = text('hashquota.service');
  const dockerfile = text('Dockerfile');
  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

  it('is started with options that the service takes', () => {
    const [, line = ''] = /^ExecStart=\S+ \S+headless\.js (.*)$/m.exec(service) ?? [];
    expect(parseCommand(line.split(' '))).toMatchObject({ name: 'run', dataDir: '/var/lib/hashquota' });
    const [, json = '[]'] = /^ENTRYPOINT (.*)$/m.exec(dockerfile) ?? [];
    const [, script, ...args] = JSON.parse(json) as string[];
    expect([script, parseCommand(args)]).toMatchObject(['out/main/headless.js', { dataDir: '/data' }]);
  });

  it('is not started again where that mends nothing: a wrong option, a folder in use, damaged data', () => {
    expect(service).toMatch(/^RestartPreventExitStatus=2 3 5$/m);
  });

  it.runIf(hasSystemd)('is a unit that systemd understands', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hashquota-unit-'));
    const file = join(folder, 'hashquota.service');
    // Whether the program is installed here is not the question.
    writeFileSync(file, service.replace('ExecStart=/usr/bin/node', 'ExecStart=/bin/true'));
    const { stdout, stderr, status } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    rmSync(folder, { recursive: true, force: true });
    expect([stdout, stderr.replaceAll(/^.*(?:User|Group)=.*$/gm, '').trim(), status]).toEqual(['', '', 0]);
  });

  it('is an image of what the build makes, run by an ordinary user', () => {
    const copied = [...dockerfile.matchAll(/^COPY --from=build \/build\/(\S+) /gm)].map(
      ([, path = '']) => path,
    );
    const made = new Set(['out/licenses.txt', 'out/main', 'out/renderer', 'node_modules', 'package.json']);
    expect(new Set(copied)).toEqual(made);
    expect([/^USER (\S+)$/m.exec(dockerfile)?.[1], dockerfile.includes('--omit=dev')]).toEqual([
      'node',
      true,
    ]);
    const ignored = text('Dockerfile.dockerignore').split('\n');
    expect(ignored.find((line) => line !== '' && !line.startsWith('#'))).toBe('*');
    const needed = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(needed.filter((name) => !name.includes('*') && !existsSync(join(root, name)))).toEqual([]);
  });
});
