import { GLOSSARY } from '@/catalog/glossary';
import { t } from '@/core/text';
import { Dialog } from '../ui/Dialog';
import { AMOUNTS, SHARES, TIMES } from './rows';

/**
 * What each name in the table of metrics means, all in one place. The names themselves stand closer together than a
 * finger is wide; this is the way to the same words by a button of full size (WCAG 2.5.8, "equivalent").
 */
export function Definitions({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => { if (!open) onClose(); }} title={t('What these mean')}>
      <dl className="grid grid-cols-1 gap-y-3 text-sm">
        {[...TIMES, ...AMOUNTS, ...SHARES].map(({ id, label, term }) => term !== null && (
          <div key={id}>
            <dt className="font-medium">{t(label)}</dt>
            <dd>
              {t(GLOSSARY[term].definition)} <span className="text-xs text-ink-3">{t('Source: {source}', { source: t(GLOSSARY[term].source) })}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
