/** Words for the states of miners, accounts and pool endpoints. */
export const stateMessages = {
  working: 'Working',
  standby: 'Standby',
  belowStandard: 'Below standard',
  silent: 'Silent',
  offline: 'Offline',
  parked: 'Parked',
  markedFailed: 'Marked failed',
  waiting: 'Waiting',
  connecting: 'Connecting',
  upToStandard: 'Up to standard',
  poolUnreachable: 'Pool unreachable',
  loginRefused: 'Login refused',
  up: 'Up',
  inReserve: 'In reserve',
  down: 'Down',
};

/** Texts of what every view shows on its way, when it fails, or when it is empty. */
export const viewMessages = {
  loading: 'Loading',
  retry: 'Try again',
};
