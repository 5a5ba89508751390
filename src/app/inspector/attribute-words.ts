/** Attributes of a span as people read them: the key's words, the value with the unit its key names. */
import { t } from '@/core/text';
import { dollarsQuantity, formatBytes, formatCount, formatDuration, formatShare, significant } from '@/core/units';
import type { Attributes } from '@/core/trace';
import { sourceWords } from '@/stages/sources';

export interface AttributeWords { key: string; name: string; value: string }

/** Where the key's last word is a unit, how the number is written. */
const UNITS: readonly { suffix: RegExp; write: (value: number) => string }[] = [
  { suffix: /Ms$/, write: formatDuration },
  { suffix: /Bytes$|^bytes$/, write: formatBytes },
  { suffix: /Usd$/, write: (usd) => { const { value, unit } = dollarsQuantity(usd); return `${value}\u202f${unit}`; } },
  { suffix: /Share$/, write: formatShare },
  { suffix: /S$/, write: (seconds) => `${significant(seconds)}\u202fs` },
];

/** `hiddenMs` to "hidden", `kvBytesPerToken` to "kv bytes per token": units that the value carries are left out. */
function nameOf(key: string): string {
  const bare = key.replace(/(?<=.)(Ms|Bytes|Usd|(?<=[a-z])S)$/, '');
  const words = bare.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/[-_]/g, ' ').toLowerCase();
  return words.replace(/\bkv\b/g, 'KV').replace(/\bgpu\b/g, 'GPU').replace(/\bhttp\b/g, 'HTTP').replace(/\bttl\b/g, 'TTL');
}

function valueOf(key: string, value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (typeof value === 'string') return sourceWords(value);
  const unit = UNITS.find(({ suffix }) => suffix.test(key));
  if (unit !== undefined) return unit.write(value);
  return Number.isInteger(value) ? formatCount(value) : significant(value);
}

/** What is said elsewhere: sources have their own place. */
const HIDDEN = /^(source|hiddenSource|note)$/;

export const attributeWords = (attributes: Attributes): AttributeWords[] =>
  Object.entries(attributes)
    .filter(([key, value]) => !HIDDEN.test(key) && value !== '')
    .map(([key, value]) => ({ key, name: t(nameOf(key)), value: valueOf(key, value) }));
