import { CHARACTERS_PER_TOKEN } from '@/catalog/stage-budgets';
import { formatCount, significant } from '@/core/units';
import type { StageDetailProps } from '../detail';

/** Characters a token: the rule of thumb beside what really came out. */
export function Detail({ scenario, modeled, local }: StageDetailProps) {
  const { systemPrompt, prompt, inputTokens } = scenario.request;
  const characters = systemPrompt.length + prompt.length;
  const rows = [
    { name: 'Datacenter', tokens: modeled?.usage.inputTokens },
    { name: 'This machine', tokens: local?.scenario.request.prompt === prompt ? local.usage.inputTokens : undefined },
  ];
  return (
    <section aria-label="Characters a token" className="border-t border-line pt-2">
      <h3 className="text-sm font-medium">{formatCount(characters)} characters</h3>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5 text-xs tabular-nums">
        {rows.map(({ name, tokens }) => (
          <div key={name} className="contents">
            <dt className="text-ink-2">{name}</dt>
            <dd className="text-right">
              {tokens === undefined || tokens === 0 ? '–' : `${formatCount(tokens)} tokens${inputTokens === null ? `, ${significant(characters / tokens)} characters each` : ''}`}
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-xs text-ink-3">Rule of thumb: {CHARACTERS_PER_TOKEN} characters of English a token (S1).</p>
    </section>
  );
}
