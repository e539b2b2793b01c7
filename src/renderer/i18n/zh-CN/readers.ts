import type { PlaceReaders } from '../sentence-templates.ts';

const UNITS: Readonly<Record<string, string>> = {
  s: '秒',
  min: '分钟',
  h: '小时',
  d: '天',
  day: '天',
  days: '天',
};

const REASONS: Readonly<Record<string, string>> = {
  'shares in doubt': '存疑份额',
  'shares not answered yet': '待答复份额',
  'shares that straddled a change of difficulty': '跨难度变更的份额',
  'the rounding of its number': '数字的舍入',
  'the chance in an estimated hashrate': '估算算力的偶然成分',
};

/** What places of the engine's sentences hold, in Chinese: lengths of time, lists of names, small words. */
export const readers: PlaceReaders = {
  /** `2 h 5 min` */
  Span: (value) =>
    value.replaceAll(
      /(\d+)[\u00a0 ](s|min|h|days?|d)\b/g,
      (part, n: string, unit: string) => `${n}\u00a0${UNITS[unit] ?? part}`,
    ),
  /** `a`, `a and b`, `a, b, c and 4 more` */
  Names: (value) => {
    const [, shown = value, more] = /^(.*) and (\d+) more$/.exec(value) ?? [];
    const [, first, second] = /^(\S+) and (\S+)$/.exec(shown) ?? [];
    const list = first === undefined ? shown.replaceAll(', ', '、') : `${first}、${second}`;
    return more === undefined ? list : `${list} 等（另有 ${more} 个）`;
  },
  /** `a, b or c` */
  List: (value) => value.replaceAll(', ', '、').replace(' or ', ' 或 '),
  /** `12 shares`, `1.2 T of work`, `1.2 PH/s, 1.2 T of work` */
  Amount: (value) =>
    value
      .replace(/^([\d,.]+) shares?$/, '$1 个份额')
      .replace(/^(?:(.+), )?(.+) of work$/, (_, rate, work) =>
        rate === undefined ? `工作量 ${String(work)}` : `${String(rate)}，工作量 ${String(work)}`,
      ),
  Percent: (value) => value.replace('less than ', '不到 '),
  /** `shares in doubt up to 0.40 %, the rounding of its number up to 1.2 %` */
  Reasons: (value) =>
    value
      .split(', ')
      .map((part) => {
        const [, cause = '', most = ''] = /^(.+) up to (.+)$/.exec(part) ?? [];
        return REASONS[cause] === undefined
          ? part
          : `${REASONS[cause]}最多 ${most.replace('less than ', '不到 ')}`;
      })
      .join('，'),
  /** `1 share`, `12 shares` */
  Shares: (value) => value.replace(/^([\d,]+) shares?$/, '$1 个份额'),
};
