import { isRpcMessage } from '#main/rpc-message.ts';

/** The part of a MessagePort that the contract's handler uses. */
export interface ContractPort {
  on(event: 'message', listener: (event?: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  postMessage(message: unknown): void;
}

/** Farm files and pinned certificates fit many times over. */
const MAX_MESSAGE_CHARS = 4 * 1024 * 1024;

function isAccepted(data: unknown): boolean {
  return typeof data === 'string' && data.length <= MAX_MESSAGE_CHARS && isRpcMessage(data);
}

/**
 * Lets only well-formed messages of the contract through, and tells of every other by `onRefused`.
 */
export function guardPort(port: ContractPort, onRefused: () => void): ContractPort {
  return {
    on(event: 'message' | 'close', listener: (event?: { data: unknown }) => void): void {
      if (event === 'close') {
        port.on('close', () => listener());
        return;
      }
      port.on('message', (message) => {
        if (isAccepted(message?.data)) listener(message);
        else onRefused();
      });
    },
    postMessage: (message) => port.postMessage(message),
  };
}
