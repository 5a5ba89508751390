import { useState } from 'react';
import { t } from '@/core/text';
import { TextField } from '../ui/TextField';
import { useField } from './fields';
import { stopToText, textToStop } from './stop-text';

/** What is typed stays as typed; what it means is taken over as soon as it means something. */
export function StopField() {
  const [stop, set] = useField('request', 'stop');
  const [draft, setDraft] = useState<{ text: string; of: readonly string[] } | null>(null);
  const live = draft !== null && draft.of === stop ? draft : null;
  const read = live === null ? null : textToStop(live.text);
  const type = (text: string): void => {
    const next = textToStop(text);
    setDraft({ text, of: next.ok ? next.value : stop });
    if (next.ok) set(next.value);
  };
  return (
    <TextField
      label={t('Stop sequences')}
      value={live?.text ?? stopToText(stop)}
      onChange={type}
      error={read !== null && !read.ok ? read.error : null}
      placeholder="END, \n\n"
      mono
    />
  );
}
