import { existsSync } from 'node:fs';

/** A font file of the system, with the face to take from a collection. */
interface SystemFont {
  path: string;
  face?: string;
}

/** Fonts with many scripts that systems bring; the one that has a text's letters is embedded. */
const SYSTEM_FONTS: readonly SystemFont[] = [
  { path: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' },
  { path: '/usr/share/fonts/TTF/DejaVuSans.ttf' },
  { path: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', face: 'NotoSansCJKsc-Regular' },
  { path: '/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf' },
  { path: '/System/Library/Fonts/Supplemental/Arial Unicode.ttf' },
  { path: String.raw`C:\Windows\Fonts\arial.ttf` },
  { path: String.raw`C:\Windows\Fonts\msyh.ttc`, face: 'MicrosoftYaHei' },
  { path: String.raw`C:\Windows\Fonts\malgun.ttf` },
];

/** What the standard fonts of PDF can write (WinAnsi), as far as it is used here. */
const STANDARD_LETTERS = /^[\u0020-\u007e\u00a0-\u00ff–—‘’“”•…€]*$/;

const STANDARD = { regular: 'Helvetica', bold: 'Helvetica-Bold', mono: 'Courier' } as const;
export type FontStyle = keyof typeof STANDARD;

/** What is used of the font that pdfkit has open. */
interface OpenFont {
  font?: { hasGlyphForCodePoint?: (codePoint: number) => boolean };
}

/** Chooses for each text a font that has its letters; the standard ones are in every PDF reader. */
export class PdfFonts {
  readonly #doc: PDFKit.PDFDocument;
  readonly #candidates: SystemFont[];

  constructor(doc: PDFKit.PDFDocument, candidates: readonly SystemFont[] = SYSTEM_FONTS) {
    this.#doc = doc;
    this.#candidates = [...candidates];
  }

  /** Sets the font that has the most letters of a text; returns the text, with `?` for those it lacks. */
  use(text: string, style: FontStyle = 'regular'): string {
    let best: { font: SystemFont | null; written: string; missing: number } = {
      font: null,
      ...written(text, (letter) => STANDARD_LETTERS.test(letter)),
    };
    for (const font of best.missing === 0 ? [] : [...this.#candidates]) {
      if (!this.#open(font)) {
        this.#candidates.splice(this.#candidates.indexOf(font), 1);
        continue;
      }
      const { font: face } = (this.#doc as unknown as { _font: OpenFont })._font;
      const isThere = (letter: string): boolean =>
        face?.hasGlyphForCodePoint?.(letter.codePointAt(0) ?? 0) === true;
      const found = { font, ...written(text, isThere) };
      if (found.missing < best.missing) best = found;
      if (best.missing === 0) break;
    }
    if (best.font === null) this.#doc.font(STANDARD[style]);
    else this.#open(best.font);
    return best.written;
  }

  /** False where there is no such file, or none that can be read as a font. */
  #open({ path, face }: SystemFont): boolean {
    if (!existsSync(path)) return false;
    try {
      if (face === undefined) this.#doc.font(path);
      else this.#doc.font(path, face);
      return true;
    } catch {
      return false;
    }
  }
}

function written(text: string, isThere: (letter: string) => boolean): { written: string; missing: number } {
  const letters = [...text].map((letter) => (isThere(letter) ? letter : null));
  return {
    written: letters.map((letter) => letter ?? '?').join(''),
    missing: letters.filter((letter) => letter === null).length,
  };
}
