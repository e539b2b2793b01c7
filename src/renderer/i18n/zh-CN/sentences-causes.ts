import type { SentenceTemplates } from '../sentence-templates.ts';

/** Why miners are where they are, and the evidence of verdicts on miners, machines and pools. */
export const sentences: SentenceTemplates = {
  // plan
  '{name} is the first account below its quota ({credited} credited)':
    '{name} 是第一个配额未完成的账户（已入账 {credited}）',
  '{name} has {part} of its quota, {due} are due by now': '{name} 已完成配额的 {part}，此时应完成 {due}',
  '{name} is expected to be up to standard': '预计 {name} 达标',
  'stands in for {miner} ({whyText})': '顶替 {miner}（{whyText}）',
  'stands in for {miner} ({whyText}); {causeText}': '顶替 {miner}（{whyText}）；{causeText}',
  'kept in place by you': '您要求保留',
  'just back': '刚恢复',
  'all accounts are up to standard': '所有账户都已达标',
  'no account below its quota can be served': '配额未完成的账户都无法获得服务',
  'the quotas need no more at this moment': '配额目前不需要更多算力',
  '{whyText}; mines for {name}': '{whyText}；为 {name} 挖矿',
  '{whyText}; parked, as no overflow account can be served': '{whyText}；没有可服务的溢出账户，因此停放',
  standby: '备用',
  'marked failed': '已标记故障',
  'marked failed by you': '被您标记为故障',
  'marked failed by you: {note}': '被您标记为故障：{note}',
  'marked below standard by you': '被您标记为不达标',
  'marked below standard by you: {note}': '被您标记为不达标：{note}',
  'it is not connected': '未连接',
  'is the same miner as {miner}': '与 {miner} 是同一台矿机',

  // health of miners
  'no share for {gapSpan}': '{gapSpan}没有份额',
  'no share for {gapSpan} since it got its job; how many to expect is not known':
    '得到任务后 {gapSpan}没有份额；应有多少不可知',
  'no share for {gapSpan} where {expected} were expected; chance 1 in {times}':
    '{gapSpan}没有份额，应有 {expected} 个；偶然概率 {times} 分之一',
  'no share for {gapSpan} where {expected} were expected; chance below 1 in {times}':
    '{gapSpan}没有份额，应有 {expected} 个；偶然概率低于 {times} 分之一',
  '{foundShares} in {span} since it came back': '恢复后 {span}内有 {foundShares}',
  '{foundShares} in {span} where {expected} were expected at {standard}; chance 1 in {times}':
    '{span}内有 {foundShares}，按 {standard} 应有 {expected} 个；偶然概率 {times} 分之一',
  '{foundShares} in {span} where {expected} were expected at {standard}; chance below 1 in {times}':
    '{span}内有 {foundShares}，按 {standard} 应有 {expected} 个；偶然概率低于 {times} 分之一',
  'up to standard again: {foundShares} in {span} where {expected} were expected at {standard}':
    '重新达标：{span}内有 {foundShares}，按 {standard} 应有 {expected} 个',
  '{refused} of its {allShares} in the last 15 min were refused ({rejected} rejected, {stale} stale): {part}, with confidence at least {least}':
    '最近 15 分钟 {allShares}中有 {refused} 个被拒（{rejected} 被拒绝，{stale} 陈旧）：{part}，可信下限 {least}',
  '{refused} of its {allShares} in the last 15 min were refused':
    '最近 15 分钟 {allShares}中有 {refused} 个被拒',
  '{foundText}; it says of itself that all is well': '{foundText}；它自报一切正常',
  '{foundText}; it says of itself: {wordsText}': '{foundText}；它自报：{wordsText}',
  'it says of itself: {wordsText}': '它自报：{wordsText}',
  'its nominal hashrate was changed': '它的额定算力已更改',
  'connected again after {seconds} s': '{seconds} 秒后重新连接',
  'its connection closed {seconds} s ago and is not back': '连接在 {seconds} 秒前断开，尚未恢复',
  'put back': '已恢复使用',
  'it has had no work for an hour: judged anew': '已有一小时没有工作：重新评判',
  'no share from {silent} of {all} miners for {span}: the cause is common to them (network, power or pool), not single miners':
    '{all} 台矿机中 {silent} 台 {span}没有份额：是共同原因（网络、电力或矿池），不是单台矿机',
  'No share from {silent} of {all} miners for {span}: the cause is common to them (network, power or pool), not single miners.':
    '{all} 台矿机中 {silent} 台 {span}没有份额：是共同原因（网络、电力或矿池），不是单台矿机。',
  'the connections of {gone} of {all} miners closed within {span}: the cause is common to them (network, power or this PC), not single miners':
    '{all} 台矿机中 {gone} 台在 {span}内断开：是共同原因（网络、电力或本电脑），不是单台矿机',

  // what machines say of themselves
  'the machine sleeps': '机器在休眠',
  'the machine is tuning itself': '机器正在自动调优',
  'the machine has just started': '机器刚刚启动',
  'the machine itself counts {rate} of {nominal} and reports no fault: chance, or the way to the proxy':
    '机器自计 {rate}（额定 {nominal}），没有报告故障：偶然，或到代理的线路问题',
  'the machine itself counts only {rate} of {nominal}': '机器自计只有 {rate}（额定 {nominal}）',
  'board {index} of {count} is dead (it makes nothing)': '{count} 块算力板中的第 {index} 块失效（没有算力）',
  'board {index} of {count} is dead ({chips} of {most} chips)':
    '{count} 块算力板中的第 {index} 块失效（{most} 颗芯片中 {chips} 颗）',
  'board {index} of {count} works with {chips} of {most} chips':
    '{count} 块算力板中的第 {index} 块只有 {chips} 颗芯片工作（共 {most} 颗）',
  'board {index} of {count} makes {rate} of {standard}':
    '{count} 块算力板中的第 {index} 块算力 {rate}，应为 {standard}',
  'none of its boards makes anything': '所有算力板都没有算力',
  'fan {index} of {count} stands still': '{count} 个风扇中的第 {index} 个停转',
  'switched off because it was too hot': '因过热已关机',

  // health of pool endpoints
  'no new job from the pool for {span}': '矿池 {span}没有新任务',
  'logged in, but no job for {span}': '已登录，但 {span}没有任务',
  'the pool has refused all {count} shares for {span}': '{span}内矿池拒绝了全部 {count} 个份额',
  "one in ten of the pool's last {count} answers took {span} or longer":
    '矿池最近 {count} 次答复中有十分之一用了 {span}或更久',
  'the pool has not answered shares for 60 s': '矿池 60 秒没有答复份额',
};
