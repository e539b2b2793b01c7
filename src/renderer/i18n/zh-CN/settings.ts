/** Words of the Settings page. */
export const texts = {
  'What belongs to this window is kept in this browser; the rest belongs to the farm.':
    '属于此窗口的设置保存在本浏览器中，其余的属于矿场。',
  Sections: '分区',
  'This window': '此窗口',
  Language: '语言',
  'As the browser': '跟随浏览器',
  Rows: '行距',
  Compact: '紧凑',
  Comfortable: '宽松',
  'Covers names of accounts and miners, addresses, pools and wallets on every page, for screenshots and visitors. What you type is covered too.':
    '在所有页面上遮盖账户名、矿机名、地址、矿池和钱包，便于截图和来访。您输入的内容也会被遮盖。',
  'This browser cannot cover parts of a page. A newer one can.':
    '此浏览器无法遮盖页面的局部，较新的浏览器可以。',
  'Quotas and rounds': '配额与轮次',
  'Policy, round and what happens when the farm falls short are on the Plan page, next to what if.':
    '策略、轮次以及算力不足时的处理都在“计划”页面，与假设推演在一起。',
  'Open Plan': '打开计划',
  'Network and ports': '网络与端口',
  'Miners connect to': '矿机连接到',
  'The proxy does not listen for miners now.': '代理目前没有监听矿机连接。',
  'This window is served by': '此窗口的服务地址',
  'the program itself; nothing listens for browsers': '程序自身；没有面向浏览器的监听',
  'Both are set when Hashquota starts and stay as they are while it runs. To change them, start it with other options, or set proxy.listen in the farm file:':
    '两者在 Hashquota 启动时确定，运行期间不变。要更改，请用其他选项启动，或在矿场文件中设置 proxy.listen：',
  'Only miners need to reach the first port. Keep the second one to this computer unless you want to look from elsewhere; whoever opens it there needs the token.':
    '只有矿机需要访问第一个端口。第二个端口请只留给本电脑，除非您想从别处查看；在别处打开它需要令牌。',
  'What Hashquota does to machines by itself': 'Hashquota 自动对机器做什么',
  'Restart machines that are silent or below their standard': '重启静默或不达标的机器',
  'Hours between two restarts of one machine': '同一台机器两次重启的间隔（小时）',
  'Percent of the farm at once, at most': '同时重启的矿场占比上限（%）',
  'Let standby machines sleep while they are not needed': '不需要时让备用机器休眠',
  'Both are off unless you turn them on, and each act is told on the Overview.':
    '两项默认关闭，由您开启；每次操作都会显示在“总览”上。',
  'Enter 1 to 168 hours.': '请输入 1 到 168 小时。',
  'Enter 1 to 50 percent.': '请输入 1 到 50（%）。',
  Save: '保存',
  Discard: '放弃',
  'The rules are saved.': '规则已保存。',
  'Logins of machines': '机器登录凭据',
  'Kept encrypted, for machines whose settings have a password. They are sent to the machines they are for, and shown to nobody.':
    '加密保存，用于设置受密码保护的机器。只发送给对应的机器，不显示给任何人。',
  'No login is kept.': '没有保存登录凭据。',
  'Add a login …': '添加登录凭据…',
  'Looking for machines': '查找机器',
  'Hashquota can look for machines again by itself, in the ranges of the last scan.':
    'Hashquota 可以在上次扫描的范围内自动再次查找机器。',
  'Scan once on the Discover page; then it can be repeated by itself.':
    '请先在“发现”页面扫描一次，之后即可自动重复。',
  'Open Discover': '打开发现',
  About: '关于',
  'Version {version}': '版本 {version}',
  'This is the simulated farm: its pools and miners are programs on this computer.':
    '这是模拟矿场：它的矿池和矿机都是本电脑上的程序。',
  'To look around with a simulated farm, start Hashquota with --demo. It has a data folder of its own and does not touch this farm.':
    '想用模拟矿场随便看看，请用 --demo 启动 Hashquota。它有自己的数据文件夹，不会影响本矿场。',
  'The three steps of the first start can be walked again at any time.':
    '首次启动的三个步骤随时可以再走一遍。',
  'Open Setup': '打开初始设置',
};
