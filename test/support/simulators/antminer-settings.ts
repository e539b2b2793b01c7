/** What the settings file of a simulated Antminer holds. */
export interface SettingsFile {
  pools: { url: string; user: string; pass: string }[];
  /** In the file's order. Null is printed as nothing at all, as an S19 does for a fan that was never set. */
  fields: Record<string, string | boolean | null>;
}

const API_FIELDS = {
  'api-listen': true,
  'api-network': true,
  'api-groups': 'A:stats:pools:devs:summary:version',
  'api-allow': 'A:0/0,W:*',
};

/** An S19's, with fans and mode as its owner set them. */
export function modernSettings(fields: SettingsFile['fields'] = {}): SettingsFile {
  return {
    pools: somePools(),
    fields: {
      ...API_FIELDS,
      'bitmain-fan-ctrl': true,
      'bitmain-fan-pwm': '85',
      'bitmain-use-vil': true,
      'bitmain-freq': '675',
      'bitmain-voltage': '1400',
      'bitmain-ccdelay': '0',
      'bitmain-pwth': '0',
      'bitmain-work-mode': '0',
      'bitmain-freq-level': '90',
      ...fields,
    },
  };
}

/** An S9's or, with `bitmain-work-mode` and `bitmain-voltage`, an S17's. */
export function formSettings(fields: SettingsFile['fields'] = {}): SettingsFile {
  return { pools: somePools(), fields: { ...API_FIELDS, 'bitmain-freq': '650', ...fields } };
}

function somePools(): SettingsFile['pools'] {
  return [
    { url: 'stratum+tcp://first.pool.example:3333', user: 'anna.rack1', pass: 'secret-one' },
    { url: 'second.pool.example:443', user: 'anna.rack1', pass: '' },
    { url: '', user: '', pass: '' },
  ];
}

/** The page `get_miner_conf.cgi`: printed piece by piece, nothing escaped, as the miners do. */
export function printSettings({ pools, fields }: SettingsFile): string {
  const entries = pools.map(
    ({ url, user, pass }) => `{\n"url" : "${url}",\n"user" : "${user}",\n"pass" : "${pass}"\n}`,
  );
  const rest = Object.entries(fields).map(([name, value]) => {
    const printed = value === null ? '' : typeof value === 'string' ? `"${value}"` : String(value);
    return `"${name}" : ${printed}`;
  });
  return `{\n"pools" : [\n${entries.join(',\n')}\n]\n,\n${rest.join(',\n')}\n}\n`;
}

/**
 * The modern page `set_miner_conf.cgi`. Returns the new file, or null for what it does not take. A build that
 * `resets` puts the factory's value where a field is left out. It never takes the fields of the API.
 */
export function takeModern(file: SettingsFile, body: string, resets: boolean): SettingsFile | null {
  const wish = parseObject(body);
  const pools = wish === null ? null : readPools(wish['pools']);
  if (wish === null || pools === null) return null;
  const mode = wish['miner-mode'];
  if (mode !== undefined && (!Number.isInteger(mode) || Number(mode) < 0 || Number(mode) > 3)) return null;
  const fanControl = wish['bitmain-fan-ctrl'];
  if (fanControl !== undefined && typeof fanControl !== 'boolean') return null;
  const rest = Object.entries(wish).filter(([name]) => name !== 'pools' && !name.endsWith('-mode'));
  if (!rest.every(([, value]) => typeof value === 'string' || typeof value === 'boolean')) return null;
  const fields = { ...file.fields };
  const take = (name: string, value: unknown, factory: string | boolean): void => {
    if (value !== undefined)
      fields[name] = typeof value === 'boolean' ? value : `${value as string | number}`;
    else if (resets) fields[name] = factory;
  };
  take('bitmain-fan-ctrl', fanControl, false);
  take('bitmain-fan-pwm', wish['bitmain-fan-pwm'], '100');
  take('bitmain-work-mode', mode, '0');
  take('bitmain-freq-level', wish['freq-level'], '100');
  for (const name of ['bitmain-freq', 'bitmain-voltage', 'bitmain-ccdelay', 'bitmain-pwth']) {
    if (name in fields) take(name, wish[name], '');
  }
  for (const name of ['bitmain-hashrate-percent', 'bitmain-user-ip-cat']) {
    if (name in fields) take(name, wish[name], '100');
  }
  return { pools, fields };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function readPools(value: unknown): SettingsFile['pools'] | null {
  if (!Array.isArray(value) || value.length !== 3) return null;
  const pools: SettingsFile['pools'] = [];
  for (const entry of value as unknown[]) {
    if (typeof entry !== 'object' || entry === null) return null;
    const { url, user, pass } = entry as Record<string, unknown>;
    if (typeof url !== 'string' || typeof user !== 'string' || typeof pass !== 'string') return null;
    pools.push({ url, user, pass });
  }
  return pools;
}

/**
 * The old page `set_miner_conf.cgi`, a shell script: it writes the whole file anew from the form's parameters,
 * so what is not sent is gone. Switches are in the file only when they are on.
 */
export function takeForm(body: string): SettingsFile | null {
  const form = new Map(
    body.split('&').map((pair): [string, string] => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), decode(pair.slice(at + 1))];
    }),
  );
  if (!form.has('_ant_pool1url')) return null;
  const pools = [1, 2, 3].map((n) => ({
    url: form.get(`_ant_pool${n}url`) ?? '',
    user: form.get(`_ant_pool${n}user`) ?? '',
    pass: form.get(`_ant_pool${n}pw`) ?? '',
  }));
  const fields: SettingsFile['fields'] = { ...API_FIELDS };
  if (form.has('_ant_voltage')) fields['bitmain-use-vil'] = true;
  if (form.get('_ant_nobeeper') === 'true') fields['bitmain-nobeeper'] = true;
  if (form.get('_ant_notempoverctrl') === 'true') fields['bitmain-notempoverctrl'] = true;
  if (form.get('_ant_fan_customize_switch') === 'true') {
    fields['bitmain-fan-ctrl'] = true;
    fields['bitmain-fan-pwm'] = form.get('_ant_fan_customize_value') ?? '';
  }
  const mode = form.get('_ant_work_mode');
  if (mode !== undefined) fields['bitmain-work-mode'] = mode;
  fields['bitmain-freq'] = form.get('_ant_freq') ?? '';
  const voltage = form.get('_ant_voltage');
  if (voltage !== undefined) fields['bitmain-voltage'] = voltage;
  return { pools, fields };
}

/** Only `%xx` is decoded; a plus stays a plus. */
function decode(text: string): string {
  const bytes = Buffer.from(
    text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  return bytes.toString('utf8');
}
