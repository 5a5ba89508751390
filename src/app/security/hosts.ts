/**
 * Which hosts this page may talk to: itself, the model hub, and hosts that the reader has typed and allowed. A
 * Content-Security-Policy can only become narrower while a page lives, so the list is made when the page opens and a
 * host allowed later needs a reload.
 */
import { appError, type AppError } from '@/core/result';
import { t } from '@/core/text';

/**
 * The hub and the hosts it sends downloads on to. Source: https://huggingface.co/.well-known/meta.json (hubDomains,
 * lfsDomains and cdnDomains: all of them end in hf.co or huggingface.co).
 */
export const HUB_SOURCES = ['https://huggingface.co', 'https://*.huggingface.co', 'https://hf.co', 'https://*.hf.co'] as const;

/** Origins that were allowed in this browser; nothing else about them is kept. */
const KEY = '400ms.hosts';
const MOST_HOSTS = 50;

/** Null: no policy was made (the development server, or a page that is not the app). */
let policyHosts: ReadonlySet<string> | null = null;

/** Narrows the page's policy to the hosts it may reach. Call once, before anything is fetched. */
export function limitConnections(head: HTMLHeadElement = document.head): void {
  const hosts = allowedHosts();
  const meta = document.createElement('meta');
  meta.httpEquiv = 'Content-Security-Policy';
  meta.content = `connect-src ${["'self'", ...HUB_SOURCES, ...hosts].join(' ')}`;
  head.append(meta);
  policyHosts = new Set(hosts);
}

/** True when the page as it stands may reach this address. */
export function mayConnect(address: string): boolean {
  if (policyHosts === null) return true;
  const url = parse(address);
  if (url === null) return false;
  return url.origin === window.location.origin || policyHosts.has(url.origin) || isHub(url);
}

/** What to tell someone who wants an address that the page may not reach; null when it may. */
export function connectionProblem(address: string): AppError | null {
  if (mayConnect(address)) return null;
  const host = parse(address)?.host ?? address.slice(0, 80);
  return appError(
    'host-not-allowed',
    t('This page talks only to itself and to the model hub, so {host} was not asked for anything.', { host }),
    t('If you know this address, type it under “Model and device” and allow it.'),
  );
}

/** Remembers the host of an address that the reader typed. It counts after `reloadAllowed`. */
export function allowHost(address: string): void {
  const url = parse(address);
  if (url === null) return;
  const hosts = [...new Set([...allowedHosts(), url.origin])].slice(-MOST_HOSTS);
  try {
    localStorage.setItem(KEY, JSON.stringify(hosts));
  } catch {
    // Storage is closed to this page: the host stays out of reach, and the message says so again.
  }
}

/** Forgets a host that was allowed; the page reaches it until it is loaded again. `origin` as `allowedHosts` has it. */
export function forgetHost(origin: string): void {
  const left = allowedHosts().filter((host) => host !== origin);
  try {
    if (left.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(left));
  } catch {
    // Nothing was kept either.
  }
}

/** Hosts that were allowed in this browser. What is stored is checked: it becomes part of a policy. */
export function allowedHosts(): string[] {
  let kept: unknown;
  try {
    kept = JSON.parse(localStorage.getItem(KEY) ?? '[]');
  } catch {
    return []; // closed or damaged storage: as if nothing had been allowed
  }
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((entry) => {
    const url = typeof entry === 'string' ? parse(entry) : null;
    return url !== null && url.origin === entry ? [url.origin] : [];
  }).slice(0, MOST_HOSTS);
}

function isHub({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' && HUB_SOURCES.some((source) => {
    const host = source.slice('https://'.length);
    return host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host;
  });
}

/** Only http and https; null for anything else. A URL's origin holds no character that means something in a policy. */
function parse(address: string): URL | null {
  try {
    const url = new URL(address);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : null;
  } catch {
    return null;
  }
}
