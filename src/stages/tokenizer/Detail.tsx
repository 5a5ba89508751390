import { CHARACTERS_PER_TOKEN } from '@/catalog/stage-budgets';
import { t } from '@/core/text';
import { formatCount, significant } from '@/core/units';
import type { StageDetailProps } from '../detail';

/** Characters a token: the rule of thumb beside what really came out. */
export function Detail({ scenario, modeled, local }: StageDetailProps) {
  const { systemPrompt, prompt, inputTokens } = scenario.request;
  const characters = systemPrompt.length + prompt.length;
  const rows = [
    { name: t('Datacenter'), tokens: modeled?.usage.inputTokens },
    { name: t('This machine'), tokens: local?.scenario.request.prompt === prompt ? local.usage.inputTokens : undefined },
  ];
  return (
    <section aria-label={t('Characters a token')} className="border-t border-line pt-2">
      <h3 className="text-sm font-medium">{t('{count} characters', { count: formatCount(characters) })}</h3>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5 text-xs tabular-nums">
        {rows.map(({ name, tokens }) => (
          <div key={name} className="contents">
            <dt className="text-ink-2">{name}</dt>
            <dd className="text-right">
              {countText(tokens, inputTokens === null ? characters : null)}
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-xs text-ink-3">{t('Rule of thumb: {count} characters of English a token (S1).', { count: CHARACTERS_PER_TOKEN })}</p>
    </section>
  );
}

/** Tokens, with the characters that each stands for where the count is the tokenizer's own. */
function countText(tokens: number | undefined, characters: number | null): string {
  if (tokens === undefined || tokens === 0) return '–';
  const count = formatCount(tokens);
  return characters === null ? t('{count} tokens', { count }) : t('{count} tokens, {each} characters each', { count, each: significant(characters / tokens) });
}
