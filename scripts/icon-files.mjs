// Containers of icons: several PNG files in one.

/** Sizes that Windows asks for, from the smallest list to the largest tile. */
export const ICO_SIZES = [16, 20, 24, 32, 40, 48, 64, 256];

/** Types of an icns file that hold PNG, and their sizes; ic11 to ic14 are those for screens of 200 %. */
export const ICNS_TYPES = {
  ic07: 128,
  ic08: 256,
  ic09: 512,
  ic10: 1024,
  ic11: 32,
  ic12: 64,
  ic13: 256,
  ic14: 512,
};

/**
 * A Windows icon: a directory of 16-byte entries, then the PNG files (Microsoft, ICONDIR).
 * @param {{ size: number, png: Buffer }[]} pictures
 */
export function icoFile(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const at = 6 + 16 * index;
    // One byte for each side; 0 stands for 256.
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/**
 * A macOS icon: `icns`, the whole length, then for each picture its type, its length with these eight bytes,
 * and the PNG file.
 * @param {{ type: string, png: Buffer }[]} pictures
 */
export function icnsFile(pictures) {
  const chunks = pictures.map(({ type, png }) => chunk(type, png));
  return chunk('icns', Buffer.concat(chunks));
}

function chunk(type, content) {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(content.length + 8, 4);
  return Buffer.concat([head, content]);
}
