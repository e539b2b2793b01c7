import type { SentenceTemplates } from '../sentence-templates.ts';

/** What goes wrong with pools, and what a test of a connection tells. */
export const sentences: SentenceTemplates = {
  // steps of a test
  'Find the address': '查找地址',
  Connect: '连接',
  Encrypt: '加密',
  'Version rolling': '版本滚动',
  Subscribe: '订阅',
  'Log in': '登录',
  'First job': '第一个任务',
  '{host} is at {address}': '{host} 的地址是 {address}',
  'connected to {place}': '已连接到 {place}',
  'encrypted, certificate verified': '已加密，证书已验证',
  'version rolling, mask {mask}': '支持版本滚动，掩码 {mask}',
  'no version rolling': '不支持版本滚动',
  'no answer: taken as no version rolling': '没有答复：视为不支持版本滚动',
  'the pool hangs up when asked for version rolling: tried again without':
    '询问版本滚动时矿池断开连接：已改为不用版本滚动重试',
  'extranonce1 of {first} bytes, extranonce2 of {second} bytes':
    'extranonce1 为 {first} 字节，extranonce2 为 {second} 字节',
  'logged in as {worker}': '已登录为 {worker}',
  'a job at difficulty {difficulty}': '得到任务，难度 {difficulty}',
  'not done after {seconds} s': '{seconds} 秒后仍未完成',
  'The test was cancelled.': '测试已取消。',
  'The login worked, but no job came within {seconds} s.': '登录成功，但 {seconds} 秒内没有收到任务。',
  'The pool was not done with "{stepText}" after {seconds} s.': '矿池 {seconds} 秒后仍未完成“{stepText}”。',
  'Works: logged in as {worker}, first job at difficulty {difficulty}.':
    '可用：已登录为 {worker}，第一个任务难度 {difficulty}。',
  'The pool leaves only {size} bytes of extranonce2: miners have to reconnect once to work for it.':
    '矿池只留 {size} 字节的 extranonce2：矿机须重新连接一次才能为它工作。',

  // why a connection ended
  '{host}:{port} does not answer': '{host}:{port} 没有响应',
  '{place} does not answer': '{place} 没有响应',
  'the name "{host}" cannot be found': '找不到名称“{host}”',
  'the name "{host}" could not be looked up: the name server does not answer':
    '无法查询名称“{host}”：域名服务器没有响应',
  'nothing listens on {place}': '{place} 没有监听',
  "{place} cannot be reached from this computer's network": '从本电脑的网络无法到达 {place}',
  '{place} cut the connection': '{place} 切断了连接',
  'the connection to {place} failed ({code})': '到 {place} 的连接失败（{code}）',
  "the pool's certificate has expired": '矿池的证书已过期',
  "the pool's certificate is not valid yet (is the clock right?)": '矿池的证书尚未生效（时钟是否正确？）',
  'the pool\'s certificate is not for the name "{host}"': '矿池的证书不属于名称“{host}”',
  '{place} does not speak TLS (is it a stratum+tcp port?)': '{place} 不支持 TLS（是否为 stratum+tcp 端口？）',
  "the pool's certificate is not signed by an authority this computer trusts; pin it if it is the right one":
    '矿池的证书不是由本电脑信任的机构签发；若确认无误请固定该证书',
  "the pool's certificate is not the pinned one": '矿池的证书不是固定的那个',
  'the pinned certificate cannot be read': '固定的证书无法读取',
  'the pool closed the connection': '矿池关闭了连接',
  'the pool does not read what it is sent': '矿池不读取发送的数据',
  'the pool does not speak Stratum: {why}': '矿池不使用 Stratum 协议：{why}',
  'the pool sends lines that cannot be used: {why}': '矿池发来无法使用的数据：{why}',
  'the pool does not answer {method}': '矿池没有答复 {method}',
  'the pool refused to subscribe: {whyText}': '矿池拒绝订阅：{whyText}',
  'the pool refused the login {worker}: {whyText}': '矿池拒绝登录 {worker}：{whyText}',
  'the pool gave no reason': '矿池没有给出原因',
  'all its pool endpoints are marked failed by you': '它的所有矿池节点都被您标记为故障',
};
