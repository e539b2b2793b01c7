/** What a reply parses to. Arrays and objects only at the top; the leaves are whatever the miner sent. */
export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** A reply that is an object or an array; anything else is no reply of a miner. */
export type JsonRoot = JsonObject | Json[];

/** Sets a member without giving a hostile `__proto__` key any power. */
export function setMember(target: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/** True for an object that is no array. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
