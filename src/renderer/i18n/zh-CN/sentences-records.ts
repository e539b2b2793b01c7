import type { SentenceTemplates } from '../sentence-templates.ts';

/** Statements, comparisons with pools, history and backups. */
export const sentences: SentenceTemplates = {
  // comparisons
  "We have no accepted work of that time to hold beside the pool's {poolAmount}.":
    '本机没有那段时间已接受的工作量，可与矿池的 {poolAmount}对比。',
  'The pool counts the same as we do ({poolAmount} beside our {ownAmount}).':
    '矿池与本机的数字一致（矿池 {poolAmount}，本机 {ownAmount}）。',
  'The pool counts {partPercent} more ({poolAmount} beside our {ownAmount}); nothing that we know of explains it.':
    '矿池多计 {partPercent}（矿池 {poolAmount}，本机 {ownAmount}）；没有已知的原因可以解释。',
  'The pool counts {partPercent} less ({poolAmount} beside our {ownAmount}); nothing that we know of explains it.':
    '矿池少计 {partPercent}（矿池 {poolAmount}，本机 {ownAmount}）；没有已知的原因可以解释。',
  'The pool counts {partPercent} more ({poolAmount} beside our {ownAmount}); that is explained: {allReasons}.':
    '矿池多计 {partPercent}（矿池 {poolAmount}，本机 {ownAmount}）；可以解释：{allReasons}。',
  'The pool counts {partPercent} less ({poolAmount} beside our {ownAmount}); that is explained: {allReasons}.':
    '矿池少计 {partPercent}（矿池 {poolAmount}，本机 {ownAmount}）；可以解释：{allReasons}。',
  'The pool counts {partPercent} more ({poolAmount} beside our {ownAmount}); {allReasons} explain up to {sumPercent} of it, the rest is unexplained.':
    '矿池多计 {partPercent}（矿池 {poolAmount}，本机 {ownAmount}）；{allReasons}，合计最多解释其中 {sumPercent}，其余无法解释。',
  'The pool counts {partPercent} less ({poolAmount} beside our {ownAmount}); {allReasons} explain up to {sumPercent} of it, the rest is unexplained.':
    '矿池少计 {partPercent}（矿池 {poolAmount}，本机 {ownAmount}）；{allReasons}，合计最多解释其中 {sumPercent}，其余无法解释。',
  'It does fit {day} in UTC: the pool seems to count days in UTC.':
    '与 UTC 的 {day} 相符：矿池似乎按 UTC 计日。',
  '(“{text}” can be read in two ways; the nearer one was taken.)':
    '（“{text}”有两种读法，取了较接近的一种。）',
  '"{text}" has no number in it; paste one such as "1.23 PH/s" or "12.3 T".':
    '“{text}”中没有数字；请粘贴如“1.23 PH/s”或“12.3 T”的数字。',
  '"{text}" has several numbers in it; paste only the one to compare.':
    '“{text}”中有多个数字；请只粘贴要对比的那个。',
  'Give one of poolWork, poolShares and pastedText: what the pool shows for that day.':
    '请在 poolWork、poolShares 和 pastedText 中给出一项：矿池当日显示的数字。',

  // statements
  '{day} is no day.': '{day} 不是日期。',
  '{day} is no day; it must be a date such as 2026-11-18.': '{day} 不是日期；请写如 2026-11-18 的日期。',
  '{day} has not begun.': '{day} 尚未开始。',
  'There is no round "{id}".': '没有轮次“{id}”。',
  'The period ends ({to}) before it begins ({from}).': '期间的结束（{to}）早于开始（{from}）。',
  'The period has not begun: it starts at {from}.': '期间尚未开始：始于 {from}。',
  'From {from} to {to} is longer than {most} days; take a shorter period.':
    '{from} 至 {to} 超过 {most} 天；请选择较短的期间。',
  'From {from} to {to} there are more than {most} rounds; take a shorter period.':
    '{from} 至 {to} 超过 {most} 个轮次；请选择较短的期间。',
  'There is no statement with the id "{id}".': '没有 id 为“{id}”的结算单。',
  'The stored statement is damaged.': '保存的结算单已损坏。',
  'Hashquota is stopping.': 'Hashquota 正在停止。',

  // history
  'From {from} to {to} there are more than {most} records; ask for a shorter time.':
    '{from} 至 {to} 超过 {most} 条记录；请选择较短的时间。',
  'In round {round} the pool has accepted {shares} shares worth {credited} of a target of {target}; {pending} were not answered yet.':
    '轮次 {round} 中矿池已接受 {shares} 个份额，工作量 {credited}，目标 {target}；{pending} 个尚待答复。',
  'It has not connected since the program started.': '程序启动以来它没有连接过。',

  // backups
  'A backup or restore is under way already.': '已有备份或还原在进行。',
  'This is not the name of a backup.': '这不是备份的名称。',
  'There is no backup {name} (any more).': '没有备份 {name}（或已不存在）。',
  'The folder {folder} is not given from the root of the disk on.':
    '文件夹 {folder} 不是从磁盘根目录开始的完整路径。',
  '{bytes} are needed in {folder}, and {free} are free; make room, or choose another folder.':
    '{folder} 需要 {bytes}，只剩 {free}；请腾出空间，或选择其他文件夹。',
  'No backup and no restore is under way.': '没有正在进行的备份或还原。',
  '{name} is in use just now.': '{name} 正在使用中。',
  'Another restore is decided already; cancel it first.': '已安排另一次还原，请先取消它。',
  'The folder {folder} is not there (any more).': '文件夹 {folder} 不存在（或已被移走）。',
  'It was cancelled.': '已取消。',
  'It was cancelled; nothing was changed.': '已取消；没有任何更改。',
  'Something went wrong inside Hashquota; the log says what.': 'Hashquota 内部出错，详情见日志。',
  '{name} holds no key, so there is nothing that a passphrase could open.':
    '{name} 不含密钥，没有可用口令打开的内容。',
  'Nothing was taken over ({whyText}); the configuration is as it was, and the engine starts again with it.':
    '没有导入任何内容（{whyText}）；配置保持原样，引擎将以它重新启动。',
  'Nothing was taken over ({whyText}); the configuration is as it was, and start Hashquota again.':
    '没有导入任何内容（{whyText}）；配置保持原样，请重新启动 Hashquota。',
  'The file holds no passwords, so it needs no passphrase.': '文件不含密码，不需要口令。',
  'The file was opened, but its passwords cannot be read.': '文件已打开，但其中的密码无法读取。',
  'The configuration would have {length} characters, and {most} are the most; make a backup instead.':
    '配置将有 {length} 个字符，最多 {most} 个；请改用备份。',
  'The key of the passwords cannot be taken out of this system.': '密码的密钥无法从此系统取出。',
  'The backup was opened, but it holds no keys.': '备份已打开，但其中没有密钥。',
  '{name} was made by a newer Hashquota (backup format {version}; this one knows up to {known}). Update this program first.':
    '{name} 由较新的 Hashquota 制作（备份格式 {version}，本程序最高支持 {known}）。请先更新本程序。',
  '{name} was made by a newer Hashquota (data format {version}; this one knows up to {known}). Update this program first.':
    '{name} 由较新的 Hashquota 制作（数据格式 {version}，本程序最高支持 {known}）。请先更新本程序。',
  '{name} is no backup, or it is damaged.': '{name} 不是备份，或已损坏。',
  '{name} holds no database, so it is damaged.': '{name} 不含数据库，已损坏。',
  '{name} holds a database of another program.': '{name} 含有其他程序的数据库。',
  '{name} is damaged ({why}).': '{name} 已损坏（{why}）。',
  '{name} cannot be read.': '{name} 无法读取。',
  'The folder {folder} cannot be read: {whyText}.': '文件夹 {folder} 无法读取：{whyText}。',
  'The folder {folder} cannot be used: {whyText}.': '文件夹 {folder} 无法使用：{whyText}。',
  'The copy of the data: {whyText}.': '复制数据：{whyText}。',
  'The backup {name} could not be made: {whyText}.': '备份 {name} 未能完成：{whyText}。',
  '{name} could not be restored: {whyText}.': '{name} 未能还原：{whyText}。',
  '{name} could not be deleted: {whyText}.': '{name} 未能删除：{whyText}。',
  'the disk is full; make room, or choose another folder': '磁盘已满；请腾出空间，或选择其他文件夹',
  'the file would be larger than this disk or this user may have it': '文件超过此磁盘或此用户允许的大小',
  'this user may not write or read there': '此用户无权在那里读写',
  'the disk can only be read': '磁盘只读',
  'the folder or file is not there (any more)': '文件夹或文件不存在（或已被移走）',
  'the database is damaged': '数据库已损坏',
  'the disk reports a failure': '磁盘报告故障',
  'It takes the place of the data at the next start.': '下次启动时将取代现有数据。',
  'The engine starts again with it.': '引擎将以它重新启动。',

  // the configuration as a file
  'The section "{section}" is not known to this version and is left out.':
    '此版本不认识“{section}”部分，已略过。',
  'The section "{section}" is not as this program knows it.': '“{section}”部分的内容不是本程序认识的形式。',
  'The section "{section}" is not as this program knows it ({place}).':
    '“{section}”部分的内容不是本程序认识的形式（{place}）。',
  'The section "{section}" has two accounts of one id.': '“{section}”部分有两个相同 id 的账户。',
  'The passwords of the section "{section}" are not as this program knows them.':
    '“{section}”部分的密码不是本程序认识的形式。',
  'The secrets of the section "{section}" are not as this program knows them.':
    '“{section}”部分的密钥不是本程序认识的形式。',
  'The logins of the section "{section}" are not as this program knows them.':
    '“{section}”部分的登录凭据不是本程序认识的形式。',
  'The file has {length} characters; a configuration has at most {most}.':
    '文件有 {length} 个字符；配置最多 {most} 个。',
  'The file was written by a newer Hashquota (configuration format {version}; this one knows up to {known}). Update this program first.':
    '文件由较新的 Hashquota 写出（配置格式 {version}，本程序最高支持 {known}）。请先更新本程序。',
  'This is no configuration of Hashquota, or it is damaged.': '这不是 Hashquota 的配置，或已损坏。',
  'The file was changed after it was exported, or it is damaged.': '文件导出后被改动，或已损坏。',
  'Taken back from the archive.': '从归档中找回。',
  'It is not in the file; its history stays.': '文件中没有它；历史会保留。',
  'Quota none, it takes what is left.': '没有配额，接收剩余的算力。',
  'Quota {quota}.': '配额 {quota}。',
  'The file gives no password for {accountNames}: "x" is sent to the pool until you type another one.':
    '文件没有给出 {accountNames} 的密码：在您输入其他密码之前向矿池发送“x”。',
  'Another address to listen on counts from the next start.': '新的监听地址从下次启动起生效。',
  'Login of user {user}.': '用户 {user} 的登录凭据。',
  'Logins left out, since their machines are not known here yet: {machineNames}.':
    '略过的登录凭据（这里还不认识对应的机器）：{machineNames}。',
  'Logins left out, since a family has at most {most}: {familyNames}.':
    '略过的登录凭据（一个固件系列最多 {most} 个）：{familyNames}。',
  'Known before it connects, active.': '连接前已知，在用。',
  'Known before it connects, standby.': '连接前已知，备用。',
  'Role or nominal hashrate.': '角色或额定算力。',
  'Rules of alerts left out, since this version does not know them: {rules}.':
    '略过的告警规则（此版本不认识）：{rules}。',
  'The webhook stays as it is: its whole address is in the file only with a passphrase.':
    'Webhook 保持不变：只有设置口令，文件才包含它的完整地址。',
  'E-mail stays off until you type the password of its server.':
    '在您输入邮件服务器的密码之前，电子邮件保持停用。',
};
