/** What a farm file may lean on outside itself. */
export interface FarmFileContext {
  /** Names the file in sentences. */
  fileName: string;
  /** Reads a small file named in the farm file, relative to it; null where the farm file came from afar. */
  readFile: ((path: string) => string) | null;
  /** Environment for `passwordEnv`; null where the farm file came from afar. */
  env: Readonly<Record<string, string | undefined>> | null;
  /** The list of accounts may be empty, as in a configuration that was exported before there was one. */
  mayBeEmpty?: boolean;
}

/** For a farm file that came over a transport: it must not read this machine's files or environment. */
export const REMOTE_FARM_FILE: FarmFileContext = { fileName: 'farm file', readFile: null, env: null };
