/**
 * The words of all catalogs: an English term, and what stands for it wherever it is translated. More than one
 * where Chinese says a thing in another way in a table's head, in a sentence, or as what is done. A *miner* is
 * 矿机, what works through the proxy; a *machine* is 机器, the device on the network.
 */
export const glossary: Readonly<Record<string, readonly string[]>> = {
  account: ['账户'],
  alert: ['告警'],
  backup: ['备份'],
  'below standard': ['不达标'],
  'up to standard': ['达标'],
  credited: ['入账'],
  difficulty: ['难度'],
  endpoint: ['节点'],
  firmware: ['固件'],
  hashrate: ['算力'],
  'in doubt': ['存疑'],
  job: ['任务'],
  machine: ['机器'],
  miner: ['矿机'],
  nominal: ['额定'],
  offline: ['离线'],
  overflow: ['溢出'],
  passphrase: ['口令'],
  password: ['密码'],
  pool: ['矿池'],
  proxy: ['代理'],
  quota: ['配额'],
  round: ['轮次'],
  stale: ['陈旧'],
  'stand-in': ['顶替'],
  standby: ['备用'],
  statement: ['结算单'],
  surplus: ['富余'],
  threshold: ['阈值'],
  'worker name': ['矿工名'],
};
