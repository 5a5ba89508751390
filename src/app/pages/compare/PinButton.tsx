import { Pin } from 'lucide-react';
import type { Trace } from '@/core/trace';
import { t } from '@/core/text';
import { IconButton } from '../../ui/Button';
import { isPinned, pinTrace, unpinTrace, useSelection } from './selection';

/** Keeps a run, as it is now, for the page Compare. */
export function PinButton({ trace }: { trace: Trace }) {
  const pinned = useSelection((s) => isPinned(s.picks, trace));
  return (
    <IconButton
      label={pinned ? t('Pinned for Compare. Let go') : t('Pin this run for Compare')}
      aria-pressed={pinned}
      className="-mr-2 -ml-1 self-center aria-pressed:text-ink"
      onClick={() => (pinned ? unpinTrace(trace) : pinTrace(trace))}
    >
      <Pin aria-hidden className="size-3.5" fill={pinned ? 'currentColor' : 'none'} />
    </IconButton>
  );
}
