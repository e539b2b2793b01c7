import type { SentenceTemplates } from '../sentence-templates.ts';

/** What machines refuse and how they fail, whatever their firmware; and the makers' own firmware. */
export const sentences: SentenceTemplates = {
  '{address} does not say that it is an Avalon any more, so it was not told the login.':
    '{address} 不再表明自己是原来那种矿机，因此没有向它发送登录信息。',
  'Nothing was written; scan to find the machine.': '没有写入任何内容；请扫描以找到这台机器。',
  // connections
  'A miner needs an IPv4 address.': '矿机需要 IPv4 地址。',
  'Nothing listens on port {port} of {address}.': '{address} 的端口 {port} 没有监听。',
  'There is no way to {address}, port {port}, from here.': '从本机无法到达 {address} 的端口 {port}。',
  'This computer could not connect to {address}, port {port} ({code}).':
    '本电脑无法连接 {address} 的端口 {port}（{code}）。',
  '{address} does not answer on port {port}.': '{address} 的端口 {port} 没有响应。',
  '{address} gave no whole reply in time on port {port}.': '{address} 的端口 {port} 没有及时给出完整答复。',
  '{address} hung up on port {port} before its reply was whole.': '{address} 的端口 {port} 未答复完就断开。',
  '{address} sent more than {bytes} bytes on port {port}.': '{address} 的端口 {port} 发来超过 {bytes} 字节。',
  'The call to {address} was given up.': '已放弃对 {address} 的请求。',
  '{address} did not take the user name and password.': '{address} 不接受用户名和密码。',
  '{address} asks for a login that is not a digest login.': '{address} 要求的登录方式不是摘要认证。',
  '{address} is not the kind of miner that this user name and password are for.':
    '{address} 不是此用户名和密码所对应的矿机。',
  '{where} sent endless HTTP headers.': '{where} 发来没完没了的 HTTP 头。',
  '{where} did not answer in HTTP.': '{where} 没有以 HTTP 答复。',
  '{address} announced a reply of {length} bytes; more than {most} are not read.':
    '{address} 声明答复有 {length} 字节；最多读取 {most} 字节。',
  '{address} sent only heartbeats instead of a reply.': '{address} 只发来心跳，没有答复。',

  // Antminer
  'The kept settings of this miner are not of this kind of firmware.': '为这台矿机保存的设置不属于这种固件。',
  'The miner at {address} still has other pools than it was given three minutes after the write.':
    '写入三分钟后，{address} 的矿机仍是别的矿池。',
  'The miner at {address} took the pools and changed a setting of its own with them: {changed}. Put that right in its own web page.':
    '{address} 的矿机接受了矿池，但同时改动了自己的一项设置：{changed}。请在它的网页中改正。',
  'This miner has no sleep mode that is known.': '这台矿机没有已知的休眠模式。',
  'The settings of this miner have no work mode.': '这台矿机的设置中没有工作模式。',
  'This miner runs in another mode than normal, which it would forget while it sleeps: set it to normal first.':
    '这台矿机不在普通模式，休眠时会丢失该模式：请先设为普通模式。',
  'The miner at {address} is still in its old mode three minutes after the write.':
    '写入三分钟后，{address} 的矿机仍在原来的模式。',
  'This miner has no page that restarts it.': '这台矿机没有可重启它的页面。',
  'The miner at {address} did not take {whatText}.': '{address} 的矿机没有接受{whatText}。',
  'The miner at {address} did not take {whatText} ({code}).':
    '{address} 的矿机没有接受{whatText}（{code}）。',
  'the new settings': '新设置',
  'The miner at {address} wants a user name and a password: enter those of its own web page.':
    '{address} 的矿机要求用户名和密码：请输入它网页的用户名和密码。',
  'The miner at {address} has no page {name}.cgi: its firmware is of a kind that is not known here.':
    '{address} 的矿机没有 {name}.cgi 页面：它的固件种类未知。',
  'The miner at {address} did not take the user name and password: enter those of its own web page.':
    '{address} 的矿机不接受用户名和密码：请输入它网页的用户名和密码。',
  'The miner at {address} does not let this user change it: use the user of its own web page, usually root.':
    '{address} 的矿机不允许此用户更改：请使用它网页的用户，通常是 root。',
  'The web page of the miner at {address} answered with HTTP {status}.':
    '{address} 的矿机网页返回 HTTP {status}。',
  'The miner at {address} has no open port {port}: enter the user name and password of its own web page.':
    '{address} 的矿机没有开放端口 {port}：请输入它网页的用户名和密码。',
  'The settings of Elphapex miners are read only here.': 'Elphapex 矿机的设置在这里只读。',
  'Elphapex makes Scrypt miners, which cannot mine here: they are shown and not changed.':
    'Elphapex 生产 Scrypt 矿机，无法为本机挖矿：只显示，不更改。',
  'The settings of this miner have a field ({shown}) that would be lost by a write: change its pools in its own web page.':
    '这台矿机的设置有一个字段（{shown}）会因写入而丢失：请在它的网页中更改矿池。',
  "The field {field} of this miner's settings has a value that cannot be written back.":
    '这台矿机设置中的字段 {field} 的值无法写回。',
  'The settings page of this miner has neither the old nor the new shape: change its pools in its own web page.':
    '这台矿机的设置页既不是旧版也不是新版：请在它的网页中更改矿池。',
  'The settings of this miner could not be read in full ({whyText}), so nothing is written.':
    '这台矿机的设置未能完整读取（{whyText}），因此不写入。',
  'not the settings of one miner': '不是一台矿机的设置',
  'no list of pools': '没有矿池列表',
  'This miner has more than {most} pools, and its page takes {places}: remove some in its own web page.':
    '这台矿机有超过 {most} 个矿池，而它的页面只能填 {places} 个：请在它的网页中删除一些。',
  'The password of the pool {url} is not known: type it, then this miner can be changed.':
    '矿池 {url} 的密码未知：请输入，之后才能更改这台矿机。',
  "The {name} of the pool {url} has characters that this miner's page cannot take back exactly: change that pool in its own web page first.":
    '矿池 {url} 的 {name} 含有这台矿机页面无法原样写回的字符：请先在它的网页中更改该矿池。',

  // Avalon
  'To change the pools of {address} the user name and password of its own page are needed (root and root unless they were changed; on home models those of the phone app).':
    '更改 {address} 的矿池需要它网页的用户名和密码（未改过则为 root 和 root；家用型号为手机应用的账号）。',
  "{address} does not take changes over its API: switch its API to read and write on the miner's own page.":
    '{address} 不接受通过 API 更改：请在矿机网页中把 API 设为可读写。',
  '{address} said yes to its new pools, but does not show them after its restart: its firmware ignores such changes.':
    '{address} 答应了新矿池，但重启后没有生效：它的固件忽略这类更改。',
  "The user name or password of {address}'s own page has a comma, which its API cannot carry: change it on that page.":
    '{address} 网页的用户名或密码含有逗号，它的 API 无法传送：请在该网页中修改。',
  'The password of {url} is not known, and this miner must be told it again: type it first.':
    '{url} 的密码未知，而必须重新告诉这台矿机：请先输入。',
  '{address} did not take the user name and password of its own page.':
    '{address} 不接受它网页的用户名和密码。',
  '{address} refused the new pool {words}.': '{address} 拒绝了新矿池：{words}。',

  // AxeOS
  '{address} did not answer as {family} does.': '{address} 的答复不像 {family}。',
  'The firmware of {address} is too old or too new for this.': '{address} 的固件太旧或太新，不支持此操作。',
  '{address} refused the change{reply}.': '{address} 拒绝了更改{reply}。',
  '{address} refused the change.': '{address} 拒绝了更改。',
  '{address} did not come back after its restart. Look at it, and switch it off and on if need be.':
    '{address} 重启后没有恢复。请去看看，必要时断电重开。',
  '{address} talks only to computers with a private address (10.x, 172.16–31.x, 192.168.x).':
    '{address} 只与私有地址（10.x、172.16–31.x、192.168.x）的电脑通信。',
  '{address} takes no changes for five minutes after too many wrong codes.':
    '{address} 因验证码错误过多，五分钟内不接受更改。',
  '{address} asks for a one-time code. Switch the code (OTP) off on its page, and on again afterwards.':
    '{address} 要求一次性验证码。请在它的网页中关闭验证码（OTP），之后再打开。',
  'The firmware of {address} has been changed since its pools were read. Set them on its own page.':
    '读取矿池后 {address} 的固件已更换。请在它的网页中设置矿池。',
  '{address} did not switch its sign on.': '{address} 没有打开指示。',
  '{address} did not switch its sign off.': '{address} 没有关闭指示。',
  'The firmware of {address} has no such control.': '{address} 的固件没有此控制功能。',
  'AxeOS takes pools as stratum+tcp://host:port only.': 'AxeOS 只接受 stratum+tcp://host:port 形式的矿池。',
  'AxeOS holds workers and passwords of 1 to {most} bytes.': 'AxeOS 的矿工名和密码为 1 到 {most} 字节。',
  '{address} splits its work between two pools. Set its pool mode to failover on its page first.':
    '{address} 把算力分给两个矿池。请先在它的网页中把矿池模式设为故障切换。',
  'This miner does not tell the password of its first pool: type it first.':
    '这台矿机不透露第一个矿池的密码：请先输入。',
  'This miner does not tell the password of its second pool: type it first.':
    '这台矿机不透露第二个矿池的密码：请先输入。',
  '{address} took the pools without an error but did not store them. Set them on its own page.':
    '{address} 接受矿池时没有报错，但没有保存。请在它的网页中设置。',
  'All {count} pool places of {address} are taken. Clear one on its page first.':
    '{address} 的 {count} 个矿池位都已占用。请先在它的网页中清除一个。',
  'Place {id} of {address} has been filled since it was read. Try again.':
    '读取后 {address} 的矿池位 {id} 已被占用。请重试。',
};
