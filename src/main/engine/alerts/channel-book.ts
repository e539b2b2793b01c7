import type { SecretBox } from '#engine/lib/secret-box.ts';
import type { SettingsStore } from '#engine/store/settings-store.ts';
import { AppError } from '#shared/errors.ts';
import type { AlertChannelsInput, AlertChannelsView, QuietHours } from '#shared/model/alert.ts';

import {
  channelSettings,
  type ChannelSettings,
  checkEmail,
  checkWebhook,
  keepsPassword,
  NO_CHANNELS,
  readWebhookUrl,
} from './channel-settings.ts';
import { checkQuietHours } from './quiet-hours.ts';

const SETTINGS_KEY = 'alerts.channels';

/** What a delivery needs, secrets opened. Lives no longer than the delivery. */
export interface WebhookTarget {
  url: URL;
  secret: string | null;
  ca: string | null;
}

/** What is sealed, opened for an export that seals it again; null = not set, or not readable here. */
export interface ChannelSecrets {
  webhookUrl: string | null;
  webhookSecret: string | null;
  mailPassword: string | null;
}

export interface MailTarget extends Omit<ChannelSettings['email'], 'on' | 'sealedPassword'> {
  password: string | null;
}

type Views = Pick<AlertChannelsView, 'desktop' | 'quietHours'> & {
  webhook: Omit<AlertChannelsView['webhook'], 'delivery'>;
  email: Omit<AlertChannelsView['email'], 'delivery'>;
};

/** Where alerts are told: the only owner of these settings. Secrets are sealed at rest. */
export class ChannelBook {
  readonly #store: SettingsStore;
  readonly #box: SecretBox;
  #settings: ChannelSettings;

  constructor(deps: { store: SettingsStore; secretBox: SecretBox }) {
    this.#store = deps.store;
    this.#box = deps.secretBox;
    const stored = channelSettings.safeParse(deps.store.get(SETTINGS_KEY));
    this.#settings = stored.success ? stored.data : NO_CHANNELS;
  }

  get quietHours(): QuietHours {
    return this.#settings.quietHours;
  }

  isOn(channel: 'desktop' | 'webhook' | 'email'): boolean {
    return this.#settings[channel].on;
  }

  views(): Views {
    const { desktop, webhook, email, quietHours } = this.#settings;
    const { sealedPassword, ...mail } = email;
    return {
      desktop: { ...desktop },
      webhook: {
        ...{ on: webhook.on, destination: webhook.destination, ca: webhook.ca },
        secret: stateOf(webhook.sealedSecret),
      },
      email: { ...mail, to: [...mail.to], password: stateOf(sealedPassword) },
      quietHours: { ...quietHours },
    };
  }

  /** Throws `AppError` with one sentence; then nothing is changed. */
  set({ desktop, webhook, email, quietHours }: AlertChannelsInput): void {
    const settings: ChannelSettings = {
      desktop: desktop ?? this.#settings.desktop,
      webhook: webhook ? this.#webhook(webhook) : this.#settings.webhook,
      email: email ? this.#email(email) : this.#settings.email,
      quietHours: quietHours ?? this.#settings.quietHours,
    };
    checkWebhook(settings.webhook);
    checkEmail(settings.email);
    checkQuietHours(settings.quietHours);
    this.#store.set(SETTINGS_KEY, settings);
    this.#settings = settings;
  }

  /** Throws `AppError` where it is not set, or cannot be read with this data folder's key. */
  webhookTarget(): WebhookTarget {
    const { sealedUrl, sealedSecret, ca } = this.#settings.webhook;
    if (sealedUrl === null) throw new AppError('BAD_INPUT', 'Give the address of the webhook first.');
    const url = readWebhookUrl(this.#open(sealedUrl, 'The stored address of the webhook'));
    const secret =
      sealedSecret === null ? null : this.#open(sealedSecret, 'The stored secret of the webhook');
    return { url, secret, ca };
  }

  /** Throws `AppError` where it is not set, or cannot be read with this data folder's key. */
  mailTarget(): MailTarget {
    const { on: _on, sealedPassword, ...email } = this.#settings.email;
    checkEmail({ ...this.#settings.email, on: true });
    const password =
      sealedPassword === null ? null : this.#open(sealedPassword, 'The stored password of the mail server');
    return { ...email, password };
  }

  reveal(): ChannelSecrets {
    const { webhook, email } = this.#settings;
    return {
      webhookUrl: this.#tryOpen(webhook.sealedUrl),
      webhookSecret: this.#tryOpen(webhook.sealedSecret),
      mailPassword: this.#tryOpen(email.sealedPassword),
    };
  }

  #webhook(input: NonNullable<AlertChannelsInput['webhook']>): ChannelSettings['webhook'] {
    const before = this.#settings.webhook;
    const { on, url, secret, ca = before.ca } = input;
    const address =
      url === undefined || url === null || url.trim() === '' ? null : readWebhookUrl(url.trim());
    const where =
      url === undefined
        ? { destination: before.destination, sealedUrl: before.sealedUrl }
        : { destination: address && address.origin, sealedUrl: address && this.#seal(address.href) };
    return { on, ...where, sealedSecret: this.#changed(before.sealedSecret, secret), ca };
  }

  #email(input: NonNullable<AlertChannelsInput['email']>): ChannelSettings['email'] {
    const before = this.#settings.email;
    const { password, ca = before.ca, ...rest } = input;
    const email = {
      ...rest,
      host: rest.host.trim(),
      from: rest.from.trim(),
      to: rest.to.map((to) => to.trim()),
      ca,
    };
    if (password === undefined && before.sealedPassword !== null && !keepsPassword(before, email)) {
      throw new AppError(
        'BAD_INPUT',
        'Type the password of the mail server again: it was typed for another server, user or way of connecting.',
      );
    }
    return { ...email, sealedPassword: this.#changed(before.sealedPassword, password) };
  }

  /** Left out: as before. Null or empty: taken away. */
  #changed(before: string | null, text: string | null | undefined): string | null {
    if (text === undefined) return before;
    return text === null || text === '' ? null : this.#seal(text);
  }

  #seal(text: string): string {
    return this.#box.seal(text).toString('base64');
  }

  #tryOpen(sealed: string | null): string | null {
    try {
      return sealed === null ? null : this.#open(sealed, 'It');
    } catch {
      return null;
    }
  }

  #open(sealed: string, what: string): string {
    try {
      return this.#box.open(Buffer.from(sealed, 'base64'));
    } catch (error) {
      throw new AppError(
        'UNAVAILABLE',
        `${what} cannot be read with this data folder's key; enter it again.`,
        { cause: error },
      );
    }
  }
}

function stateOf(sealed: string | null): 'set' | 'not set' {
  return sealed === null ? 'not set' : 'set';
}
