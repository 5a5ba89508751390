import { t } from '@/core/text';
import type { Trace } from '@/core/trace';
import { Dialog } from '../ui/Dialog';
import { ItlChart } from './ItlChart';

export interface TokenTimesProps { modeled: Trace | null; local: Trace | null; onClose: () => void }

/** The time of every token on both lanes, with room to see it. */
export function TokenTimes({ modeled, local, onClose }: TokenTimesProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => { if (!open) onClose(); }}
      title={t('Time of each token')}
      description={t('From one token to the next, as the engine produced them. The axis is logarithmic: the lanes may lie orders of magnitude apart.')}
    >
      <ItlChart modeled={modeled} local={local} />
    </Dialog>
  );
}
