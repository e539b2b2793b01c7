import type { SentenceTemplates } from '../sentence-templates.ts';

/** What can be wrong with what the owner enters: accounts, quotas, addresses, rounds. */
export const sentences: SentenceTemplates = {
  // accounts
  "The stored password of account {name} cannot be read with this data folder's key; type it again.":
    '账户 {name} 保存的密码无法用此数据文件夹的密钥读取，请重新输入。',
  'ids must name each of the {count} accounts once.': 'ids 必须把 {count} 个账户各列一次。',
  'There is no account with the id "{id}".': '没有 id 为“{id}”的账户。',
  'The account with the id "{id}" is archived.': 'id 为“{id}”的账户已归档。',
  'name is "{name}"; another account has it already.': '名称“{name}”已被另一个账户使用。',
  'overflow is true for {accountNames}; at most one account can be the overflow account.':
    '{accountNames} 都设为溢出账户；最多只能有一个溢出账户。',
  '{field} is not a certificate; paste one in PEM form (-----BEGIN CERTIFICATE-----).':
    '{field} 不是证书；请粘贴 PEM 格式的证书（-----BEGIN CERTIFICATE-----）。',
  'quota of {name} is missing; only the overflow account has none.':
    '{name} 缺少配额；只有溢出账户没有配额。',
  'quota of {name} must be absent, because it is the overflow account.': '{name} 是溢出账户，不能有配额。',
  'minRate of {name} must be absent, because it is the overflow account.':
    '{name} 是溢出账户，不能有最低算力。',
  'maxRate of {name} must be absent, because it is the overflow account.':
    '{name} 是溢出账户，不能有最高算力。',
  'pools has {count} addresses; 1 to {most} are allowed.': '有 {count} 个矿池地址；允许 1 到 {most} 个。',
  '{field} is {address} again; each address may stand once.':
    '矿池地址 {address} 重复；每个地址只能出现一次。',
  '{field} holds a user name or password; they have fields of their own.':
    '地址中含有用户名或密码；它们有各自的输入框。',
  'name has {count} characters; 1 to {most} are allowed.': '名称有 {count} 个字符；允许 1 到 {most} 个。',
  'worker has {count} characters; 1 to {most} are allowed.': '矿工名有 {count} 个字符；允许 1 到 {most} 个。',
  'name holds a control character; use printable characters.': '名称含有控制字符；请使用可见字符。',
  'worker holds a control character; use printable characters.': '矿工名含有控制字符；请使用可见字符。',

  // quotas
  'quota.hashrate is {found}; it must be {allowedText}.': '算力配额为 {found}；必须是{allowedText}。',
  'quota.work is {found}; it must be {allowedText}.': '工作量配额为 {found}；必须是{allowedText}。',
  'quota.share is {found}; it must be {allowedText}.': '占比配额为 {found}；必须是{allowedText}。',
  'minRate is {found}; it must be {allowedText}.': '最低算力为 {found}；必须是{allowedText}。',
  'maxRate is {found}; it must be {allowedText}.': '最高算力为 {found}；必须是{allowedText}。',
  'round.every is {found}; it must be {allowedText}.': '轮次时长为 {found}；必须是{allowedText}。',
  'round.anchor is {found}; it must be {allowedText}.': '轮次开始时刻为 {found}；必须是{allowedText}。',
  'round.timeZone is {found}; it must be {allowedText}.': '轮次时区为 {found}；必须是{allowedText}。',
  '{field} is {found}; it must be {allowedText}.': '{field} 为 {found}；必须是{allowedText}。',
  'a hashrate that is not below minRate ({least})': '不低于最低算力（{least}）的算力',
  'a positive hashrate such as "10 TH/s" (kH/s up to EH/s)': '正的算力，例如“10 TH/s”（kH/s 到 EH/s）',
  'a positive hashrate such as "120 TH/s" (kH/s up to EH/s)': '正的算力，例如“120 TH/s”（kH/s 到 EH/s）',
  'a percentage above 0 % and up to 100 %, such as "30 %"': '大于 0 %、不超过 100 % 的百分数，例如“30 %”',
  'work such as "2.88 PH/s·h" or "10 PH/s·day", or a positive number':
    '工作量，例如“2.88 PH/s·h”或“10 PH/s·day”，或一个正数',
  'an IANA name such as "UTC" or "Europe/Berlin"': 'IANA 时区名，例如“UTC”或“Asia/Shanghai”',
  'a whole number with s, m, h or d, from 10s to 366d, or "never"':
    '整数加 s、m、h 或 d，从 10s 到 366d，或“never”',
  'a time of day from "00:00" to "23:59"': '从“00:00”到“23:59”的时刻',
  'quota.share of {accountNames} add up to {percent} %; together at most 100 % can be promised.':
    '{accountNames} 的占比配额合计 {percent} %；合计最多只能承诺 100 %。',
  'quota.{kind} of {name} needs a round with an end; with round.every "never" only quota.work is allowed.':
    '{name} 的这种配额需要有结束时间的轮次；轮次时长为“never”时只允许工作量配额。',

  // addresses of pools
  '{field}: The pool address "{shown}" {problemText}; write stratum+tcp://host:port or stratum+ssl://host:port.':
    '矿池地址“{shown}”{problemText}；请写成 stratum+tcp://host:port 或 stratum+ssl://host:port。',
  'The pool address "" has no host; write stratum+tcp://host:port or stratum+ssl://host:port.':
    '矿池地址为空；请写成 stratum+tcp://host:port 或 stratum+ssl://host:port。',
  'The pool address "{shown}" {problemText}; write stratum+tcp://host:port or stratum+ssl://host:port.':
    '矿池地址“{shown}”{problemText}；请写成 stratum+tcp://host:port 或 stratum+ssl://host:port。',
  'holds a user name or password, which belong in the fields for them':
    '含有用户名或密码，应填在各自的输入框中',
  'has something after the port': '在端口之后还有内容',
  'is a Stratum V2 address, which is not supported': '是 Stratum V2 地址，不支持',
  'begins with "{scheme}://", which is no Stratum scheme': '以“{scheme}://”开头，不是 Stratum 协议',
  'has no valid IPv6 address in its brackets': '方括号内不是有效的 IPv6 地址',
  'has more than one colon (an IPv6 address goes in brackets)': '有多个冒号（IPv6 地址要加方括号）',
  'has no host': '没有主机名',
  'names the host "{host}", which is no valid IPv4 address': '的主机“{host}”不是有效的 IPv4 地址',
  'names the host "{host}", which is no valid host name': '的主机“{host}”不是有效的主机名',
  'has no port (1 to 65535)': '没有端口（1 到 65535）',
  'has the port "{port}", which is not 1 to 65535': '的端口“{port}”不在 1 到 65535 之间',

  // marks and roles
  'There is no miner with the id "{id}".': '没有 id 为“{id}”的矿机。',
  'There is no pool endpoint with the id "{id}".': '没有 id 为“{id}”的矿池节点。',
  'Nobody stands in for "{miner}".': '没有矿机顶替“{miner}”。',
};
