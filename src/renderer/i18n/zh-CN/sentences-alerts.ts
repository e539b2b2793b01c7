import type { SentenceTemplates } from '../sentence-templates.ts';

/** What alerts say, and how their channels failed. */
export const sentences: SentenceTemplates = {
  // this computer
  'The program stood still for {span}': '程序停顿了 {span}',
  "The PC's clock jumped back by {span}": '电脑时钟向后跳了 {span}',
  "The PC's clock jumped by {span}": '电脑时钟跳了 {span}',
  'Nothing ran on this PC for {span}, as when it sleeps; miners got no work from here meanwhile.':
    '本电脑有 {span}什么都没有运行（如睡眠时）；其间矿机没有从本机得到工作。',
  'The wall clock of this PC jumped back by {span}; rounds begin and end by it.':
    '本电脑的时钟向后跳了 {span}；轮次按此时钟开始和结束。',
  'The wall clock of this PC jumped by {span}; rounds begin and end by it.':
    '本电脑的时钟跳了 {span}；轮次按此时钟开始和结束。',
  "Turn off sleep in this PC's power settings.": '请在本电脑的电源设置中关闭睡眠。',
  'Check that this PC sets its clock by a time server.': '请检查本电脑是否与时间服务器对时。',
  'Only {left} left on the disk': '磁盘只剩 {left}',
  'The disk of the data folder has {left} left. When it is full, shares cannot be recorded and miners are refused.':
    '数据文件夹所在磁盘还剩 {left}。写满后无法记录份额，矿机会被拒绝接入。',
  'Delete what is not needed on this disk, or move the data folder to a larger one.':
    '请删除此磁盘上不需要的内容，或把数据文件夹移到更大的磁盘。',
  'Shares cannot be recorded': '无法记录份额',
  'The database refuses to store shares: {whyText}. Miners are refused until this is mended.':
    '数据库拒绝保存份额：{whyText}。修复之前拒绝矿机接入。',
  'Check that the disk is neither full nor read-only; then start the program again.':
    '请检查磁盘是否已满或只读，然后重新启动程序。',
  'Version {version} is available': '有新版本 {version}',
  'Version {version} of Hashquota can be installed.': '可以安装 Hashquota 版本 {version}。',
  'Install it from Settings at a time that suits you; miners connect again by themselves.':
    '请在合适的时间从“设置”安装；矿机会自动重新连接。',

  // miners
  '{minerNames} is lost': '{minerNames} 掉线',
  '{count} miners are lost': '{count} 台矿机掉线',
  '{minerNames}: {offline} not connected, {silent} connected but without a share.':
    '{minerNames}：{offline} 台未连接，{silent} 台已连接但没有份额。',
  'Check power and network of these miners; mark those failed that will not be back soon.':
    '请检查这些矿机的电源和网络；短时间内不能恢复的请标记故障。',
  'Nearly all miners failed at once': '几乎所有矿机同时故障',
  'Check the power, the switches between the miners and this PC, and the internet connection.':
    '请检查电力、矿机与本电脑之间的交换机，以及互联网连接。',
  'New miner: {minerNames}': '新矿机：{minerNames}',
  '{count} new miners': '{count} 台新矿机',
  '{minerNames}: {miners} connected here for the first time, {machines} found on the network and not mining here.':
    '{minerNames}：{miners} 台首次接入，{machines} 台在网络上发现但没有为本机挖矿。',
  'Give new miners a role on the Miners page; machines that do not mine here are on the Discover page.':
    '请在“矿机”页面为新矿机指定角色；没有为本机挖矿的机器在“发现”页面。',
  'Pools of {machineNames} changed': '{machineNames} 的矿池被更改',
  'Pools of {count} machines changed': '{count} 台机器的矿池被更改',
  'Somebody has changed the pools of {machineNames}: what they mine does not come here any more.':
    '有人更改了 {machineNames} 的矿池：它们的算力不再来到本机。',
  'Ask who did it; point the machines here again on the Discover page and change their passwords.':
    '请查问是谁所为；在“发现”页面重新把机器指向本机，并更改机器密码。',

  // pools
  'No pool can be reached': '所有矿池都不可达',
  'None of the {count} pools answers; miners have no work for any account.':
    '{count} 个矿池都没有响应；矿机没有任何账户的工作。',
  'Check the internet connection, the DNS server and the firewall of this PC.':
    '请检查本电脑的互联网连接、DNS 服务器和防火墙。',
  "{name}'s login is refused": '{name} 的登录被拒',
  '{url} refuses the login of {name}. {servedText}': '{url} 拒绝 {name} 的登录。{servedText}',
  '{url} refuses the login of {name}: {whyText}. {servedText}':
    '{url} 拒绝 {name} 的登录：{whyText}。{servedText}',
  "Check the account's worker name and password on the Accounts page, and at the pool.":
    '请在“账户”页面和矿池网站检查该账户的矿工名和密码。',
  'Pool {url} is down': '矿池 {url} 中断',
  '{url} cannot be used. {servedText}': '{url} 无法使用。{servedText}',
  '{url} cannot be used: {whyText}. {servedText}': '{url} 无法使用：{whyText}。{servedText}',
  'Nothing is lost while the other pool works; look at the status page of this one.':
    '另一个矿池工作时没有损失；请查看此矿池的状态页。',
  "Look at the pool's status page, or give the account another pool on the Accounts page.":
    '请查看矿池的状态页，或在“账户”页面给账户换一个矿池。',
  '{accountNames} gets no work.': '{accountNames} 没有工作。',
  '{accountNames} get no work.': '{accountNames} 没有工作。',
  '{accountNames} is served by {poolNames}.': '{accountNames} 由 {poolNames} 服务。',
  '{accountNames} are served by {poolNames}.': '{accountNames} 由 {poolNames} 服务。',
  'No share from {name}': '{name} 没有份额',
  'No share of {name} has been accepted for {span}, although 1 miner works for it.':
    '{name} 已有 {span}没有份额被接受，尽管有 1 台矿机为它工作。',
  'No share of {name} has been accepted for {span}, although {count} miners work for it.':
    '{name} 已有 {span}没有份额被接受，尽管有 {count} 台矿机为它工作。',
  "Look on the Pools page whether the pool answers, and at the pool's own page for this worker.":
    '请在“矿池”页面查看矿池是否有响应，并到矿池网站查看此矿工。',

  // work
  'Hashrate {missing} too low': '算力偏低 {missing}',
  'The {count} miners that work do {actual} of the {expected} they should, {missing} less.':
    '{count} 台工作中的矿机算力 {actual}，应为 {expected}，少 {missing}。',
  'Sort the Miners page by hashrate: look for heat, dead boards and a slow network.':
    '请在“矿机”页面按算力排序：检查过热、失效的算力板和缓慢的网络。',
  "{part} of {name}'s shares are refused": '{name} 的份额有 {part} 被拒',
  'In the last 10 min the pool refused {refused} of {all} shares of {name}: {rejected} rejected, {stale} stale.':
    '最近 10 分钟矿池拒绝了 {name} 的 {all} 个份额中的 {refused} 个：{rejected} 被拒绝，{stale} 陈旧。',
  'Stale shares point to a slow line to the pool, rejected ones to a wrong worker or to faulty miners: compare the miners.':
    '陈旧份额说明到矿池的线路慢，被拒绝的份额说明矿工名有误或矿机有故障：请对比各矿机。',
  '{accountNames} will miss the quota': '{accountNames} 将无法完成配额',
  'As the farm works now, by the end of the round there will be missing: {list}.':
    '按矿场现状，到轮次结束时将缺少：{list}。',
  'As the farm works now, by the end of the round there will be missing: {list} and less of {count} more.':
    '按矿场现状，到轮次结束时将缺少：{list}，另有 {count} 个缺得更少。',
  'Bring back lost miners, add standby miners, or change quotas: the what-if on the Allocation page shows what helps.':
    '请恢复掉线的矿机、增加备用矿机，或调整配额：“分配”页面的假设推演会显示什么有用。',

  // messages
  'Resolved after {span}: {titleText}': '已解除（持续 {span}）：{titleText}',
  'Test message of Hashquota': 'Hashquota 测试消息',
  'This is a test message: alerts of Hashquota reach you here.': '这是测试消息：Hashquota 的告警会发到这里。',
  'No window is open that could show it.': '没有打开的窗口可以显示它。',
  'The notification was handed to every open window.': '通知已交给每个打开的窗口。',
  'The mail server has taken the message.': '邮件服务器已接收消息。',
  'The webhook has taken the message.': 'Webhook 已接收消息。',
  'The webhook did not answer within 10 s.': 'Webhook 10 秒内没有响应。',
  'The webhook answered with a redirect ({status}), which is not followed.':
    'Webhook 返回了重定向（{status}），不会跟随。',
  'The webhook answered with status {status}.': 'Webhook 返回状态 {status}。',
  'The delivery was ended because the program stops.': '程序停止，发送已中止。',
  'The delivery failed for an unknown reason.': '发送失败，原因不明。',
  'it could not be delivered for a day': '一天内未能送达',
  'too many messages wait': '等待的消息太多',
  'The host name of the webhook is not known.': 'Webhook 的主机名无法解析。',
  'The host name of the mail server is not known.': '邮件服务器的主机名无法解析。',
  'Nothing listens at the address of the webhook.': 'Webhook 的地址没有监听。',
  'Nothing listens at the address of the mail server.': '邮件服务器的地址没有监听。',
  'The webhook cannot be reached over the network.': '网络上无法到达 Webhook 地址。',
  'The mail server cannot be reached over the network.': '网络上无法到达邮件服务器。',
  'The webhook did not answer in time.': 'Webhook 没有及时响应。',
  'The mail server did not answer in time.': '邮件服务器没有及时响应。',
  'The webhook closed the connection.': 'Webhook 关闭了连接。',
  'The mail server closed the connection.': '邮件服务器关闭了连接。',
  'The certificate of the webhook has expired.': 'Webhook 的证书已过期。',
  'The certificate of the mail server has expired.': '邮件服务器的证书已过期。',
  'The certificate of the webhook is for another host name.': 'Webhook 的证书属于另一个主机名。',
  'The certificate of the mail server is for another host name.': '邮件服务器的证书属于另一个主机名。',
  'The certificate of the webhook is not signed by a known authority.': 'Webhook 的证书不是由已知机构签发。',
  'The certificate of the mail server is not signed by a known authority.':
    '邮件服务器的证书不是由已知机构签发。',
  'The connection to the webhook failed.': '到 Webhook 的连接失败。',
  'The connection to the mail server failed.': '到邮件服务器的连接失败。',
  'The connection to the webhook failed ({code}).': '到 Webhook 的连接失败（{code}）。',
  'The connection to the mail server failed ({code}).': '到邮件服务器的连接失败（{code}）。',
  'The mail server refused {count} of {all} recipients.': '邮件服务器拒绝了 {all} 个收件人中的 {count} 个。',
  'The mail server took longer than 14 s.': '邮件服务器超过 14 秒没有完成。',
  'The mail server offers no way to log in.': '邮件服务器没有提供登录方式。',
  'The mail server refused the user name or the password{reply}.': '邮件服务器拒绝了用户名或密码{reply}。',
  "The mail server refused the sender's address{reply}.": '邮件服务器拒绝了发件地址{reply}。',
  "The mail server refused the sender's address.": '邮件服务器拒绝了发件地址。',
  'The mail server refused the recipients{reply}.': '邮件服务器拒绝了收件人{reply}。',
  'The mail server refused the recipients.': '邮件服务器拒绝了收件人。',
  'The mail server refused the message{reply}.': '邮件服务器拒绝了消息{reply}。',
  'The mail server refused the message.': '邮件服务器拒绝了消息。',
  'What answered is no mail server, or one that is not ready{reply}.':
    '响应的不是邮件服务器，或尚未就绪{reply}。',
  'What answered is no mail server, or one that is not ready.': '响应的不是邮件服务器，或尚未就绪。',
  'The mail server does not offer TLS, or its certificate is not signed by a known authority.':
    '邮件服务器不提供 TLS，或其证书不是由已知机构签发。',

  // settings
  'This alert is over already.': '此告警已经解除。',
  'There is no such alert any more.': '此告警已不存在。',
  'An alert can be silenced until a time in the next 30 days.': '告警最多可暂停提醒到 30 天以内的时间。',
  '{ruleText} has no threshold.': '“{ruleText}”没有阈值。',
  '{ruleText}: the threshold must be between {leastSpan} and {mostSpan}.':
    '“{ruleText}”：阈值必须在 {leastSpan}到 {mostSpan}之间。',
  '{ruleText}: the hold-off must be between {leastSpan} and {mostSpan}.':
    '“{ruleText}”：触发延时必须在 {leastSpan}到 {mostSpan}之间。',
  '{ruleText}: the cool-down must be between {leastSpan} and {mostSpan}.':
    '“{ruleText}”：冷却时间必须在 {leastSpan}到 {mostSpan}之间。',
  'Pool down': '矿池中断',
  'No share from an account': '账户没有份额',
  'Whole farm silent or gone': '全场静默或掉线',
  'Database error': '数据库错误',
  'Hashrate low': '算力偏低',
  'Miner lost': '矿机掉线',
  'Many shares refused': '拒绝率过高',
  'Quota will be missed': '配额将无法完成',
  "Machine's pools changed": '机器的矿池被更改',
  'Clock jumped': '时钟跳变',
  'Disk nearly full': '磁盘将满',
  'New miner found': '发现新矿机',
  'Update available': '有可用更新',
  'The farm': '矿场',
  'Give the address of the webhook first.': '请先填写 Webhook 的地址。',
  'The address of a webhook begins with https:// or http://.': 'Webhook 的地址以 https:// 或 http:// 开头。',
  'Leave user and password out of the address of the webhook; use the secret instead.':
    'Webhook 的地址中不要写用户名和密码，请改用密钥。',
  'Type the password of the mail server again: it was typed for another server, user or way of connecting.':
    '请重新输入邮件服务器的密码：原密码是为另一个服务器、用户或连接方式输入的。',
  "The stored address of the webhook cannot be read with this data folder's key; enter it again.":
    '保存的 Webhook 地址无法用此数据文件夹的密钥读取，请重新输入。',
  "The stored secret of the webhook cannot be read with this data folder's key; enter it again.":
    '保存的 Webhook 密钥无法用此数据文件夹的密钥读取，请重新输入。',
  "The stored password of the mail server cannot be read with this data folder's key; enter it again.":
    '保存的邮件服务器密码无法用此数据文件夹的密钥读取，请重新输入。',
  'The port of the mail server is a number from 1 to 65535.': '邮件服务器的端口是 1 到 65535 之间的数字。',
  '"{host}" is no host name or address of a mail server.': '“{host}”不是邮件服务器的主机名或地址。',
  'The user name for the mail server holds control characters.': '邮件服务器的用户名含有控制字符。',
  'At most {count} people can get an e-mail.': '电子邮件最多发给 {count} 人。',
  '"{address}" is no e-mail address.': '“{address}”不是电子邮件地址。',
  'A password is sent over TLS only: choose TLS or STARTTLS, or leave user and password empty.':
    '密码只通过 TLS 发送：请选择 TLS 或 STARTTLS，或将用户名和密码留空。',
  'Give the user name that the password is for.': '请填写密码对应的用户名。',
  'Give the host name of the mail server.': '请填写邮件服务器的主机名。',
  'Give the e-mail address that messages come from.': '请填写发件地址。',
  'Give at least one e-mail address that messages go to.': '请至少填写一个收件地址。',
  'The authority is given as certificates in PEM form, beginning with -----BEGIN CERTIFICATE-----.':
    '证书机构须以 PEM 格式的证书填写，以 -----BEGIN CERTIFICATE----- 开头。',
  'Quiet hours begin and end at a time of day such as 22:00.':
    '免打扰时段的开始和结束是一天中的时刻，例如 22:00。',
  'Quiet hours must end at another time than they begin.': '免打扰时段的结束时间不能与开始时间相同。',
  '"{zone}" is no time zone; write one such as Europe/Berlin.':
    '“{zone}”不是时区；请写如 Asia/Shanghai 的时区。',
};
