import type { DownloadFile } from '#shared/model/statement.ts';

/** Lets the browser save a file; where to is the browser's or its user's choice. */
export function saveFile({ fileName, mediaType, contentBase64 }: DownloadFile): void {
  const bytes = Uint8Array.from(atob(contentBase64), (char) => char.codePointAt(0) ?? 0);
  const url = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken the content over by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
