import { useEffect, useMemo, useRef, useState } from 'react';
import type { Result } from '@/core/result';
import { msg, t } from '@/core/text';
import { formatCount, formatDuration } from '@/core/units';
import { totalMs } from '@/core/trace';
import { DEFAULT_RULES, type ImportFormat, type ImportedTrace, type ImportRules } from '@/remote';
import { openFleetFile } from '../pages/fleet/files';
import type { LinkDesk } from '../share';
import { useView } from '../store/view';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { openFleet, openScenario, openSession, showTrace, type TracePlace } from './apply';
import { sizeProblem, type Incoming, type Reading } from './incoming';
import { readerOf } from './reading';
import { RulesTable } from './RulesTable';
import { useRules } from './rules-state';
import { openExchange, useExchange } from './state';

const ACCEPTED = '.json,.csv,.har,.txt,application/json,text/csv';

/** A file, what is in it, and where it should go. */
export function ImportPanel() {
  const file = useExchange((s) => s.file);
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <section className="exchange-part" aria-label={t('File')}>
        <p>{t('Scenarios and parts of one, fleets, session files; traces of this app (JSON, CSV, Chrome, OTLP), and other people’s (Chrome trace, OTLP/JSON, HAR). Or drop a file anywhere on the page.')}</p>
        <div className="exchange-line">
          <input ref={input} type="file" accept={ACCEPTED} aria-label={t('File to import')} className="sr-only" tabIndex={-1} onChange={({ currentTarget }) => {
            const [chosen] = currentTarget.files ?? [];
            currentTarget.value = '';
            if (chosen !== undefined) useExchange.setState({ file: chosen });
          }} />
          <Button kind="primary" onClick={() => input.current?.click()}>{t('Choose a file')}</Button>
          {file !== null && <span className="exchange-note">{file.name}</span>}
        </div>
      </section>
      {file !== null && <Read key={`${file.name}-${String(file.size)}-${String(file.lastModified)}`} file={file} />}
    </>
  );
}

function Read({ file }: { file: File }) {
  const tooLarge = sizeProblem(file.name, file.size);
  return tooLarge === null ? <Contents file={file} /> : <Notice tone="fail" urgent message={tooLarge.message} action={tooLarge.action} />;
}

function Contents({ file }: { file: File }) {
  const rules = useRules((s) => s.rules);
  const reader = useMemo(() => readerOf(file), [file]);
  const [last, setLast] = useState<{ rules: ImportRules; result: Result<Reading> } | null>(null);
  useEffect(() => () => reader.close(), [reader]);
  useEffect(() => {
    let wanted = true;
    void reader.under(rules).then((result) => { if (wanted) setLast({ rules, result }); });
    return () => { wanted = false; };
  }, [reader, rules]);
  const waiting = <p role="status" className="exchange-note">{t('Reading the file')}</p>;
  if (last === null) return waiting;
  if (!last.result.ok) return <Notice tone="fail" urgent message={last.result.error.message} action={last.result.error.action} />;
  const { read, spans } = last.result.value;
  return (
    <>
      <section className="exchange-part" aria-label={t('Contents')}>
        {reader.beside && last.rules !== rules && waiting}
        {read.ok ? <Found name={file.name} incoming={read.value} /> : (
          <Notice tone="fail" urgent message={read.error.message} action={read.error.action}>
            {/\.csv$/i.test(file.name) && (
              <Button onClick={() => {
                openExchange(null);
                useView.getState().set({ page: 'fleet' });
                void openFleetFile(file);
              }}>{t('Open it as a log of requests on the Fleet page')}</Button>
            )}
          </Notice>
        )}
      </section>
      {(spans.length > 0 || rules !== DEFAULT_RULES) && <RulesTable spans={spans} />}
    </>
  );
}

function Found({ name, incoming }: { name: string; incoming: Incoming }) {
  const done = (open: () => void) => (): void => {
    openExchange(null);
    open();
  };
  switch (incoming.kind) {
    case 'scenario': return (
      <>
        <p>{t('A scenario: {name}. It gives {fields}; the rest is as in the default request.', { name: incoming.scenario.name, fields: incoming.given.join(', ') || t('nothing') })}</p>
        <div className="exchange-line"><Button kind="primary" onClick={done(() => openScenario(incoming.scenario))}>{t('Open the scenario')}</Button></div>
      </>
    );
    case 'fleet': return (
      <>
        <p>{t('A fleet: {name}.', { name: incoming.fleet.name })}</p>
        <div className="exchange-line"><Button kind="primary" onClick={done(() => openFleet(incoming.fleet))}>{t('Open the fleet')}</Button></div>
      </>
    );
    case 'session': return (
      <>
        <p>{t('A session: {name}{runs, select, lower {, with a measured run} upper {, with a run for the upper lane} both {, with a measured run and one for the upper lane} other {}}.', { name: incoming.decoded.state.scenario.name, runs: runsIn(incoming.decoded.state.desk) })}</p>
        {incoming.decoded.problems.map(({ message, action }) => <Notice key={message} tone="fail" message={message} action={action} />)}
        <div className="exchange-line"><Button kind="primary" onClick={done(() => openSession(incoming.decoded))}>{t('Open the session')}</Button></div>
      </>
    );
    case 'traces': return <Traces name={name} format={incoming.file.format} traces={incoming.file.traces} onShown={() => openExchange(null)} />;
  }
}

const runsIn = ({ local, upper }: LinkDesk): 'lower' | 'upper' | 'both' | 'none' => (local === null ? (upper === null ? 'none' : 'upper') : upper === null ? 'lower' : 'both');

const FORMAT_NAMES: Record<ImportFormat, string> = { json: msg('Trace'), csv: msg('Table of spans and tokens'), chrome: msg('Chrome trace'), otlp: msg('OpenTelemetry trace'), har: msg('HTTP archive') };
/** More traces of one file than anybody would look through here. */
const MOST_SHOWN = 20;

function Traces({ name, format, traces, onShown }: { name: string; format: ImportFormat; traces: readonly ImportedTrace[]; onShown: () => void }) {
  return (
    <ul className="exchange-list">
      {traces.slice(0, MOST_SHOWN).map(({ trace, notes }, i) => {
        const show = (place: TracePlace) => (): void => {
          onShown();
          showTrace(trace, place, name);
        };
        return (
          <li key={i}>
            <span>
              {t('{format}: {name}, {duration}, {spans} spans, {tokens} token times', {
                format: t(FORMAT_NAMES[format]), name: trace.scenario.name || name, duration: formatDuration(totalMs(trace)),
                spans: formatCount(trace.spans.length), tokens: formatCount(trace.tokens.length),
              })}
              {notes.map((note) => <small key={note}>{note}</small>)}
            </span>
            <span className="exchange-line">
              <Button kind={trace.source === 'local' ? 'plain' : 'primary'} onClick={show('upper')}>{t('Upper lane')}</Button>
              <Button kind={trace.source === 'local' ? 'primary' : 'plain'} onClick={show('lower')}>{t('Lower lane')}</Button>
              <Button onClick={show('compare')}>{t('Compare')}</Button>
            </span>
          </li>
        );
      })}
      {traces.length > MOST_SHOWN && <li><span>{t('And {count} more in the file.', { count: formatCount(traces.length - MOST_SHOWN) })}</span></li>}
    </ul>
  );
}
