import { useId } from 'react';
import { LIMITS } from '@/core/scenario';
import { t } from '@/core/text';
import { useField } from './fields';

export function SystemPromptField() {
  const id = useId();
  const [value, set] = useField('request', 'systemPrompt');
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm text-ink-2">{t('System prompt')}</label>
      <textarea
        id={id}
        value={value}
        maxLength={LIMITS.promptChars}
        spellCheck={false}
        onChange={(event) => set(event.target.value)}
        className="h-14 min-h-8 w-full resize-y rounded-sm border border-line-strong bg-raised px-2 py-1.5 text-sm hover:border-ink-2"
      />
    </div>
  );
}
