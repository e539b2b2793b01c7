/** Words about marking failed and putting back. */
export const texts = {
  'Mark failed …': '标记故障…',
  Undo: '撤销',
  'Mark {name} failed': '将 {name} 标记为故障',
  'Mark {n} miners failed': '将 {n} 台矿机标记为故障',
  '{n} miners ({hashrate}) leave {account} at once.': '{n} 台矿机（{hashrate}）立即离开 {account}。',
  '{n} mine for {account}, the overflow account, now.': '{n} 台目前为溢出账户 {account} 挖矿。',
  '{n} do not mine now.': '{n} 台目前没有挖矿。',
  '{n} miners leave {count} more accounts.': '{n} 台矿机离开另外 {count} 个账户。',
  'Standby {names} ({hashrate}) take over within about 5 s.': '备用矿机 {names}（{hashrate}）约 5 秒内接替。',
  'No standby miner is free to take over.': '没有空闲的备用矿机可以接替。',
  'Until you put them back they mine for {account}, the overflow account.':
    '在您恢复使用它们之前，它们为溢出账户 {account} 挖矿。',
  'There is no overflow account, so they are parked: they get no new jobs, and after a minute their connections are closed.':
    '没有溢出账户，因此它们被停放：不再收到新任务，一分钟后连接被关闭。',
  '{n} miners are marked failed.': '{n} 台矿机已标记为故障。',
  '{n} miners are put back.': '{n} 台矿机已恢复使用。',
  'Mark this pool endpoint failed': '将此矿池节点标记为故障',
  'What is wrong': '什么问题',
  Failed: '故障',
  'Note (optional)': '备注（可选）',
  'For instance: fan, hash board 2, on the bench': '例如：风扇、2 号算力板、送修中',
  Cancel: '取消',
  'What will happen': '将会发生什么',
  'The mark stands until you put it back, also when it seems well again.':
    '标记一直有效，直到您恢复使用它，即使它看起来已经正常。',
  '{name} ({hashrate}) leaves {account} at once; {rest} stays there.':
    '{name}（{hashrate}）立即离开 {account}；{rest} 留在那里。',
  '{name} ({hashrate}) leaves {account} at once; no other miner works for it now.':
    '{name}（{hashrate}）立即离开 {account}；目前没有其他矿机为它工作。',
  '{name} ({hashrate}) leaves {account} at once; {standby}.':
    '{name}（{hashrate}）立即离开 {account}；{standby}。',
  '{name} mines for {account}, the overflow account, now.': '{name} 目前为溢出账户 {account} 挖矿。',
  'standby {names} ({hashrate}) take over within about 5 s': '备用矿机 {names}（{hashrate}）约 5 秒内接替',
  '{count} more': '另外 {count} 个',
  '{name} does not mine now, so nothing moves.': '{name} 目前没有挖矿，因此没有变动。',
  '{name} does not mine now; {standby}.': '{name} 目前没有挖矿；{standby}。',
  '{name} already mines for {account}, the overflow account, and stays there.':
    '{name} 已在为溢出账户 {account} 挖矿，并留在那里。',
  'Until you put it back it mines for {account}, the overflow account.':
    '在您恢复使用它之前，它为溢出账户 {account} 挖矿。',
  'There is no overflow account, so it is parked: it gets no new jobs, and after a minute its connection is closed.':
    '没有溢出账户，因此它被停放：不再收到新任务，一分钟后连接被关闭。',
  'The expected finish of {account} moves from {from} to {to}.':
    '{account} 的预计完成时间由 {from} 变为 {to}。',
  'The quota of {account} is no longer expected to be reached in this round.':
    '{account} 的配额预计在本轮次内无法完成。',
  'The quota of {account} is then expected to be reached at {to}.': '{account} 的配额届时预计在 {to} 完成。',
  'No account’s expected finish moves.': '所有账户的预计完成时间都不变。',
  'The expected finish of {count} more accounts moves.': '另有 {count} 个账户的预计完成时间会变动。',
  'Working out what will happen …': '正在推算将会发生什么…',
  'What will happen cannot be said now: {why} You can mark it all the same.':
    '目前无法推算将会发生什么：{why}您仍然可以标记它。',
  '{account} goes to its next endpoint, {url}.': '{account} 切换到下一个节点 {url}。',
  'This is the only usable endpoint of {account}. Until you put it back, no miner can work for it.':
    '这是 {account} 唯一可用的节点。在您恢复使用它之前，没有矿机能为该账户工作。',
  '{account} does not use this endpoint now; it will not be tried until you put it back.':
    '{account} 目前没有使用此节点；在您恢复使用它之前不会再尝试它。',
  '{name} is marked failed.': '{name} 已标记为故障。',
  '{name} is marked failed. {names} stand in for it.': '{name} 已标记为故障，由 {names} 顶替。',
  '{name} is put back.': '{name} 已恢复使用。',
  '{url} is marked failed.': '{url} 已标记为故障。',
  '{url} is put back.': '{url} 已恢复使用。',
};
