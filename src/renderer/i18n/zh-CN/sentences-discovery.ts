import type { SentenceTemplates } from '../sentence-templates.ts';

/** Scans, IP report buttons, known machines and their logins. */
export const sentences: SentenceTemplates = {
  // ranges
  'The ranges are {count} characters long; at most {most} are read.':
    '范围有 {count} 个字符，最多读取 {most} 个。',
  'No range is given; allowed are ranges such as {examplesList}.':
    '没有填写范围；请写如 {examplesList} 的范围。',
  '{count} ranges are given; at most {most} are read.': '填写了 {count} 个范围，最多读取 {most} 个。',
  '{piece} is an IPv6 address or has a port that is none; allowed are IPv4 ranges such as {examplesList}.':
    '{piece} 是 IPv6 地址或端口无效；请写如 {examplesList} 的 IPv4 范围。',
  '{piece} has no prefix length from 0 to 32 behind the slash, such as /24.':
    '{piece} 的斜杠后没有 0 到 32 的前缀长度，例如 /24。',
  '{piece} has more than one "-"; write a range as 10.0.4.10-50.':
    '{piece} 有多个“-”；范围请写成 10.0.4.10-50。',
  '{piece} ends above 255; each part of an address is 0 to 255.':
    '{piece} 的结尾大于 255；地址每一段为 0 到 255。',
  '{piece} ends before it begins; write the lower address first.': '{piece} 结尾小于开头；请先写较小的地址。',
  '{piece} has a * where none can stand; allowed is 10.0.4.* or 10.0.*.*.':
    '{piece} 的 * 位置不对；可写 10.0.4.* 或 10.0.*.*。',
  '{piece} has a part above 255; each part of an address is 0 to 255.':
    '{piece} 有一段大于 255；地址每一段为 0 到 255。',
  '{piece} is no whole address: an IPv4 address has four parts; allowed are ranges such as {examplesList}.':
    '{piece} 不是完整地址：IPv4 地址有四段；请写如 {examplesList} 的范围。',
  '{piece} is a name; allowed are IPv4 ranges such as {examplesList}.':
    '{piece} 是名称；请写如 {examplesList} 的 IPv4 范围。',
  '{piece} is no IPv4 range; allowed are ranges such as {examplesList}.':
    '{piece} 不是 IPv4 范围；请写如 {examplesList} 的范围。',
  '{piece} reaches into 0.0.0.0/8, which names no machine and is never scanned.':
    '{piece} 包含 0.0.0.0/8，它不指向任何机器，从不扫描。',
  '{piece} reaches into multicast, reserved or broadcast addresses (224.0.0.0 and above), which are never scanned.':
    '{piece} 包含组播、保留或广播地址（224.0.0.0 及以上），从不扫描。',
  '{piece} is not private; 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16 and 127.0.0.0/8 are scanned, others only if you insist.':
    '{piece} 不是私有地址；只扫描 10.0.0.0/8、172.16.0.0/12、192.168.0.0/16、100.64.0.0/10、169.254.0.0/16 和 127.0.0.0/8，其他地址须您坚持才扫描。',
  '{piece} makes it {count} addresses; never more than 1,048,576 (a /12) are scanned at once.':
    '加上 {piece} 共 {count} 个地址；一次最多扫描 1,048,576 个（/12）。',
  '{piece} makes it {count} addresses; more than 65,536 (a /16) are scanned only if you insist.':
    '加上 {piece} 共 {count} 个地址；超过 65,536 个（/16）须您坚持才扫描。',

  // scans
  'A scan is going on already; wait for its end or cancel it first.': '已有扫描在进行；请等它结束或先取消。',
  'No scan is going on.': '没有正在进行的扫描。',
  'The scan stopped because of a fault of this program; the log has it.':
    '扫描因程序故障而停止，详情见日志。',
  'This PC ran short of sockets or routes: the scan goes more slowly.': '本电脑的连接或路由不足：扫描放慢。',
  '{network} is left out: this PC has no way there, or is not allowed to connect.':
    '略过 {network}：本电脑无法到达，或不允许连接。',
  '{networkNames} networks are left out: this PC has no way there, or is not allowed to connect.':
    '略过 {networkNames}网络：本电脑无法到达，或不允许连接。',
  '{network} is left out: something takes connections for every address and never answers.':
    '略过 {network}：有设备接受所有地址的连接却从不响应。',
  '{networkNames} networks are left out: something takes connections for every address and never answers.':
    '略过 {networkNames}网络：有设备接受所有地址的连接却从不响应。',
  'Allow the program to use the local network in System Settings.':
    '请在“系统设置”中允许本程序使用本地网络。',
  'mDNS announcements cannot be heard on the network of {address}.':
    '在 {address} 的网络上收不到 mDNS 通告。',
  'UDP port {port} ({what}) is in use by another program: close it to hear these.':
    'UDP 端口 {port}（{what}）被其他程序占用：请关闭该程序以便接收。',
  'UDP port {port} ({what}) cannot be listened on ({code}).':
    '无法监听 UDP 端口 {port}（{what}）（{code}）。',

  // machines
  'There is no machine {id}.': '没有机器 {id}。',
  'There is no machine with this id.': '没有此 id 的机器。',
  'The machine': '机器',
  'A machine cannot be merged with itself.': '机器不能与自身合并。',
  'Its last address {address} belongs to another machine now; scan to find it.':
    '它最后的地址 {address} 现在属于另一台机器；请扫描以找到它。',
  'Its last address {address} belongs to another machine now.': '它最后的地址 {address} 现在属于另一台机器。',
  'What kind of machine this is, is not known: it mines, but answered no question.':
    '不知道这是哪种机器：它在挖矿，但没有回答询问。',
  'The program failed at reading it; its log says more.': '程序读取它时出错，详情见日志。',
  'It did not tell everything in time.': '它没有及时报告全部信息。',
  'Restarts are at least 1 and at most 168 hours apart, and of 1 to 50 percent of the farm at once.':
    '重启间隔为 1 到 168 小时，同时重启矿场的 1 到 50 %。',
  'The pools of this machine are being changed just now; wait for that.': '正在更改这台机器的矿池，请稍候。',

  // logins
  'A family has at most {most} logins, since miners lock out who tries many; remove one first.':
    '一个固件系列最多保存 {most} 个登录凭据，因为试得太多会被矿机锁定；请先删除一个。',
  'No more than {most} logins are kept; remove some first.': '最多保存 {most} 个登录凭据；请先删除一些。',
  "The stored password of user {user} for {scope} cannot be read with this data folder's key; type it again.":
    '{scope} 的用户 {user} 保存的密码无法用此数据文件夹的密钥读取，请重新输入。',
  'A user name has at most {most} characters.': '用户名最多 {most} 个字符。',
  'A password has at most {most} characters.': '密码最多 {most} 个字符。',
  'A user name or password holds no line ends and no control characters.':
    '用户名和密码不能含有换行和控制字符。',
  '{machine} asks for a login.': '{machine} 要求登录。',
  '{machine} refused its logins and is left alone for another {span}; enter the right login to try at once.':
    '{machine} 拒绝了登录，{span}内不再打扰它；输入正确的登录凭据可立即重试。',
  'There is no such login any more.': '此登录凭据已不存在。',
};
