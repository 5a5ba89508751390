/** Finds a Chrome or Chromium and starts it, with WebGPU on even where there is no GPU (SwiftShader). */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge-stable', 'microsoft-edge'];

const PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['/Applications', join(process.env['HOME'] ?? '', 'Applications')].flatMap((folder) => [
    join(folder, 'Google Chrome.app/Contents/MacOS/Google Chrome'),
    join(folder, 'Chromium.app/Contents/MacOS/Chromium'),
    join(folder, 'Microsoft Edge.app/Contents/MacOS/Microsoft Edge'),
  ]),
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
    const folder = process.env[name];
    if (folder === undefined) return [];
    return [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Microsoft/Edge/Application/msedge.exe')];
  }),
  linux: ['/usr/lib/chromium/chromium', '/opt/google/chrome/chrome', '/snap/bin/chromium'],
};

export const GET_A_BROWSER: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'sudo apt-get install chromium',
  darwin: 'brew install --cask google-chrome',
  win32: 'winget install Google.Chrome',
};

/**
 * Path of a Chrome or Chromium: CHROME_PATH, else what is installed, else (Debian, as root) the package `chromium`,
 * installed on the spot. @throws Error that names the one command which gets a browser.
 */
export function findBrowser(log: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): string {
  const named = process.env['CHROME_PATH'];
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named;
    throw new Error(`CHROME_PATH is ${named}, which is not a program. Correct it or unset it.`);
  }
  const installed = installedBrowser();
  if (installed !== null) return installed;
  if (canInstall()) {
    log('No Chrome or Chromium found: installing the Debian package chromium.');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-q'], { stdio: ['ignore', 2, 2], env });
    spawnSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium'], { stdio: ['ignore', 2, 2], env });
    const now = installedBrowser();
    if (now !== null) return now;
  }
  const command = GET_A_BROWSER[process.platform] ?? GET_A_BROWSER.linux;
  throw new Error(`No Chrome or Chromium found. Get one with: ${command} (or set CHROME_PATH to its program).`);
}

function installedBrowser(): string | null {
  const extension = process.platform === 'win32' ? '.exe' : '';
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name + extension)));
  // The kind of browser goes before the order of folders: NAMES is in order of preference.
  onPath.sort((a, b) => rank(a) - rank(b));
  return [...onPath, ...(PLACES[process.platform] ?? [])].find(isExecutable) ?? null;
}

const rank = (path: string): number => NAMES.indexOf(basename(path, '.exe'));

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not a program: the next place is tried
  }
}

function canInstall(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

export interface BrowserOptions {
  /** False: as a browser without WebGPU. Default true. */
  webgpu?: boolean;
  /** False (default): this computer only; every other host name fails to resolve. */
  network?: boolean;
  /** More command-line flags. */
  args?: readonly string[];
}

/** Starts a headless browser. */
export function launchBrowser({ webgpu = true, network = false, args = [] }: BrowserOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser(),
    headless: true,
    args: [
      // Containers and root have no user namespace for the sandbox; the pages are ours.
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      ...(network ? [] : ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1']),
      ...(webgpu ? ['--enable-unsafe-webgpu'] : ['--disable-features=WebGPU']),
      ...args,
    ],
  });
}
