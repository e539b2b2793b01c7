import { readFileSync } from 'node:fs';

/** A real share with every intermediate value; integers are big-endian hex as on the wire. */
export interface ShareVector {
  name: string;
  extranonce1: string;
  extranonce2_size: number;
  version_mask: string | null;
  difficulty: number;
  notify_params: unknown[];
  submit_params: [worker: string, jobId: string, en2: string, ntime: string, nonce: string, bits?: string];
  expected: {
    coinbase_hex: string;
    coinbase_txid_internal: string;
    coinbase_txid_display: string;
    merkle_root_internal: string;
    version_hex: string;
    header_hex: string;
    hash_display: string;
    share_difficulty: number;
    meets_share_difficulty: boolean;
    network_difficulty: number;
    meets_network_target: boolean;
    version_modes_agree: boolean;
  };
}

interface VectorFile {
  vectors: ShareVector[];
  coinb1_tail_splits: {
    from_vector: string;
    splits: {
      k: number;
      m: number;
      pad: number;
      downstream_coinb1: string;
      pad_hex: string;
      downstream_extranonce1: string;
      downstream_extranonce2: string;
      upstream_extranonce2: string;
      header_hex: string;
    }[];
  };
}

const file = JSON.parse(
  readFileSync(new URL('../../fixtures/stratum-vectors.json', import.meta.url), 'utf8'),
) as VectorFile;

export const VECTORS = file.vectors;
export const TAIL_SPLITS = file.coinb1_tail_splits;
