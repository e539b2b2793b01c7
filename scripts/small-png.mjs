import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const MAX_COLOURS = 256;
const TRUE_COLOUR = 2;
const TRUE_COLOUR_ALPHA = 6;
const INDEXED = 3;

/** How far, in steps of a channel, a colour may be from the one that stands for it: as little as will do. */
const TOLERANCES = [0, 4, 8, 12, 16, 24, 32, 48, 64];

/**
 * A PNG of a screen with a palette of at most 256 colours: common ones as they are, tints between by their neighbours.
 * A third of the size, and no difference to be seen. Takes what Chromium writes: 8 bits a channel, not interlaced.
 */
export function smallPng(png) {
  const { width, height, channels, data } = decode(png);
  const pixels = new Uint32Array(width * height);
  for (let i = 0; i < pixels.length; i++) pixels[i] = data.readUIntBE(i * channels, 3);
  const counts = new Map();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const commonest = [...counts].toSorted((a, b) => b[1] - a[1]).map(([colour]) => colour);
  const palette = paletteOf(commonest);
  const places = new Map(commonest.map((colour) => [colour, nearest(palette, colour)]));
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = places.get(pixels[y * width + x]);
  const colours = Buffer.alloc(palette.length * 3);
  for (const [index, colour] of palette.entries()) colours.writeUIntBE(colour, index * 3, 3);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, INDEXED, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Colours, the commonest first, of which one is near to every other. */
function paletteOf(commonest) {
  for (const tolerance of TOLERANCES) {
    const palette = [];
    for (const colour of commonest) {
      if (palette.length > MAX_COLOURS) break;
      if (palette.every((other) => distance(other, colour) > tolerance ** 2)) palette.push(colour);
    }
    if (palette.length <= MAX_COLOURS) return palette;
  }
  throw new Error('more colours than a screen of the window has');
}

function distance(a, b) {
  return [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);
}

function nearest(palette, colour) {
  return palette.reduce(
    (best, other, index) => (distance(other, colour) < distance(palette[best], colour) ? index : best),
    0,
  );
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

function decode(png) {
  const parts = [];
  let header = null;
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = data;
    if (type === 'IDAT') parts.push(data);
    at += 12 + length;
  }
  const [depth, kind, , , interlace] = header.subarray(8);
  if (depth !== 8 || ![TRUE_COLOUR, TRUE_COLOUR_ALPHA].includes(kind) || interlace !== 0)
    throw new Error('not a PNG as Chromium writes it');
  const channels = kind === TRUE_COLOUR ? 3 : 4;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  return {
    width,
    height,
    channels,
    data: unfiltered(inflateSync(Buffer.concat(parts)), { width, height, channels }),
  };
}

/** Takes the filters of PNG (RFC 2083, section 6) off the rows. */
function unfiltered(raw, { width, height, channels }) {
  const stride = width * channels;
  const data = Buffer.alloc(height * stride);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let i = 0; i < stride; i++) {
      const left = i >= channels ? data[y * stride + i - channels] : 0;
      const up = y > 0 ? data[(y - 1) * stride + i] : 0;
      const corner = y > 0 && i >= channels ? data[(y - 1) * stride + i - channels] : 0;
      data[y * stride + i] = raw[y * (stride + 1) + 1 + i] + predicted(filter, { left, up, corner });
    }
  }
  return data;
}

function predicted(filter, { left, up, corner }) {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const guess = left + up - corner;
  const [byLeft, byUp, byCorner] = [left, up, corner].map((value) => Math.abs(guess - value));
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}
