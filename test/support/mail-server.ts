import type { AddressInfo } from 'node:net';

import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Mail {
  from: string;
  to: string[];
  text: string;
  isSecure: boolean;
  user: string | null;
}

/** A mail server on 127.0.0.1 that keeps what it is given. */
export class MailServer {
  readonly mails: Mail[] = [];
  readonly #server: SMTPServer;

  constructor(options: SMTPServerOptions & { password?: string } = {}) {
    const { password, ...rest } = options;
    this.#server = new SMTPServer({
      authOptional: password === undefined,
      disableReverseLookup: true,
      logger: false,
      ...rest,
      onAuth: (auth, _session, callback) => {
        if (auth.password === password) callback(null, { user: auth.username });
        else callback(new Error(`no such password: ${auth.password ?? ''}`));
      },
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          this.mails.push({
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address),
            text: Buffer.concat(chunks).toString('utf8'),
            isSecure: session.secure,
            user: typeof session.user === 'string' ? session.user : null,
          });
          callback();
        });
      },
    });
    this.#server.on('error', () => {});
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => void this.#server.listen(0, '127.0.0.1', () => resolve()));
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
