import type { DownloadFile } from '#shared/model/statement.ts';

/** The browser has begun to read a file by then; at once would be too soon for some. */
const READING_MS = 10_000;

/** Lets the browser save a file that the engine made; where to is the browser's or its user's choice. */
export function saveFile({ fileName, mediaType, contentBase64 }: DownloadFile): void {
  const bytes = Uint8Array.from(atob(contentBase64), (char) => char.codePointAt(0) ?? 0);
  save(fileName, new Blob([bytes], { type: mediaType }));
}

/** Lets the browser save a text that this window made. */
export function saveText(name: string, text: string, mediaType: string): void {
  save(name, new Blob([text], { type: mediaType }));
}

function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), READING_MS);
}
