/** Messages with elements inside, in the reader's language. */
import { Children, type ReactNode } from 'react';
import { parts } from '@/core/text';

export type RichValues = Readonly<Record<string, string | number | ReactNode | ((inner: ReactNode) => ReactNode)>>;

/**
 * A message whose marked-up parts are elements: `rich('Press <kbd>R</kbd> to run it', { kbd: (inner) => <kbd>{inner}</kbd> })`.
 * @throws Error for a message that is not ICU MessageFormat or lacks a value.
 */
export function rich(message: string, values: RichValues): ReactNode {
  const made = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'function' ? (inner: ReactNode[]) => value(Children.toArray(inner)) : value]),
  );
  return Children.toArray(parts<ReactNode>(message, made as Parameters<typeof parts<ReactNode>>[1]));
}
