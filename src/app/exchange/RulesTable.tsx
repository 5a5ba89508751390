/** Which rule puts which of other people's spans where, and how to change it. */
import { useState } from 'react';
import { KNOWN_PLACE_IDS, LAYERS, type KnownPlaceId } from '@/core/stage';
import { t } from '@/core/text';
import { formatCount, formatDuration } from '@/core/units';
import { DEFAULT_RULES, parseRules, type SpanPreview } from '@/remote';
import { layerName, placeName } from '../explore/names';
import { Button } from '../ui/Button';
import { CONTROL } from '../ui/class-names';
import { Disclosure } from '../ui/Disclosure';
import { Notice } from '../ui/Notice';
import { saveText } from './save';
import { placeSpans, setRules, useRules } from './rules-state';

const UNPLACED = 'unplaced';
const PASSED_ON = 'passed-on';
/** Names beyond this many hold little of the time: the list is in order of it. */
const MOST_NAMES = 60;

interface Choice { place: { stage: KnownPlaceId; layer: string } | null }
const CHOICES: ReadonlyMap<string, Choice> = new Map<string, Choice>([
  [PASSED_ON, { place: null }],
  ...KNOWN_PLACE_IDS.flatMap((stage) => LAYERS[stage].map((layer) => [`${stage}/${layer}`, { place: { stage, layer } }] satisfies [string, Choice])),
]);

export function RulesTable({ spans }: { spans: readonly SpanPreview[] }) {
  const rules = useRules((s) => s.rules);
  return (
    <section className="exchange-part" aria-label={t('Mapping')}>
      <h3>{t('What goes where')}</h3>
      <p>{t('Rules lay spans onto the stages by name and attribute; the first that matches decides. Choose another place, and the preview above follows.')}</p>
      <div className="exchange-scroll" role="region" aria-label={t('Spans and their places')} tabIndex={0}>
        <table className="exchange-map">
          <thead>
            <tr>{[t('Span'), t('Number'), t('Time'), t('Rule'), t('Goes to')].map((head) => <th key={head} scope="col">{head}</th>)}</tr>
          </thead>
          <tbody>
            {spans.slice(0, MOST_NAMES).map((span) => (
              <tr key={span.name}>
                <th scope="row">{span.name}</th>
                <td className="number">{formatCount(span.count)}</td>
                <td className="number">{formatDuration(span.totalMs)}</td>
                <td>{span.rule === null ? t('none') : t('No. {number}{split, select, yes {, with parts} other {}}', { number: span.rule + 1, split: span.split ? 'yes' : 'no' })}</td>
                <td><PlaceChoice span={span} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {spans.length > MOST_NAMES && <p>{t('{count} more names hold less time than these.', { count: formatCount(spans.length - MOST_NAMES) })}</p>}
      <Disclosure title={t('All {count} rules', { count: formatCount(rules.rules.length) })}><RulesText key={rules.rules.length} /></Disclosure>
      {rules !== DEFAULT_RULES && <div className="exchange-line"><Button onClick={() => setRules(DEFAULT_RULES)}>{t('Back to the rules of the app')}</Button></div>}
    </section>
  );
}

function PlaceChoice({ span }: { span: SpanPreview }) {
  const value = span.rule === null ? UNPLACED : span.place === null ? PASSED_ON : `${span.place.stage}/${span.place.layer}`;
  const choose = (key: string): void => {
    const choice = CHOICES.get(key);
    if (choice !== undefined) placeSpans(span.name, choice.place);
  };
  return (
    <select className={CONTROL} aria-label={t('Where {name} goes', { name: span.name })} value={value} onChange={(event) => choose(event.target.value)}>
      {span.rule === null && <option value={UNPLACED}>{t('nowhere: no rule knows it')}</option>}
      <option value={PASSED_ON}>{t('to the span around it')}</option>
      {KNOWN_PLACE_IDS.map((stage) => (
        <optgroup key={stage} label={placeName(stage)}>
          {LAYERS[stage].map((layer) => <option key={layer} value={`${stage}/${layer}`}>{`${placeName(stage)}: ${layerName(stage, layer)}`}</option>)}
        </optgroup>
      ))}
    </select>
  );
}

/** The rules as text, to be edited, saved, and put in. */
function RulesText() {
  const rules = useRules((s) => s.rules);
  const [text, setText] = useState(() => JSON.stringify(rules, null, 1));
  const [fault, setFault] = useState<{ message: string; action: string } | null>(null);
  const use = (): void => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      setFault({ message: t('The rules are not JSON: {problem}.', { problem: cause instanceof Error ? cause.message : String(cause) }), action: t('Look for the place named.') });
      return;
    }
    const parsed = parseRules(value);
    setFault(parsed.ok ? null : parsed.error);
    if (parsed.ok) setRules(parsed.value);
  };
  return (
    <div className="exchange-part">
      <textarea className="exchange-text" aria-label={t('Rules as JSON')} rows={10} spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
      {fault !== null && <Notice tone="fail" urgent message={fault.message} action={fault.action} />}
      <div className="exchange-line">
        <Button onClick={use}>{t('Use these rules')}</Button>
        <Button onClick={() => saveText('import-rules.json', 'application/json', `${text}\n`)}>{t('Save the rules')}</Button>
      </div>
    </div>
  );
}
