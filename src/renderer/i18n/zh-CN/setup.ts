/** Words of Setup. */
export const texts = {
  'Three steps, in any order. You can leave at any time: what is done stays done.':
    '三个步骤，顺序不限。可随时离开，已完成的会保留。',
  'Find miners': '查找矿机',
  'Point miners here': '把矿机指向本机',
  done: '已完成',
  Next: '下一步',
  'Skip setup': '跳过初始设置',
  'Go to the Overview': '前往总览',
  'An account says for whom the farm mines: the address of a pool, the worker name that the pool knows, and a quota. Test connection tries the address and the login before anything is saved.':
    '账户说明矿场为谁挖矿：矿池地址、矿池认识的矿工名，以及配额。“测试连接”会在保存之前试一下地址和登录。',
  'Add another account': '再添加一个账户',
  'Your accounts': '您的账户',
  'None of them is the overflow account. It takes what is left when all quotas are reached; without one the farm then stands still.':
    '其中没有溢出账户。溢出账户接收全部配额完成后剩余的算力；没有它，矿场届时会停工。',
  'Hashquota can look for miners in the networks of this computer. It opens connections to the ports at which miners answer (80, 4028, 4433), reads what they say of themselves, changes nothing and sends no password.':
    'Hashquota 可以在本电脑所在的网络中查找矿机。它会连接矿机响应的端口（80、4028、4433），读取矿机自报的信息，不做任何更改，也不发送密码。',
  'Windows or macOS may ask whether Hashquota may look into the local network. Without a yes it finds nothing.':
    'Windows 或 macOS 可能会询问是否允许 Hashquota 访问本地网络。不允许就什么都找不到。',
  'Networks to look in': '要查找的网络',
  '{cidr} ({name}, {addresses} addresses)': '{cidr}（{name}，{addresses} 个地址）',
  'This computer has no network in which miners could be. Type a range on the Discover page.':
    '本电脑没有可能存在矿机的网络。请在“发现”页面输入范围。',
  'Look for miners': '查找矿机',
  'Look again': '再次查找',
  Stop: '停止',
  'Other ranges …': '其他范围…',
  'Looking: {swept} of {addresses} addresses, {miners} found so far':
    '查找中：{addresses} 个地址已查 {swept} 个，目前找到 {miners} 台',
  '{count} miners found.': '找到 {count} 台矿机。',
  'No miner found. Are they in another network, or switched off?':
    '没有找到矿机。它们是否在别的网络，或者没有开机？',
  'Found miners': '找到的矿机',
  'unknown model': '未知型号',
  'Give every miner this address as its first pool. Any user name works and becomes its name here; the password is not looked at.':
    '把此地址填为每台矿机的第一个矿池。用户名可任意填写，会成为它在这里的名称；密码不检查。',
  'This computer has more than one address. Take the one in the miners’ network.':
    '本电脑有多个地址，请用与矿机同一网络的那个。',
  'Hashquota listens for programs on this computer only. Start it with --stratum 0.0.0.0:3333 to let miners in.':
    'Hashquota 目前只监听本电脑上的程序。要让矿机接入，请用 --stratum 0.0.0.0:3333 启动。',
  'The proxy does not listen for miners now, so there is nothing to point them at.':
    '代理目前没有监听矿机连接，因此没有地址可供矿机指向。',
  'Copy {url}': '复制 {url}',
  'The address is copied.': '地址已复制。',
  'The browser did not allow copying. Mark the address and copy it.':
    '浏览器不允许复制，请选中地址后手动复制。',
  'When the first miner connects, the firewall of this computer may ask whether Hashquota may accept connections. Allow it for private networks; otherwise no miner gets through.':
    '第一台矿机连接时，本电脑的防火墙可能会询问是否允许 Hashquota 接受连接。请对专用网络允许，否则矿机无法接入。',
  'Do it for me …': '替我完成…',
  'For most firmwares Hashquota writes the address itself, one miner first and then the rest. It shows what it will write before it does, keeps the previous pools, and can put them back.':
    '对大多数固件，Hashquota 可自行写入地址：先写一台矿机，再写其余的。写入前会显示将写入的内容，保留原来的矿池，并可还原。',
  'Find miners first; then Hashquota can point most of them here by itself.':
    '请先查找矿机，然后 Hashquota 可自行把其中大多数指向本机。',
  'Miners that have come': '已接入的矿机',
  'No miner has come yet. It shows up here within seconds of its change.':
    '还没有矿机接入。更改后几秒内就会显示在这里。',
  'is here': '已接入',
  'not here yet': '尚未接入',
  '{here} of {known} miners are here.': '{known} 台矿机中 {here} 台已接入。',
  'Waiting for the first accepted share …': '正在等待第一个被接受的份额…',
  'Miners are here. Add an account, and they begin to work.': '矿机已接入。添加账户后它们就开始工作。',
  'The first share is accepted.': '第一个份额已被接受。',
  '{miner} works for {account}; the last share came {ago}.':
    '{miner} 正在为 {account} 工作；最近的份额：{ago}。',
  '{miner} works; the last share came {ago}.': '{miner} 正在工作；最近的份额：{ago}。',
  '{count} shares accepted so far': '目前已接受 {count} 个份额',
  'Only want to look around?': '只想随便看看？',
  'Start Hashquota a second time with --demo: it brings two simulated pools and six simulated miners, in a data folder of its own. This farm is not touched.':
    '用 --demo 再启动一次 Hashquota：它自带两个模拟矿池和六台模拟矿机，使用独立的数据文件夹，不影响本矿场。',
  'This is the simulated farm. Look around, change what you like: nothing of it is real.':
    '这是模拟矿场。随便看，随便改：没有一样是真的。',
};
