import type {
  ChangeRun,
  CredentialScope,
  CredentialView,
  DiscoveryView,
  MachineAction,
  MachineRules,
  MachineView,
  NetworkSuggestion,
  PointPreviewLine,
  PointRequest,
  RestoreRequest,
  ScanRequest,
  ScanSchedule,
} from '#shared/model/machine.ts';

/** What the outside may ask about the machines on the LAN; `by` is who asks, for the audit. */
export interface LanDesk {
  discovery(): DiscoveryView;
  networks(): NetworkSuggestion[];
  scan(request: ScanRequest, by: string): DiscoveryView;
  controlScan(action: 'pause' | 'resume' | 'cancel'): DiscoveryView;
  setSchedule(schedule: ScanSchedule, by: string): DiscoveryView;
  listenForReports(isOn: boolean): Promise<DiscoveryView>;
  machines(): MachineView[];
  control(id: string, action: MachineAction, by: string): Promise<MachineView>;
  forget(id: string, by: string): void;
  merge(id: string, fromId: string, by: string): MachineView;
  split(id: string, by: string): MachineView;
  previewPoint(
    request: Pick<PointRequest, 'machineIds' | 'proxyAddress'>,
    signal?: AbortSignal,
  ): Promise<PointPreviewLine[]>;
  point(request: PointRequest, by: string): ChangeRun;
  restore(request: RestoreRequest, by: string): ChangeRun;
  runs(): ChangeRun[];
  cancelRun(id: string, by: string): ChangeRun;
  credentials(): CredentialView[];
  addCredential(
    credential: { scope: CredentialScope; user: string; password: string },
    by: string,
  ): CredentialView[];
  removeCredential(id: number, by: string): CredentialView[];
  rules(): MachineRules;
  setRules(rules: MachineRules, by: string): MachineRules;
  exportSnapshots(passphrase: string, by: string): Promise<{ file: string; machines: number }>;
  importSnapshots(file: string, passphrase: string, by: string): Promise<{ machines: number }>;
}
