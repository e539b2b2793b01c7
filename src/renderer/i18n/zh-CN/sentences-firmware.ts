import type { SentenceTemplates } from '../sentence-templates.ts';

/** What machines with other firmware refuse, and those that are read only. */
export const sentences: SentenceTemplates = {
  // Braiins OS
  '{address} said yes to its new pools, but does not work with them after three minutes.':
    '{address} 答应了新矿池，但三分钟后仍未使用。',
  'This version of Braiins OS does not list its pools.': '此版本的 Braiins OS 不列出矿池。',
  'The password of {url} is not known, and {address} must be told it again: type it first.':
    '{url} 的密码未知，而必须重新告诉 {address}：请先输入。',
  '{address} did not take the user name and password of Braiins OS (root without a password unless one was set).':
    '{address} 不接受 Braiins OS 的用户名和密码（未设置过则为 root，无密码）。',
  '{address} takes no more logins for now: leave it alone a while.':
    '{address} 暂时不再接受登录：请过一会儿再试。',
  '{address} answered the login without a token.': '{address} 答复登录时没有给出令牌。',
  '{address} did not give a whole reply about {path}.': '{address} 没有给出关于 {path} 的完整答复。',
  'The Braiins OS of {address} has no {path}.': '{address} 的 Braiins OS 没有 {path}。',
  '{address} does not let this user read or change {path}.': '{address} 不允许此用户读取或更改 {path}。',
  'Braiins OS before 25.07 has no API to write pools with that we speak: upgrade it, or change the pools on its own page.':
    'Braiins OS 25.07 之前的版本没有我们支持的写矿池 API：请升级，或在它的网页中更改矿池。',
  'The API of {address} is not ready (it starts, or restarts mining).':
    '{address} 的 API 尚未就绪（正在启动，或正在重启挖矿）。',
  'The user name and password of Braiins OS are needed for {address} (root without a password unless one was set).':
    '{address} 需要 Braiins OS 的用户名和密码（未设置过则为 root，无密码）。',

  // cgminer
  'The cgminer API has no {whatText}.': 'cgminer API 没有{whatText}。',
  'a light that can be made to blink': '可闪烁的指示灯',
  "{address} does not take changes from this computer: add “W:” and this computer's address to “api-allow” in its cgminer configuration, and restart cgminer.":
    '{address} 不接受本电脑的更改：请在它的 cgminer 配置的“api-allow”中加入“W:”和本电脑的地址，并重启 cgminer。',
  '{address} answered “{command}” with something unreadable.': '{address} 对“{command}”的答复无法读取。',
  'The firmware of {address} has no command “{command}”.': '{address} 的固件没有命令“{command}”。',
  "{address} answered, but no miner's reply: {whyText}.": '{address} 有答复，但不是矿机的答复：{whyText}。',
  'empty reply': '空答复',
  'a web page, not a reply': '是网页，不是答复',
  'HTTP spoken on this port': '此端口使用 HTTP',
  'the mining process does not answer': '挖矿进程没有响应',
  'access refused': '拒绝访问',
  'not a miner reply': '不是矿机的答复',
  "Somebody removed {url} from the miner's list, and its password is not known: enter it at the miner.":
    '有人从矿机列表中删除了 {url}，而它的密码未知：请在矿机上输入。',
  '{address} has its previous pools first again, but does not let go of the other one, most likely because the previous ones do not answer.':
    '{address} 的原矿池已重新排在前面，但它没有离开另一个矿池，多半是原矿池没有响应。',
  '{address} said yes to the change of its pools, but {whatText}: its firmware ignores such changes.':
    '{address} 答应了矿池的更改，但{whatText}：它的固件忽略这类更改。',
  'the pool is not in its list': '该矿池不在它的列表中',
  'one of its previous pools is not in its list': '原矿池之一不在它的列表中',
  'its list is not as it was': '它的列表与原来不同',
  'it does not list {url}': '它的列表中没有 {url}',
  '{url} is not the first in its list': '{url} 不在它列表的首位',
  'it still lists {url}': '它的列表中仍有 {url}',
  '{address} did not give a whole list of its pools.': '{address} 没有给出完整的矿池列表。',
  '{address} answered “pools” without a list of pools.': '{address} 对“pools”的答复中没有矿池列表。',
  "A pool's {name} has characters that no miner can be told.": '矿池的 {name} 含有无法发给任何矿机的字符。',
  "This kind of miner cannot be told a pool's {name} with “{stranger}” in it: choose another {again}.":
    '这种矿机不接受矿池的 {name} 中含有“{stranger}”：请换一个。',
  'A pool needs an address and a worker name before it can be written.': '矿池必须有地址和矿工名才能写入。',
  '{address} had no pool before, and a miner is not left without one: set its pools at the miner.':
    '{address} 原来没有矿池，而矿机不能没有矿池：请在矿机上设置。',
  'The kept pool settings belong to another kind of miner.': '保存的矿池设置属于另一种矿机。',

  // LuxOS, VNish
  '{address} splits its work between {groups} pool groups, of which we could lead only one: leave one group in LuxOS and try again.':
    '{address} 把算力分给 {groups} 个矿池组，而我们只能接管一个：请在 LuxOS 中只留一个组后重试。',
  'Another program has been changing {address} for a minute and a half (its LuxOS session is taken): close it or try again later.':
    '另一个程序已占用 {address} 的 LuxOS 会话一分半钟：请关闭它或稍后重试。',
  '{address} does not take changes from this computer: allow its address in the API settings of LuxOS.':
    '{address} 不接受本电脑的更改：请在 LuxOS 的 API 设置中允许本电脑的地址。',
  'VNish takes the proxy as stratum+tcp://host:port only.':
    'VNish 只接受 stratum+tcp://host:port 形式的代理地址。',
  'This miner does not tell a password of its pools: type it first.': '这台矿机不透露矿池密码：请先输入。',
  '{address} has the new pools but did not finish its restart in time.':
    '{address} 已有新矿池，但没有及时完成重启。',
  '{address} did not switch its light on.': '{address} 没有打开指示灯。',
  '{address} did not switch its light off.': '{address} 没有关闭指示灯。',
  '{address} did not tell its pool settings; its firmware may want an API key for them.':
    '{address} 没有透露矿池设置；它的固件可能要求 API 密钥。',
  '{address} gave no readable answer about its settings.': '{address} 关于设置的答复无法读取。',
  '{address} needs the password of its VNish page for this. Enter it first.':
    '{address} 需要它 VNish 网页的密码。请先输入。',
  '{address} has had too many wrong passwords and takes none now. Leave it alone for some minutes.':
    '{address} 密码错误过多，暂不接受。请等几分钟。',
  '{address} did not take the password of its VNish page.': '{address} 不接受它 VNish 网页的密码。',
  '{address} did not answer as VNish does.': '{address} 的答复不像 VNish。',
  '{address} took the password but not this command; its firmware may want an API key for it.':
    '{address} 接受了密码但不接受此命令；它的固件可能要求 API 密钥。',
  'The firmware of {address} has no such command.': '{address} 的固件没有此命令。',
  '{address} asks to be left alone for a while.': '{address} 要求暂时不要打扰。',
  '{address} refused the command{words}.': '{address} 拒绝了命令{words}。',
  '{address} refused the command.': '{address} 拒绝了命令。',
  "This is VNish with Antminer's old web pages, whose pools this program does not write. Set the proxy as its first pool on its own page.":
    '这是带 Antminer 旧网页的 VNish，本程序不写入其矿池。请在它的网页中把代理设为第一个矿池。',

  // Whatsminer
  'The password of worker {user} at {url} is needed, and a Whatsminer does not tell it: type it (most pools take any, such as x).':
    '需要矿工名 {user} 在 {url} 的密码，而 Whatsminer 不透露：请输入（大多数矿池接受任意密码，例如 x）。',
  '{address} does not take changes from programs: in WhatsMinerTool, change its admin password from the default and switch its API on, then try again.':
    '{address} 不接受程序更改：请在 WhatsMinerTool 中修改默认管理员密码并打开 API，然后重试。',
  'Changing {address} needs its password from WhatsMinerTool.':
    '更改 {address} 需要它在 WhatsMinerTool 中的密码。',
  '{address} does not take this password: enter the one that was set for it in WhatsMinerTool.':
    '{address} 不接受此密码：请输入在 WhatsMinerTool 中为它设置的密码。',
  '{address} gives this computer no more write tokens for now: leave it alone for 30 minutes, and close other programs that change it.':
    '{address} 暂时不再给本电脑写入令牌：请 30 分钟内不要打扰它，并关闭其他更改它的程序。',
  '{address} answered {whatText} with something that cannot be read.':
    '{address} 对{whatText}的答复无法读取。',
  '{address} broke off when it was told {whatText}, and may not have done it.':
    '{address} 在收到{whatText}时断开，可能没有执行。',
  '{address} could not read {whatText} (its code 137); try again.':
    '{address} 无法读取{whatText}（代码 137）；请重试。',
  '{address} said yes to the new pools but does not show them, even after its mining process was started anew: look at its pools in WhatsMinerTool.':
    '{address} 答应了新矿池但没有生效，重启挖矿进程后仍然如此：请在 WhatsMinerTool 中查看它的矿池。',
  '{address} said yes but does not report that it is awake.': '{address} 答应了，但没有报告已唤醒。',
  '{address} said yes but does not report that it sleeps.': '{address} 答应了，但没有报告已休眠。',
  'This firmware is older than July 2022: it is read, but not switched. Update it with WhatsMinerTool.':
    '此固件早于 2022 年 7 月：只读取，不切换。请用 WhatsMinerTool 升级。',
  'This firmware is older than July 2022 and speaks Whatsminer’s first API, whose builds differ in how they take commands: it is only read. Update the firmware or change the pools with WhatsMinerTool.':
    '此固件早于 2022 年 7 月，使用 Whatsminer 第一代 API，各版本接受命令的方式不同：只读取。请用 WhatsMinerTool 升级固件或更改矿池。',
  'The third API’s way of writing pools is not settled (two descriptions disagree), so it is only read. Change the pools with WhatsMinerTool.':
    '第三代 API 写入矿池的方式尚无定论（两份说明不一致），因此只读取。请用 WhatsMinerTool 更改矿池。',
  'The firmware’s version is not known yet, and with it the way to write pools. Read the miner once.':
    '固件版本未知，因此不知道如何写入矿池。请先读取一次矿机。',
  'A Whatsminer keeps {most} pools, not {count}.': 'Whatsminer 只能保存 {most} 个矿池，不能保存 {count} 个。',
  'A Whatsminer cannot be left without a pool.': 'Whatsminer 不能没有矿池。',
  'A pool without an address cannot be written.': '没有地址的矿池无法写入。',
  'The {name} of one pool has characters in it that a Whatsminer cannot keep.':
    '有一个矿池的 {name} 含有 Whatsminer 无法保存的字符。',
  'The {name} of one pool is longer than {most} bytes.': '有一个矿池的 {name} 超过 {most} 字节。',

  'the new pools': '新矿池',
  'to wake': '唤醒命令',
  'to sleep': '休眠命令',
  'to blink': '闪灯命令',
  'to give a write token': '写入令牌的请求',
  'the request for a write token': '写入令牌的请求',
  'the request for its salt': '盐值的请求',
  'the command {command}': '命令 {command} ',
  'the question {command}': '询问 {command} ',

  // read only
  '{address} did not answer as ePIC firmware does.': '{address} 的答复不像 ePIC 固件。',
  'Auradine miners may accept only pools on a list of their own, so their pools are read but not written: set them in FluxOS.':
    'Auradine 矿机可能只接受自己名单内的矿池，因此只读取不写入：请在 FluxOS 中设置。',
  'A BlackMiner changes its algorithm together with its pools, so they are read but not written: set them on its own page.':
    'BlackMiner 会随矿池一起切换算法，因此只读取不写入：请在它的网页中设置。',
  'Pools of ePIC firmware are read but not written, because it changes worker names by itself: set them on its own page.':
    'ePIC 固件会自行更改矿工名，因此矿池只读取不写入：请在它的网页中设置。',
  'FutureBit miners bring a node and a pool of their own, so their pools are set on their own page.':
    'FutureBit 矿机自带节点和矿池，请在它的网页中设置矿池。',
  'Goldshell miners do not work on SHA-256d: their pools are left alone.':
    'Goldshell 矿机的算法不是 SHA-256d：不改动它的矿池。',
  'Hammer miners work on Scrypt, which this program does not serve: their pools are left alone.':
    'Hammer 矿机使用 Scrypt，本程序不支持：不改动它的矿池。',
  'IceRiver miners do not work on SHA-256d: their pools are left alone.':
    'IceRiver 矿机的算法不是 SHA-256d：不改动它的矿池。',
  'Innosilicon miners are read but their pools are not written, because their models of different algorithms look alike: set them on their own page.':
    'Innosilicon 矿机不同算法的型号难以区分，因此矿池只读取不写入：请在它的网页中设置。',
  'MARA firmware is managed from its own system, so its pools are read but not written: set them there.':
    'MARA 固件由其自有系统管理，因此矿池只读取不写入：请在该系统中设置。',
  'Proto miners are managed by their own fleet program, so their pools are not written: set them there.':
    'Proto 矿机由其自有的管理程序管理，因此不写入矿池：请在该程序中设置。',
  'SealMiner pools are read but not written: they take effect after a restart that we could not check; set them on its own page.':
    'SealMiner 的矿池只读取不写入：它们在重启后才生效，我们无法核对；请在它的网页中设置。',
  'StrongU miners are read but their pools are not written: set them on their own page.':
    'StrongU 矿机的矿池只读取不写入：请在它的网页中设置。',
  'VolcMiner machines work on Scrypt, which this program does not serve: their pools are left alone.':
    'VolcMiner 机器使用 Scrypt，本程序不支持：不改动它的矿池。',
  'Nothing says that this is a miner, so nothing is written to it.':
    '没有迹象表明这是矿机，因此不写入任何内容。',
};
