/** Words of the Plan page. */
export const texts = {
  'How the farm is shared out. Nothing changes before you press Apply.':
    '矿场算力如何分配。按“应用”之前什么都不会改变。',
  'Policy and round': '策略与轮次',
  Policy: '策略',
  'One account after the other': '逐个账户',
  'All miners work for the first account that is not up to standard, in your order, then for the next.':
    '所有矿机按您的顺序为第一个未达标的账户工作，然后轮到下一个。',
  'All accounts at once': '所有账户同时',
  'Every account gets its rate all through the round: whole miners, and as few of them as possible shared.':
    '每个账户在整个轮次中都得到应有的算力：按整台矿机分配，尽量少共用矿机。',
  'When the farm cannot meet all quotas': '当矿场无法满足全部配额时',
  'By priority': '按优先级',
  'The first accounts get all of theirs; the last ones fall short.':
    '排在前面的账户全额得到，排在后面的不足。',
  'Everyone the same part': '按同一比例',
  'Every account gets the same fraction of its quota.': '每个账户得到其配额的相同比例。',
  Round: '轮次',
  Length: '时长',
  'For instance 24h, 7d, 12h, 30m, or never (until all quotas are reached)':
    '例如 24h、7d、12h、30m，或 never（直到全部配额完成）',
  'Begins at': '开始于',
  'A time of day such as 00:00': '一天中的时刻，例如 00:00',
  'Time zone': '时区',
  'For instance UTC or Europe/Berlin': '例如 UTC 或 Asia/Shanghai',
  'A round without an end has no rates to keep. Until it has a length, the farm serves one account after the other.':
    '没有结束时间的轮次没有要保持的算力。在设定时长之前，矿场逐个服务账户。',
  'Apply …': '应用…',
  Reset: '重置',
  'This is how the farm works now.': '矿场目前就是这样运行的。',
  'Apply these settings?': '应用这些设置？',
  '{name}: {from} → {to}': '{name}：{from} → {to}',
  'every {every} from {anchor} {timeZone}': '从 {anchor}（{timeZone}）起每 {every}',
  'without an end': '没有结束时间',
  'Miners move where the new plan wants them; what is credited stays.':
    '矿机会按新计划调动；已入账的保持不变。',
  'The present round is closed now with what was delivered, unless a round of the new kind began at the same moment.':
    '当前轮次现在按已交付的工作量结束，除非新设置的轮次恰好始于同一时刻。',
  Apply: '应用',
  'The settings are applied.': '设置已应用。',
  'What if': '假设推演',
  'Asks the plan what would happen. Nothing is touched.': '推算会发生什么，不改动任何东西。',
  'Policy asked about: {policy}.': '推演的策略：{policy}。',
  'Policy asked about: {policy}, as chosen under Policy and round, not applied.':
    '推演的策略：{policy}，即“策略与轮次”中所选，尚未应用。',
  'Take out miners': '去掉矿机',
  'As if they were marked failed': '如同它们被标记为故障',
  'Add hashrate': '增加算力',
  'For instance 200 TH/s of new miners': '例如新矿机 200 TH/s',
  'A hashrate is a number with its unit, such as 120 TH/s.': '算力要写成数字加单位，例如 120 TH/s。',
  'Other quotas': '其他配额',
  'Quota of {name}': '{name} 的配额',
  'Write 120 TH/s, 2.88 PH/s·h, a number of difficulty-1 shares, or 30 %.':
    '请写 120 TH/s、2.88 PH/s·h、难度 1 份额的个数，或 30 %。',
  'What would happen?': '会发生什么？',
  'Change something first: the policy, a quota, the miners or the hashrate.':
    '请先改动一项：策略、配额、矿机或算力。',
  'Something was changed since; ask again.': '此后有改动，请重新推演。',
  'As of {time}.': '截至 {time}。',
  'Finish now': '目前的完成时间',
  'Finish then': '届时的完成时间',
  Difference: '差异',
  '{duration} earlier': '提前 {duration}',
  '{duration} later': '推迟 {duration}',
  none: '无',
  'would be met': '将会完成',
  'would be missed': '将无法完成',
  'up to standard': '达标',
  'not met (short of {work} work)': '未完成（缺工作量 {work}）',
  'no finish in sight': '看不到完成时间',
  '{now} → {count} moves until the round ends': '到轮次结束的调动次数：{now} → {count}',
  'Expected finish of each account, now and then': '各账户的预计完成时间：目前与届时',
};
