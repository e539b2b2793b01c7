/** Words of the Pools page. */
export const texts = {
  'Each account is served by the first of its endpoints that works; a better one is taken up again after a minute.':
    '每个账户使用其第一个可用的节点；更靠前的节点恢复一分钟后会重新启用。',
  '{served} of {count} accounts are served, {first} by their first endpoint':
    '{count} 个账户中 {served} 个有服务，其中 {first} 个用首选节点',
  '{count} endpoints are down or refuse': '{count} 个节点中断或拒绝',
  '{count} endpoints are marked failed': '{count} 个节点已标记故障',
  'Account, address, state …': '账户、地址、状态…',
  'Clear the search': '清除搜索',
  'No endpoint matches': '没有符合的节点',
  'Change the search to see more.': '请修改搜索以查看更多。',
  'Pool endpoints belong to accounts. Add an account with its pool address first.':
    '矿池节点属于账户。请先添加带矿池地址的账户。',
  'Edit addresses': '编辑地址',
  'Edit addresses of {name}': '编辑地址：{name}',
  'Pool endpoints of {name}, in failover order': '{name} 的矿池节点，按切换顺序',
  Order: '顺序',
  'Answers in': '响应时间',
  'Last job': '最近任务',
  'Last accepted': '最近接受',
  'serves {name} now': '正在服务 {name}',
  'Served by endpoint {n}': '由节点 {n} 服务',
  'Not served now': '目前无服务',
  '{ms} ms': '{ms} ms',
  'Answers in {latency} · job {job} · share {accepted}': '响应 {latency} · 任务 {job} · 份额 {accepted}',
  'Marked failed {ago}': '{ago}标记为故障',
  'Marked failed {ago}: {note}': '{ago}标记为故障：{note}',
  Test: '测试',
  'Test {url}': '测试 {url}',
  'Trying {url} …': '正在尝试 {url}…',
  'Result of the test': '测试结果',
  'How the endpoints answer is not known now: {why}': '节点的响应情况目前不可知：{why}',
};
