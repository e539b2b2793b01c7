import type { SentenceTemplates } from '../sentence-templates.ts';

/** Notices of the engine. */
export const sentences: SentenceTemplates = {
  // farm
  'There is no overflow account: surplus and failed miners are parked and mine nothing for you.':
    '没有溢出账户：富余和故障的矿机会被停放，不为您挖矿。',
  '{name} cannot be served: {whyText}.': '{name} 无法获得服务：{whyText}。',
  '{name} cannot be served: {url}: {whyText}.': '{name} 无法获得服务：{url}：{whyText}。',
  '{name} cannot be served: {url} refused the login: {refusalText}.':
    '{name} 无法获得服务：{url} 拒绝登录：{refusalText}。',
  "One share at {name}'s pool is {part} of its quota, so the quota cannot be met more exactly than that.":
    '{name} 的矿池上一个份额就占配额的 {part}，因此配额无法比这更精确地完成。',
  '{name} is offline.': '{name} 离线。',
  '{count} miners are offline.': '{count} 台矿机离线。',
  '{name} answers; still marked failed by you.': '{name} 已有响应，但仍被您标记为故障。',
  '{count} miners answer; still marked failed by you.': '{count} 台矿机已有响应，但仍被您标记为故障。',
  '{endpoint} says: {words}': '{endpoint} 的消息：{words}',
  '{endpoint} asked to move the connection to {host}, which is not its own address. That is how hashrate is stolen; it was not followed.':
    '{endpoint} 要求把连接转到 {host}，那不是它自己的地址。算力就是这样被盗的，没有照办。',
  '{miner} found a block for {account}: {hash}.': '{miner} 为 {account} 挖到一个区块：{hash}。',
  "{miner} was reconnected once: {account}'s pool leaves it {size} bytes of extranonce2.":
    '{miner} 重新连接过一次：{account} 的矿池给它留了 {size} 字节的 extranonce2。',
  'Shares cannot be recorded: {whyText}. Miners are refused until this is mended.':
    '无法记录份额：{whyText}。修复之前拒绝矿机接入。',

  // machines
  '{count} machines say that their MAC is {mac}: they are kept apart by their serial numbers and addresses.':
    '{count} 台机器报告的 MAC 都是 {mac}：按序列号和地址区分。',
  '{name} was restarted: {whyText}': '{name} 已重启：{whyText}',
  '{name} was restarted: {again} was restarted: {whyText}.': '{name} 已重启：{whyText}。',
  '{name} was put to sleep: {whyText}': '{name} 已休眠：{whyText}',
  '{name} was woken: {whyText}': '{name} 已唤醒：{whyText}',
  '{name} could not be told to restart: {whyText}': '无法命令 {name} 重启：{whyText}',
  '{name} could not be told to sleep: {whyText}': '无法命令 {name} 休眠：{whyText}',
  '{name} could not be told to wake: {whyText}': '无法命令 {name} 唤醒：{whyText}',
  '{name} could not be told to {action}: {whyText}': '无法命令 {name} 执行 {action}：{whyText}',
  '{name} is on standby and was not needed for ten minutes.': '{name} 是备用，已有十分钟不需要它。',
  '{name} is needed, or is no sleeping standby machine any more.': '{name} 被需要，或不再是休眠的备用机器。',
  'it delivered too little': '交付的算力太少',
  'It did not work.': '没有成功。',
  '{name} and {count} more': '{name} 等（另有 {count} 个）',
  'Somebody has changed the pools of {machineNames}: it does not mine here any more. Put it right on the Discover page.':
    '有人更改了 {machineNames} 的矿池，不再为本机挖矿。请在“发现”页面纠正。',
  'Somebody has changed the pools of {machineNames}: they do not mine here any more. Put them right on the Discover page.':
    '有人更改了 {machineNames} 的矿池，不再为本机挖矿。请在“发现”页面纠正。',
  '{machineNames} have not come to the proxy for ten minutes.': '{machineNames} 已有十分钟没有接入代理。',
  '{machineNames} has not come to the proxy for ten minutes.': '{machineNames} 已有十分钟没有接入代理。',
  '{machine} has not been here for {awaySpan}; it answers on the network.':
    '{machine} 已有 {awaySpan}没有接入；它在网络上有响应。',
  '{machine} has not been here for {awaySpan}; it does not answer on the network either.':
    '{machine} 已有 {awaySpan}没有接入；它在网络上也没有响应。',

  // time
  'The round {roundText} ended while the program was not running.': '轮次 {roundText} 在程序未运行时结束。',
  'The round {roundText} ended while the program was not running{outcomeText}.':
    '轮次 {roundText} 在程序未运行时结束{outcomeText}。',
  'The program stood still for {span}, as when the PC sleeps; the round {roundText} goes on.':
    '程序停顿了 {span}（如电脑睡眠时）；轮次 {roundText} 继续。',
  'The program stood still for {span}, as when the PC sleeps; the round {roundText} ended with what was delivered by then{outcomeText}.':
    '程序停顿了 {span}（如电脑睡眠时）；轮次 {roundText} 按当时已交付的结束{outcomeText}。',
  'The program stood still for {span}, as when the PC sleeps; the round {roundText} ended with what was delivered by then.':
    '程序停顿了 {span}（如电脑睡眠时）；轮次 {roundText} 按当时已交付的结束。',
  "The PC's clock jumped back by {span}; the round {roundText} goes on.":
    '电脑时钟向后跳了 {span}；轮次 {roundText} 继续。',
  "The PC's clock jumped by {span}; the round {roundText} goes on.":
    '电脑时钟跳了 {span}；轮次 {roundText} 继续。',
  "The PC's clock jumped by {span}; the round {roundText} ended with what was delivered by then{outcomeText}.":
    '电脑时钟跳了 {span}；轮次 {roundText} 按当时已交付的结束{outcomeText}。',
  "The PC's clock jumped by {span}; the round {roundText} ended with what was delivered by then.":
    '电脑时钟跳了 {span}；轮次 {roundText} 按当时已交付的结束。',
  'without an end': '（没有结束时间）',
  '; the round after it passed without work': '；其后一个轮次没有工作量就过去了',
  '; {rounds} more rounds passed without work': '；其后 {rounds} 个轮次没有工作量就过去了',
  ': {gotText}; the round after it passed without work': '：{gotText}；其后一个轮次没有工作量就过去了',
  ': {gotText}; {rounds} more rounds passed without work':
    '：{gotText}；其后 {rounds} 个轮次没有工作量就过去了',
  ': {gotText}': '：{gotText}',
  '{name} got {part} of its quota': '{name} 得到配额的 {part}',
  '{name} got {part} of its quota, {restNames}': '{name} 得到配额的 {part}，{restNames}',
  '{name} got {part} of its quota, {restNames}, and {others} others, {few} of them too little':
    '{name} 得到配额的 {part}，{restNames}，另有 {others} 个，其中 {few} 个不足',
};
