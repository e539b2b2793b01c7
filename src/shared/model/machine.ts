import { z } from 'zod';

import { stableId } from './snapshot.ts';

/** H/s, null = the machine does not say. */
const rate = z.number().nullable();

/** Id of a machine on the LAN: `m-` and hex digits. */
export const machineId = z.string().regex(/^m-[0-9a-f]{1,32}$/, 'the id of a machine begins with m-');

export const machineAlgorithm = z.enum(['sha256d', 'other', 'unknown']);
export type MachineAlgorithm = z.infer<typeof machineAlgorithm>;

const poolStatus = z.enum(['alive', 'dead', 'disabled', 'rejecting', 'unknown']);

const machinePool = z.object({
  url: z.string(),
  user: z.string().nullable(),
  status: poolStatus,
  isActive: z.boolean().nullable(),
  accepted: z.number().nullable(),
  rejected: z.number().nullable(),
  /** It is this program's own proxy. */
  isOurs: z.boolean(),
});

const machineBoard = z.object({
  name: z.string(),
  serial: z.string().nullable(),
  hashrate: rate,
  nominalHashrate: rate,
  chips: z.number().nullable(),
  boardTemperature: z.number().nullable(),
  chipTemperature: z.number().nullable(),
});

/** What the machine said at its last reading, in H/s, °C, W, rpm and s. Null = it did not say. */
const telemetry = z.object({
  atMs: z.number(),
  hashrate: z.object({ now: rate, average: rate, nominal: rate }),
  /** A rate so far above the nominal one that its unit must have been misread. */
  isRateDoubtful: z.boolean(),
  boards: z.array(machineBoard),
  chips: z.number().nullable(),
  temperatures: z.object({
    board: z.number().nullable(),
    chip: z.number().nullable(),
    inlet: z.number().nullable(),
    outlet: z.number().nullable(),
  }),
  fansRpm: z.array(z.number()),
  powerWatts: z.number().nullable(),
  uptimeSeconds: z.number().nullable(),
  isAsleep: z.boolean().nullable(),
  pools: z.array(machinePool),
  faults: z.array(z.object({ code: z.string().nullable(), text: z.string() })),
});
export type MachineTelemetry = z.infer<typeof telemetry>;

/** What can be done with a machine. `pools` is true, or the sentence that says why its pools are not written. */
const controls = z.object({
  pools: z.union([z.literal(true), z.string()]),
  blink: z.boolean(),
  restart: z.boolean(),
  sleep: z.boolean(),
  /** Address of its own page, null where it has none. */
  page: z.string().nullable(),
  needsCredential: z.enum(['never', 'to-write', 'to-read']),
});

/**
 * Where it stands with us:
 * - `elsewhere` its pools are not ours; `pointed` its first pool is our proxy;
 * - `changing` it is being pointed or restored right now;
 * - `changed` we pointed it and somebody else changed its pools since.
 */
const pointState = z.enum(['unknown', 'elsewhere', 'pointed', 'changing', 'changed']);
export type PointState = z.infer<typeof pointState>;

/** One machine on the LAN, as discovery knows it. */
export const machineView = z.object({
  id: machineId,
  address: z.string(),
  mac: z.string().nullable(),
  serial: z.string().nullable(),
  /** Marker of the firmware's family, `unknown` where only a proxy session told of it. */
  family: z.string(),
  /** The family in the owner's words, `Antminer (stock)`. */
  familyName: z.string(),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  algorithm: machineAlgorithm,
  /** The miner (proxy's record) that this machine is; null = never connected here. */
  minerId: stableId.nullable(),
  firstSeenAtMs: z.number(),
  lastSeenAtMs: z.number(),
  /** `answering`, `silent` (no answer to the last reads), `locked-out` (left alone until `leftAloneUntilMs`). */
  state: z.enum(['answering', 'silent', 'locked-out']),
  /** Why the last reading failed, one sentence; null when it did not. */
  trouble: z.string().nullable(),
  leftAloneUntilMs: z.number().nullable(),
  point: pointState,
  /** A snapshot of its previous pools is kept: it can be put back. */
  canRestore: z.boolean(),
  hasCredential: z.boolean(),
  /** Login that its maker sets at the factory, as a hint; it is never tried without the owner's word. */
  factoryLogin: z.object({ user: z.string(), password: z.string() }).nullable(),
  controls,
  telemetry: telemetry.nullable(),
});
export type MachineView = z.infer<typeof machineView>;

/** A network of this PC, or one that the owner typed. */
export const networkSuggestion = z.object({
  cidr: z.string(),
  interfaceName: z.string(),
  /** This PC's address in it. */
  address: z.string(),
  addresses: z.int(),
  /** Containers, VPNs and other virtual adapters: listed, not ticked. */
  isVirtual: z.boolean(),
});
export type NetworkSuggestion = z.infer<typeof networkSuggestion>;

export const scanRequest = z.object({
  /** `192.168.1.0/24, 10.0.4.10-50`: separated by commas, spaces or line ends. */
  ranges: z.string().min(1).max(4000),
  /** The owner insists on public addresses or on more than a /16. */
  insist: z.boolean().optional(),
  /** Addresses that were found to be no miners lately are asked again too. */
  rescanAll: z.boolean().optional(),
});
export type ScanRequest = z.infer<typeof scanRequest>;

/** A scan as it goes on. */
export const scanView = z.object({
  state: z.enum(['running', 'paused', 'done', 'cancelled', 'failed']),
  ranges: z.string(),
  phase: z.enum(['sweep', 'second-pass', 'identify', 'finished']),
  addresses: z.int(),
  swept: z.int(),
  /** Addresses at which something listens. */
  open: z.int(),
  identified: z.int(),
  miners: z.int(),
  otherDevices: z.int(),
  socketsNow: z.int(),
  socketsMost: z.int(),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  /** Estimate, null while nothing is known. */
  leftMs: z.number().nullable(),
  /** Why it stopped or slowed down, one sentence. */
  note: z.string().nullable(),
});
export type ScanView = z.infer<typeof scanView>;

export const scanSchedule = z.object({
  ranges: z.string().max(4000),
  /** Minutes between rescans, null = off. */
  everyMinutes: z.int().min(10).max(1440).nullable(),
});
export type ScanSchedule = z.infer<typeof scanSchedule>;

/** A press of a machine's "IP report" button, or its mDNS announcement. */
const buttonReport = z.object({
  address: z.string(),
  mac: z.string().nullable(),
  maker: z.string(),
  atMs: z.number(),
});
export type ButtonReport = z.infer<typeof buttonReport>;

export const discoveryView = z.object({
  scan: scanView.nullable(),
  schedule: scanSchedule,
  /** Listening for button reports until then; null = not listening. */
  listeningUntilMs: z.number().nullable(),
  /** Ports that another program has, in words. */
  listenTrouble: z.string().nullable(),
  reports: z.array(buttonReport),
});
export type DiscoveryView = z.infer<typeof discoveryView>;

/** A pool whose password the machine does not tell; the owner types it before anything is written. */
const passwordAsked = z.object({ url: z.string(), user: z.string() });

/** What pointing would do to one machine. */
export const pointPreviewLine = z.object({
  machineId,
  /** True, or the sentence that says why not. */
  can: z.union([z.literal(true), z.string()]),
  /** The address that will be written, as the machine sees this PC. */
  proxyUrl: z.string().nullable(),
  worker: z.string().nullable(),
  /** Its pools now, first first. */
  pools: z.array(z.object({ url: z.string(), user: z.string() })),
  /** What will stand behind the address, where that is not what it has now or is somebody else's in part. */
  behind: z.array(z.object({ url: z.string(), user: z.string() })).optional(),
  /** `exact`, or `typed`: passwords below must be typed for a restore. */
  promise: z.enum(['exact', 'typed']).nullable(),
  passwordsAsked: z.array(passwordAsked),
});
export type PointPreviewLine = z.infer<typeof pointPreviewLine>;

const typedPasswords = z.array(passwordAsked.extend({ password: z.string().max(256) })).max(5000);

export const pointRequest = z.object({
  machineIds: z.array(machineId).min(1).max(10_000),
  /** The owner has read the words "not yet seen on real hardware" and goes on. */
  acceptsUnseen: z.boolean(),
  /** `host:port` to write instead of the address that fits each machine. */
  proxyAddress: z.string().max(255).optional(),
  passwords: typedPasswords.optional(),
  /** At most so many at a time, after the first one. */
  atATime: z.int().min(1).max(50).optional(),
});
export type PointRequest = z.infer<typeof pointRequest>;

export const restoreRequest = z.object({
  machineIds: z.array(machineId).min(1).max(10_000),
  acceptsUnseen: z.boolean(),
  passwords: typedPasswords.optional(),
  /** Also where somebody else has changed the pools since. */
  overwriteChanged: z.boolean().optional(),
  atATime: z.int().min(1).max(50).optional(),
});
export type RestoreRequest = z.infer<typeof restoreRequest>;

export const changeStep = z.enum([
  'waiting',
  'reading',
  'writing',
  'checking',
  'awaiting-share',
  'done',
  'rolling-back',
  'rolled-back',
  'failed',
  'cancelled',
]);
export type ChangeStep = z.infer<typeof changeStep>;

/** One machine in a run; the journal keeps these lines. */
export const changeLine = z.object({
  machineId,
  address: z.string(),
  model: z.string().nullable(),
  step: changeStep,
  isCanary: z.boolean(),
  /** What happened, or why not, one sentence. */
  text: z.string().nullable(),
  /** Which pools the machine has now, as far as it was read back; first first. */
  pools: z.array(z.object({ url: z.string(), user: z.string() })),
  atMs: z.number(),
});
export type ChangeLine = z.infer<typeof changeLine>;

/** A bulk change of pools, running or over. */
export const changeRun = z.object({
  id: z.string(),
  kind: z.enum(['point', 'restore']),
  state: z.enum(['running', 'done', 'cancelled', 'stopped']),
  /** Why it stopped early, one sentence. */
  note: z.string().nullable(),
  by: z.string(),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  lines: z.array(changeLine),
});
export type ChangeRun = z.infer<typeof changeRun>;

export const machineAction = z.enum(['blink-on', 'blink-off', 'restart', 'sleep', 'wake', 'read']);
export type MachineAction = z.infer<typeof machineAction>;

/** For whom a credential is; a machine's own is tried before its family's. */
export const credentialScope = z.union([
  z.object({ kind: z.literal('machine'), machineId }),
  z.object({ kind: z.literal('family'), family: z.string().max(32) }),
]);
export type CredentialScope = z.infer<typeof credentialScope>;

/** A stored credential, without its password. */
export const credentialView = z.object({ id: z.int(), scope: credentialScope, user: z.string() });
export type CredentialView = z.infer<typeof credentialView>;

/** Rules that act on machines by themselves. */
export const machineRules = z.object({
  /** Restart a machine that is silent or below its standard; off by default. */
  automaticRestart: z.boolean(),
  /** Hours between two automatic restarts of one machine. */
  restartEveryHours: z.number().min(1).max(168),
  /** Of the farm at once, percent. */
  restartAtMostPercent: z.number().min(1).max(50),
  /** Put a standby machine to sleep while it is not needed, and wake it when it is. */
  coldStandby: z.boolean(),
});
export type MachineRules = z.infer<typeof machineRules>;
