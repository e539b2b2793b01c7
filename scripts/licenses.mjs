// Lists the packages that the app is shipped with, and their licences, in out/licenses.txt.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Licences that let us ship the package inside ours; `AND` needs all of them, `OR` any. */
export const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
]);

/** Packages whose package.json names no licence; their licence file does. */
const NAMED_IN_FILE = { 'png-js': 'MIT' };

/** Electron's own licences lie beside the program, where its packager puts them. */
const NOT_LISTED = new Set(['electron']);

const MIT_TEXT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** True for an SPDX expression that `ALLOWED` covers. No bracket is nested in what packages write. */
export function isAllowed(licence) {
  const plain = licence.replaceAll(/[()]/g, '');
  return plain
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((name) => ALLOWED.has(name.trim())));
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Folder of an installed package as Node finds it from `from`; null where it is not installed. */
function findPackage(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
    if (dirname(folder) === folder) return null;
  }
}

/** Packages that the sources import by name: the window's are built in, so they ship too. */
function importedPackages(root) {
  const names = new Set();
  const source = join(root, 'src');
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    for (const [, name] of text.matchAll(/(?:\bfrom|\bimport\(?)\s*'((?:@[\w-]+\/)?[\w.-]+)[^']*'/g))
      if (!name.startsWith('.') && name !== 'node') names.add(name);
  }
  return names;
}

function author({ author: by, contributors }) {
  const first = by ?? contributors?.[0];
  return typeof first === 'string' ? first : (first?.name ?? 'its authors');
}

function licenceTexts(folder, manifest, licence) {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  if (files.length > 0) return files.sort().map((name) => readFileSync(join(folder, name), 'utf8').trim());
  if (!licence.includes('MIT')) throw new Error(`${manifest.name} comes without the text of its licence`);
  return [`Copyright (c) ${author(manifest)}\n\n${MIT_TEXT}`];
}

function describe(folder) {
  const manifest = readJson(join(folder, 'package.json'));
  const { name, version, homepage } = manifest;
  const licence = manifest.license ?? NAMED_IN_FILE[name] ?? 'none stated';
  return { name, version, licence, homepage, folder, texts: licenceTexts(folder, manifest, licence) };
}

/**
 * Every package that ships, with what it depends on, by name and version.
 * Throws where a package is not installed, or has no text of its licence.
 */
export function collectLicences(root) {
  const found = new Map();
  const add = (name, from, isOptional) => {
    const folder = findPackage(name, from);
    if (folder === null) {
      if (isOptional) return;
      throw new Error(`${name} is not installed`);
    }
    if (found.has(folder)) return;
    found.set(folder, describe(folder));
    const manifest = readJson(join(folder, 'package.json'));
    const optional = new Set(Object.keys(manifest.optionalDependencies ?? {}));
    for (const wanted of Object.keys(manifest.dependencies ?? {})) add(wanted, folder, optional.has(wanted));
    for (const wanted of optional) add(wanted, folder, true);
  };
  const { dependencies } = readJson(join(root, 'package.json'));
  for (const name of [...Object.keys(dependencies), ...importedPackages(root)])
    if (!NOT_LISTED.has(name)) add(name, root, false);
  return [...found.values()].toSorted((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1));
}

function titleOf({ name, version }) {
  return `${name} ${version}`;
}

/** The file's text. Several copies of one version are listed once. */
export function licencesText(packages) {
  const sections = new Map();
  for (const one of packages) {
    const source = one.homepage === undefined ? '' : `\n${one.homepage}`;
    sections.set(titleOf(one), `${titleOf(one)}\n${one.licence}${source}\n\n${one.texts.join('\n\n')}\n`);
  }
  const head =
    'Hashquota is shipped with the packages below, each under its own licence.\n' +
    "Electron's and Chromium's own licences lie beside the program.\n";
  return [head, ...sections.values()].join(`\n${'-'.repeat(78)}\n\n`);
}

/** Writes out/licenses.txt. */
export function writeLicences(root) {
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(join(root, 'out/licenses.txt'), licencesText(collectLicences(root)));
}
