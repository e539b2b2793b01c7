import type { SentenceTemplates } from '../sentence-templates.ts';

/** Pointing machines here and putting their previous pools back. */
export const sentences: SentenceTemplates = {
  'All of them are being changed already.': '它们都已在更改中。',
  'It is being changed already.': '它已在更改中。',
  'Cancelled before its turn; nothing was written.': '轮到它之前已取消；没有写入任何内容。',
  'The program stopped before its turn; nothing was written.': '轮到它之前程序停止；没有写入任何内容。',
  'The program stopped meanwhile; what had been begun was finished or put back.':
    '其间程序停止；已开始的更改已完成或还原。',
  'The first machine did not come here, so no other was touched.':
    '第一台机器没有接入本机，因此没有动其他机器。',
  'Something went wrong inside the program; its log says more.': '程序内部出错，详情见日志。',
  'It mines by another algorithm than SHA-256d and can never be pointed here.':
    '它的挖矿算法不是 SHA-256d，无法指向本机。',
  'Its algorithm is not known; only machines that mine by SHA-256d are pointed here.':
    '它的算法未知；只有以 SHA-256d 挖矿的机器才会指向本机。',
  'Nothing is known of how the pools of this machine are written.': '不知道如何写入这台机器的矿池。',
  'Nothing is known of how its pools are written.': '不知道如何写入它的矿池。',
  'It points here already; nothing was written.': '它已指向本机；没有写入任何内容。',
  'It points here already.': '它已指向本机。',
  'Its first share was accepted.': '它的第一个份额已被接受。',
  'A pool of somebody else is still in its list: {url}.': '列表中仍有他人的矿池：{url}。',
  'Remove it on its own page.': '请在机器自己的页面上移除。',
  'Pools of somebody else are still in its list: {urls}.': '列表中仍有他人的矿池：{urls}。',
  'Remove them on its own page.': '请在机器自己的页面上移除它们。',
  'No share of it came through this program within 10 minutes.': '10 分钟内没有收到它的份额。',
  'It broke off in the middle of the change.': '更改中途断开。',
  'It has its previous pools.': '它的原矿池已还原。',
  'It has its previous pools again.': '它的原矿池已还原。',
  '{whyText} Its previous pools are kept but could not be put back: {failureText}':
    '{whyText}原矿池已保存但无法还原：{failureText}',
  '{whyText} It has its previous pools.': '{whyText}它的原矿池已还原。',
  'The password of one of its pools cannot be read from it; type what was set, so that it can be put back. Nothing was written.':
    '它有一个矿池的密码读不出来；请输入原来设置的密码，以便还原。没有写入任何内容。',
  'The passwords of {count} of its pools cannot be read from it; type what was set, so that it can be put back. Nothing was written.':
    '它有 {count} 个矿池的密码读不出来；请输入原来设置的密码，以便还原。没有写入任何内容。',
  'No previous pools of this machine are kept here.': '本机没有保存这台机器的原矿池。',
  'It has its previous pools already; nothing was written.': '它已是原矿池；没有写入任何内容。',
  'Somebody else has changed its pools since: it has {url} as {user}. Nothing was written; say that changed pools may be overwritten to put the previous ones back.':
    '此后有人更改了它的矿池：现为 {url}，用户 {user}。没有写入任何内容；要还原，请选择允许覆盖被更改的矿池。',
  'Writing the settings of these machines is not yet seen on real hardware; accept that before anything is written.':
    '写入这类机器的设置尚未在真机上验证；请先确认了解，再写入。',
  'The program stopped half way.': '程序中途停止。',
  'The program stopped half way, and it could not be finished: {whyText}':
    '程序中途停止，且无法完成：{whyText}',
  'The program stopped half way; the machine is tried again for up to 24 hours: {whyText}':
    '程序中途停止；最长 24 小时内会重试这台机器：{whyText}',
  'The program stopped before it was written; it has its previous pools.': '写入之前程序停止；它仍是原矿池。',
  'The program stopped half way; the machine has its previous pools.': '程序中途停止；机器的原矿池已还原。',
  'There is no such run.': '没有这次更改。',
  'Reading back shows other pools than those written.': '回读的矿池与写入的不同。',
  'No previous pools are kept, so there is nothing to export.': '没有保存原矿池，因此没有可导出的内容。',
  'Its previous pools are kept, but sealed with another key; bring back the key that sealed them.':
    '原矿池已保存，但用另一把密钥加密；请找回当时的密钥。',
  'A passphrase has {least} to {most} characters.': '口令须为 {least} 到 {most} 个字符。',
  'The passphrase is wrong, or the file was changed.': '口令错误，或文件被改动。',
  'The file is too large to be one with previous pools.': '文件太大，不会是原矿池文件。',
  'This is no file with previous pools, or it is damaged.': '这不是原矿池文件，或已损坏。',
  'The file was opened, but it does not hold previous pools as this program knows them.':
    '文件已打开，但其中没有本程序认识的原矿池。',
};
