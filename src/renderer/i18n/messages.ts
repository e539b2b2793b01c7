/** Lengths of time. Units of time are words and are translated; those of hashrate are signs and are not. */
export const timeMessages = {
  seconds: '{n}\u00a0s',
  minutes: '{n}\u00a0min',
  hours: '{n}\u00a0h',
  days: '{n}\u00a0d',
  ago: '{duration} ago',
  justNow: 'just now',
};
