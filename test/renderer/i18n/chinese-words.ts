/** Names, units and what is typed as it stands: the same in Chinese. */
const SAME = new Set(
  `API Asia AxeOS Antminer Auradine BlackMiner Braiins OS BEGIN CERTIFICATE CSV Ctrl DNS Elphapex Enter Esc Escape
   FluxOS FutureBit GB Goldshell HMAC HTTP Hammer Hashquota IANA IP IPv IceRiver Innosilicon JSON LuxOS MAC MARA MB
   OTP PC PDF PEM POST Proto SHA SMTP STARTTLS Scrypt Shanghai SealMiner Shift StrongU Stratum TH TLS UDP URL UTC VNish
   VPN VolcMiner Webhook WhatsMinerTool Whatsminer Windows ePIC cgminer extranonce mDNS macOS rpm shares stratum tcp ssl
   host port https http id ids`.split(/\s+/),
);
const UNITS = /^[kMGTPE]?H?$|^(?:PH|TH|EH|kH|ms|W|C|J|s|h|d|m|x|a|b)$/;

/** English words in a Chinese text that are no names or units and do not stand in quotes of what is typed. */
export function foreignWords(own: string, english: string): string[] {
  const words = own
    .replaceAll(/\{\w+\}|\S+:\/\/\S+|--\w[\w-]* ?[\d.:]*|\S+@\S+|“[^”]*”/g, ' ')
    .match(/[A-Za-z][A-Za-z]*/g);
  return (words ?? []).filter(
    (word) =>
      !SAME.has(word) &&
      !UNITS.test(word) &&
      !TYPED.some((text) => english.includes(text) && text.includes(word)),
  );
}

/** Examples of what the owner types, commands and names of fields. */
const TYPED = [
  'hashquota verify FILE',
  'proxy.listen',
  'alice.farm1',
  'PH/s·day',
  'or never (until',
  '24h, 7d, 12h, 30m',
  '"never"',
  'round.every',
  '.cgi',
  'root',
  '10.0.4.',
  '100.x',
  '10.x',
  'Stratum V2',
  'poolWork, poolShares and pastedText',
];
