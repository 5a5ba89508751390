/** The gateway's share of TLS: one AES-GCM record in, a request out; and digests of API keys. */

const NONCE_BYTES = 12;

/** The request inside a record: the header that matters and the body. */
export interface WireHttp {
  authorization: string;
  body: string;
}

/** False on plain http other than localhost: browsers offer `crypto.subtle` in secure contexts only. */
export const hasWebCrypto = (): boolean => typeof crypto !== 'undefined' && 'subtle' in crypto && crypto.subtle !== undefined;

/** Seals a request: a fresh 12-byte nonce, then the ciphertext with its tag. In clear when there is no key. */
export async function sealRecord(http: WireHttp, recordKey: CryptoKey | null): Promise<ArrayBuffer> {
  const clear = new TextEncoder().encode(JSON.stringify(http));
  if (recordKey === null) return clear.buffer;
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, recordKey, clear);
  const joined = new Uint8Array(NONCE_BYTES + sealed.byteLength);
  joined.set(nonce);
  joined.set(new Uint8Array(sealed), NONCE_BYTES);
  return joined.buffer;
}

/** Opens a record. @throws Error when it has been tampered with or holds no request. */
export async function openRecord(record: ArrayBuffer, recordKey: CryptoKey | null): Promise<WireHttp> {
  const clear = recordKey === null
    ? record
    : await crypto.subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(record, 0, NONCE_BYTES) }, recordKey, new Uint8Array(record, NONCE_BYTES));
  const http: unknown = JSON.parse(new TextDecoder().decode(clear));
  if (!isHttp(http)) throw new Error('The record holds no request.');
  return http;
}

/** SHA-256 of a key in hex; without Web Crypto the key itself, which never leaves this page's worker. */
export async function keyDigest(key: string): Promise<string> {
  if (!hasWebCrypto()) return key;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function isHttp(value: unknown): value is WireHttp {
  return typeof value === 'object' && value !== null
    && 'authorization' in value && typeof value.authorization === 'string'
    && 'body' in value && typeof value.body === 'string';
}
