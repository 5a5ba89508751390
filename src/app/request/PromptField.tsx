import { useId, useMemo } from 'react';
import { findModel } from '@/catalog/models';
import { LIMITS } from '@/core/scenario';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { findLocalModel } from '@/local/models';
import { countedText } from '../store/content';
import { useModels } from '../models/state';
import { startRun, useRuns } from '../store/runs';
import { useLink } from '../store/location';
import { useScenario } from '../store/scenario';
import { isCountable } from '../store/token-count';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { classNames } from '../ui/class-names';
import { ContextGauge } from './ContextGauge';
import { setOverlong, useOverlong } from './overlong';
import { promptFindings, withoutControls, withoutLoneSurrogates, type Finding } from './prompt-findings';

/** The prompt as typed, its length by the real tokenizer, and what is odd about it. */
export function PromptField() {
  const id = useId();
  const scenario = useScenario((s) => s.scenario);
  const edit = useScenario((s) => s.edit);
  const count = useRuns((s) => s.count);
  const countError = useRuns((s) => s.countError);
  const modeled = useRuns((s) => s.modeled);
  const unlinked = useLink((s) => s.omitted.includes('request.prompt'));
  // Text over the limit cannot be part of a scenario; it stays in the box until it is shortened.
  const tooLong = useOverlong((s) => s.prompt);

  const countable = useModels(() => isCountable(scenario.local.model));
  const waiting = !countable ? 'model' : countError === null ? 'counting' : 'failed';

  const { prompt, maxOutputTokens } = scenario.request;
  const text = tooLong ?? prompt;
  const counted = count !== null && count.model === scenario.local.model && count.text === countedText(scenario) ? count.tokens : null;
  const local = findLocalModel(scenario.local.model);
  const model = findModel(scenario.model);
  const findings = useMemo(
    () => promptFindings({
      prompt,
      inputTokens: counted,
      maxOutputTokens,
      local: local === undefined ? null : { name: local.title, contextTokens: local.contextTokens },
      datacenter: model === undefined || modeled === null ? null : { name: model.name, contextTokens: model.contextTokens, inputTokens: modeled.usage.inputTokens },
    }),
    [prompt, counted, maxOutputTokens, local, model, modeled],
  );
  const type = (next: string): void => {
    if (next.length > LIMITS.promptChars) {
      setOverlong(next);
      return;
    }
    setOverlong(null);
    edit({ request: { prompt: next } });
  };

  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-baseline justify-between gap-2 text-sm text-ink-2">
        <label htmlFor={id}>{t('Prompt')}</label>
        <TokenCount tokens={counted} characters={text.length} waiting={waiting} />
      </div>
      <textarea
        id={id}
        value={text}
        spellCheck={false}
        aria-invalid={tooLong !== null || findings.some((f) => f.blocks !== 'none')}
        aria-describedby={`${id}-findings`}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void startRun();
        }}
        className="h-24 min-h-16 w-full resize-y rounded-sm border border-line-strong bg-raised px-2 py-1.5 text-sm hover:border-ink-2 aria-invalid:border-fail"
      />
      <ContextGauge inputTokens={counted} maxOutputTokens={maxOutputTokens} contextTokens={local?.contextTokens ?? null} />
      <div id={`${id}-findings`} className="flex flex-col gap-1">
        {tooLong !== null && (
          <Notice
            tone="fail"
            message={t('The text has {count} characters; a prompt may have {most}.', { count: formatCount(tooLong.length), most: formatCount(LIMITS.promptChars) })}
            action={t('It stays here as you pasted it. Until you shorten it, the prompt before it is used.')}
          />
        )}
        {unlinked && tooLong === null && (
          <Notice message={t('The prompt is too long for a link: the address bar leaves it out.')} action={t('Whoever opens the link sees the preset\'s prompt instead.')} />
        )}
        {findings.map((finding) => (
          <Notice key={finding.kind} tone={finding.blocks === 'none' ? 'note' : 'fail'} message={finding.message} action={finding.action}>
            <FindingRemedy finding={finding} prompt={prompt} />
          </Notice>
        ))}
      </div>
    </div>
  );
}

function FindingRemedy({ finding, prompt }: { finding: Finding; prompt: string }) {
  const edit = useScenario((s) => s.edit);
  const put = (text: string): void => edit({ request: { prompt: text } });
  switch (finding.kind) {
    case 'controls': return <Button kind="quiet" onClick={() => put(withoutControls(prompt))}>{t('Remove them')}</Button>;
    case 'surrogates': return <Button kind="quiet" onClick={() => put(withoutLoneSurrogates(prompt))}>{t('Put U+FFFD in')}</Button>;
    default: return undefined;
  }
}

interface TokenCountProps { tokens: number | null; characters: number; waiting: 'model' | 'counting' | 'failed' }

/** The count keeps its place while a new one is on its way. */
function TokenCount({ tokens, characters, waiting }: TokenCountProps) {
  return (
    <span className={classNames('text-xs tabular-nums', tokens === null ? 'text-ink-3' : 'text-ink-2')}>
      {tokens === null
        ? t('{characters, plural, one {# character} other {# characters}}, {waiting, select, model {counted once the model is loaded} counting {counting} other {not counted}}', { characters, waiting })
        : t('{tokens, plural, one {# token} other {# tokens}}', { tokens })}
    </span>
  );
}
