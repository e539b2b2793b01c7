import type { ReadStream } from 'node:tty';

const MAX_LENGTH = 256;
const INTERRUPT = '\u0003';
const END_OF_INPUT = '\u0004';

/**
 * Asks for a password on a terminal without showing it. Null when the person gives up (Ctrl-C, Ctrl-D).
 * The question goes to stderr, since stdout may be read by a program.
 */
export async function askPassword(question: string, terminal: ReadStream): Promise<string | null> {
  process.stderr.write(question);
  terminal.setRawMode(true);
  try {
    return await readSecretLine(terminal);
  } finally {
    terminal.setRawMode(false);
    terminal.pause();
    process.stderr.write('\n');
  }
}

function readSecretLine(terminal: ReadStream): Promise<string | null> {
  return new Promise((resolve) => {
    let line = '';
    const finish = (result: string | null): void => {
      terminal.off('data', onData);
      resolve(result);
    };
    const onData = (chunk: string | Buffer): void => {
      for (const character of String(chunk)) {
        if (character === INTERRUPT || (character === END_OF_INPUT && line === '')) return finish(null);
        if (character === '\r' || character === '\n' || character === END_OF_INPUT) return finish(line);
        if (character === '\u007f' || character === '\b') line = line.slice(0, -1);
        else if (character >= ' ' && line.length < MAX_LENGTH) line += character;
      }
    };
    terminal.setEncoding('utf8').on('data', onData).resume();
  });
}
