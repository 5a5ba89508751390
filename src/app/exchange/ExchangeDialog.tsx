/** Share, export and import in one dialog: three ways out and in. */
import { msg, t } from '@/core/text';
import { Dialog } from '../ui/Dialog';
import { ExportPanel } from './ExportPanel';
import { ImportPanel } from './ImportPanel';
import { SharePanel } from './SharePanel';
import { EXCHANGE_PANELS, openExchange, useExchange, type ExchangePanel } from './state';
import './exchange.css';

/** One message: “Share” alone is also the word for a part of something. */
const titleOf = (panel: ExchangePanel): string => t('{panel, select, share {Share} export {Export} other {Import}}', { panel });
const LEADS: Record<ExchangePanel, string> = {
  share: msg('A link shows others what you see. Nothing is sent anywhere.'),
  export: msg('Files for your own tools. They are made on this machine.'),
  import: msg('Open a scenario, a session or a trace. The file stays on this machine.'),
};
const BODIES = { share: SharePanel, export: ExportPanel, import: ImportPanel } as const;

export function ExchangeDialog() {
  const open = useExchange((s) => s.open);
  const panel = open ?? 'share';
  const Body = BODIES[panel];
  return (
    <Dialog open={open !== null} onOpenChange={(wanted) => { if (!wanted) openExchange(null); }} title={titleOf(panel)} description={t(LEADS[panel])}>
      <div className="exchange-tabs" role="group" aria-label={t('What to do')}>
        {EXCHANGE_PANELS.map((id) => <button key={id} type="button" aria-pressed={id === panel} onClick={() => openExchange(id)}>{titleOf(id)}</button>)}
      </div>
      <Body />
    </Dialog>
  );
}
